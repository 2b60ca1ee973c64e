//! The parts of a run's report, from our own types to what clients see.

use dataset::{FailedStep, Iteration, LogLine, Mark, ProcessInfo, Timestamp};

use super::detail::{
    AttachmentView, FailedStepView, IterationView, LogView, MarkView, ProcessView, StatisticView,
};
use super::from::{since_ms, word};
use crate::intake::Statistic;
use crate::store::runs::StoredAttachment;

impl From<&FailedStep> for FailedStepView {
    fn from(step: &FailedStep) -> Self {
        Self {
            number: step.number,
            kind: step.kind.clone(),
            iteration: step.iteration,
            reason: step.reason.clone(),
            screenshot: step.screenshot.clone(),
        }
    }
}

impl ProcessView {
    /// A process whose first and last sample were at `life`, epoch ms, in a run that began at `start`.
    pub(crate) fn new(process: &ProcessInfo, life: Option<(i64, i64)>, start: Timestamp) -> Self {
        let since = |at: i64| at.saturating_sub(start.epoch_ms());
        Self {
            first_ms: life.map(|(first, _)| since(first)),
            last_ms: life.map(|(_, last)| since(last)),
            pid: process.pid,
            name: process.name.clone(),
            process_type: process.proc_type.name().to_owned(),
            title: process.title.clone(),
            url: process.url.clone(),
        }
    }
}

impl IterationView {
    /// An iteration of a run that began at `start`.
    pub(crate) fn new(iteration: &Iteration, start: Timestamp) -> Self {
        Self {
            index: iteration.index,
            warmup: iteration.warmup,
            started_at: iteration.started_at.to_string(),
            ended_at: iteration.ended_at.to_string(),
            start_ms: since_ms(start, iteration.started_at),
            end_ms: since_ms(start, iteration.ended_at),
            results: iteration.results.clone(),
        }
    }
}

impl MarkView {
    /// A mark of a run that began at `start`.
    pub(crate) fn new(mark: &Mark, start: Timestamp) -> Self {
        Self {
            name: mark.name.clone(),
            iteration: mark.iteration,
            start_ms: since_ms(start, mark.started_at),
            end_ms: mark.ended_at.map(|end| since_ms(start, end)),
        }
    }
}

impl LogView {
    /// A line of a run that began at `start`.
    pub(crate) fn new(line: LogLine, start: Timestamp) -> Self {
        Self {
            timestamp: line.timestamp.to_string(),
            at_ms: since_ms(start, line.timestamp),
            level: word(line.level),
            source: line.source,
            text: line.text,
        }
    }
}

impl StatisticView {
    /// A statistic whose metric is of this unit.
    pub(crate) fn new(statistic: Statistic, unit: Option<String>) -> Self {
        Self {
            pid: statistic.pid,
            process_type: statistic.process_type,
            source: statistic.source,
            metric: statistic.metric,
            unit,
            count: statistic.count,
            avg: statistic.avg,
            min: statistic.min,
            max: statistic.max,
            p50: statistic.p50,
            p95: statistic.p95,
            p99: statistic.p99,
        }
    }
}

impl AttachmentView {
    /// An attachment of a run.
    pub(crate) fn new(attachment: StoredAttachment, run: &str) -> Self {
        let name = crate::http_api::wire::address::encoded(&attachment.name);
        Self::at(format!("/api/v1/runs/{run}/attachments/{name}"), attachment)
    }

    /// The archive that a run came in.
    pub(crate) fn archive(archive: StoredAttachment, run: &str) -> Self {
        Self::at(format!("/api/v1/runs/{run}/download"), archive)
    }

    fn at(url: String, attachment: StoredAttachment) -> Self {
        Self {
            url,
            name: attachment.name,
            media_type: attachment.media_type,
            size_bytes: attachment.size_bytes,
            sha256: attachment.sha256,
        }
    }
}
