//! What runs on a device, for whoever chooses what to measure there.

use std::time::Duration;

use dataset::{ProcessInfo, Timestamp};

/// The most processes of one list; a device that runs more says how many were left out.
pub const MAX_LISTED: usize = 5_000;

/// The processes of a device at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct ProcessList {
    /// When the second of the two readings was taken.
    pub taken_at: Timestamp,
    /// The span between the two readings, over which CPU is told; zero where it was not measured.
    pub cpu_over: Duration,
    /// Ascending by pid; at most [`MAX_LISTED`].
    pub processes: Vec<ListedProcess>,
    /// Processes that the agent's user may not read.
    pub unreadable: u32,
    /// Processes beyond [`MAX_LISTED`], those with the least memory.
    pub left_out: u32,
}

/// A process that can be measured.
#[derive(Clone, Debug, PartialEq)]
pub struct ListedProcess {
    /// Pid, name, type, title where it can be known, CPU (percent of one core) and resident memory (bytes).
    pub info: ProcessInfo,
    /// When it was started, in a unit of the device's own; with the pid it names one process for good.
    pub started: u64,
    /// Whether it belongs to a browser that can be asked for its own view.
    pub has_browser_view: bool,
}
