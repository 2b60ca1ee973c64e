//! Where and how a run was measured, as its page shows it.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

/// What the run was for, where it took place and how it was measured.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct MetaView {
    /// Free notes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// Values of the scenario's parameters.
    pub parameters: BTreeMap<String, String>,
    /// Environment as readable text per field, e.g. `os`, `arch`, `browser_version`; an unknown field is absent.
    pub env: BTreeMap<String, String>,
    /// Everything that makes two runs incomparable when it differs.
    pub fingerprint: BTreeMap<String, String>,
    /// How the measurements were taken.
    pub collection: CollectionView,
    /// What each metric key means.
    pub definitions: BTreeMap<String, DefinitionView>,
}

/// The window, the sources and the cost of a collection.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct CollectionView {
    /// `system`, `browser` or `hybrid`.
    pub mode: String,
    /// `os` or `chrome`: whose definition the headline numbers follow.
    pub metric_standard: String,
    /// Sampling interval that was asked for, ms.
    pub interval_ms: u64,
    /// Start of the window, RFC 3339.
    pub started_at: String,
    /// End of the window, RFC 3339.
    pub ended_at: String,
    /// Length of the window, s.
    pub duration_seconds: f64,
    /// What each source measured, and what it could not.
    pub sources: Vec<SourceView>,
    /// What was done otherwise than asked, and why.
    pub fallbacks: Vec<FallbackView>,
    /// What measuring itself cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overhead: Option<OverheadView>,
}

/// One source of samples.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SourceView {
    /// E.g. `system`, `cdp`, `web_vitals`.
    pub name: String,
    /// Interval at which it was read, ms; absent for sources that report events.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval_ms: Option<u64>,
    /// Ticks that came too late and were left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overruns: Option<u64>,
    /// What it could not give, and why.
    pub missing: Vec<MissingView>,
}

/// A field that a source could not give.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct MissingView {
    /// Name of the field.
    pub field: String,
    /// Why.
    pub reason: String,
}

/// Something that was done otherwise than asked.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct FallbackView {
    /// What was asked for.
    pub wanted: String,
    /// What was done instead.
    pub used: String,
    /// Why.
    pub reason: String,
}

/// What measuring itself cost on the measured machine.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct OverheadView {
    /// CPU of the whole agent, percent of one core.
    pub cpu_percent: f64,
    /// CPU of collecting alone, a part of it; absent where it was not told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collecting_cpu_percent: Option<f64>,
    /// Resident memory of the whole agent at the end, bytes.
    pub memory_rss_bytes: u64,
    /// Ticks taken.
    pub polls: u64,
    /// Median time of a tick, ms.
    pub poll_ms_p50: f64,
    /// 95th percentile of the time of a tick, ms.
    pub poll_ms_p95: f64,
    /// Longest tick, ms.
    pub poll_ms_max: f64,
}

/// What one metric key means.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct DefinitionView {
    /// E.g. `ms`, `bytes`, `percent`, `count`.
    pub unit: String,
    /// One sentence for the reader.
    pub meaning: String,
    /// `lower_is_better` or `higher_is_better`; absent for metrics that are never judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<String>,
    /// How an iteration's samples become one value, e.g. `median`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aggregate: Option<String>,
    /// Absolute service level in the metric's unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threshold: Option<f64>,
    /// Smallest change that counts, percent of the baseline's level.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub practical_limit_percent: Option<f64>,
    /// Smallest change that counts, in the metric's unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub practical_limit_absolute: Option<f64>,
}
