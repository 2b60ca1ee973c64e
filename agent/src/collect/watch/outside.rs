//! The system's half of a running collection: processes that come, tick and go.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use dataset::{LogLevel, ProcessInfo, ProcessType};

use super::Watch;
use crate::collect::batch::{self, Points};
use crate::collect::seam::Collected;
use crate::collect::system::{Footprint, Member, Sample};

impl Watch {
    /// `born` says whether processes that are new now began under our eyes, so that all their CPU time counts.
    pub(super) fn discover(&mut self, born: bool) {
        let Some(system) = &mut self.system else { return };
        let found = match system.discover() {
            Ok(found) => found,
            Err(error) => {
                let text = format!("new processes could not be looked for: {error}");
                return self.log(LogLevel::Warn, "agent", text);
            }
        };
        let counters: BTreeMap<u32, Duration> = if born {
            BTreeMap::new()
        } else {
            let readings = system.glance(self.clock.now()).readings;
            readings.iter().map(|reading| (reading.pid, reading.cpu)).collect()
        };
        for member in found {
            self.join(&member, counters.get(&member.pid).copied().unwrap_or_default());
        }
    }

    /// `from` is the counter from which on its CPU time counts.
    pub(super) fn join(&mut self, member: &Member, from: Duration) {
        let at = self.clock.timestamp(self.clock.now());
        let info = self.processes.join(member, at, self.only_hosts);
        self.place(info, from);
    }

    /// The books follow the type that the process has now.
    pub(super) fn place(&mut self, info: ProcessInfo, from: Duration) {
        self.accounts.open(info.pid, info.proc_type, from);
        self.outbox.put(Collected::Process(info));
    }

    pub(super) fn sample(&mut self, now: Instant) -> Points {
        let sample = self.system.as_mut().map(|system| system.sample(now)).unwrap_or_default();
        self.book(&sample);
        let mut points = Points::new();
        batch::add_system(&mut points, &sample.readings);
        points
    }

    /// Brings the books up to this moment, between two ticks.
    pub(super) fn glance(&mut self) -> Sample {
        let now = self.clock.now();
        let sample = self.system.as_mut().map(|system| system.glance(now)).unwrap_or_default();
        for &pid in &sample.exited {
            self.leave(pid);
        }
        sample
    }

    pub(super) fn book(&mut self, sample: &Sample) {
        for reading in &sample.readings {
            self.accounts.book(reading.pid, reading.cpu, reading.private_bytes);
        }
        for &pid in &sample.exited {
            self.leave(pid);
        }
    }

    pub(super) fn leave(&mut self, pid: u32) {
        // A page may have left its renderer just now.
        self.catch_up();
        self.accounts.close(pid);
        let at = self.clock.timestamp(self.clock.now());
        if let Some(info) = self.processes.leave(pid, at) {
            self.ended += 1;
            let level = self.level_of_end(&info);
            let what = if self.chosen.is_some() { &info.name } else { info.proc_type.name() };
            let text = format!("process {pid} ({what}) ended");
            self.log(level, "agent", text);
            self.outbox.put(Collected::Process(info));
            self.tell_if_empty();
        }
    }

    /// Renderers and services come and go with the pages; what the browser or a page needs to live does not.
    fn level_of_end(&self, info: &ProcessInfo) -> LogLevel {
        if self.chosen.is_some() {
            return LogLevel::Info;
        }
        match info.proc_type {
            ProcessType::Browser | ProcessType::Gpu | ProcessType::Network => LogLevel::Warn,
            ProcessType::Renderer if self.browser.as_ref().is_some_and(|browser| browser.hosts(info.pid)) => {
                LogLevel::Warn
            }
            ProcessType::Renderer | ProcessType::Utility | ProcessType::Other => LogLevel::Debug,
        }
    }

    pub(super) fn emit_footprints(&mut self, footprints: &[Footprint]) {
        let mut points = Points::new();
        batch::add_footprints(&mut points, footprints);
        points.retain(|pid, _| self.processes.contains(*pid));
        // Ticks that came first go out first: the series ascend.
        self.close_batch();
        self.emit(self.clock.now(), points);
    }
}
