//! Samples, processes, marks and log lines to their protobuf form.

use dataset::{
    BatchMetric, LogLevel, LogLine, Mark, MetricPoint, ProcessInfo, ProcessType, Timestamp, Unknown,
};

use super::each;
use crate::generated as wire;
use crate::{AttemptRef, SampleBatch};

pub(super) fn attempt_log(attempt: AttemptRef, line: LogLine) -> wire::AttemptLog {
    let LogLine { timestamp, level, source, text, unknown } = line;
    let level = match level {
        LogLevel::Debug => wire::LogLevel::Debug,
        LogLevel::Info => wire::LogLevel::Info,
        LogLevel::Warn => wire::LogLevel::Warn,
        LogLevel::Error => wire::LogLevel::Error,
    };
    wire::AttemptLog {
        attempt: Some(attempt.into()),
        at_ms: timestamp.epoch_ms(),
        level: level.into(),
        source,
        text,
        unknown_json: json(&unknown),
    }
}

impl From<SampleBatch> for wire::SampleBatch {
    fn from(batch: SampleBatch) -> Self {
        let SampleBatch { attempt, sequence, batches, processes, marks } = batch;
        Self {
            attempt: Some(attempt.into()),
            sequence,
            batches: each(batches),
            processes: each(processes),
            marks: each(marks),
        }
    }
}

impl From<BatchMetric> for wire::BatchMetric {
    fn from(batch: BatchMetric) -> Self {
        let BatchMetric { timestamp, metrics, unknown } = batch;
        let metrics = metrics.into_iter().map(|(pid, point)| (pid, point.into())).collect();
        Self { timestamp_ms: timestamp.epoch_ms(), metrics, unknown_json: json(&unknown) }
    }
}

impl From<MetricPoint> for wire::MetricPoint {
    fn from(point: MetricPoint) -> Self {
        let MetricPoint {
            timestamp,
            cpu_os_usage,
            memory_rss,
            memory_footprint,
            cpu_chrome_usage,
            memory_private,
            js_heap_size,
            dom_nodes,
            gpu_usage,
            custom_metrics,
            unknown,
        } = point;
        Self {
            timestamp_ms: timestamp.map(Timestamp::epoch_ms),
            cpu_os_percent: cpu_os_usage,
            memory_rss_bytes: memory_rss,
            memory_footprint_bytes: memory_footprint,
            cpu_chrome_percent: cpu_chrome_usage,
            memory_private_bytes: memory_private,
            js_heap_bytes: js_heap_size,
            dom_nodes,
            gpu_percent: gpu_usage,
            custom_metrics,
            unknown_json: json(&unknown),
        }
    }
}

impl From<ProcessInfo> for wire::ProcessInfo {
    fn from(process: ProcessInfo) -> Self {
        let ProcessInfo {
            pid,
            name,
            proc_type,
            title,
            url,
            cpu_usage,
            memory_usage,
            first_seen,
            last_seen,
            unknown,
        } = process;
        let proc_type = match proc_type {
            ProcessType::Browser => wire::ProcessType::Browser,
            ProcessType::Renderer => wire::ProcessType::Renderer,
            ProcessType::Gpu => wire::ProcessType::Gpu,
            ProcessType::Network => wire::ProcessType::Network,
            ProcessType::Utility => wire::ProcessType::Utility,
            ProcessType::Other => wire::ProcessType::Other,
        };
        Self {
            pid,
            name,
            proc_type: proc_type.into(),
            title,
            url,
            cpu_percent: cpu_usage,
            memory_bytes: memory_usage,
            first_seen_ms: first_seen.map(Timestamp::epoch_ms),
            last_seen_ms: last_seen.map(Timestamp::epoch_ms),
            unknown_json: json(&unknown),
        }
    }
}

impl From<Mark> for wire::Mark {
    fn from(mark: Mark) -> Self {
        let Mark { name, iteration, started_at, ended_at, unknown } = mark;
        Self {
            name,
            iteration,
            started_at_ms: started_at.epoch_ms(),
            ended_at_ms: ended_at.map(Timestamp::epoch_ms),
            unknown_json: json(&unknown),
        }
    }
}

pub(super) fn json(unknown: &Unknown) -> String {
    if unknown.is_empty() {
        return String::new();
    }
    serde_json::to_string(unknown).expect("a JSON object has only text for its keys")
}
