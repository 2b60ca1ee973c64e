//! Where an alert stands and how it got there. Words that rows, answers and the webhook share; decides nothing.

use dataset::Timestamp;
use protocol::RunId;
use serde::{Deserialize, Serialize};

/// What an alert says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertKind {
    /// The metric regressed against its baseline.
    Regression,
    /// The metric is beyond its absolute threshold, and no regression was shown.
    Threshold,
}

/// Where an alert stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertState {
    /// Nobody has looked at it.
    Open,
    /// Somebody looks after it.
    Acknowledged,
    /// It is over.
    Resolved,
}

/// Why an alert is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Resolution {
    /// The cause is gone.
    Fixed,
    /// The new level is meant to be.
    Accepted,
    /// It was chance.
    Noise,
    /// The device or the lab was at fault.
    Infrastructure,
    /// It is real and stays.
    WillNotFix,
}

/// One turn of an alert, as its history keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// When.
    pub at: Timestamp,
    /// Who; absent for the controller itself.
    pub by: Option<String>,
    /// What.
    pub kind: StepKind,
    /// Why, in their words; empty where they gave none.
    pub note: String,
}

/// What happened to an alert.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum StepKind {
    /// A bad run opened it.
    Opened {
        /// The run.
        run: RunId,
    },
    /// Somebody took notice.
    Acknowledged,
    /// Somebody closed it.
    Resolved {
        /// Why.
        reason: Resolution,
    },
    /// Somebody opened it again.
    Reopened,
    /// Somebody gave it an owner, or took it away.
    Assigned {
        /// The new owner; absent where it has none any more.
        owner: Option<String>,
    },
}

/// A turn that is told to the outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// There is a new alert.
    #[serde(rename = "alert.opened")]
    Opened,
    /// An alert is over.
    #[serde(rename = "alert.resolved")]
    Resolved,
    /// An alert is not over after all.
    #[serde(rename = "alert.reopened")]
    Reopened,
}

impl AlertState {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Open, Self::Acknowledged, Self::Resolved];

    /// The word for it in rows, answers and filters.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Acknowledged => "acknowledged",
            Self::Resolved => "resolved",
        }
    }

    /// The state that a word names.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

impl Resolution {
    /// Every one.
    pub const ALL: [Self; 5] =
        [Self::Fixed, Self::Accepted, Self::Noise, Self::Infrastructure, Self::WillNotFix];

    /// The word for it in answers and requests.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Fixed => "fixed",
            Self::Accepted => "accepted",
            Self::Noise => "noise",
            Self::Infrastructure => "infrastructure",
            Self::WillNotFix => "will_not_fix",
        }
    }

    /// The reason that a word names.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.word() == word)
    }
}

impl Event {
    /// The word for it on the wire.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Opened => "alert.opened",
            Self::Resolved => "alert.resolved",
            Self::Reopened => "alert.reopened",
        }
    }
}
