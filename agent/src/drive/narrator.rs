//! Tells the session what happens and remembers what the run's Dataset needs. Never lets a secret through.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use adapters::iteration_results::MeasuredValue;
use dataset::{
    BatchMetric, Definition, LogLevel, LogLine, Mark, MetricPoint, ProcessInfo, RUN_PID, Timestamp,
};
use protocol::{AttemptRef, StepEvent, StepState};
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::job::JobEvent;
use super::secrets::Secrets;
use crate::collect::clock::Clock;
use crate::collect::seam::Collected;

/// More log lines than this are counted, not kept in the Dataset; the session still gets them.
const KEPT_LINES: usize = 10_000;

/// What the Dataset needs of what happened.
#[derive(Debug, Default)]
pub(crate) struct Record {
    pub(crate) logs: Vec<LogLine>,
    pub(crate) logs_left_out: u64,
    pub(crate) marks: Vec<Mark>,
    pub(crate) processes: BTreeMap<u32, ProcessInfo>,
    pub(crate) values: Vec<MeasuredValue>,
    pub(crate) definitions: BTreeMap<String, Definition>,
    /// Iteration and number of the step that began last.
    pub(crate) position: Option<Position>,
}

/// Where the job is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) iteration: u32,
    pub(crate) number: u32,
    pub(crate) kind: &'static str,
}

/// Cheap to clone; all clones remember into the same record.
#[derive(Clone, Debug)]
pub(crate) struct Narrator {
    events: mpsc::Sender<JobEvent>,
    attempt: AttemptRef,
    secrets: Arc<Secrets>,
    clock: Clock,
    record: Arc<Mutex<Record>>,
    progress: Arc<Mutex<Instant>>,
    /// Whether values of pages count for iterations, and so are kept beside the series.
    counts_values: bool,
}

impl Narrator {
    pub(crate) fn new(events: mpsc::Sender<JobEvent>, attempt: AttemptRef, secrets: Arc<Secrets>) -> Self {
        Self {
            events,
            attempt,
            secrets,
            clock: Clock::start(),
            record: Arc::default(),
            progress: Arc::new(Mutex::new(Instant::now())),
            counts_values: true,
        }
    }

    /// For a session, which has no iterations and may last a day: what pages report stands in the series alone.
    pub(crate) fn without_iterations(self) -> Self {
        Self { counts_values: false, ..self }
    }

    /// The clock of the whole job: driver and collector stamp by the same one.
    pub(crate) fn clock(&self) -> Clock {
        self.clock
    }

    /// The present instant.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.timestamp(self.clock.now())
    }

    pub(crate) fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    /// The text without the secrets in it.
    pub(crate) fn masked(&self, text: &str) -> String {
        self.secrets.mask(text)
    }

    pub(crate) fn record(&self) -> MutexGuard<'_, Record> {
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// When the job last showed a sign of progress.
    pub(crate) fn last_progress(&self) -> Instant {
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn progress(&self) {
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    pub(crate) async fn step(&self, position: &Position, name: &str, state: StepState) {
        self.progress();
        self.record().position = Some(position.clone());
        let event = StepEvent {
            attempt: self.attempt,
            at: self.now(),
            iteration: position.iteration,
            number: position.number,
            name: name.to_owned(),
            state,
        };
        self.tell(JobEvent::Step(event)).await;
    }

    pub(crate) async fn log(&self, level: LogLevel, source: &str, text: &str) {
        let line = LogLine {
            timestamp: self.now(),
            level,
            source: source.to_owned(),
            text: text.to_owned(),
            unknown: dataset::Unknown::default(),
        };
        self.progress();
        self.line(line).await;
    }

    pub(crate) async fn mark(&self, mark: Mark) {
        self.progress();
        self.record().marks.push(mark.clone());
        self.tell(JobEvent::Mark(mark)).await;
    }

    /// A number that a step measured: it counts for its iteration and stands in the run's series.
    pub(crate) async fn value(&self, key: &str, value: f64) {
        let at = self.now();
        self.progress();
        self.record().values.push(MeasuredValue { at, key: key.to_owned(), value });
        let point = MetricPoint {
            custom_metrics: BTreeMap::from([(key.to_owned(), value)]),
            ..MetricPoint::default()
        };
        let metrics = BTreeMap::from([(RUN_PID, point)]);
        self.tell(JobEvent::Batch(BatchMetric {
            timestamp: at,
            metrics,
            unknown: dataset::Unknown::default(),
        }))
        .await;
    }

    /// Passes on what the collector gives, until it gives no more.
    pub(crate) async fn relay(self, mut collected: mpsc::Receiver<Collected>) {
        while let Some(item) = collected.recv().await {
            match item {
                Collected::Batch(batch) => self.tell(JobEvent::Batch(batch)).await,
                Collected::Process(process) => self.process(process).await,
                Collected::Log(line) => self.line(line).await,
                Collected::Value { at, key, value, definition } => {
                    self.progress();
                    let mut record = self.record();
                    if let Some(definition) = definition {
                        record.definitions.entry(key.clone()).or_insert(definition);
                    }
                    if self.counts_values {
                        record.values.push(MeasuredValue { at, key, value });
                    }
                }
            }
        }
    }

    async fn process(&self, mut process: ProcessInfo) {
        process.title = process.title.map(|title| self.masked(&title));
        process.url = process.url.map(|url| self.masked(&url));
        self.record().processes.insert(process.pid, process.clone());
        self.tell(JobEvent::Process(process)).await;
    }

    /// What the collector or a page says is no sign that the job goes on.
    async fn line(&self, mut line: LogLine) {
        line.text = self.masked(&line.text);
        {
            let mut record = self.record();
            if record.logs.len() < KEPT_LINES {
                record.logs.push(line.clone());
            } else {
                record.logs_left_out += 1;
            }
        }
        self.tell(JobEvent::Log(line)).await;
    }

    async fn tell(&self, event: JobEvent) {
        // A session that is gone cancels the job by itself; the record is kept for its result.
        let _told = self.events.send(event).await;
    }
}
