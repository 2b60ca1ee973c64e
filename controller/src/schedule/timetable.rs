//! What a schedule is, and what can become of a tick. Knows no expression's syntax and no table.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use dataset::Timestamp;
use uuid::Uuid;

use super::expression::CronExpression;

/// A schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScheduleId(pub Uuid);

/// One start of a suite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SuiteRunId(pub Uuid);

/// What somebody wants to be started when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScheduleSpec {
    /// Unique within a project.
    pub name: String,
    /// The suite, by name.
    pub suite: String,
    /// When.
    pub cron: CronExpression,
    /// What to do while the last suite run still works.
    pub overlap: Overlap,
    /// What to do about ticks that passed while no controller ran.
    pub missed: MissedPolicy,
    /// How late a missed tick may still be made up for.
    pub grace: Duration,
    /// Whether it fires at all.
    pub enabled: bool,
    /// What the runs are called and marked with.
    pub words: RunWords,
}

/// What is said of the runs of a suite run.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct RunWords {
    /// Release under test.
    pub release: Option<String>,
    /// Build under test.
    pub build: Option<String>,
    /// Further tags.
    pub tags: Vec<String>,
}

/// A schedule and how far it has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// Its id.
    pub id: ScheduleId,
    /// Its project.
    pub project: String,
    /// What was asked for.
    pub spec: ScheduleSpec,
    /// Who made it, and when.
    pub created: (String, Timestamp),
    /// Who changed it last, and when.
    pub changed: (String, Timestamp),
    /// Counts its changes from 1.
    pub version: u64,
    /// Every tick up to here has its fate.
    pub decided_until: Timestamp,
    /// The next tick; absent while it is disabled.
    pub next_at: Option<Timestamp>,
    /// The tick that waits for the last suite run's end.
    pub waiting: Option<Timestamp>,
}

/// What to do while the last suite run still works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overlap {
    /// The tick is skipped.
    Skip,
    /// One tick waits for its end; others are skipped.
    Queue,
    /// It is canceled.
    Replace,
}

/// What to do about ticks that passed while no controller ran.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MissedPolicy {
    /// Nothing.
    Skip,
    /// The last of them is made up for, once, unless it lies too far back.
    RunOnce,
}

/// What became of a tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Its suite run was started.
    Fired,
    /// It waits for the end of the last suite run.
    Waiting,
    /// The last suite run still worked.
    Skipped,
    /// No controller ran at that time.
    Missed,
    /// The suite could not be started.
    Failed,
}

/// A tick of a schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tick {
    /// When it was due.
    pub due: Timestamp,
    /// What became of it.
    pub fate: Fate,
    /// Why, where that is not plain.
    pub reason: Option<String>,
    /// The suite run that it started.
    pub suite_run: Option<SuiteRunId>,
    /// When that was decided.
    pub decided_at: Timestamp,
}

impl Overlap {
    const ALL: [Self; 3] = [Self::Skip, Self::Queue, Self::Replace];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Skip => "skip",
            Self::Queue => "queue",
            Self::Replace => "replace",
        }
    }

    /// The policy that a word names.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|policy| policy.word() == word)
    }
}

impl MissedPolicy {
    const ALL: [Self; 2] = [Self::Skip, Self::RunOnce];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Skip => "skip",
            Self::RunOnce => "run_once",
        }
    }

    /// The policy that a word names.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|policy| policy.word() == word)
    }
}

impl Fate {
    const ALL: [Self; 5] = [Self::Fired, Self::Waiting, Self::Skipped, Self::Missed, Self::Failed];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Fired => "fired",
            Self::Waiting => "waiting",
            Self::Skipped => "skipped",
            Self::Missed => "missed",
            Self::Failed => "failed",
        }
    }

    /// The fate that a word names.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fate| fate.word() == word)
    }
}

impl fmt::Display for ScheduleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for SuiteRunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for ScheduleId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::parse_str(text).map(Self)
    }
}

impl FromStr for SuiteRunId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::parse_str(text).map(Self)
    }
}
