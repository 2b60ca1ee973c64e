//! Samples, processes, marks and log lines.

use std::collections::BTreeMap;

use dataset::{BatchMetric, LogLevel, LogLine, Mark, MetricPoint, ProcessInfo, ProcessType, Timestamp};

use super::{FromWireError, field};
use crate::generated as wire;
use crate::{AttemptRef, SampleBatch};

pub(super) fn attempt_log(log: wire::AttemptLog) -> Result<(AttemptRef, LogLine), FromWireError> {
    let wire::AttemptLog { attempt, at_ms, level, source, text, unknown_json } = log;
    let level = match field::known::<wire::LogLevel>(level, "log.level")? {
        wire::LogLevel::Debug => LogLevel::Debug,
        wire::LogLevel::Info => LogLevel::Info,
        wire::LogLevel::Warn => LogLevel::Warn,
        wire::LogLevel::Error => LogLevel::Error,
        wire::LogLevel::Unspecified => {
            return Err(FromWireError::UnknownValue { field: "log.level", value: level });
        }
    };
    let timestamp = Timestamp::from_epoch_ms(at_ms);
    let unknown = field::unknown(&unknown_json, "log.unknown_json")?;
    Ok((field::attempt(attempt, "log.attempt")?, LogLine { timestamp, level, source, text, unknown }))
}

pub(super) fn sample_batch(batch: wire::SampleBatch) -> Result<SampleBatch, FromWireError> {
    let wire::SampleBatch { attempt, sequence, batches, processes, marks } = batch;
    if sequence == 0 {
        return Err(FromWireError::Zero { field: "samples.sequence" });
    }
    Ok(SampleBatch {
        attempt: field::attempt(attempt, "samples.attempt")?,
        sequence,
        batches: field::each(batches, batch_metric)?,
        processes: field::each(processes, process)?,
        marks: field::each(marks, mark)?,
    })
}

fn batch_metric(batch: wire::BatchMetric) -> Result<BatchMetric, FromWireError> {
    let wire::BatchMetric { timestamp_ms, metrics, unknown_json } = batch;
    let metrics = metrics
        .into_iter()
        .map(|(pid, metric_point)| Ok((pid, point(metric_point)?)))
        .collect::<Result<BTreeMap<_, _>, FromWireError>>()?;
    let unknown = field::unknown(&unknown_json, "samples.batches.unknown_json")?;
    Ok(BatchMetric { timestamp: Timestamp::from_epoch_ms(timestamp_ms), metrics, unknown })
}

fn point(point: wire::MetricPoint) -> Result<MetricPoint, FromWireError> {
    let wire::MetricPoint {
        timestamp_ms,
        cpu_os_percent,
        memory_rss_bytes,
        memory_footprint_bytes,
        cpu_chrome_percent,
        memory_private_bytes,
        js_heap_bytes,
        dom_nodes,
        gpu_percent,
        custom_metrics,
        unknown_json,
    } = point;
    for value in custom_metrics.values() {
        field::finite(Some(*value), "samples.batches.metrics.custom_metrics")?;
    }
    Ok(MetricPoint {
        timestamp: timestamp_ms.map(Timestamp::from_epoch_ms),
        cpu_os_usage: field::finite(cpu_os_percent, "samples.batches.metrics.cpu_os_percent")?,
        memory_rss: memory_rss_bytes,
        memory_footprint: memory_footprint_bytes,
        cpu_chrome_usage: field::finite(cpu_chrome_percent, "samples.batches.metrics.cpu_chrome_percent")?,
        memory_private: memory_private_bytes,
        js_heap_size: js_heap_bytes,
        dom_nodes,
        gpu_usage: field::finite(gpu_percent, "samples.batches.metrics.gpu_percent")?,
        custom_metrics,
        unknown: field::unknown(&unknown_json, "samples.batches.metrics.unknown_json")?,
    })
}

pub(super) fn process(process: wire::ProcessInfo) -> Result<ProcessInfo, FromWireError> {
    let wire::ProcessInfo {
        pid,
        name,
        proc_type,
        title,
        url,
        cpu_percent,
        memory_bytes,
        first_seen_ms,
        last_seen_ms,
        unknown_json,
    } = process;
    Ok(ProcessInfo {
        pid,
        name,
        proc_type: process_type(proc_type)?,
        title,
        url,
        cpu_usage: field::finite(cpu_percent, "samples.processes.cpu_percent")?,
        memory_usage: memory_bytes,
        first_seen: first_seen_ms.map(Timestamp::from_epoch_ms),
        last_seen: last_seen_ms.map(Timestamp::from_epoch_ms),
        unknown: field::unknown(&unknown_json, "samples.processes.unknown_json")?,
    })
}

fn process_type(value: i32) -> Result<ProcessType, FromWireError> {
    const FIELD: &str = "samples.processes.proc_type";
    Ok(match field::known::<wire::ProcessType>(value, FIELD)? {
        wire::ProcessType::Browser => ProcessType::Browser,
        wire::ProcessType::Renderer => ProcessType::Renderer,
        wire::ProcessType::Gpu => ProcessType::Gpu,
        wire::ProcessType::Network => ProcessType::Network,
        wire::ProcessType::Utility => ProcessType::Utility,
        wire::ProcessType::Other => ProcessType::Other,
        wire::ProcessType::Unspecified => {
            return Err(FromWireError::UnknownValue { field: FIELD, value });
        }
    })
}

fn mark(mark: wire::Mark) -> Result<Mark, FromWireError> {
    let wire::Mark { name, iteration, started_at_ms, ended_at_ms, unknown_json } = mark;
    Ok(Mark {
        name,
        iteration,
        started_at: Timestamp::from_epoch_ms(started_at_ms),
        ended_at: ended_at_ms.map(Timestamp::from_epoch_ms),
        unknown: field::unknown(&unknown_json, "samples.marks.unknown_json")?,
    })
}
