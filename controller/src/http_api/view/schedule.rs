//! Schedules, their ticks and what is owed as clients see them, and what a client sends to make or change one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::schedule::{Overdue, Tick};
use crate::store::schedules::ScheduleEntry;

/// What is to be started when.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScheduleRequest {
    /// Unique within the project.
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// The suite, by name.
    pub suite: String,
    /// Five fields as in crontab: minute, hour, day of the month, month, day of the week.
    #[schema(example = "30 2 * * 1-5")]
    pub cron: String,
    /// IANA name of the time zone of `cron`; `UTC` where absent.
    #[schema(example = "Europe/Berlin")]
    pub zone: Option<String>,
    /// What to do while the last suite run still works: `skip` (the default), `queue` or `replace`.
    #[schema(pattern = "^(skip|queue|replace)$")]
    pub overlap: Option<String>,
    /// What to do about ticks that passed while no controller ran: `run_once` (the default) or `skip`.
    #[schema(pattern = "^(run_once|skip)$")]
    pub missed: Option<String>,
    /// How late a missed tick may still be made up for, s; six hours where absent, at most a week.
    #[schema(minimum = 0, maximum = 604_800)]
    pub grace_seconds: Option<u64>,
    /// Whether it fires; true where absent.
    pub enabled: Option<bool>,
    /// Release that its runs name.
    pub release: Option<String>,
    /// Build that its runs name.
    pub build: Option<String>,
    /// Further tags of its runs.
    #[serde(default)]
    pub tags: Vec<String>,
}

/// An expression to look ahead with.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PreviewRequest {
    /// Five fields as in crontab.
    pub cron: String,
    /// IANA name of its time zone; `UTC` where absent.
    pub zone: Option<String>,
    /// How many times; 5 where absent.
    #[schema(minimum = 1, maximum = 50)]
    pub count: Option<u64>,
}

/// The next times of an expression, or what is wrong with it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PreviewView {
    /// RFC 3339, first one first; empty where the expression is wrong.
    pub times: Vec<String>,
    /// What is wrong and how to mend it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// A schedule. A field that does not apply is absent.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ScheduleView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The suite, by name.
    pub suite: String,
    /// Whether there is a suite of that name.
    pub suite_exists: bool,
    /// The expression.
    pub cron: String,
    /// IANA name of its time zone.
    pub zone: String,
    /// `skip`, `queue` or `replace`.
    pub overlap: String,
    /// `run_once` or `skip`.
    pub missed: String,
    /// How late a missed tick may still be made up for, s.
    pub grace_seconds: u64,
    /// Whether it fires.
    pub enabled: bool,
    /// Release that its runs name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release: Option<String>,
    /// Build that its runs name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub build: Option<String>,
    /// Further tags of its runs.
    pub tags: Vec<String>,
    /// Its next tick, RFC 3339; absent while it is disabled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_at: Option<String>,
    /// The tick that waits for the last suite run's end, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting_due_at: Option<String>,
    /// Its latest tick.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_tick: Option<TickView>,
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

/// What became of a tick.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct TickView {
    /// When it was due, RFC 3339.
    pub due_at: String,
    /// `fired`, `waiting`, `skipped` (the suite run before it still worked), `missed` (no controller ran) or `failed` (the
    /// suite could not be started).
    pub fate: String,
    /// Why, where that is not plain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The suite run that it started.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suite_run_id: Option<String>,
    /// When that was decided, RFC 3339.
    pub decided_at: String,
}

/// A tick that will come.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct UpcomingView {
    /// When, RFC 3339.
    pub at: String,
    /// Its schedule.
    pub schedule_id: String,
    /// That schedule's name.
    pub schedule_name: String,
    /// The suite that it starts.
    pub suite: String,
}

/// The ticks of some hours to come.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct UpcomingListView {
    /// From when on, RFC 3339.
    pub from: String,
    /// Until when, RFC 3339.
    pub to: String,
    /// The ticks, first one first.
    pub items: Vec<UpcomingView>,
    /// Whether there are more than this answer holds.
    pub truncated: bool,
}

/// A cell of an enabled schedule's suite that has had no result although one was due.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct OverdueView {
    /// The schedule.
    pub schedule_id: String,
    /// Its name.
    pub schedule_name: String,
    /// Its suite.
    pub suite: String,
    /// What pages call the entry.
    pub entry: String,
    /// Name of the scenario.
    pub scenario: String,
    /// The kind of device, in words.
    pub device: String,
    /// The combination of parameters.
    pub parameters: BTreeMap<String, String>,
    /// The first tick since which there has been none, RFC 3339; at most 30 ticks are looked at.
    pub since: String,
    /// Ticks without a result, one after the other.
    pub ticks: usize,
    /// Why the latest of them gave none.
    pub reason: String,
}

impl From<ScheduleEntry> for ScheduleView {
    fn from(entry: ScheduleEntry) -> Self {
        let ScheduleEntry { schedule, last, suite_exists } = entry;
        let spec = schedule.spec;
        Self {
            id: schedule.id.to_string(),
            name: spec.name,
            suite: spec.suite,
            suite_exists,
            cron: spec.cron.text().to_owned(),
            zone: spec.cron.zone_name().to_owned(),
            overlap: spec.overlap.word().to_owned(),
            missed: spec.missed.word().to_owned(),
            grace_seconds: spec.grace.as_secs(),
            enabled: spec.enabled,
            release: spec.words.release,
            build: spec.words.build,
            tags: spec.words.tags,
            next_at: schedule.next_at.map(|at| at.to_string()),
            waiting_due_at: schedule.waiting.map(|at| at.to_string()),
            last_tick: last.map(TickView::from),
            created_by: schedule.created.0,
            created_at: schedule.created.1.to_string(),
            changed_by: schedule.changed.0,
            changed_at: schedule.changed.1.to_string(),
            version: schedule.version,
        }
    }
}

impl From<Tick> for TickView {
    fn from(tick: Tick) -> Self {
        Self {
            due_at: tick.due.to_string(),
            fate: tick.fate.word().to_owned(),
            reason: tick.reason,
            suite_run_id: tick.suite_run.map(|run| run.to_string()),
            decided_at: tick.decided_at.to_string(),
        }
    }
}

impl From<Overdue> for OverdueView {
    fn from(overdue: Overdue) -> Self {
        Self {
            schedule_id: overdue.schedule.to_string(),
            schedule_name: overdue.schedule_name,
            suite: overdue.suite,
            entry: overdue.cell.entry,
            scenario: overdue.cell.scenario,
            device: overdue.cell.device,
            parameters: overdue.cell.parameters,
            since: overdue.since.to_string(),
            ticks: overdue.ticks,
            reason: overdue.reason,
        }
    }
}
