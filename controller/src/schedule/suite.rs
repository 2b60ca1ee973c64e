//! From a kept suite and somebody's wish to start it to a suite run with its jobs. Knows no table and reads no clock.

use std::collections::BTreeMap;

use dataset::Timestamp;
use protocol::{JobId, Work};
use scenarios::{Mistakes, Suite, SuiteSource, parse_suite};

use super::job::NewJob;
use super::submit::{JobRequest, SubmitError, content_hash, tags_of, text_mistakes, title_of};
use super::timetable::{RunWords, ScheduleId, SuiteRunId};

/// Begins the tag that names the suite of a run.
const SUITE_TAG: &str = "suite:";

/// A suite as it is kept: exactly what was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSuite {
    /// Its project.
    pub project: String,
    /// Its name.
    pub name: String,
    /// One sentence for the reader.
    pub description: Option<String>,
    /// Its text, and what came along.
    pub source: SuiteSource,
    /// Who made it, and when.
    pub created: (String, Timestamp),
    /// Who changed it last, and when.
    pub changed: (String, Timestamp),
    /// Counts its changes from 1.
    pub version: u64,
}

/// Who or what started a suite run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// Somebody, by name.
    Person(String),
    /// A tick of a schedule.
    Schedule {
        /// Which.
        id: ScheduleId,
        /// Its name at that time.
        name: String,
        /// When the tick was due.
        due: Timestamp,
    },
}

/// One start of a suite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuiteRun {
    /// Its id.
    pub id: SuiteRunId,
    /// Its project.
    pub project: String,
    /// The suite, by name.
    pub suite: String,
    /// Who or what started it.
    pub trigger: Trigger,
    /// What its runs are called and marked with.
    pub words: RunWords,
    /// When.
    pub started_at: Timestamp,
    /// What is run, in the order of the suite.
    pub cells: Vec<Cell>,
}

/// One scenario on one kind of device, and its job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// What pages call the entry.
    pub entry: String,
    /// Name of the scenario.
    pub scenario: String,
    /// The kind of device, in words.
    pub device: String,
    /// The combination of parameters.
    pub parameters: BTreeMap<String, String>,
    /// Its job.
    pub job: JobId,
}

/// A suite run that is about to be written down, with its jobs.
#[derive(Clone, Debug, PartialEq)]
pub struct SuiteStart {
    /// The suite run.
    pub run: SuiteRun,
    /// Its jobs, one a cell; the requester's key stands here.
    pub request: JobRequest,
}

/// What somebody says of a start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartOrder {
    /// The suite run's id.
    pub id: SuiteRunId,
    /// The suite's project.
    pub project: String,
    /// Who or what starts it.
    pub trigger: Trigger,
    /// What its runs are called and marked with.
    pub words: RunWords,
    /// The requester's key: the same key with the same words gives the same suite run again.
    pub idempotency_key: Option<String>,
}

impl StoredSuite {
    /// What it asks for, or why it cannot be read any more: a shipped scenario may have changed since it was kept.
    pub fn parse(&self) -> Result<Suite, Mistakes> {
        parse_suite(&self.source)
    }
}

/// What is wrong with the words of a start.
pub fn words_mistakes(words: &RunWords, idempotency_key: &Option<String>) -> Vec<SubmitError> {
    let texts = [("release", &words.release), ("build", &words.build), ("idempotency key", idempotency_key)];
    text_mistakes(&texts, &words.tags)
}

/// The suite run of a start with one job a cell, each with the id that `next_id` gives it. Reports every mistake at once.
pub fn start_suite(
    suite: Suite,
    order: StartOrder,
    now: Timestamp,
    mut next_id: impl FnMut() -> JobId,
) -> Result<SuiteStart, Vec<SubmitError>> {
    let StartOrder { id, project, trigger, words, idempotency_key } = order;
    let mistakes = words_mistakes(&words, &idempotency_key);
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    let content_sha256 = content_hash(&(&suite.name, &words));
    let mut tags = words.tags.clone();
    tags.push(format!("{SUITE_TAG}{}", suite.name));
    let (mut cells, mut jobs) = (Vec::new(), Vec::new());
    for cell in suite.cells {
        let scenario = cell.scenario;
        let job = next_id();
        cells.push(Cell {
            entry: cell.entry,
            scenario: scenario.name.clone(),
            device: cell.device,
            parameters: scenario.parameters.clone(),
            job,
        });
        jobs.push(NewJob {
            id: job,
            title: title_of(&scenario),
            tags: tags_of(&scenario.tags, &tags, words.release.as_deref()),
            work: Work::Scenario(Box::new(scenario)),
            device: None,
            release: words.release.clone(),
            build: words.build.clone(),
            baseline: None,
            priority: cell.priority,
        });
    }
    let request = JobRequest { project: project.clone(), idempotency_key, content_sha256, jobs };
    let run = SuiteRun { id, project, suite: suite.name, trigger, words, started_at: now, cells };
    Ok(SuiteStart { run, request })
}
