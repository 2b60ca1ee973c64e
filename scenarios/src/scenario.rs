//! A scenario: what to run, where it may run, how to measure it and when it counts as slower.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::Step;

/// A checked scenario with every variable and parameter filled in. Its serde form is what travels to an agent;
/// what people write is the YAML that [`crate::parse`] reads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Unique within a project; runs are compared within one scenario.
    pub name: String,
    /// One sentence for the reader.
    pub description: Option<String>,
    /// What a device must offer.
    pub requires: Requirements,
    /// Which browser, and how it is started.
    pub browser: BrowserSpec,
    /// Where the pages come from.
    pub site: Site,
    /// Values of the parameters for this one job; empty without a matrix.
    pub parameters: BTreeMap<String, String>,
    /// Names of environment variables on the agent whose values the steps use; masked wherever they would show.
    pub secrets: Vec<String>,
    /// How to measure.
    pub collection: CollectionSpec,
    /// Iterations that are run first and never judged.
    pub warmup: u32,
    /// Iterations that are judged.
    pub iterations: u32,
    /// Idle time between iterations.
    pub cool_down: Duration,
    /// When to give up.
    pub timeouts: Timeouts,
    /// What is tried again.
    pub retries: Retries,
    /// What one iteration does, in order.
    pub steps: Vec<Step>,
    /// What is judged, beyond the built-in metrics.
    pub metrics: Vec<MetricSpec>,
    /// What a run is judged against.
    pub baseline: BaselineRule,
    /// Tags of every run.
    pub tags: Vec<String>,
}

/// What a device must offer before it is leased for a scenario.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirements {
    /// `linux`, `macos`, `windows`, `chromeos`, `android` or `ios`; any where absent.
    pub platform: Option<String>,
    /// Labels that the agent must carry, all of them.
    pub labels: Vec<String>,
    /// Lowest major version of the browser.
    pub browser_version_min: Option<u32>,
    /// Highest major version of the browser.
    pub browser_version_max: Option<u32>,
}

/// The browser families that can be driven.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BrowserKind {
    /// Chromium and Chrome, through chromedriver.
    Chromium,
    /// Firefox, through geckodriver.
    Firefox,
    /// No browser: virtual actions that prove the control plane, never a measurement.
    Simulated,
}

/// Which browser, and how it is started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BrowserSpec {
    /// Family.
    pub kind: BrowserKind,
    /// Executable on the agent; found by the agent where absent.
    pub binary: Option<String>,
    /// Further command-line arguments.
    pub arguments: Vec<String>,
    /// Whether a window is shown.
    pub headless: bool,
    /// Inner size of the window.
    pub viewport: Viewport,
    /// E.g. `en-US`.
    pub locale: Option<String>,
    /// Folder on the agent that is copied as the profile of every browser start; a new empty profile where absent.
    pub profile: Option<String>,
}

/// Inner size of the window in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Viewport {
    /// Width, px.
    pub width: u32,
    /// Height, px.
    pub height: u32,
}

/// Where the pages come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Site {
    /// Relative addresses are resolved against this one.
    BaseUrl(String),
    /// Files that travel with the scenario and that the agent serves on loopback, by relative path.
    Pages(BTreeMap<String, String>),
    /// Every step gives a whole address.
    Absolute,
}

/// How to measure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CollectionSpec {
    /// `system`, `browser` or `hybrid`.
    pub mode: CollectionMode,
    /// `os` or `chrome`: whose definition the headline numbers follow.
    pub metric_standard: MetricStandard,
    /// Sampling interval of every source without one of its own.
    pub interval: Duration,
    /// Intervals per source name, e.g. `system.pss`.
    pub source_intervals: BTreeMap<String, Duration>,
}

/// Which viewpoints are measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CollectionMode {
    /// The operating system's view alone.
    System,
    /// The browser's view alone.
    Browser,
    /// Both at once.
    Hybrid,
}

/// Whose definition of CPU and memory the headline numbers follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MetricStandard {
    /// The operating system's.
    Os,
    /// Chrome Task Manager's.
    Chrome,
}

/// When to give up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Timeouts {
    /// The whole job, from lease to result.
    pub job: Duration,
    /// One step that names no limit of its own.
    pub step: Duration,
    /// The longest time in which the job may show no sign of progress.
    pub silence: Duration,
}

/// What is tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retries {
    /// Further attempts after an infrastructure failure (lost agent, dead driver).
    pub infrastructure: u32,
    /// Further attempts after a failed step; 0 unless the author asks, since a flaky page is a finding.
    pub step: u32,
}

/// One metric that is judged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MetricSpec {
    /// Key: a custom metric's, or a built-in one's whose limits are set here.
    pub key: String,
    /// E.g. `ms`.
    pub unit: String,
    /// One sentence for the reader.
    pub meaning: String,
    /// `lower_is_better` or `higher_is_better`.
    pub direction: Direction,
    /// How an iteration's samples become one value.
    pub aggregate: Aggregate,
    /// Absolute service level in the unit.
    pub threshold: Option<f64>,
    /// Smallest change that counts, percent of the baseline's level.
    pub practical_percent: Option<f64>,
    /// Smallest change that counts, in the unit; where both are given a change must pass both.
    pub practical_absolute: Option<f64>,
}

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// E.g. times.
    LowerIsBetter,
    /// E.g. frames per second.
    HigherIsBetter,
}

/// How the samples of one iteration become one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

/// What a run is judged against, unless somebody pinned a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BaselineRule {
    /// The newest good run of the release before this one, else as [`BaselineRule::LastGood`] with one run.
    PreviousRelease,
    /// The last `n` good runs of the same scenario, platform, device class and fingerprint.
    LastGood(u32),
    /// Not judged.
    None,
}
