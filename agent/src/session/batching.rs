//! A job's events to numbered batches and live messages. Never lets a number through that no Dataset can hold.

use std::collections::VecDeque;

use dataset::{BatchMetric, LogLevel, LogLine, Mark, MetricPoint, ProcessInfo};
use protocol::{AgentMessage, AttemptRef, SampleBatch};

use crate::drive::job::JobEvent;

/// Processes and marks wait for the next tick; so many do not wait any longer.
const PENDING_LIMIT: usize = 64;

/// Steps and log lines that wait for a controller. The oldest give way: they are for live viewers, the run keeps its own.
const LIVE_LIMIT: usize = 1024;

/// What one attempt's job has told and nobody has taken yet.
#[derive(Debug)]
pub(super) struct Batching {
    attempt: AttemptRef,
    last_sequence: u64,
    processes: Vec<ProcessInfo>,
    marks: Vec<Mark>,
    live: VecDeque<AgentMessage>,
    told_of_bad_numbers: bool,
}

impl Batching {
    /// Numbers batches from the one after `last_sequence`.
    pub(super) fn new(attempt: AttemptRef, last_sequence: u64) -> Self {
        Self {
            attempt,
            last_sequence,
            processes: Vec::new(),
            marks: Vec::new(),
            live: VecDeque::new(),
            told_of_bad_numbers: false,
        }
    }

    /// Takes an event; a batch that is complete with it is to be spooled.
    pub(super) fn take(&mut self, event: JobEvent) -> Option<SampleBatch> {
        match event {
            JobEvent::Step(event) => self.tell(AgentMessage::Step(event)),
            JobEvent::Log(line) => self.tell(AgentMessage::Log { attempt: self.attempt, line }),
            JobEvent::Process(process) => self.processes.push(process),
            JobEvent::Mark(mark) => self.marks.push(mark),
            JobEvent::Batch(batch) => {
                let batch = self.checked(batch);
                return Some(self.close(vec![batch]));
            }
        }
        (self.processes.len() + self.marks.len() >= PENDING_LIMIT).then(|| self.close(Vec::new()))
    }

    /// What is left when the job has ended.
    pub(super) fn flush(&mut self) -> Option<SampleBatch> {
        let nothing_left = self.processes.is_empty() && self.marks.is_empty();
        (!nothing_left).then(|| self.close(Vec::new()))
    }

    /// The steps and log lines that wait, in order.
    pub(super) fn live(&mut self) -> impl Iterator<Item = AgentMessage> {
        self.live.drain(..)
    }

    fn tell(&mut self, message: AgentMessage) {
        if self.live.len() == LIVE_LIMIT {
            self.live.pop_front();
        }
        self.live.push_back(message);
    }

    fn close(&mut self, batches: Vec<BatchMetric>) -> SampleBatch {
        self.last_sequence += 1;
        SampleBatch {
            attempt: self.attempt,
            sequence: self.last_sequence,
            batches,
            processes: std::mem::take(&mut self.processes),
            marks: std::mem::take(&mut self.marks),
        }
    }

    fn checked(&mut self, mut batch: BatchMetric) -> BatchMetric {
        let mut left_out = Vec::new();
        for point in batch.metrics.values_mut() {
            leave_out_bad_numbers(point, &mut left_out);
        }
        if let Some(key) = left_out.first().filter(|_| !self.told_of_bad_numbers) {
            self.told_of_bad_numbers = true;
            let line = LogLine {
                timestamp: batch.timestamp,
                level: LogLevel::Warn,
                source: "agent".to_owned(),
                text: format!("`{key}` was no finite number; such values are left out of the run"),
                unknown: dataset::Unknown::new(),
            };
            self.tell(AgentMessage::Log { attempt: self.attempt, line });
        }
        batch
    }
}

fn leave_out_bad_numbers(point: &mut MetricPoint, left_out: &mut Vec<String>) {
    let fields = [
        ("cpu_os_usage", &mut point.cpu_os_usage),
        ("cpu_chrome_usage", &mut point.cpu_chrome_usage),
        ("gpu_usage", &mut point.gpu_usage),
    ];
    for (key, value) in fields {
        if value.take_if(|number| !number.is_finite()).is_some() {
            left_out.push(key.to_owned());
        }
    }
    point.custom_metrics.retain(|key, value| {
        if !value.is_finite() {
            left_out.push(key.clone());
        }
        value.is_finite()
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use dataset::{Timestamp, Unknown};
    use protocol::{AttemptNumber, JobId};
    use std::collections::BTreeMap;

    fn batching() -> Batching {
        let job = JobId::new(uuid::Uuid::nil());
        Batching::new(AttemptRef { job, number: AttemptNumber(1) }, 7)
    }

    fn tick(point: MetricPoint) -> JobEvent {
        let metrics = BTreeMap::from([(1, point)]);
        let timestamp = Timestamp::from_epoch_ms(0);
        JobEvent::Batch(BatchMetric { timestamp, metrics, unknown: Unknown::new() })
    }

    fn mark() -> JobEvent {
        let at = Timestamp::from_epoch_ms(0);
        let unknown = Unknown::new();
        JobEvent::Mark(Mark { name: "m".into(), iteration: None, started_at: at, ended_at: None, unknown })
    }

    #[test]
    fn marks_travel_with_the_next_tick_and_numbers_go_on_where_they_stopped() {
        let mut batching = batching();
        assert_eq!(batching.take(mark()), None);
        let batch = batching.take(tick(MetricPoint::default())).unwrap();
        assert_eq!((batch.sequence, batch.marks.len(), batch.batches.len()), (8, 1, 1));
        assert_eq!(batching.flush(), None);
        batching.take(mark());
        assert_eq!(batching.flush().unwrap().sequence, 9);
    }

    #[test]
    fn marks_of_a_job_without_ticks_do_not_pile_up() {
        let mut batching = batching();
        let taken: Vec<_> = (0..PENDING_LIMIT).filter_map(|_| batching.take(mark())).collect();
        assert_eq!(taken.len(), 1);
        assert_eq!(taken[0].marks.len(), PENDING_LIMIT);
    }

    #[test]
    fn numbers_that_no_dataset_can_hold_are_left_out_and_told_of_once() {
        let mut batching = batching();
        let bad = || MetricPoint {
            gpu_usage: Some(f64::NAN),
            cpu_os_usage: Some(1.0),
            custom_metrics: BTreeMap::from([("fps".to_owned(), f64::INFINITY), ("ok".to_owned(), 2.0)]),
            ..MetricPoint::default()
        };
        batching.take(tick(bad()));
        let batch = batching.take(tick(bad())).unwrap();
        let point = &batch.batches[0].metrics[&1];
        assert_eq!((point.gpu_usage, point.cpu_os_usage), (None, Some(1.0)));
        assert_eq!(point.custom_metrics.keys().collect::<Vec<_>>(), ["ok"]);
        assert_eq!(batching.live().count(), 1);
    }
}
