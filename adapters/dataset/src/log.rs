//! What the page, the browser and the agent said during a run.

use serde::{Deserialize, Serialize};

use crate::{Timestamp, Unknown};

/// How much a line matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogLevel {
    /// For whoever looks into a run.
    Debug,
    /// Ordinary.
    Info,
    /// Something was mended on the way.
    #[serde(alias = "warning")]
    Warn,
    /// Something failed.
    Error,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LogLine {
    /// When it was said.
    pub timestamp: Timestamp,
    /// How much it matters.
    pub level: LogLevel,
    /// Who said it: `console`, `agent`, `driver`, `step`.
    pub source: String,
    /// What was said.
    pub text: String,
    /// Further fields of the line.
    #[serde(flatten)]
    pub unknown: Unknown,
}
