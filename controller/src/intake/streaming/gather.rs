//! Everything of a journal but its samples, in one pass. Never holds a sample longer than it takes to look at it.

use std::collections::BTreeMap;

use dataset::{BatchMetric, Definition, Iteration, LogLine, Mark, Outcome, Timestamp, Unknown};

use super::frame::{CustomMetric, Frame, MarkEdge, MarkFrame, read_frame};
use super::hello::Start;
use super::processes::Processes;
use super::record::{EndReason, Record, RecordKind};

/// What a journal holds beside its samples.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub(super) processes: Processes,
    pub(super) iterations: Vec<Iteration>,
    pub(super) marks: Vec<Mark>,
    pub(super) logs: Vec<LogLine>,
    pub(super) definitions: BTreeMap<String, Definition>,
    pub(super) outcome: Option<Outcome>,
    pub(super) ended: Option<EndReason>,
    /// When the last record came.
    pub(super) last_at: Option<Timestamp>,
    /// Earliest and latest time that its client names.
    pub(super) window: Option<(Timestamp, Timestamp)>,
    pub(super) counts: Counts,
    open_marks: Vec<usize>,
    latest_batch: Option<Timestamp>,
    latest_sample: Option<Timestamp>,
}

/// What happened on the way.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    pub(super) frames: u64,
    pub(super) batches: u64,
    /// Batches whose time lies before that of an earlier one. A page's metric often does: it is sent after the sample that
    /// was taken meanwhile.
    pub(super) out_of_order: u64,
    /// Samples whose time lies before that of an earlier sample.
    pub(super) backward: u64,
    pub(super) refused: u64,
    pub(super) resumed: u64,
    pub(super) lost_bytes: u64,
    /// Ends of phases that had not begun.
    pub(super) unopened_marks: u64,
}

/// The samples of a record, if it has any.
pub(super) fn samples_of(record: &Record) -> Option<BatchMetric> {
    match record.kind {
        RecordKind::Data | RecordKind::Custom => match read_frame(&record.text, record.at).frame.ok()? {
            Frame::Data(batch) => Some(batch),
            Frame::Custom(metric) => Some(batch_of(metric)),
            Frame::Processes(_) | Frame::Log(_) | Frame::Mark(_) | Frame::Iteration(_) | Frame::Stop(_) => {
                None
            }
        },
        RecordKind::Head
        | RecordKind::Processes
        | RecordKind::Log
        | RecordKind::Mark
        | RecordKind::Iteration
        | RecordKind::Stop
        | RecordKind::Refused
        | RecordKind::Resumed
        | RecordKind::Damaged
        | RecordKind::End => None,
    }
}

impl Gathered {
    pub(super) fn of(start: &Start) -> Self {
        Self { definitions: start.definitions.clone(), ..Self::default() }
    }

    /// Takes the next record.
    pub(super) fn take(&mut self, record: &Record) {
        self.last_at = Some(record.at);
        match record.kind {
            RecordKind::Head => {}
            RecordKind::Refused => self.counts.refused += 1,
            RecordKind::Resumed => self.counts.resumed += 1,
            RecordKind::Damaged => self.counts.lost_bytes += record.text.parse().unwrap_or(0),
            RecordKind::End => self.ended = EndReason::of_word(&record.text),
            RecordKind::Data
            | RecordKind::Processes
            | RecordKind::Log
            | RecordKind::Custom
            | RecordKind::Mark
            | RecordKind::Iteration
            | RecordKind::Stop => {
                self.counts.frames += 1;
                // Nothing was written that could not be read; a later version that reads less leaves it out.
                if let Ok(frame) = read_frame(&record.text, record.at).frame {
                    self.frame(frame);
                }
            }
        }
    }

    /// The marks, ascending by start, and the log, ascending by time.
    pub(super) fn sort(&mut self) {
        self.marks.sort_by_key(|mark| mark.started_at);
        self.logs.sort_by_key(|line| line.timestamp);
    }

    fn frame(&mut self, frame: Frame) {
        match frame {
            Frame::Data(batch) => {
                self.counts.backward += u64::from(self.latest_sample > Some(batch.timestamp));
                self.latest_sample = self.latest_sample.max(Some(batch.timestamp));
                self.batch(&batch);
            }
            Frame::Custom(metric) => {
                self.define(&metric);
                self.batch(&batch_of(metric));
            }
            Frame::Processes(processes) => self.processes.list(processes),
            Frame::Log(line) => {
                self.widen(line.timestamp);
                self.logs.push(line);
            }
            Frame::Mark(mark) => {
                self.widen(mark.at);
                self.mark(mark);
            }
            Frame::Iteration(iteration) => {
                self.widen(iteration.started_at);
                self.widen(iteration.ended_at);
                self.iterations.push(iteration);
            }
            Frame::Stop(outcome) => self.outcome = outcome,
        }
    }

    fn batch(&mut self, batch: &BatchMetric) {
        let at = batch.timestamp;
        self.counts.batches += 1;
        self.counts.out_of_order += u64::from(self.latest_batch > Some(at));
        self.latest_batch = self.latest_batch.max(Some(at));
        self.widen(at);
        self.processes.sampled(batch);
    }

    fn define(&mut self, metric: &CustomMetric) {
        let known = self.definitions.entry(metric.key.clone()).or_insert_with(|| Definition {
            unit: metric.unit.clone(),
            meaning: String::new(),
            direction: None,
            aggregate: None,
            threshold: None,
            practical_limit: None,
            source: None,
            unknown: Unknown::new(),
        });
        if known.meaning.is_empty() {
            known.meaning = metric.meaning.clone().unwrap_or_default();
        }
        known.direction = known.direction.or(metric.direction);
    }

    fn mark(&mut self, frame: MarkFrame) {
        let MarkFrame { at, name, edge, iteration } = frame;
        if edge == Some(MarkEdge::End) {
            let open = self.open_marks.iter().rposition(|mark| self.marks[*mark].name == name);
            if let Some(open) = open {
                let mark = self.open_marks.remove(open);
                let mark = &mut self.marks[mark];
                mark.ended_at = Some(at.max(mark.started_at));
                return;
            }
            self.counts.unopened_marks += 1;
        }
        if edge == Some(MarkEdge::Begin) {
            self.open_marks.push(self.marks.len());
        }
        self.marks.push(Mark { name, iteration, started_at: at, ended_at: None, unknown: Unknown::new() });
    }

    fn widen(&mut self, at: Timestamp) {
        let (first, last) = self.window.unwrap_or((at, at));
        self.window = Some((first.min(at), last.max(at)));
    }
}

fn batch_of(metric: CustomMetric) -> BatchMetric {
    let point = dataset::MetricPoint {
        custom_metrics: BTreeMap::from([(metric.key, metric.value)]),
        ..dataset::MetricPoint::default()
    };
    let metrics = BTreeMap::from([(metric.pid.unwrap_or(dataset::RUN_PID), point)]);
    BatchMetric { timestamp: metric.at, metrics, unknown: Unknown::new() }
}
