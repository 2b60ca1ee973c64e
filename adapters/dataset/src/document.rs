//! The outermost shape of a Dataset: the envelope and the report of one run.

use serde::{Deserialize, Serialize};

use crate::{Attachment, BatchMetric, Iteration, LogLine, Mark, Meta, Outcome, ProcessInfo, Timestamp};

/// The version that this crate writes. Readers accept it and every earlier one.
pub const SCHEMA_VERSION: u32 = 1;

/// Fields that this version does not know; kept as they came, so that a round trip loses nothing.
pub type Unknown = serde_json::Map<String, serde_json::Value>;

/// One run, complete in itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dataset {
    /// Version of the format; see [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// When this Dataset was produced.
    pub exported_at: Timestamp,
    /// The run.
    pub report: Report,
    /// Fields from a later minor version.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// What was executed, in which circumstances, and every measurement of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Run id. Given by the controller alone; empty in a Dataset that it has not stored yet.
    #[serde(default)]
    pub id: String,
    /// The id that the sender chose, by which a repeated upload is recognized.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// When the run was created.
    pub created_at: Timestamp,
    /// Human title.
    pub title: String,
    /// Context, environment, collection and metric definitions.
    pub meta: Meta,
    /// How the run ended; absent in Datasets from tools that do not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// Every process that the run measured.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub processes: Vec<ProcessInfo>,
    /// Repetitions of the scenario with their scalar results, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub iterations: Vec<Iteration>,
    /// Phases and instants that the scenario marked, ascending by start.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
    /// Log lines, ascending by time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub logs: Vec<LogLine>,
    /// Files stored beside the Dataset: screenshots, traces.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// Verdict or other analysis that came with the file; the controller keeps its own beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub analysis: Option<serde_json::Value>,
    /// Time series, ascending by time. Last, so that a reader knows what it reads before the bulk arrives.
    #[serde(default)]
    pub metrics: Vec<BatchMetric>,
    /// Fields from a later minor version.
    #[serde(flatten)]
    pub unknown: Unknown,
}
