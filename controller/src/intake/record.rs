//! What a run is after intake: index fields for lists, the report for its page, the side for its judgment.

use std::time::Duration;

use analysis::Side;
use dataset::{CollectionMode, OutcomeStatus, Report, Timestamp};
use protocol::{AttemptRef, RunId};
use scenarios::BaselineRule;

/// The fields by which runs are listed, filtered and chosen as baselines.
#[derive(Clone, Debug, PartialEq)]
pub struct RunRecord {
    /// Given by the controller.
    pub id: RunId,
    /// The project that it belongs to.
    pub project: String,
    /// The id that the sender chose.
    pub client_id: Option<String>,
    /// SHA-256 of what came, lower-case hex: of the Dataset's bytes, or of the archive that held it.
    pub content_sha256: String,
    /// The attempt that produced it; absent for uploads.
    pub origin: Option<AttemptRef>,
    /// Human title.
    pub title: String,
    /// The scenario's name.
    pub scenario: String,
    /// The version in the run's `release:` tag.
    pub release: Option<String>,
    /// Build under test.
    pub build_id: Option<String>,
    /// Where it took place, in its senders' word, e.g. `production`: the word in the run's `environment:` tag.
    pub environment: Option<String>,
    /// Tags, sorted, each once.
    pub tags: Vec<String>,
    /// `linux`, `macos`, `windows`, `chromeos`, `android` or `ios`.
    pub platform: Option<String>,
    /// Device model or host name.
    pub device: Option<String>,
    /// Devices of one class may serve as each other's baseline.
    pub device_class: Option<String>,
    /// Browser with version.
    pub browser: Option<String>,
    /// SHA-256 of the fingerprint, lower-case hex: equal exactly where the fingerprints are.
    pub fingerprint_sha256: String,
    /// When the run took place.
    pub created_at: Timestamp,
    /// When the controller stored it.
    pub stored_at: Timestamp,
    /// Length of the measured window.
    pub duration: Duration,
    /// Which viewpoints were measured.
    pub mode: CollectionMode,
    /// How it ended; absent where the Dataset does not tell.
    pub outcome: Option<OutcomeStatus>,
    /// Measured iterations, warm-up aside.
    pub iterations: u64,
    /// Size of the Dataset as it came, bytes.
    pub dataset_bytes: u64,
    /// Medians of the most telling metrics.
    pub headline: Vec<Headline>,
}

/// One number of a run's headline.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Headline {
    /// Metric key.
    pub metric: String,
    /// Unit of the value.
    pub unit: String,
    /// Median over the measured iterations.
    pub value: f64,
}

/// What a run stands for in the trend of a metric.
#[derive(Clone, Debug, PartialEq)]
pub struct RunValue {
    /// Metric key.
    pub metric: String,
    /// Unit of the value.
    pub unit: String,
    /// Median over the measured iterations, or what the run's series come to.
    pub value: f64,
    /// The 95 % confidence interval of a median; absent where there are too few iterations for one.
    pub interval: Option<(f64, f64)>,
    /// Iterations, or samples, that it stands on.
    pub count: u64,
}

/// Summary of one series of one process.
#[derive(Clone, Debug, PartialEq)]
pub struct Statistic {
    /// Process id; [`dataset::RUN_PID`] for what belongs to the run as a whole.
    pub pid: u32,
    /// Type of the process, as in the file; absent where the Dataset does not describe it.
    pub process_type: Option<String>,
    /// `OS`, `Chrome` or `Page`.
    pub source: String,
    /// Metric key.
    pub metric: String,
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

/// Everything about a new run that goes into rows.
#[derive(Clone, Debug, PartialEq)]
pub struct NewRun {
    /// Index fields.
    pub record: RunRecord,
    /// SHA-256 of the Dataset's bytes, lower-case hex.
    pub dataset_sha256: String,
    /// Whether no run of other content may carry the record's client id.
    pub client_id_is_key: bool,
    /// The report without series and log, which are kept as columns in a file of their own.
    pub report: Report,
    /// What was recomputed or doubted, in words.
    pub flags: Vec<String>,
    /// Summaries.
    pub statistics: Vec<Statistic>,
    /// What judgments are made of.
    pub side: Side,
    /// What it is to be judged against.
    pub rule: BaselineRule,
}

impl RunRecord {
    /// Whether the run came to its end; a Dataset that does not tell comes from a tool that uploads whole runs only.
    pub fn completed(&self) -> bool {
        self.outcome.is_none_or(|outcome| outcome == OutcomeStatus::Completed)
    }

    /// What identifies a repeated upload of it.
    pub fn identity(&self) -> super::Identity {
        super::Identity {
            project: self.project.clone(),
            client_id: self.client_id.clone(),
            content_sha256: self.content_sha256.clone(),
        }
    }
}
