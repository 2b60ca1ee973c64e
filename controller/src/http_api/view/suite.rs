//! Suites as clients see them, and what a client sends to keep or start one.

use std::collections::BTreeMap;

use scenarios::{Mistake, Mistakes, Suite, SuiteCell};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::suite_run::SuiteRunView;
use crate::schedule::{RunWords, Schedule, StoredSuite};

/// A suite and the scenarios that come along with it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SuiteRequest {
    /// The suite's YAML text, kept as it is sent.
    pub yaml: String,
    /// YAML texts of scenarios that are not shipped, by their name. Where absent, those that are kept stay.
    pub scenarios: Option<BTreeMap<String, String>>,
    /// Text files of those scenarios by their path relative to them. Where absent, those that are kept stay.
    pub pages: Option<BTreeMap<String, String>>,
}

/// What is said of the runs of a start.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SuiteStartRequest {
    /// Release under test.
    pub release: Option<String>,
    /// Build under test.
    pub build: Option<String>,
    /// Further tags of the runs.
    #[serde(default)]
    pub tags: Vec<String>,
    /// The same key with the same content gives the same suite run again, however often it is sent.
    pub idempotency_key: Option<String>,
}

/// A suite run that was started.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SuiteStartedView {
    /// Whether this request started it; otherwise an earlier one with the same key did.
    pub fresh: bool,
    /// The suite run.
    pub suite_run: SuiteRunView,
}

/// A suite.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SuiteView {
    /// Its name.
    pub name: String,
    /// One sentence for the reader.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Its text as it was sent; absent in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub yaml: Option<String>,
    /// Names of the scenarios that came along.
    pub sent_scenarios: Vec<String>,
    /// What a start runs, in the order of the suite.
    pub cells: Vec<PlannedCellView>,
    /// Why it cannot be started any more: a shipped scenario changed since it was kept.
    pub problems: Vec<SuiteProblemView>,
    /// Schedules that start it.
    pub schedules: Vec<SuiteScheduleView>,
    /// Its newest start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_run: Option<SuiteRunView>,
    /// Who made it.
    pub created_by: String,
    /// When, RFC 3339.
    pub created_at: String,
    /// Who changed it last.
    pub changed_by: String,
    /// When, RFC 3339.
    pub changed_at: String,
    /// Counts its changes from 1; the `ETag`.
    pub version: u64,
}

/// A schedule that starts a suite.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SuiteScheduleView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether it fires.
    pub enabled: bool,
    /// Its next tick, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_at: Option<String>,
}

/// One job of a start.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PlannedCellView {
    /// What pages call the entry.
    pub entry: String,
    /// Name of the scenario.
    pub scenario: String,
    /// The kind of device, in words.
    pub device: String,
    /// The combination of parameters.
    pub parameters: BTreeMap<String, String>,
    /// Of its job; higher goes first.
    pub priority: i32,
}

/// What the check of a suite found.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SuiteCheckView {
    /// Whether it can be kept.
    pub valid: bool,
    /// Its name, where it can be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What a start would run.
    pub cells: Vec<PlannedCellView>,
    /// Every mistake, in the order of the text.
    pub problems: Vec<SuiteProblemView>,
}

/// One mistake in a suite, or in a scenario that came along.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SuiteProblemView {
    /// The file; absent where it is the suite itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1.
    pub column: u32,
    /// What is wrong and how to mend it.
    pub message: String,
    /// The nearest word that would have been right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
}

/// Every mistake of a suite that was refused; absent where the request itself cannot be read.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SuiteProblemsView {
    /// In the order of the text.
    #[schema(required = false)]
    pub problems: Vec<SuiteProblemView>,
}

impl SuiteStartRequest {
    /// What is said of the runs.
    pub(crate) fn words(&self) -> RunWords {
        RunWords { release: self.release.clone(), build: self.build.clone(), tags: self.tags.clone() }
    }
}

impl SuiteView {
    /// A suite, with what it asks for or why that cannot be said.
    pub(crate) fn of(
        suite: StoredSuite,
        read: Result<Suite, Mistakes>,
        schedules: Vec<Schedule>,
        last_run: Option<SuiteRunView>,
    ) -> Self {
        let file = suite.source.name;
        let (cells, problems) = match read {
            Ok(read) => (read.cells.into_iter().map(PlannedCellView::from).collect(), Vec::new()),
            Err(mistakes) => (Vec::new(), problems_of(&mistakes, &file)),
        };
        Self {
            name: suite.name,
            description: suite.description,
            yaml: Some(suite.source.text),
            sent_scenarios: suite.source.scenarios.into_keys().collect(),
            cells,
            problems,
            schedules: schedules.into_iter().map(SuiteScheduleView::from).collect(),
            last_run,
            created_by: suite.created.0,
            created_at: suite.created.1.to_string(),
            changed_by: suite.changed.0,
            changed_at: suite.changed.1.to_string(),
            version: suite.version,
        }
    }

    /// As lists show it.
    pub(crate) fn brief(self) -> Self {
        Self { yaml: None, ..self }
    }
}

/// The mistakes of a suite whose own file is called `file`.
pub(crate) fn problems_of(mistakes: &Mistakes, file: &str) -> Vec<SuiteProblemView> {
    let view = |mistake: &Mistake| SuiteProblemView {
        file: (mistake.file != file).then(|| mistake.file.clone()),
        line: mistake.line,
        column: mistake.column,
        message: mistake.reason.clone(),
        suggestion: mistake.suggestion.clone(),
    };
    mistakes.as_slice().iter().map(view).collect()
}

impl From<SuiteCell> for PlannedCellView {
    fn from(cell: SuiteCell) -> Self {
        Self {
            entry: cell.entry,
            scenario: cell.scenario.name,
            device: cell.device,
            parameters: cell.scenario.parameters,
            priority: cell.priority,
        }
    }
}

impl From<Schedule> for SuiteScheduleView {
    fn from(schedule: Schedule) -> Self {
        Self {
            id: schedule.id.to_string(),
            name: schedule.spec.name,
            enabled: schedule.spec.enabled,
            next_at: schedule.next_at.map(|at| at.to_string()),
        }
    }
}
