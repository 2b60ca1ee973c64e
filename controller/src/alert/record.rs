//! An alert: one metric of one scenario on one class of devices that got worse. Holds what is known of it; decides nothing.

use std::fmt;
use std::str::FromStr;

use dataset::{Direction, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::evidence::{Mark, Sighting};
use super::state::{AlertKind, AlertState, Step};
use crate::baseline_check::Scope;

/// Names an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AlertId(Uuid);

/// At most one alert of a key is not resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertKey {
    /// Project, scenario, platform and device class.
    pub scope: Scope,
    /// Metric key.
    pub metric: String,
}

/// An alert.
#[derive(Clone, Debug, PartialEq)]
pub struct Alert {
    /// Its id.
    pub id: AlertId,
    /// What it is about.
    pub key: AlertKey,
    /// What it says.
    pub kind: AlertKind,
    /// Unit of every number of it.
    pub unit: String,
    /// Which way is better.
    pub direction: Direction,
    /// Where it stands.
    pub state: AlertState,
    /// Who looks after it.
    pub owner: Option<String>,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// The last step that somebody took, or the opening.
    pub last_step: Step,
    /// The run that opened it.
    pub first_bad: Sighting,
    /// The bad run that came in last.
    pub last_bad: Sighting,
    /// The bad run with the worst shift.
    pub worst: Sighting,
    /// Bad runs in all.
    pub bad_runs: u64,
    /// The newest run of the baseline that the first bad run was judged against.
    pub last_good: Option<Mark>,
    /// Good runs that came in after the last bad one.
    pub good_since: u64,
    /// The last of those.
    pub good_run: Option<Mark>,
    /// The alert of the same key that was resolved before this one was opened.
    pub previous: Option<AlertId>,
    /// Counts what people did to it, from 1 on: whoever changes an alert may say which version they saw.
    pub version: u64,
    /// Counts every change, from 1 on: a change that was decided on an older one is decided anew.
    pub revision: u64,
}

impl AlertId {
    /// Wraps an id that an edge made or read.
    pub const fn new(id: Uuid) -> Self {
        Self(id)
    }

    /// The id itself.
    pub const fn uuid(self) -> Uuid {
        self.0
    }
}

impl fmt::Display for AlertId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for AlertId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::parse_str(text).map(Self)
    }
}
