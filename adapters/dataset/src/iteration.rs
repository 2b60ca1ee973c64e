//! Repetitions of a scenario and the phases inside them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Timestamp, Unknown};

/// One repetition of the scenario's steps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Iteration {
    /// Counts from 0 through warm-up and measured iterations alike.
    pub index: u32,
    /// Warm-up iterations are kept and never judged.
    pub warmup: bool,
    /// Start of its first step.
    pub started_at: Timestamp,
    /// End of its last step.
    pub ended_at: Timestamp,
    /// One value per metric key, in the unit of the key's definition.
    pub results: BTreeMap<String, f64>,
    /// Fields from a later minor version.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// A phase (with an end) or an instant (without) that the scenario named.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// Name of the phase.
    pub name: String,
    /// The iteration that it lies in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iteration: Option<u32>,
    /// Start.
    pub started_at: Timestamp,
    /// End; absent for an instant and for a phase that was never closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    /// Fields from a later minor version.
    #[serde(flatten)]
    pub unknown: Unknown,
}
