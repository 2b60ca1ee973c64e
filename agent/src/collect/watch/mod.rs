//! The running collection: waits for ticks, commands and answers, and lets the pure parts decide. Never waits for a
//! page inside a tick.

mod outside;
mod inside;
mod said;
mod border;

use std::collections::{BTreeMap, BTreeSet};
use std::future::pending;
use std::time::{Duration, Instant};

use adapters::{BrowserSample, PidMap, SystemSample};
use dataset::{BatchMetric, Definition, Fallback, LogLevel, LogLine, Unknown};
use scenarios::{CollectionMode, CollectionSpec};
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use super::accounts::Accounts;
use super::batch::{self, Points};
use super::browser::custom::{CustomKeys, Valve};
use super::browser::{BrowserSource, Signal};
use super::clock::Clock;
use super::collector::CollectError;
use super::outbox::Outbox;
use super::overhead::Overhead;
use super::processes::Processes;
use super::seam::{Boundary, Chosen, Collected, CollectionReport, Target};
use super::system::{Footprint, SystemSource};
use super::ticks::Ticks;

/// Looking for new processes reads the list of all processes; once a second finds them soon enough.
const DISCOVERY: Duration = Duration::from_secs(1);
/// Footprints cost a millisecond a process.
const FOOTPRINT: Duration = Duration::from_secs(5);
/// Answers of the browser that come within this stand in the batch of their tick; later ones get a batch of their own,
/// with their own instant.
const GRACE: Duration = Duration::from_millis(25);

pub(super) enum Command {
    Boundary(oneshot::Sender<Boundary>),
    Release(oneshot::Sender<()>),
    Retarget(Target, oneshot::Sender<()>),
    Stop(oneshot::Sender<CollectionReport>),
}

/// What is measured.
pub(super) enum Subject {
    Browser(Target),
    Chosen(Chosen),
}

#[derive(PartialEq, Eq)]
enum Next {
    GoOn,
    End,
}

pub(super) struct Watch {
    mode: CollectionMode,
    clock: Clock,
    outbox: Outbox,
    overhead: Overhead,
    accounts: Accounts,
    processes: Processes,
    system: Option<SystemSource>,
    browser: Option<BrowserSource>,
    /// Present where somebody chose the processes; cancelled when none of them is left.
    chosen: Option<CancellationToken>,
    /// Whether renderers count only once a page was seen in them.
    only_hosts: bool,
    system_ticks: Ticks,
    browser_ticks: Ticks,
    discovery: Ticks,
    footprint: Ticks,
    tick: u64,
    open: Option<OpenBatch>,
    said: Said,
    keys: BTreeSet<String>,
    fallbacks: Vec<Fallback>,
    /// Processes that ended while they were measured.
    ended: u64,
    /// Whether the browser ever told anything.
    seen_inside: bool,
}

/// The batch of a tick whose browser answers are outstanding.
struct OpenBatch {
    at: Instant,
    outside: Option<Points>,
    inside: Points,
    /// When the last answer came.
    answered: Instant,
    waiting: usize,
    until: Instant,
}

/// What the pages reported by themselves.
struct Said {
    keys: CustomKeys,
    metrics: Valve,
    lines: Valve,
    definitions: BTreeMap<String, Definition>,
}

impl Watch {
    pub(super) async fn start(
        plan: &CollectionSpec,
        subject: Subject,
        clock: Clock,
        out: mpsc::Sender<Collected>,
        overhead: Overhead,
    ) -> Result<Self, CollectError> {
        let now = clock.now();
        let interval = |name: &str, default| plan.source_intervals.get(name).copied().unwrap_or(default);
        let mut watch = Self {
            mode: plan.mode,
            clock,
            outbox: Outbox::new(out),
            overhead,
            accounts: Accounts::default(),
            processes: Processes::default(),
            system: None,
            browser: None,
            chosen: matches!(subject, Subject::Chosen(_)).then(CancellationToken::new),
            only_hosts: false,
            system_ticks: Ticks::new(now, interval("system", plan.interval)),
            browser_ticks: Ticks::new(now, interval("cdp", plan.interval)),
            discovery: Ticks::new(now + DISCOVERY, plan.interval.max(DISCOVERY)),
            footprint: Ticks::new(now, interval("system.pss", FOOTPRINT)),
            tick: 0,
            open: None,
            said: Said {
                keys: CustomKeys::default(),
                metrics: Valve::new(now),
                lines: Valve::new(now),
                definitions: BTreeMap::new(),
            },
            keys: BTreeSet::new(),
            fallbacks: Vec::new(),
            ended: 0,
            seen_inside: false,
        };
        watch.open_sources(&subject, false).await?;
        watch.tell_if_empty();
        watch.begin_ticks();
        Ok(watch)
    }

    /// Is cancelled when none of the chosen processes is left.
    pub(super) fn emptied(&self) -> CancellationToken {
        self.chosen.clone().unwrap_or_default()
    }

    fn tell_if_empty(&self) {
        if let Some(emptied) = self.chosen.as_ref().filter(|_| self.processes.pids().next().is_none()) {
            emptied.cancel();
        }
    }

    /// The grid begins when the sources are there, not while they were opened.
    fn begin_ticks(&mut self) {
        let now = self.clock.now();
        self.system_ticks.restart(now);
        self.browser_ticks.restart(now);
        self.footprint.restart(now);
        self.tick();
    }

    pub(super) async fn run(mut self, mut commands: mpsc::Receiver<Command>) {
        loop {
            let wake = self.wake();
            tokio::select! {
                biased;
                command = commands.recv() => match command {
                    Some(command) => if self.obey(command).await == Next::End { return },
                    None => return,
                },
                () = tokio::time::sleep_until(wake.into()) => self.tick(),
                signal = signal(&mut self.browser) => self.hear(signal),
                footprints = footprints(&mut self.system) => self.emit_footprints(&footprints),
                () = self.outbox.room(), if self.outbox.is_waiting() => {}
            }
        }
    }

    /// A job that no longer waits for an answer needs none.
    async fn obey(&mut self, command: Command) -> Next {
        match command {
            Command::Boundary(reply) => {
                let _ = reply.send(self.boundary().await);
                Next::GoOn
            }
            Command::Release(reply) => {
                self.release();
                let _ = reply.send(());
                Next::GoOn
            }
            Command::Retarget(target, reply) => {
                self.retarget(&target).await;
                let _ = reply.send(());
                Next::GoOn
            }
            Command::Stop(reply) => {
                let _ = reply.send(self.finish().await);
                Next::End
            }
        }
    }

    fn wake(&self) -> Instant {
        let system = self.system.as_ref().map(|_| self.system_ticks.next().min(self.footprint.next()));
        let browser = self.browser.as_ref().map(|_| self.browser_ticks.next());
        let open = self.open.as_ref().map(|open| open.until);
        [system, browser, open].into_iter().flatten().fold(self.discovery.next(), Instant::min)
    }

    fn tick(&mut self) {
        let begun = self.clock.now();
        if self.open.as_ref().is_some_and(|open| open.until <= begun) {
            self.close_batch();
        }
        if self.discovery.due(begun) {
            self.discover(true);
            if let Some(browser) = &mut self.browser {
                browser.refresh_titles();
            }
        }
        let system = self.system.is_some() && self.system_ticks.due(begun);
        let browser = self.browser.is_some() && self.browser_ticks.due(begun);
        if system || browser {
            self.close_batch();
            let at = self.clock.now();
            let outside = if system { Some(self.sample(at)) } else { None };
            let waiting = if browser { self.ask_browser() } else { 0 };
            let grace = GRACE.min(self.system_ticks.interval() / 4);
            let inside = Points::new();
            self.open = Some(OpenBatch { at, outside, inside, answered: at, waiting, until: at + grace });
            if waiting == 0 {
                self.close_batch();
            }
            self.overhead.tick(self.clock.now().saturating_duration_since(begun));
        }
        if self.footprint.due(begun)
            && let Some(system) = &mut self.system
        {
            system.start_footprints(self.overhead.meter());
        }
    }

    fn close_batch(&mut self) {
        if let Some(open) = self.open.take() {
            let stamp = |at| self.clock.timestamp(at);
            let system = open.outside.map(|points| SystemSample { at: stamp(open.at), points });
            let browser = BrowserSample { at: stamp(open.answered), points: open.inside };
            let browser = (!browser.points.is_empty()).then_some(browser);
            // The collector sits beside the browser: both see one process table.
            let joined = adapters::assemble(system, browser, &PidMap::Same, GRACE);
            joined.batches.into_iter().for_each(|batch| self.send(batch));
        }
    }

    fn emit(&mut self, at: Instant, points: Points) {
        self.send(BatchMetric {
            timestamp: self.clock.timestamp(at),
            metrics: points,
            unknown: Unknown::default(),
        });
    }

    fn send(&mut self, batch: BatchMetric) {
        if batch.metrics.is_empty() {
            return;
        }
        for key in batch::keys(&batch.metrics) {
            if !self.keys.contains(key) {
                self.keys.insert(key.to_owned());
            }
        }
        self.outbox.put(Collected::Batch(batch));
    }

    fn fall_back(&mut self, wanted: &str, used: &str, reason: &str) {
        let fallback = Fallback {
            wanted: wanted.to_owned(),
            used: used.to_owned(),
            reason: reason.to_owned(),
            unknown: Unknown::default(),
        };
        if !self.fallbacks.contains(&fallback) {
            self.fallbacks.push(fallback);
            self.log(LogLevel::Warn, "agent", format!("{used} in place of {wanted}: {reason}"));
        }
    }

    fn log(&mut self, level: LogLevel, source: &str, text: String) {
        let timestamp = self.clock.timestamp(self.clock.now());
        let unknown = Unknown::default();
        let line = LogLine { timestamp, level, source: source.to_owned(), text, unknown };
        self.outbox.put(Collected::Log(line));
    }
}

async fn footprints(system: &mut Option<SystemSource>) -> Vec<Footprint> {
    match system {
        Some(system) => system.footprints().await,
        None => pending().await,
    }
}

async fn signal(browser: &mut Option<BrowserSource>) -> Signal {
    match browser {
        Some(browser) => browser.next().await,
        None => pending().await,
    }
}
