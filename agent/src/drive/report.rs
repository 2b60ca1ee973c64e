//! The run's Dataset, made of what was driven and measured. Never states what nobody measured.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use dataset::{
    Attachment, Collection, Dataset, Env, FailedStep, Fallback, Meta, Outcome, OutcomeStatus, Report,
    SCHEMA_VERSION, TestContext, Timestamp, Unknown,
};
use protocol::{Assignment, AttemptOutcome, Work};
use scenarios::{BrowserKind, Viewport};
use sha2::{Digest, Sha256};

use super::iterate::Ending;
use super::job::{JobEnvironment, JobReport};
use super::narrator::Narrator;
use super::results::{Driven, define, define_iterations, define_the_rest, iterations};
use crate::collect::CollectionReport;
use crate::device::chromeos;
use crate::device::fingerprint::{Circumstances, fingerprint};

/// What a job leaves before it is put into the format.
#[derive(Debug)]
pub(crate) struct Measured {
    pub(crate) ending: Ending,
    pub(crate) started_at: Timestamp,
    pub(crate) ended_at: Timestamp,
    pub(crate) driven: Vec<Driven>,
    /// Absent if the collector never ran or never ended.
    pub(crate) collection: Option<CollectionReport>,
    /// Absent if no browser was up at the end.
    pub(crate) browser: Option<BrowserFacts>,
    pub(crate) attachments: Vec<PathBuf>,
    pub(crate) simulated: bool,
    /// How a session came to its end.
    pub(crate) notes: Option<String>,
}

/// What a browser said of itself.
#[derive(Clone, Debug)]
pub(crate) struct BrowserFacts {
    pub(crate) version: Option<String>,
    pub(crate) arguments: Vec<String>,
    pub(crate) viewport: Viewport,
}

impl Measured {
    /// A job that begins now.
    pub(crate) fn begun(at: Timestamp) -> Self {
        Self {
            ending: Ending::Canceled,
            started_at: at,
            ended_at: at,
            driven: Vec::new(),
            collection: None,
            browser: None,
            attachments: Vec::new(),
            simulated: false,
            notes: None,
        }
    }

    /// A job that could not begin.
    pub(crate) fn nothing(reason: String, at: Timestamp) -> Self {
        Self { ending: Ending::Infrastructure { reason }, ..Self::begun(at) }
    }
}

/// The report of a job.
pub(crate) async fn compose(
    assignment: &Assignment,
    environment: &JobEnvironment,
    narrator: &Narrator,
    measured: Measured,
) -> JobReport {
    let (outcome, stored) = outcomes(&measured.ending);
    let is_worth_storing = measured.collection.is_some() || !measured.driven.is_empty();
    let attachments = measured.attachments.clone();
    let dataset = match stored {
        Some(stored) if is_worth_storing => {
            let listed = listed(&attachments).await;
            Some(Box::new(dataset(assignment, environment, narrator, (measured, stored, listed))))
        }
        Some(_) | None => None,
    };
    JobReport { outcome, dataset, attachments }
}

/// What the controller is told, and what stands in the run; absent for runs that are not stored.
fn outcomes(ending: &Ending) -> (AttemptOutcome, Option<Outcome>) {
    let outcome = |status, failed_step: Option<FailedStep>| {
        Some(Outcome { status, failed_step, unknown: Unknown::default() })
    };
    match ending {
        Ending::Completed => (AttemptOutcome::Completed, outcome(OutcomeStatus::Completed, None)),
        Ending::StepFailed(step) => {
            (AttemptOutcome::StepFailed(step.clone()), outcome(OutcomeStatus::Failed, Some(step.clone())))
        }
        Ending::Canceled => (AttemptOutcome::Canceled, outcome(OutcomeStatus::Canceled, None)),
        Ending::Infrastructure { reason } => {
            (AttemptOutcome::Infrastructure { reason: reason.clone() }, None)
        }
    }
}

fn dataset(
    assignment: &Assignment,
    environment: &JobEnvironment,
    narrator: &Narrator,
    (measured, outcome, attachments): (Measured, Outcome, Vec<Attachment>),
) -> Dataset {
    let mut record = std::mem::take(&mut *narrator.record());
    let mut definitions = std::mem::take(&mut record.definitions);
    if let Some(collection) = &measured.collection {
        definitions.extend(collection.definitions.clone());
    }
    if let Work::Scenario(scenario) = &assignment.work {
        define(&mut definitions, &scenario.metrics);
    }
    if !measured.driven.is_empty() {
        define_iterations(&mut definitions);
    }
    define_the_rest(&mut definitions, &record.values);
    record.marks.sort_by_key(|mark| mark.started_at);
    record.logs.sort_by_key(|line| line.timestamp);
    let meta = Meta {
        test_context: context(assignment, &measured),
        env: env(assignment, environment, &measured),
        collection: collection(assignment, environment, &measured, record.logs_left_out),
        definitions: definitions.clone(),
        unknown: Unknown::default(),
    };
    Dataset {
        schema_version: SCHEMA_VERSION,
        exported_at: narrator.now(),
        report: Report {
            id: String::new(),
            client_id: Some(assignment.attempt.to_string()),
            created_at: measured.started_at,
            title: assignment.title.clone(),
            meta,
            outcome: Some(outcome),
            processes: record.processes.into_values().collect(),
            iterations: iterations(&measured.driven, &record.values, &definitions),
            marks: record.marks,
            logs: record.logs,
            attachments,
            analysis: None,
            metrics: Vec::new(),
            unknown: Unknown::default(),
        },
        unknown: Unknown::default(),
    }
}

fn context(assignment: &Assignment, measured: &Measured) -> TestContext {
    let pretended = "simulated: no browser was driven and nothing was measured";
    TestContext {
        scenario_name: assignment.work.name().to_owned(),
        build_id: assignment.build.clone(),
        tags: assignment.tags.clone(),
        notes: measured.simulated.then(|| pretended.to_owned()).or_else(|| measured.notes.clone()),
        parameters: match &assignment.work {
            Work::Scenario(scenario) => scenario.parameters.clone(),
            Work::Watch(_) => BTreeMap::new(),
        },
        unknown: Unknown::default(),
    }
}

fn env(assignment: &Assignment, environment: &JobEnvironment, measured: &Measured) -> Env {
    let device = &environment.device;
    let browser = match &assignment.work {
        Work::Scenario(scenario) => Some(&scenario.browser),
        Work::Watch(_) => None,
    };
    let facts = measured.browser.as_ref();
    let fingerprint = fingerprint(&Circumstances {
        device,
        browser,
        browser_version: facts.and_then(|facts| facts.version.as_deref()),
        arguments: facts.map_or(&[], |facts| &facts.arguments),
        viewport: facts.map(|facts| facts.viewport),
        agent_version: &environment.agent_version,
    });
    Env {
        os: Some(device.os.clone()),
        platform: Some(if measured.simulated { "simulated".to_owned() } else { device.platform.clone() }),
        arch: Some(device.arch.clone()),
        device_name: device.facts.get("model").or_else(|| device.facts.get("host")).cloned(),
        device_class: environment.labels.get("device_class").cloned(),
        cpu_cores: device.facts.get("cpu_cores").and_then(|cores| cores.parse().ok()),
        browser_name: browser.map(|browser| kind_name(browser.kind).to_owned()),
        browser_version: facts.and_then(|facts| facts.version.clone()),
        fingerprint,
        ..Env::default()
    }
}

pub(crate) fn kind_name(kind: BrowserKind) -> &'static str {
    match kind {
        BrowserKind::Chromium => "chromium",
        BrowserKind::Firefox => "firefox",
        BrowserKind::Simulated => "simulated",
    }
}

fn collection(
    assignment: &Assignment,
    environment: &JobEnvironment,
    measured: &Measured,
    logs_left_out: u64,
) -> Collection {
    let plan = match &assignment.work {
        Work::Scenario(scenario) => scenario.collection.clone(),
        Work::Watch(watch) => watch.collection(),
    };
    let report = measured.collection.clone();
    let (sources, mut fallbacks, overhead) = match report {
        Some(report) => (report.sources, report.fallbacks, report.overhead),
        None => (Vec::new(), vec![not_collected(measured.simulated)], None),
    };
    fallbacks.extend(chromeos::limits(environment.device.facts.get(chromeos::CONTAINER)));
    if logs_left_out > 0 {
        fallbacks.push(Fallback {
            wanted: "every log line".to_owned(),
            used: format!("all but {logs_left_out}"),
            reason: "the run said more than a Dataset keeps".to_owned(),
            unknown: Unknown::default(),
        });
    }
    Collection {
        mode: match plan.mode {
            scenarios::CollectionMode::System => dataset::CollectionMode::System,
            scenarios::CollectionMode::Browser => dataset::CollectionMode::Browser,
            scenarios::CollectionMode::Hybrid => dataset::CollectionMode::Hybrid,
        },
        metric_standard: match plan.metric_standard {
            scenarios::MetricStandard::Os => dataset::MetricStandard::Os,
            scenarios::MetricStandard::Chrome => dataset::MetricStandard::Chrome,
        },
        interval_ms: u64::try_from(plan.interval.as_millis()).unwrap_or(u64::MAX),
        started_at: measured.started_at,
        ended_at: measured.ended_at,
        duration_seconds: measured.ended_at.since(measured.started_at).as_secs_f64(),
        sources,
        fallbacks,
        overhead,
        unknown: Unknown::default(),
    }
}

fn not_collected(simulated: bool) -> Fallback {
    let reason =
        if simulated { "the device is simulated" } else { "the job ended before the collector could report" };
    Fallback {
        wanted: "collection".to_owned(),
        used: "none".to_owned(),
        reason: reason.to_owned(),
        unknown: Unknown::default(),
    }
}

/// Files that cannot be read any more are left out; the controller would wait for them in vain.
async fn listed(paths: &[PathBuf]) -> Vec<Attachment> {
    let mut listed = Vec::with_capacity(paths.len());
    for path in paths {
        if let (Some(name), Ok(content)) = (file_name(path), tokio::fs::read(path).await) {
            listed.push(Attachment {
                unknown: Unknown::default(),
                name,
                media_type: "image/png".to_owned(),
                size_bytes: content.len() as u64,
                sha256: hex(&Sha256::digest(&content)),
            });
        }
    }
    listed
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| char::from(DIGITS[usize::from(value)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

fn file_name(path: &Path) -> Option<String> {
    path.file_name().map(|name| name.to_string_lossy().into_owned())
}
