//! The handle by which a job measures its browser. Dropping it ends every measurement.

use dataset::Fallback;
use scenarios::CollectionSpec;
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

use super::browser::cdp_error::CdpError;
use super::clock::Clock;
use super::overhead::Overhead;
use super::seam::{Boundary, Chosen, Collected, CollectionReport, Target};
use super::system::SystemError;
use super::watch::{Command, Subject, Watch};

/// Commands that may wait; a job gives one at a time.
const COMMANDS: usize = 4;

/// A running collection.
pub struct Collector {
    commands: mpsc::Sender<Command>,
    emptied: CancellationToken,
    _task: AbortOnDropHandle<()>,
}

/// Nothing can be measured.
#[derive(Debug, thiserror::Error)]
pub enum CollectError {
    /// The browser process cannot be observed.
    #[error("cannot observe the browser process")]
    System(#[from] SystemError),
    /// The scenario asks for the browser's view, and the browser has no socket for it.
    #[error("the browser has no debugging address; measure it in mode `system`")]
    NoDebuggingAddress,
    /// The scenario asks for the browser's view, and the browser does not give it.
    #[error("cannot observe the browser from inside")]
    Browser(#[from] CdpError),
}

impl Collector {
    /// Starts to measure `target` as `plan` says; what is measured goes to `out`, stamped by `clock`. A job that is slow to take it loses
    /// the newest items past some thousands, which the report tells. Returns once the first sample is taken and
    /// the page observers are installed, so that the first navigation is measured in full.
    pub async fn start(
        plan: &CollectionSpec,
        target: Target,
        clock: Clock,
        out: mpsc::Sender<Collected>,
    ) -> Result<Self, CollectError> {
        Self::open(plan, Subject::Browser(target), clock, out).await
    }

    /// [`Collector::start`] for processes that somebody chose.
    pub async fn watch(
        plan: &CollectionSpec,
        chosen: Chosen,
        clock: Clock,
        out: mpsc::Sender<Collected>,
    ) -> Result<Self, CollectError> {
        Self::open(plan, Subject::Chosen(chosen), clock, out).await
    }

    async fn open(
        plan: &CollectionSpec,
        subject: Subject,
        clock: Clock,
        out: mpsc::Sender<Collected>,
    ) -> Result<Self, CollectError> {
        let overhead = Overhead::new(clock.now());
        let meter = overhead.meter().clone();
        let watch = meter.clone().task(Watch::start(plan, subject, clock, out, overhead)).await?;
        let emptied = watch.emptied();
        let (commands, inbox) = mpsc::channel(COMMANDS);
        let task = tokio::spawn(meter.task(watch.run(inbox)));
        Ok(Self { commands, emptied, _task: AbortOnDropHandle::new(task) })
    }

    /// Waits until none of the chosen processes is left; for ever where a browser is measured.
    pub async fn emptied(&self) {
        self.emptied.cancelled().await;
    }

    /// Counters of the whole browser now. With a browser source it first collects garbage in every page, so call it
    /// outside the timed window; the CPU time of that collection is in no counter.
    pub async fn boundary(&self) -> Boundary {
        self.ask(Command::Boundary).await.unwrap_or_default()
    }

    /// Lets go of the browser, which is about to be ended on purpose. [`Collector::retarget`] goes on.
    pub async fn release(&self) {
        self.ask(Command::Release).await;
    }

    /// Measures another browser from here on: the scenario restarted it. What fails is told in the report.
    pub async fn retarget(&self, target: Target) {
        self.ask(|done| Command::Retarget(target, done)).await;
    }

    /// Ends the measurement; everything measured has been sent or handed to `out` by then.
    pub async fn stop(self) -> CollectionReport {
        self.ask(Command::Stop).await.unwrap_or_else(|| CollectionReport {
            sources: Vec::new(),
            fallbacks: vec![Fallback {
                wanted: "collection".to_owned(),
                used: "none".to_owned(),
                reason: "the collector ended before its time".to_owned(),
                unknown: dataset::Unknown::default(),
            }],
            overhead: None,
            definitions: std::collections::BTreeMap::new(),
        })
    }

    /// Absent if the collector is gone.
    async fn ask<T>(&self, command: impl FnOnce(oneshot::Sender<T>) -> Command) -> Option<T> {
        let (reply, answer) = oneshot::channel();
        self.commands.send(command(reply)).await.ok()?;
        answer.await.ok()
    }
}
