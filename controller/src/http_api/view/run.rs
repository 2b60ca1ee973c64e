//! A run as it stands in lists.

use serde::Serialize;
use utoipa::ToSchema;

/// A run without its measurements. A field that nobody knows is absent.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct RunView {
    /// The run's id.
    pub id: String,
    /// The id that the sender chose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// Human title.
    pub title: String,
    /// When the run took place, RFC 3339.
    pub created_at: String,
    /// When the controller stored it, RFC 3339.
    pub stored_at: String,
    /// The scenario's name.
    pub scenario: String,
    /// The version in the run's `release:` tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release: Option<String>,
    /// Build under test.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub build_id: Option<String>,
    /// Where it took place, e.g. `production`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// Tags, sorted.
    pub tags: Vec<String>,
    /// `linux`, `macos`, `windows`, `chromeos`, `android` or `ios`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
    /// Device model or host name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// Devices of one class may serve as each other's baseline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_class: Option<String>,
    /// Browser with version, e.g. `chromium 156.0`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub browser: Option<String>,
    /// Length of the measured window, ms.
    pub duration_ms: u64,
    /// `system`, `browser` or `hybrid`.
    pub mode: String,
    /// `completed`, `failed`, `canceled`, `disconnected` or `unknown`.
    pub outcome: String,
    /// `regressed`, `improved`, `unchanged` or `inconclusive`; absent until the run is judged, and where it is not to be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<String>,
    /// The verdict in one sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict_summary: Option<String>,
    /// The run that it was judged against; of several the newest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline_run_id: Option<String>,
    /// Measured iterations, warm-up aside.
    pub iterations: u64,
    /// Medians of the most telling metrics.
    pub headline: Vec<HeadlineView>,
    /// The job that produced it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_id: Option<String>,
    /// The job's attempt that produced it, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempt: Option<u32>,
    /// Size of the Dataset, bytes.
    pub dataset_bytes: u64,
    /// Counts the edits of what is said of the run, from 1 on; its page carries it as `ETag` too.
    pub version: u64,
    /// Who last edited what is said of the run: its title, notes, tags, release or project.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edited_by: Option<String>,
    /// When, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<String>,
}

/// One number of a run's headline.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct HeadlineView {
    /// Metric key.
    pub metric: String,
    /// Unit of the value.
    pub unit: String,
    /// Median over the measured iterations.
    pub value: f64,
}
