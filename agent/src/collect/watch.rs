//! The running collection: waits for ticks, commands and answers, and lets the pure parts decide. Never waits for a
//! page inside a tick.

use std::collections::{BTreeMap, BTreeSet};
use std::future::pending;
use std::time::{Duration, Instant};

use dataset::{BatchMetric, Fallback, LogLevel, LogLine, ProcessInfo, Timestamp, Unknown};
use scenarios::{CollectionMode, CollectionSpec};
use tokio::sync::{mpsc, oneshot};

use super::accounts::Accounts;
use super::batch::{self, Points};
use super::clock::Clock;
use super::collector::CollectError;
use super::definitions;
use super::outbox::Outbox;
use super::overhead::Overhead;
use super::processes::Processes;
use super::seam::{Boundary, Collected, CollectionReport, Target};
use super::system::{Sample, SystemSource};
use super::ticks::Ticks;

/// Looking for new processes reads the list of all processes; once a second finds them soon enough.
const DISCOVERY: Duration = Duration::from_secs(1);
/// Footprints cost a millisecond a process.
const FOOTPRINT: Duration = Duration::from_secs(5);

pub(super) enum Command {
    Boundary(oneshot::Sender<Boundary>),
    Retarget(Target, oneshot::Sender<()>),
    Stop(oneshot::Sender<CollectionReport>),
}

pub(super) struct Watch {
    clock: Clock,
    outbox: Outbox,
    overhead: Overhead,
    accounts: Accounts,
    processes: Processes,
    system: Option<SystemSource>,
    ticks: Ticks,
    discovery: Ticks,
    footprint: Ticks,
    keys: BTreeSet<String>,
    fallbacks: Vec<Fallback>,
}

impl Watch {
    pub(super) fn start(
        plan: &CollectionSpec,
        target: &Target,
        out: mpsc::Sender<Collected>,
    ) -> Result<Self, CollectError> {
        let clock = Clock::start();
        let now = clock.anchor();
        let interval = |name: &str, default| plan.source_intervals.get(name).copied().unwrap_or(default);
        let system = match plan.mode {
            CollectionMode::Browser => None,
            CollectionMode::System | CollectionMode::Hybrid => Some(SystemSource::new(target.browser_pid)?),
        };
        let every = interval("system", plan.interval);
        let mut watch = Self {
            clock,
            outbox: Outbox::new(out),
            overhead: Overhead::new(now),
            accounts: Accounts::default(),
            processes: Processes::default(),
            system,
            ticks: Ticks::new(now, every),
            discovery: Ticks::new(now + DISCOVERY, every.max(DISCOVERY)),
            footprint: Ticks::new(now, interval("system.pss", FOOTPRINT)),
            keys: BTreeSet::new(),
            fallbacks: Vec::new(),
        };
        watch.discover(false);
        watch.tick();
        Ok(watch)
    }

    pub(super) async fn run(mut self, mut commands: mpsc::Receiver<Command>) {
        loop {
            let wake = self.wake();
            tokio::select! {
                biased;
                command = commands.recv() => match command {
                    Some(Command::Boundary(reply)) => {
                        // A job that no longer waits for the answer needs none.
                        let _ = reply.send(self.boundary());
                    }
                    Some(Command::Retarget(target, reply)) => {
                        self.retarget(&target);
                        let _ = reply.send(());
                    }
                    Some(Command::Stop(reply)) => {
                        let _ = reply.send(self.finish().await);
                        return;
                    }
                    None => return,
                },
                () = tokio::time::sleep_until(wake.into()) => self.tick(),
                footprints = footprints(&mut self.system) => self.emit_footprints(&footprints),
                () = self.outbox.room(), if self.outbox.is_waiting() => {}
            }
        }
    }

    fn wake(&self) -> Instant {
        self.ticks.next().min(self.discovery.next()).min(self.footprint.next())
    }

    fn tick(&mut self) {
        let begun = self.clock.now();
        if self.discovery.due(begun) {
            self.discover(true);
        }
        if self.ticks.due(begun) {
            let now = self.clock.now();
            let sample = self.system.as_mut().map(|system| system.sample(now)).unwrap_or_default();
            self.book(&sample, now);
            let mut points = Points::new();
            batch::add_system(&mut points, &sample.readings);
            self.emit(now, points);
            self.overhead.tick(self.clock.now().saturating_duration_since(begun));
        }
        if self.footprint.due(begun)
            && let Some(system) = &mut self.system
        {
            system.start_footprints();
        }
    }

    /// `born` says whether processes that are new now began after the collector did.
    fn discover(&mut self, born: bool) {
        let at = self.clock.timestamp(self.clock.now());
        let Some(system) = &mut self.system else { return };
        let found = match system.discover() {
            Ok(found) => found,
            Err(error) => {
                let text = format!("new processes could not be looked for: {error}");
                return self.log(LogLevel::Warn, text);
            }
        };
        let now = self.clock.now();
        let counters: BTreeMap<u32, Duration> = if born {
            BTreeMap::new()
        } else {
            system.glance(now).readings.iter().map(|reading| (reading.pid, reading.cpu)).collect()
        };
        for member in found {
            let info = self.processes.join(&member, at, false);
            let from = counters.get(&member.pid).copied().unwrap_or_default();
            self.accounts.open(member.pid, info.proc_type, from);
            self.outbox.put(Collected::Process(info));
        }
    }

    fn book(&mut self, sample: &Sample, now: Instant) {
        for reading in &sample.readings {
            self.accounts.book(reading.pid, reading.cpu, reading.private_bytes);
        }
        let at = self.clock.timestamp(now);
        for &pid in &sample.exited {
            self.accounts.close(pid);
            if let Some(info) = self.processes.leave(pid, at) {
                self.log(LogLevel::Info, exit_line(&info));
                self.outbox.put(Collected::Process(info));
            }
        }
    }

    fn emit_footprints(&mut self, footprints: &[super::system::Footprint]) {
        let mut points = Points::new();
        batch::add_footprints(&mut points, footprints);
        points.retain(|pid, _| self.processes.contains(*pid));
        self.emit(self.clock.now(), points);
    }

    fn emit(&mut self, at: Instant, points: Points) {
        if points.is_empty() {
            return;
        }
        for key in batch::keys(&points) {
            if !self.keys.contains(key) {
                self.keys.insert(key.to_owned());
            }
        }
        let timestamp = self.clock.timestamp(at);
        self.outbox.put(Collected::Batch(BatchMetric { timestamp, metrics: points }));
    }

    fn boundary(&mut self) -> Boundary {
        self.discover(true);
        let now = self.clock.now();
        let sample = self.system.as_mut().map(|system| system.glance(now)).unwrap_or_default();
        self.book(&sample, now);
        let mut values = BTreeMap::new();
        if self.system.is_some() {
            values.extend(self.accounts.cpu());
            values.extend(self.accounts.memory());
        }
        self.keys.extend(values.keys().cloned());
        Boundary { values }
    }

    fn retarget(&mut self, target: &Target) {
        let at = self.clock.timestamp(self.clock.now());
        if self.system.is_some() {
            let last = self.system.as_mut().map(|system| system.glance(self.clock.now())).unwrap_or_default();
            self.book(&last, self.clock.now());
            self.accounts.close_all();
            for info in self.processes.leave_all(at) {
                self.outbox.put(Collected::Process(info));
            }
            match SystemSource::new(target.browser_pid) {
                Ok(system) => self.system = Some(system),
                Err(error) => {
                    self.system = None;
                    self.fall_back("system", "none", &format!("after the browser was restarted: {error}"));
                }
            }
        }
        self.discover(true);
    }

    async fn finish(mut self) -> CollectionReport {
        let now = self.clock.now();
        let at = self.clock.timestamp(now);
        for info in self.processes.leave_all(at) {
            self.outbox.put(Collected::Process(info));
        }
        self.outbox.drain().await;
        if self.outbox.dropped() > 0 {
            let reason =
                format!("{} items were dropped: the job took them too slowly", self.outbox.dropped());
            self.fall_back("all samples", "the samples that were taken in time", &reason);
        }
        let sources = self
            .system
            .as_ref()
            .map(|system| system.describe(&self.ticks, &self.footprint))
            .unwrap_or_default();
        CollectionReport {
            sources,
            fallbacks: self.fallbacks,
            overhead: self.overhead.report(now),
            definitions: definitions::definitions(self.keys.iter().map(String::as_str)),
        }
    }

    fn fall_back(&mut self, wanted: &str, used: &str, reason: &str) {
        self.fallbacks.push(Fallback {
            wanted: wanted.to_owned(),
            used: used.to_owned(),
            reason: reason.to_owned(),
        });
        self.log(LogLevel::Warn, format!("measured by {used} in place of {wanted}: {reason}"));
    }

    fn log(&mut self, level: LogLevel, text: String) {
        let timestamp = self.clock.timestamp(self.clock.now());
        self.outbox.put(Collected::Log(line(timestamp, level, "agent", text)));
    }
}

fn line(timestamp: Timestamp, level: LogLevel, source: &str, text: String) -> LogLine {
    LogLine { timestamp, level, source: source.to_owned(), text, unknown: Unknown::default() }
}

fn exit_line(info: &ProcessInfo) -> String {
    format!("process {} ({}) ended", info.pid, info.proc_type.name())
}

async fn footprints(system: &mut Option<SystemSource>) -> Vec<super::system::Footprint> {
    match system {
        Some(system) => system.footprints().await,
        None => pending().await,
    }
}
