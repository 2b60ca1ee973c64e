//! What a collector is told and what it gives back; the job in `drive` holds the other end.

use std::collections::BTreeMap;

use dataset::{
    BatchMetric, CollectorOverhead, Definition, Fallback, LogLine, ProcessInfo, Source, Timestamp,
};

use super::system::Member;

/// The browser to measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Process id of the browser process; its descendants are measured with it.
    pub browser_pid: u32,
    /// `host:port` of the browser's debugging endpoint, where it has one (Chromium).
    pub debugger_address: Option<String>,
}

/// Processes that somebody chose, as they were found a moment ago.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// They alone are measured, as long as each is what it was.
    pub members: Vec<Member>,
    /// `host:port` of the debugging endpoint of the browser that some of them belong to.
    pub debugger_address: Option<String>,
}

/// What a collector gives while it runs.
#[derive(Clone, Debug, PartialEq)]
pub enum Collected {
    /// The processes of one tick.
    Batch(BatchMetric),
    /// A process was seen for the first time, or changed its title.
    Process(ProcessInfo),
    /// A value that the page reported (custom metric or web vital); it also stands in a [`Collected::Batch`].
    Value {
        /// When the page reported it.
        at: Timestamp,
        /// Metric key.
        key: String,
        /// The value, in the unit of the definition.
        value: f64,
        /// Unit and meaning, where the page gave them or the metric is a built-in one.
        definition: Option<Definition>,
    },
    /// A console line of the page, or an event of the collector (a process exited, a tab closed).
    Log(LogLine),
}

/// Counters of the whole browser at one instant, read at the borders of an iteration, so that an iteration's CPU
/// time and memory do not depend on where the ticks fall.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Boundary {
    /// Values per built-in metric key: cumulative for CPU time (ms), momentary for memory (bytes) and counts.
    pub values: BTreeMap<String, f64>,
}

/// What stands in the run when the collector has stopped.
#[derive(Clone, Debug, PartialEq)]
pub struct CollectionReport {
    /// What each source measured and what it could not.
    pub sources: Vec<Source>,
    /// What was done otherwise than asked.
    pub fallbacks: Vec<Fallback>,
    /// What measuring cost.
    pub overhead: Option<CollectorOverhead>,
    /// Definitions of every metric key that occurred.
    pub definitions: BTreeMap<String, Definition>,
}
