//! What happens when a run has come in: stored, judged, alerted on. The one place where the stages' events are wired together.

use std::sync::Arc;

use analysis::Rules;
use dataset::Timestamp;
use protocol::{Ids, RunId};
use tokio::sync::Semaphore;
use tokio::time::Instant;
use tracing::Instrument;

use crate::alert::{Alerts, Change};
use crate::baseline_check::{VerdictRecorded, check};
use crate::intake::{Context, IntakeError, Package, RunStored, Source, StoredRun, store_package, store_run};
use crate::metrics::Metrics;
use crate::store::{RunKeeper, Store, StoreError};
use crate::trace::TraceId;

/// Runs that are read at once; others wait. Each may hold the header and the longest series of a Dataset in memory.
const AT_ONCE: usize = 4;

/// A run on its way in, as the log follows it.
struct Arrival {
    span: tracing::Span,
    now: Timestamp,
}

/// What stores a run once it is its turn.
trait Storing: Future<Output = Result<StoredRun, IntakeError>> {}

impl<F: Future<Output = Result<StoredRun, IntakeError>>> Storing for F {}

/// The way in for every door: HTTP upload, agent, command line. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Doors {
    keeper: Arc<RunKeeper>,
    store: Store,
    rules: Rules,
    alerts: Alerts,
    coming_in: Arc<Semaphore>,
    metrics: Metrics,
    trace: Option<TraceId>,
}

impl Doors {
    /// Keeps runs with `keeper`, whose rows are in `store`, and judges them by `rules`.
    pub fn new(keeper: RunKeeper, store: Store, rules: Rules) -> Self {
        Self {
            keeper: Arc::new(keeper),
            store,
            rules,
            alerts: Alerts::default(),
            coming_in: Arc::new(Semaphore::new(AT_ONCE)),
            metrics: Metrics::new(),
            trace: None,
        }
    }

    /// The same doors for a run that its sender traces already.
    #[must_use]
    pub fn in_trace(&self, trace: Option<TraceId>) -> Self {
        Self { trace, ..self.clone() }
    }

    /// The same doors, whose alerts are told to the outside too.
    #[must_use]
    pub fn announcing(self, alerts: Alerts) -> Self {
        Self { alerts, ..self }
    }

    /// What reacts to verdicts and to people.
    pub fn alerts(&self) -> &Alerts {
        &self.alerts
    }

    /// The rules that runs are judged by.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// What is counted here and at every door.
    pub fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// Stores a run and judges it. A run that is stored stays stored, even where it cannot be judged now.
    pub async fn store_run(&self, source: Source, context: Context) -> Result<StoredRun, IntakeError> {
        let arrival = self.arrival(&context);
        self.come_in(Box::pin(store_run(&self.keeper, source, context)), arrival).await
    }

    /// [`Self::store_run`] for a run that came as one archive.
    pub async fn store_package(&self, package: Package, context: Context) -> Result<StoredRun, IntakeError> {
        let arrival = self.arrival(&context);
        self.come_in(Box::pin(store_package(&self.keeper, package, context)), arrival).await
    }

    fn arrival(&self, context: &Context) -> Arrival {
        let run_id = context.run;
        let trace_id = self.trace.unwrap_or_else(|| TraceId::of_run(run_id));
        let job_id = context.origin.map(|attempt| tracing::field::display(attempt.job));
        Arrival { span: tracing::info_span!("run", %run_id, %trace_id, job_id), now: context.now }
    }

    async fn come_in(&self, storing: impl Storing, arrival: Arrival) -> Result<StoredRun, IntakeError> {
        let started = Instant::now();
        let outcome = self.store_and_judge(storing, arrival.now).instrument(arrival.span).await;
        match &outcome {
            Ok(stored) => {
                let word = if stored.duplicate { "duplicate" } else { "stored" };
                self.metrics.persisted(word, started.elapsed());
            }
            Err(error) => self.metrics.refused(error.reason()),
        }
        outcome
    }

    async fn store_and_judge(&self, storing: impl Storing, now: Timestamp) -> Result<StoredRun, IntakeError> {
        let waiting = self.metrics.waiting();
        let turn = self.coming_in.acquire().await.expect("the semaphore is never closed");
        drop(waiting);
        let stored = storing.await?;
        drop(turn);
        if let Some(event) = stored.event() {
            self.on_run_stored(event, now).await;
        }
        Ok(stored)
    }

    /// Judges the runs that were stored and not judged, and alerts on those that were judged and not alerted on, since the
    /// controller ended in between; gives how many. For the start.
    pub async fn catch_up(&self, now: Timestamp) -> Result<usize, StoreError> {
        let unalerted = self.store.unalerted_runs().await?;
        for run in &unalerted {
            self.on_verdict_recorded(*run, now).await;
        }
        let unjudged = self.store.unjudged_runs().await?;
        for run in &unjudged {
            self.on_run_stored(RunStored { run: *run }, now).await;
        }
        Ok(unalerted.len() + unjudged.len())
    }

    /// Judges a run that was deleted before it could be, and is back.
    pub(crate) async fn judge(&self, run: RunId, now: Timestamp) {
        self.on_run_stored(RunStored { run }, now).await;
    }

    async fn on_run_stored(&self, RunStored { run }: RunStored, now: Timestamp) {
        match check(&self.store, run, &self.rules, now).await {
            Ok(Some(VerdictRecorded { run, verdict })) => {
                tracing::info!(run_id = %run, ?verdict, "run judged");
                self.on_verdict_recorded(run, now).await;
            }
            Ok(None) => {}
            // The run stays marked as not judged, and the next start tries again.
            Err(error) => {
                tracing::error!(run_id = %run, error = chain(&error), "the run could not be judged");
            }
        }
    }

    async fn on_verdict_recorded(&self, run: RunId, now: Timestamp) {
        match self.alerts.on_verdict(&self.store, run, now, || Ids.uuid()).await {
            Ok(changes) => changes.iter().for_each(|change| told(run, change)),
            // The verdict stays marked as not taken into account, and the next start tries again.
            Err(error) => {
                tracing::error!(run_id = %run, error = chain(&error), "no alert could be raised");
            }
        }
    }
}

fn told(run: RunId, Change { alert, event, .. }: &Change) {
    let (metric, scenario) = (&alert.key.metric, &alert.key.scope.scenario);
    if event.is_some() {
        tracing::info!(alert = %alert.id, run_id = %run, scenario, metric, "alert opened");
    }
}

/// An error and its causes in one line.
pub(crate) fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |&error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
