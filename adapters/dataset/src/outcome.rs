//! How a run ended, and the files that it left.

use serde::{Deserialize, Serialize};

use crate::Unknown;

/// Whether the scenario came through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeStatus {
    /// Every step of every iteration succeeded.
    Completed,
    /// A step failed; never a baseline.
    Failed,
    /// Somebody canceled it; never a baseline.
    Canceled,
    /// The sender vanished; what arrived is kept; never a baseline.
    Disconnected,
}

/// How the run ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Whether the scenario came through.
    pub status: OutcomeStatus,
    /// The step that failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed_step: Option<FailedStep>,
    /// Fields from a later minor version.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// The step that ended a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedStep {
    /// Counts from 1, as a reader of the scenario does.
    pub number: u32,
    /// Kind of the step, e.g. `click`.
    pub kind: String,
    /// The iteration that it failed in.
    pub iteration: u32,
    /// Why, in one sentence.
    pub reason: String,
    /// Name of the attachment that shows the page at that moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub screenshot: Option<String>,
    /// Fields from a later minor version.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// A file stored beside the Dataset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Plain file name, unique within the run; never a path.
    pub name: String,
    /// E.g. `image/png`.
    pub media_type: String,
    /// Size, bytes.
    pub size_bytes: u64,
    /// SHA-256 of the content, lower-case hex.
    pub sha256: String,
    /// Fields from a later minor version.
    #[serde(flatten)]
    pub unknown: Unknown,
}
