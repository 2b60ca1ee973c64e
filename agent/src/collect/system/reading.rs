//! What the operating system says about one process at one instant.

use std::time::Duration;

use super::Label;

/// One process at one instant. What the kernel does not tell is absent.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Process id.
    pub pid: u32,
    /// CPU time since the process began, kernel plus user.
    pub cpu: Duration,
    /// CPU since the previous reading, percent of one core; absent at the first reading.
    pub cpu_percent: Option<f64>,
    /// Resident set size, bytes.
    pub rss_bytes: Option<u64>,
    /// Anonymous resident plus swapped memory, bytes.
    pub private_bytes: Option<u64>,
    /// Threads.
    pub threads: Option<u64>,
    /// Times that it gave up the processor since the previous reading, 1/s.
    pub voluntary_switches_per_s: Option<f64>,
    /// Times that the processor was taken from it since the previous reading, 1/s.
    pub involuntary_switches_per_s: Option<f64>,
    /// Bytes fetched from storage since the previous reading, per second.
    pub disk_read_per_s: Option<f64>,
    /// Bytes sent to storage since the previous reading, per second.
    pub disk_write_per_s: Option<f64>,
}

/// All watched processes at one instant.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sample {
    /// One reading per live process, ascending by pid.
    pub readings: Vec<Reading>,
    /// Processes that were gone; they are watched no longer.
    pub exited: Vec<u32>,
}

/// Proportional memory of one process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Footprint {
    /// Process id.
    pub pid: u32,
    /// Proportional set size plus its swapped part, bytes.
    pub bytes: u64,
}

/// A process of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Process id.
    pub pid: u32,
    /// Start in clock ticks after boot; with the pid it names a process for good.
    pub started: u64,
    /// Executable name.
    pub name: String,
    /// What it does for the browser.
    pub label: Label,
}

/// A figure that the system refused for some process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Denied {
    /// Disk traffic.
    DiskTraffic,
    /// Proportional memory.
    Footprint,
}

/// The system's view cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum SystemError {
    /// There is no such process.
    #[error("cannot read process {pid}; is it still running?")]
    Process {
        /// Process id.
        pid: u32,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The list of processes cannot be read.
    #[error("cannot list the processes of this machine")]
    List {
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
}
