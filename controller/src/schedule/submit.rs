//! From checked scenarios and what the requester says of them to jobs. Reads no clock and makes no id of its own.

use protocol::{DeviceId, JobId, RunId, Work};
use scenarios::Scenario;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::hex::hex;
use crate::schedule::job::NewJob;

/// The most combinations that one request may queue.
pub const MAX_JOBS: usize = 10_000;
/// Begins the tag that names the environment.
const ENVIRONMENT_TAG: &str = "environment:";
/// The most processes of one session.
pub const MAX_WATCHED: usize = 200;
/// The longest idempotency key, title, release, build and tag, bytes.
pub const MAX_TEXT_BYTES: usize = 300;
/// The most tags of one request.
pub const MAX_TAGS: usize = 50;

/// A request to run scenarios.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Submission {
    /// Project that the runs belong to.
    pub project: String,
    /// One scenario per combination of the matrix.
    pub scenarios: Vec<Scenario>,
    /// Title of the runs; the scenario's name and parameters where absent.
    pub title: Option<String>,
    /// Release under test.
    pub release: Option<String>,
    /// Build under test.
    pub build: Option<String>,
    /// Further tags of the runs.
    pub tags: Vec<String>,
    /// The run to be judged against.
    pub baseline: Option<RunId>,
    /// The one device that shall take the jobs; any that fits where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceId>,
    /// Higher goes first; 0 is ordinary.
    pub priority: i32,
    /// The requester's key: the same key with the same content gives the same jobs again.
    #[serde(skip)]
    pub idempotency_key: Option<String>,
}

/// What is queued in one go.
#[derive(Clone, Debug, PartialEq)]
pub struct JobRequest {
    /// Project.
    pub project: String,
    /// The requester's key.
    pub idempotency_key: Option<String>,
    /// SHA-256 of everything that the requester asked for, lower-case hex.
    pub content_sha256: String,
    /// The jobs, in the order of the combinations.
    pub jobs: Vec<NewJob>,
}

/// A request that cannot be queued.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SubmitError {
    /// Nothing to run.
    #[error("the request has no scenario")]
    Empty,
    /// The matrix is too large.
    #[error("the matrix has {found} combinations; at most {MAX_JOBS} are queued at once")]
    TooMany {
        /// How many.
        found: usize,
    },
    /// A text is empty or too long.
    #[error("`{field}` has {bytes} bytes; 1 to {MAX_TEXT_BYTES} are allowed")]
    TextLength {
        /// Which.
        field: &'static str,
        /// Its length.
        bytes: usize,
    },
    /// A session that watches nothing, or too much.
    #[error("a session watches 1 to {MAX_WATCHED} processes, not {found}")]
    Watched {
        /// How many.
        found: usize,
    },
    /// A process twice.
    #[error("process {pid} is named twice")]
    Twice {
        /// Its id.
        pid: u32,
    },
    /// A span of time that nobody can measure in.
    #[error("`{field}` is {found_ms} ms; {min_ms} to {max_ms} are allowed")]
    Span {
        /// Which.
        field: &'static str,
        /// As it was given, ms.
        found_ms: u128,
        /// Shortest, ms.
        min_ms: u128,
        /// Longest, ms.
        max_ms: u128,
    },
    /// Too many tags.
    #[error("the request has {found} tags; at most {MAX_TAGS} are allowed")]
    TooManyTags {
        /// How many.
        found: usize,
    },
}

/// The jobs of a request: one per scenario, each with the id that `next_id` gives it. Reports every mistake at once.
pub fn request_jobs(
    submission: Submission,
    mut next_id: impl FnMut() -> JobId,
) -> Result<JobRequest, Vec<SubmitError>> {
    let mistakes = mistakes_of(&submission);
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    let content_sha256 = content_hash(&submission);
    let Submission {
        project,
        scenarios,
        title,
        release,
        build,
        tags,
        baseline,
        device,
        priority,
        idempotency_key,
    } = submission;
    let jobs = scenarios
        .into_iter()
        .map(|scenario| NewJob {
            id: next_id(),
            title: title.clone().unwrap_or_else(|| title_of(&scenario)),
            tags: tags_of(&scenario.tags, &tags, release.as_deref()),
            work: Work::Scenario(Box::new(scenario)),
            device: device.clone(),
            release: release.clone(),
            build: build.clone(),
            baseline,
            priority,
        })
        .collect();
    Ok(JobRequest { project, idempotency_key, content_sha256, jobs })
}

fn mistakes_of(submission: &Submission) -> Vec<SubmitError> {
    let mut mistakes = Vec::new();
    if submission.scenarios.is_empty() {
        mistakes.push(SubmitError::Empty);
    }
    if submission.scenarios.len() > MAX_JOBS {
        mistakes.push(SubmitError::TooMany { found: submission.scenarios.len() });
    }
    let texts = [
        ("title", &submission.title),
        ("release", &submission.release),
        ("build", &submission.build),
        ("idempotency key", &submission.idempotency_key),
    ];
    mistakes.extend(text_mistakes(&texts, &submission.tags));
    mistakes
}

/// What is wrong with the texts and tags of a request.
pub(super) fn text_mistakes(texts: &[(&'static str, &Option<String>)], tags: &[String]) -> Vec<SubmitError> {
    let mut mistakes = Vec::new();
    if tags.len() > MAX_TAGS {
        mistakes.push(SubmitError::TooManyTags { found: tags.len() });
    }
    let texts = texts.iter().filter_map(|(field, text)| text.as_deref().map(|text| (*field, text)));
    let tags = tags.iter().map(|tag| ("tags", tag.as_str()));
    mistakes.extend(
        texts
            .chain(tags)
            .filter(|(_, text)| text.trim().is_empty() || text.len() > MAX_TEXT_BYTES)
            .map(|(field, text)| SubmitError::TextLength { field, bytes: text.trim().len() }),
    );
    mistakes
}

/// SHA-256 of everything that a requester asks for, lower-case hex.
pub(super) fn content_hash(request: &impl Serialize) -> String {
    let content = serde_json::to_vec(request).expect("a request has string keys only");
    hex(&Sha256::digest(&content))
}

/// The scenario's name, with the combination of its parameters.
pub(super) fn title_of(scenario: &Scenario) -> String {
    if scenario.parameters.is_empty() {
        return scenario.name.clone();
    }
    let parameters: Vec<_> =
        scenario.parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!("{} ({})", scenario.name, parameters.join(", "))
}

/// The tags of a run, that of the release among them.
pub(super) fn tags_of(scenario: &[String], request: &[String], release: Option<&str>) -> Vec<String> {
    let release = release.map(|version| format!("release:{version}"));
    let names_environment = |tag: &String| tag.starts_with(ENVIRONMENT_TAG);
    // A run takes place in one environment: the request's word stands in place of the scenario's.
    let replaced = request.iter().any(names_environment);
    let scenario = scenario.iter().filter(|tag| !(replaced && names_environment(tag)));
    let mut tags: Vec<String> = Vec::new();
    for tag in scenario.chain(request).chain(&release) {
        if !tags.contains(tag) {
            tags.push(tag.clone());
        }
    }
    tags
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_of_a_request_stands_in_place_of_the_scenarios() {
        let tags = |words: &[&str]| words.iter().map(ToString::to_string).collect::<Vec<_>>();
        let scenario = tags(&["smoke", "environment:lab"]);
        assert_eq!(
            tags_of(&scenario, &tags(&["nightly"]), None),
            tags(&["smoke", "environment:lab", "nightly"])
        );
        let request = tags(&["environment:production"]);
        let found = tags_of(&scenario, &request, Some("7.1"));
        assert_eq!(found, tags(&["smoke", "environment:production", "release:7.1"]));
    }
}
