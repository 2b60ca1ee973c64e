//! What a metric key means: unit, meaning, direction and limits.

use serde::{Deserialize, Serialize};

use crate::{Unknown, Viewpoint, definition_form};

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// E.g. times and memory.
    LowerIsBetter,
    /// E.g. frames per second.
    HigherIsBetter,
}

/// How the samples of one iteration become one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aggregate {
    /// Arithmetic mean.
    Mean,
    /// 50th percentile.
    Median,
    /// Smallest value.
    Min,
    /// Largest value.
    Max,
    /// 95th percentile.
    P95,
    /// 99th percentile.
    P99,
    /// Sum of the values.
    Sum,
    /// The value that came last.
    Last,
    /// How many values came.
    Count,
}

/// A change smaller than this is not worth anybody's morning, however certain it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PracticalLimit {
    /// Percent of the baseline's level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<f64>,
    /// In the metric's unit. Where both are given a change must pass both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub absolute: Option<f64>,
}

/// What one metric key means.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "definition_form::DefinitionForm", into = "definition_form::DefinitionForm")]
pub struct Definition {
    /// E.g. `ms`, `bytes`, `percent`, `count`.
    pub unit: String,
    /// One sentence for the reader.
    pub meaning: String,
    /// Which way is better; absent for metrics that are shown and never judged.
    pub direction: Option<Direction>,
    /// How an iteration's samples become one value.
    pub aggregate: Option<Aggregate>,
    /// Absolute service level in the metric's unit: worse than this is a breach whatever the baseline says.
    pub threshold: Option<f64>,
    /// Smallest change from the baseline that counts.
    pub practical_limit: Option<PracticalLimit>,
    /// Who measured it, where that is another than the built-in field's own viewpoint, or than the page for a custom metric.
    pub source: Option<Viewpoint>,
    /// Fields from a later minor version; those of the practical limit stand in an object `practical_limit`.
    pub unknown: Unknown,
}
