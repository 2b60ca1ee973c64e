//! How the measurements of a run were taken, and what they cost.

use serde::{Deserialize, Serialize};

use crate::{Timestamp, Unknown};

/// Which viewpoints were measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CollectionMode {
    /// The operating system's view alone.
    System,
    /// The browser's view alone.
    Browser,
    /// Both at once, over the same window.
    Hybrid,
}

/// Whose definition of CPU and memory the headline numbers follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MetricStandard {
    /// The operating system's.
    Os,
    /// Chrome Task Manager's.
    Chrome,
}

/// The window, the sources and the cost of a collection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Collection {
    /// Which viewpoints were measured.
    pub mode: CollectionMode,
    /// Whose definition the headline numbers follow.
    pub metric_standard: MetricStandard,
    /// Sampling interval that was asked for, ms.
    pub interval_ms: u64,
    /// Start of the window.
    pub started_at: Timestamp,
    /// End of the window.
    pub ended_at: Timestamp,
    /// Length of the window, s.
    pub duration_seconds: f64,
    /// What each source measured, and what it could not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
    /// What was done otherwise than asked, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fallbacks: Vec<Fallback>,
    /// What measuring itself cost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overhead: Option<CollectorOverhead>,
    /// Fields from a later minor version.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// One source of samples.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// E.g. `system`, `system.pss`, `cdp`, `web_vitals`.
    pub name: String,
    /// Interval at which it was read, ms; absent for sources that report events.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval_ms: Option<u64>,
    /// Ticks that came late by more than the interval and were therefore left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overruns: Option<u64>,
    /// What it could not give, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<MissingField>,
    /// Fields from a later minor version.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// A field that a source could not give.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissingField {
    /// Name of the field, e.g. `memory_footprint`.
    pub field: String,
    /// Why, in words for the reader of the run.
    pub reason: String,
    /// Fields from a later minor version.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// Something that was done otherwise than asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fallback {
    /// What was asked for, e.g. `hybrid`.
    pub wanted: String,
    /// What was done instead, e.g. `system`.
    pub used: String,
    /// Why.
    pub reason: String,
    /// Fields from a later minor version.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// What measuring itself cost on the measured machine, over the window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CollectorOverhead {
    /// CPU of the whole agent process, percent of one core: collecting, and with it the client of the browser's driver,
    /// the page server, and what keeps and sends the samples.
    pub cpu_percent: f64,
    /// CPU of collecting alone, a part of `cpu_percent`, percent of one core: the threads and tasks that read the system
    /// and the browser's debugging socket. Absent where the system tells no thread's CPU time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collecting_cpu_percent: Option<f64>,
    /// Resident memory of the agent process at the end, bytes.
    pub memory_rss: u64,
    /// Ticks taken.
    pub polls: u64,
    /// Median time that a tick took, ms.
    pub poll_ms_p50: f64,
    /// 95th percentile of the time that a tick took, ms.
    pub poll_ms_p95: f64,
    /// Longest tick, ms.
    pub poll_ms_max: f64,
    /// Fields from a later minor version.
    #[serde(flatten)]
    pub unknown: Unknown,
}
