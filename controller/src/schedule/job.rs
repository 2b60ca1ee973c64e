//! A job and the states it goes through. Knows no table, and of devices no more than the name of a chosen one.

use std::fmt;

use protocol::{DeviceId, JobId, RunId, Work};
use serde::{Deserialize, Serialize};

/// A job that is about to be queued.
#[derive(Clone, Debug, PartialEq)]
pub struct NewJob {
    /// Its id.
    pub id: JobId,
    /// What to do: one combination of a scenario's matrix, or processes to watch.
    pub work: Work,
    /// The device that somebody chose; any that fits where absent.
    pub device: Option<DeviceId>,
    /// Title of its run.
    pub title: String,
    /// Tags of its run: the scenario's, the request's, and `release:<version>`.
    pub tags: Vec<String>,
    /// Release under test.
    pub release: Option<String>,
    /// Build under test.
    pub build: Option<String>,
    /// The run that it is judged against, instead of the scenario's rule.
    pub baseline: Option<RunId>,
    /// Higher goes first.
    pub priority: i32,
}

/// What a job is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobKind {
    /// It drives a scenario.
    Scenario,
    /// It watches processes that somebody chose.
    Session,
}

impl JobKind {
    /// The word for it in answers and filters.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Scenario => "scenario",
            Self::Session => "session",
        }
    }

    /// The kind that a word names.
    pub fn of_word(word: &str) -> Option<Self> {
        [Self::Scenario, Self::Session].into_iter().find(|kind| kind.word() == word)
    }
}

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// It waits for a device.
    Queued,
    /// It is given to a device that has not yet answered.
    Assigned,
    /// A device works on it.
    Running,
    /// Over: its run is stored.
    Completed,
    /// Over: a step failed.
    Failed,
    /// Over: somebody canceled it.
    Canceled,
    /// Over: it took longer than its limit.
    TimedOut,
    /// Over: no attempt came through for reasons that are not the scenario's.
    Infrastructure,
}

impl JobState {
    /// Every state, in the order of a job's life.
    pub const ALL: [Self; 8] = [
        Self::Queued,
        Self::Assigned,
        Self::Running,
        Self::Completed,
        Self::Failed,
        Self::Canceled,
        Self::TimedOut,
        Self::Infrastructure,
    ];

    /// The word for it in tables, answers and filters.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Assigned => "assigned",
            Self::Running => "running",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Canceled => "canceled",
            Self::TimedOut => "timed_out",
            Self::Infrastructure => "infrastructure",
        }
    }

    /// The state that a word names.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }

    /// Whether nothing can change any more.
    pub const fn is_over(self) -> bool {
        match self {
            Self::Queued | Self::Assigned | Self::Running => false,
            Self::Completed | Self::Failed | Self::Canceled | Self::TimedOut | Self::Infrastructure => true,
        }
    }
}

impl fmt::Display for JobState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
