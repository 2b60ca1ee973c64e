//! Live samples of two sources become batches; never copies one source's value into the other's field.

use std::collections::BTreeMap;
use std::time::Duration;

use dataset::{BatchMetric, Fallback, MetricPoint, Timestamp, Unknown};

/// What the operating system said at one instant.
#[derive(Clone, Debug, PartialEq)]
pub struct SystemSample {
    /// When it was read.
    pub at: Timestamp,
    /// Points by the operating system's process ids; they hold its fields alone.
    pub points: BTreeMap<u32, MetricPoint>,
}

/// What the browser and its pages said at one instant.
#[derive(Clone, Debug, PartialEq)]
pub struct BrowserSample {
    /// When it was read.
    pub at: Timestamp,
    /// Points by the process ids that the browser uses; they hold its fields and the page's alone.
    pub points: BTreeMap<u32, MetricPoint>,
}

/// How the browser's process ids are known to the operating system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PidMap {
    /// Browser and agent see one process table: the ids are the same.
    Same,
    /// `browser_pid` to `os_pid`. A browser process that is not in it cannot be placed.
    Explicit(BTreeMap<u32, u32>),
    /// Nobody can tell which is which (another device, another process namespace).
    None {
        /// The one source that the run then keeps.
        keep: Kept,
    },
}

/// The source that a run keeps where the two cannot be joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// The operating system's.
    System,
    /// The browser's.
    Browser,
}

/// The batches of one tick, and what was done otherwise than asked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HybridSample {
    /// Ascending by time: one where both sources were read within one tick, otherwise one per source.
    pub batches: Vec<BatchMetric>,
    /// Processes of the browser that the explicit map does not place; their points are in no batch.
    pub unplaced: Vec<u32>,
    /// Present where one source had to be left out; a run states it once.
    pub fallback: Option<Fallback>,
}

impl PidMap {
    /// What a run with this map has to state: present where the two sources cannot be joined.
    pub fn fallback(&self) -> Option<Fallback> {
        let used = match self {
            Self::Same | Self::Explicit(_) => return None,
            Self::None { keep: Kept::System } => "system",
            Self::None { keep: Kept::Browser } => "browser",
        };
        Some(Fallback {
            wanted: "hybrid".to_owned(),
            used: used.to_owned(),
            reason: "no map from the browser's process ids to the operating system's".to_owned(),
            unknown: Unknown::new(),
        })
    }
}

/// Joins what both sources said.
///
/// Sources that were read at most `same_tick` apart become one batch at the operating system's instant: the fields of
/// a process that both measured stand side by side in one point, and a process that the browser alone measured keeps
/// its own instant. Read further apart, each source keeps a batch of its own at its own instant. The same happens where
/// both sources claim one field, so that neither value is lost.
pub fn assemble(
    system: Option<SystemSample>,
    browser: Option<BrowserSample>,
    map: &PidMap,
    same_tick: Duration,
) -> HybridSample {
    let (system, browser) = match map {
        PidMap::Same | PidMap::Explicit(_) => (system, browser),
        PidMap::None { keep: Kept::System } => (system, None),
        PidMap::None { keep: Kept::Browser } => (None, browser),
    };
    let (browser, unplaced) = match browser {
        Some(sample) => {
            let (sample, unplaced) = placed(sample, map);
            (Some(sample), unplaced)
        }
        None => (None, Vec::new()),
    };
    let batches = match (system, browser) {
        (Some(system), Some(browser)) => both(system, browser, same_tick),
        (Some(SystemSample { at, points }), None) | (None, Some(BrowserSample { at, points })) => {
            vec![batch(at, points)]
        }
        (None, None) => Vec::new(),
    };
    HybridSample { batches, unplaced, fallback: map.fallback() }
}

/// The sample by the operating system's process ids, and the browser's ids that have no place there.
fn placed(sample: BrowserSample, map: &PidMap) -> (BrowserSample, Vec<u32>) {
    let PidMap::Explicit(map) = map else { return (sample, Vec::new()) };
    let (mut points, mut unplaced) = (BTreeMap::new(), Vec::new());
    for (browser_pid, point) in sample.points {
        // What belongs to no process needs no map.
        let os_pid = if browser_pid == dataset::RUN_PID { Some(&browser_pid) } else { map.get(&browser_pid) };
        match os_pid {
            Some(os_pid) if !points.contains_key(os_pid) => drop(points.insert(*os_pid, point)),
            Some(_) | None => unplaced.push(browser_pid),
        }
    }
    (BrowserSample { at: sample.at, points }, unplaced)
}

fn both(system: SystemSample, browser: BrowserSample, same_tick: Duration) -> Vec<BatchMetric> {
    let apart = system.at.since(browser.at).max(browser.at.since(system.at));
    if apart <= same_tick
        && let Some(points) = joined_points(&system, &browser)
    {
        return vec![batch(system.at, points)];
    }
    let mut batches = vec![batch(system.at, system.points), batch(browser.at, browser.points)];
    batches.sort_by_key(|batch| batch.timestamp);
    batches
}

/// The points of both; `None` where both claim one field of one process.
fn joined_points(system: &SystemSample, browser: &BrowserSample) -> Option<BTreeMap<u32, MetricPoint>> {
    let mut points = system.points.clone();
    for (pid, point) in &browser.points {
        let joined = if let Some(beside) = points.get(pid) {
            joined(beside, point)?
        } else {
            let own = point.timestamp.unwrap_or(browser.at);
            MetricPoint { timestamp: Some(own).filter(|own| *own != system.at), ..point.clone() }
        };
        points.insert(*pid, joined);
    }
    Some(points)
}

/// Both points' fields side by side; `None` where both claim one.
fn joined(system: &MetricPoint, browser: &MetricPoint) -> Option<MetricPoint> {
    Some(MetricPoint {
        timestamp: either(system.timestamp, browser.timestamp)?,
        cpu_os_usage: either(system.cpu_os_usage, browser.cpu_os_usage)?,
        memory_rss: either(system.memory_rss, browser.memory_rss)?,
        memory_footprint: either(system.memory_footprint, browser.memory_footprint)?,
        cpu_chrome_usage: either(system.cpu_chrome_usage, browser.cpu_chrome_usage)?,
        memory_private: either(system.memory_private, browser.memory_private)?,
        js_heap_size: either(system.js_heap_size, browser.js_heap_size)?,
        dom_nodes: either(system.dom_nodes, browser.dom_nodes)?,
        gpu_usage: either(system.gpu_usage, browser.gpu_usage)?,
        custom_metrics: disjoint(&system.custom_metrics, &browser.custom_metrics)?,
        unknown: {
            let clash = system.unknown.keys().any(|key| browser.unknown.contains_key(key));
            let both = system.unknown.iter().chain(&browser.unknown);
            (!clash).then(|| both.map(|(key, value)| (key.clone(), value.clone())).collect())?
        },
    })
}

fn disjoint(one: &BTreeMap<String, f64>, other: &BTreeMap<String, f64>) -> Option<BTreeMap<String, f64>> {
    let clash = one.keys().any(|key| other.contains_key(key));
    (!clash).then(|| one.iter().chain(other).map(|(key, value)| (key.clone(), *value)).collect())
}

#[expect(
    clippy::option_option,
    reason = "the outer one says that both claim the field, the inner one that neither does"
)]
fn either<T>(one: Option<T>, other: Option<T>) -> Option<Option<T>> {
    match (one, other) {
        (Some(_), Some(_)) => None,
        (Some(value), None) | (None, Some(value)) => Some(Some(value)),
        (None, None) => Some(None),
    }
}

fn batch(timestamp: Timestamp, metrics: BTreeMap<u32, MetricPoint>) -> BatchMetric {
    BatchMetric { timestamp, metrics, unknown: Unknown::new() }
}
