//! What an assignment asks for: a scenario to drive, or processes to watch while a person uses them.

use std::time::Duration;

use scenarios::{BaselineRule, CollectionMode, CollectionSpec, MetricStandard, Retries, Scenario};
use serde::{Deserialize, Serialize};

/// The scenario name under which the runs of manual sessions stand.
pub const SESSION_NAME: &str = "manual session";

/// What a job does on its device.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Work {
    /// Drives a browser through a scenario and measures it.
    Scenario(Box<Scenario>),
    /// Measures processes that somebody chose; nothing is started, nothing is driven.
    Watch(Watch),
}

/// A manual session: which processes are measured, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watch {
    /// Never empty, each process once.
    pub processes: Vec<ChosenProcess>,
    /// Which viewpoints are measured; without a browser that can be asked, the system's alone.
    pub mode: CollectionMode,
    /// Sampling interval.
    pub interval: Duration,
    /// The session ends by itself after this long.
    pub limit: Duration,
}

/// A process that somebody chose from a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChosenProcess {
    /// Operating system's process id.
    pub pid: u32,
    /// Its start as the list told it; with the pid it names one process for good.
    pub started: u64,
    /// Executable name, for people.
    pub name: String,
}

impl Work {
    /// Name that its run is filed under.
    pub fn name(&self) -> &str {
        match self {
            Self::Scenario(scenario) => &scenario.name,
            Self::Watch(_) => SESSION_NAME,
        }
    }

    /// How often it is tried again. A session whose agent came back goes on with the processes that still run.
    pub fn retries(&self) -> Retries {
        match self {
            Self::Scenario(scenario) => scenario.retries,
            Self::Watch(_) => Retries { infrastructure: 1, step: 0 },
        }
    }

    /// What its run is judged against. What a person does by hand is not repeated alike: a session has no iterations,
    /// and so nothing that could be compared.
    pub fn baseline(&self) -> BaselineRule {
        match self {
            Self::Scenario(scenario) => scenario.baseline,
            Self::Watch(_) => BaselineRule::None,
        }
    }
}

impl Watch {
    /// How the processes are sampled.
    pub fn collection(&self) -> CollectionSpec {
        let metric_standard = match self.mode {
            CollectionMode::System | CollectionMode::Hybrid => MetricStandard::Os,
            CollectionMode::Browser => MetricStandard::Chrome,
        };
        let source_intervals = std::collections::BTreeMap::new();
        CollectionSpec { mode: self.mode, metric_standard, interval: self.interval, source_intervals }
    }
}
