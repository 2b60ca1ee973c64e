//! Suite runs as clients see them: one strip a start, one cell a scenario on a kind of device.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::schedule::Trigger;
use crate::store::schedules::{CellState, SuiteRunEntry};

/// One start of a suite. A field that does not apply is absent.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SuiteRunView {
    /// Its id.
    pub id: String,
    /// The suite, by name.
    pub suite: String,
    /// `working` while one of its jobs can change, `over` after.
    pub state: String,
    /// When it was started, RFC 3339.
    pub started_at: String,
    /// When the last of its jobs ended, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<String>,
    /// Who started it, where somebody did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_by: Option<String>,
    /// The schedule that started it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schedule_id: Option<String>,
    /// That schedule's name at that time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schedule_name: Option<String>,
    /// When the schedule's tick was due, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_at: Option<String>,
    /// Release under test.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release: Option<String>,
    /// Build under test.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub build: Option<String>,
    /// Further tags of its runs.
    pub tags: Vec<String>,
    /// Its cells, in the order of the suite.
    pub cells: Vec<CellView>,
}

/// A cell with what became of its job. A field that does not apply yet is absent.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct CellView {
    /// What pages call the entry.
    pub entry: String,
    /// Name of the scenario.
    pub scenario: String,
    /// The kind of device, in words.
    pub device: String,
    /// The combination of parameters.
    pub parameters: BTreeMap<String, String>,
    /// Its job.
    pub job_id: String,
    /// `queued`, `assigned`, `running`, `completed`, `failed`, `canceled`, `timed_out` or `infrastructure`.
    pub state: String,
    /// Why the job ended so, or why its last attempt did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The device of its last attempt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ran_on: Option<String>,
    /// The run that counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run_id: Option<String>,
    /// `regressed`, `improved`, `unchanged` or `inconclusive`, once the run is judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<String>,
    /// When its last attempt began, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_at: Option<String>,
    /// When the job ended, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<String>,
}

impl From<SuiteRunEntry> for SuiteRunView {
    fn from(entry: SuiteRunEntry) -> Self {
        let state = if entry.is_over() { "over" } else { "working" };
        let ended_at = entry.ended_at().map(|at| at.to_string());
        let (started_by, schedule) = match entry.trigger {
            Trigger::Person(name) => (Some(name), None),
            Trigger::Schedule { id, name, due } => (None, Some((id.to_string(), name, due.to_string()))),
        };
        let (schedule_id, schedule_name, due_at) = match schedule {
            Some((id, name, due)) => (Some(id), Some(name), Some(due)),
            None => (None, None, None),
        };
        Self {
            id: entry.id.to_string(),
            suite: entry.suite,
            state: state.to_owned(),
            started_at: entry.started_at.to_string(),
            ended_at,
            started_by,
            schedule_id,
            schedule_name,
            due_at,
            release: entry.words.release,
            build: entry.words.build,
            tags: entry.words.tags,
            cells: entry.cells.into_iter().map(CellView::from).collect(),
        }
    }
}

impl From<CellState> for CellView {
    fn from(state: CellState) -> Self {
        Self {
            entry: state.cell.entry,
            scenario: state.cell.scenario,
            device: state.cell.device,
            parameters: state.cell.parameters,
            job_id: state.cell.job.to_string(),
            state: state.state.to_string(),
            reason: state.reason,
            ran_on: state.on.map(|device| device.to_string()),
            run_id: state.run.map(|run| run.to_string()),
            verdict: state.verdict,
            started_at: state.started_at.map(|at| at.to_string()),
            ended_at: state.ended_at.map(|at| at.to_string()),
        }
    }
}
