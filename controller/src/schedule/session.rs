//! From what somebody chose on a device to a queued manual session. Reads no clock and asks no device.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::time::Duration;

use protocol::{DeviceId, JobId, Watch, Work};
use serde::Serialize;

use super::job::NewJob;
use super::submit::{JobRequest, MAX_WATCHED, SubmitError, content_hash, tags_of, text_mistakes};

/// A person waits in front of it: it goes before every job that nobody hurried.
const PRIORITY: i32 = 1_000;
/// Sampling intervals that scenarios may have, too.
const INTERVALS: RangeInclusive<Duration> = Duration::from_millis(100)..=Duration::from_mins(1);
/// How long a session may last.
const LIMITS: RangeInclusive<Duration> = Duration::from_secs(1)..=Duration::from_hours(24);
/// Names of processes that the usual title shows.
const TITLE_NAMES: usize = 3;

/// A request for a manual session.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SessionRequest {
    /// Project that the run belongs to.
    pub project: String,
    /// Where.
    pub device: DeviceId,
    /// What is measured, and how.
    pub watch: Watch,
    /// Title of the run; the names of the processes where absent.
    pub title: Option<String>,
    /// Release under test.
    pub release: Option<String>,
    /// Build under test.
    pub build: Option<String>,
    /// Tags of the run.
    pub tags: Vec<String>,
    /// The requester's key: the same key with the same content gives the same session again.
    #[serde(skip)]
    pub idempotency_key: Option<String>,
}

/// The job of a request, with the id that is given. Reports every mistake at once.
pub fn request_session(request: SessionRequest, id: JobId) -> Result<JobRequest, Vec<SubmitError>> {
    let mistakes = mistakes_of(&request);
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    let content_sha256 = content_hash(&request);
    let SessionRequest { project, device, watch, title, release, build, tags, idempotency_key } = request;
    let job = NewJob {
        id,
        title: title.unwrap_or_else(|| title_of(&watch, &device)),
        tags: tags_of(&[], &tags, release.as_deref()),
        work: Work::Watch(watch),
        device: Some(device),
        release,
        build,
        baseline: None,
        priority: PRIORITY,
    };
    Ok(JobRequest { project, idempotency_key, content_sha256, jobs: vec![job] })
}

fn mistakes_of(request: &SessionRequest) -> Vec<SubmitError> {
    let Watch { processes, mode: _, interval, limit } = &request.watch;
    let mut mistakes = Vec::new();
    if processes.is_empty() || processes.len() > MAX_WATCHED {
        mistakes.push(SubmitError::Watched { found: processes.len() });
    }
    let mut seen = BTreeSet::new();
    mistakes.extend(
        processes
            .iter()
            .filter(|process| !seen.insert(process.pid))
            .map(|process| SubmitError::Twice { pid: process.pid }),
    );
    mistakes.extend(span_mistake("interval_ms", *interval, &INTERVALS));
    mistakes.extend(span_mistake("max_duration_ms", *limit, &LIMITS));
    let texts = [
        ("title", &request.title),
        ("release", &request.release),
        ("build", &request.build),
        ("idempotency key", &request.idempotency_key),
    ];
    mistakes.extend(text_mistakes(&texts, &request.tags));
    mistakes
}

fn span_mistake(
    field: &'static str,
    span: Duration,
    allowed: &RangeInclusive<Duration>,
) -> Option<SubmitError> {
    (!allowed.contains(&span)).then(|| SubmitError::Span {
        field,
        found_ms: span.as_millis(),
        min_ms: allowed.start().as_millis(),
        max_ms: allowed.end().as_millis(),
    })
}

fn title_of(watch: &Watch, device: &DeviceId) -> String {
    let names: BTreeSet<&str> = watch.processes.iter().map(|process| process.name.as_str()).collect();
    let shown: Vec<&str> = names.iter().take(TITLE_NAMES).copied().collect();
    let further = names.len() - shown.len();
    let more = if further > 0 { format!(" and {further} more") } else { String::new() };
    format!("{}{more} on {device}", shown.join(", "))
}

#[cfg(test)]
mod tests {
    use protocol::ChosenProcess;
    use scenarios::CollectionMode;
    use uuid::Uuid;

    use super::*;

    fn request(pids: &[u32]) -> SessionRequest {
        let process = |pid: &u32| ChosenProcess { pid: *pid, started: 7, name: format!("app{}", pid % 5) };
        SessionRequest {
            project: "default".to_owned(),
            device: DeviceId::new("lab/host"),
            watch: Watch {
                processes: pids.iter().map(process).collect(),
                mode: CollectionMode::System,
                interval: Duration::from_secs(1),
                limit: Duration::from_hours(1),
            },
            title: None,
            release: Some("7.1".to_owned()),
            build: None,
            tags: Vec::new(),
            idempotency_key: None,
        }
    }

    fn queued(request: SessionRequest) -> Result<JobRequest, Vec<SubmitError>> {
        request_session(request, JobId::new(Uuid::from_u128(1)))
    }

    #[test]
    fn a_session_is_titled_by_what_it_watches() {
        let title = |pids: &[u32]| queued(request(pids)).unwrap().jobs[0].title.clone();
        assert_eq!(title(&[1, 6]), "app1 on lab/host");
        assert_eq!(title(&[1, 2, 3, 4, 5]), "app0, app1, app2 and 2 more on lab/host");
    }

    #[test]
    fn every_mistake_of_a_session_is_told_at_once() {
        let mut wrong = request(&[1, 1]);
        wrong.watch.interval = Duration::from_millis(1);
        wrong.watch.limit = Duration::ZERO;
        wrong.title = Some(" ".to_owned());
        let told: Vec<String> = queued(wrong).unwrap_err().iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "process 1 is named twice",
                "`interval_ms` is 1 ms; 100 to 60000 are allowed",
                "`max_duration_ms` is 0 ms; 1000 to 86400000 are allowed",
                "`title` has 0 bytes; 1 to 300 are allowed"
            ]
        );
        let told = queued(request(&[])).unwrap_err();
        assert_eq!(told, [SubmitError::Watched { found: 0 }]);
    }

    #[test]
    fn a_session_names_its_device_and_is_judged_by_nobody() {
        let job = queued(request(&[1])).unwrap().jobs.remove(0);
        assert_eq!(job.device, Some(DeviceId::new("lab/host")));
        assert_eq!(job.work.baseline(), scenarios::BaselineRule::None);
        assert_eq!(job.tags, ["release:7.1"]);
    }
}
