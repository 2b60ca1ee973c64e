//! A run as its page shows it.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::circumstances::MetaView;
use super::run::RunView;
use super::series::ProcessSeriesView;
use super::verdict::VerdictView;

/// One run with everything but the full-resolution series, which the download holds.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct RunDetailView {
    /// The run as it stands in lists.
    pub run: RunView,
    /// What it was for, where it took place and how it was measured.
    pub meta: MetaView,
    /// The step that ended it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failed_step: Option<FailedStepView>,
    /// The verdict with its evidence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<VerdictView>,
    /// Repetitions, in order, warm-up included.
    pub iterations: Vec<IterationView>,
    /// Phases and instants, ascending by start.
    pub marks: Vec<MarkView>,
    /// Every measured process.
    pub processes: Vec<ProcessView>,
    /// Summary of every series.
    pub statistics: Vec<StatisticView>,
    /// First sample of any series, ms since the start of the run; absent where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub samples_from_ms: Option<i64>,
    /// Last sample of any series, ms since the start of the run; absent where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub samples_to_ms: Option<i64>,
    /// Series per process, thinned to `max_points`; empty where `series=none` was asked.
    pub series: Vec<ProcessSeriesView>,
    /// The first log lines; `logs_total` tells whether there are more.
    pub logs: Vec<LogView>,
    /// Log lines in all.
    pub logs_total: u64,
    /// Files beside the Dataset, and the archive that it came in, if it came in one.
    pub attachments: Vec<AttachmentView>,
    /// What was recomputed or doubted when the Dataset was read, in words.
    pub flags: Vec<String>,
    /// Where the Dataset can be downloaded as it came.
    pub download_url: String,
    /// The same as a link that needs no token, for the next ten minutes; for Datasets of more than 5 MB.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed_url: Option<String>,
}

/// The step that ended a run.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct FailedStepView {
    /// Counts from 1.
    pub number: u32,
    /// Kind of the step, e.g. `click`.
    pub kind: String,
    /// The iteration that it failed in, from 0.
    pub iteration: u32,
    /// Why.
    pub reason: String,
    /// Name of the attachment that shows the page at that moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub screenshot: Option<String>,
}

/// One repetition of the scenario.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct IterationView {
    /// Counts from 0 through warm-up and measured iterations alike.
    pub index: u32,
    /// Warm-up iterations are shown and never judged.
    pub warmup: bool,
    /// Start, RFC 3339.
    pub started_at: String,
    /// End, RFC 3339.
    pub ended_at: String,
    /// Start, ms since the start of the run.
    pub start_ms: i64,
    /// End, ms since the start of the run.
    pub end_ms: i64,
    /// One value per metric key.
    pub results: BTreeMap<String, f64>,
}

/// A phase (with an end) or an instant (without).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct MarkView {
    /// Name of the phase.
    pub name: String,
    /// The iteration that it lies in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iteration: Option<u32>,
    /// Start, ms since the start of the run.
    pub start_ms: i64,
    /// End, ms since the start of the run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_ms: Option<i64>,
}

/// One measured process.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ProcessView {
    /// Operating system's process id.
    pub pid: u32,
    /// Executable name.
    pub name: String,
    /// `Browser`, `Renderer`, `GPU`, `Network`, `Utility` or `Other`.
    pub process_type: String,
    /// Title of the tab that it renders.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Address of the tab that it renders.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Its first sample, ms since the start of the run; absent where it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_ms: Option<i64>,
    /// Its last sample, ms since the start of the run; absent where it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_ms: Option<i64>,
}

/// Summary of one series. Percentiles are by linear interpolation between closest ranks.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct StatisticView {
    /// Process id; 0 for what belongs to the run as a whole.
    pub pid: u32,
    /// Type of the process; absent for the run as a whole and for processes that the Dataset does not describe.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub process_type: Option<String>,
    /// `OS`, `Chrome` or `Page`: who measured it.
    pub source: String,
    /// Metric key.
    pub metric: String,
    /// Unit of the figures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Samples.
    pub count: u64,
    /// Arithmetic mean.
    pub avg: f64,
    /// Smallest sample.
    pub min: f64,
    /// Largest sample.
    pub max: f64,
    /// Median.
    pub p50: f64,
    /// 95th percentile.
    pub p95: f64,
    /// 99th percentile.
    pub p99: f64,
}

/// One log line.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct LogView {
    /// When, RFC 3339.
    pub timestamp: String,
    /// When, ms since the start of the run.
    pub at_ms: i64,
    /// `debug`, `info`, `warn` or `error`.
    pub level: String,
    /// Who said it, e.g. `console`, `agent`.
    pub source: String,
    /// What was said.
    pub text: String,
}

/// A file beside the Dataset.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct AttachmentView {
    /// Plain file name.
    pub name: String,
    /// E.g. `image/png`.
    pub media_type: String,
    /// Size, bytes.
    pub size_bytes: u64,
    /// SHA-256, lower-case hex.
    pub sha256: String,
    /// Where it can be downloaded.
    pub url: String,
}
