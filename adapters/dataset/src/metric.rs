//! Samples: what every process did at one instant, each source in fields of its own.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::number::{whole_bytes, whole_count};
use crate::{Timestamp, Unknown};

/// The key under which values stand that belong to the run as a whole and to no process.
pub const RUN_PID: u32 = 0;

/// All processes at one sample instant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BatchMetric {
    /// The sample instant.
    pub timestamp: Timestamp,
    /// One point per process id; [`RUN_PID`] holds what belongs to no process.
    pub metrics: BTreeMap<u32, MetricPoint>,
    /// Fields from a later minor version.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// One process at one instant. An absent source is an absent field, never 0 and never a copy of another source.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MetricPoint {
    /// Present where this point's instant differs from the batch's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<Timestamp>,
    /// Operating system's view: kernel plus user time since the previous sample, percent of one core.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cpu_os_usage: Option<f64>,
    /// Resident set size, bytes.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "whole_bytes")]
    pub memory_rss: Option<u64>,
    /// Linux: PSS plus swapped PSS; macOS: physical footprint; Windows: private bytes. Bytes.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "whole_bytes")]
    pub memory_footprint: Option<u64>,
    /// Browser's view of CPU, percent of one core.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cpu_chrome_usage: Option<f64>,
    /// Private memory as Chrome Task Manager counts it (Linux: anonymous resident plus swapped), bytes.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "whole_bytes")]
    pub memory_private: Option<u64>,
    /// V8 heap in use by the page, bytes.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "whole_bytes")]
    pub js_heap_size: Option<u64>,
    /// DOM nodes of the page.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "whole_count")]
    pub dom_nodes: Option<u64>,
    /// GPU utilization, percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gpu_usage: Option<f64>,
    /// Everything else, by metric key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub custom_metrics: BTreeMap<String, f64>,
    /// Fields from a later minor version.
    #[serde(flatten)]
    pub unknown: Unknown,
}
