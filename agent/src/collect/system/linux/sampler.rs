//! Reads the watched processes at one instant, from counters alone: two system calls and a clock a process.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use super::super::reading::{Denied, Reading, Sample, SystemError};
use super::held::{BUFFER_BYTES, Held};
use super::text::{Status, disk_traffic};

/// Samples any set of processes. It needs no browser and no runtime, so that its cost can be measured alone.
pub struct Sampler {
    watched: BTreeMap<u32, Watched>,
    denied: BTreeSet<Denied>,
    buffer: Box<[u8]>,
}

struct Watched {
    held: Held,
    previous: Option<Counters>,
}

#[derive(Clone, Copy)]
struct Counters {
    at: Instant,
    cpu: Duration,
    voluntary: Option<u64>,
    involuntary: Option<u64>,
    disk: Option<(u64, u64)>,
}

impl Default for Sampler {
    fn default() -> Self {
        Self {
            watched: BTreeMap::new(),
            denied: BTreeSet::new(),
            buffer: vec![0; BUFFER_BYTES].into_boxed_slice(),
        }
    }
}

impl Sampler {
    /// Watches `pid` from the next sample on; watching it twice changes nothing.
    pub fn watch(&mut self, pid: u32) -> Result<(), SystemError> {
        if let Entry::Vacant(place) = self.watched.entry(pid) {
            let held = Held::open(pid).map_err(|source| SystemError::Process { pid, source })?;
            place.insert(Watched { held, previous: None });
        }
        Ok(())
    }

    /// Watches nothing from here on.
    pub fn clear(&mut self) {
        self.watched.clear();
    }

    /// What the system refused so far.
    pub fn denied(&self) -> impl Iterator<Item = Denied> + '_ {
        self.denied.iter().copied()
    }

    /// Reads every watched process; `now` is the present instant. A process that is gone is reported once.
    pub fn sample(&mut self, now: Instant) -> Sample {
        self.pass(now, Watched::advance)
    }

    /// Reads every watched process between two samples: rates of the next sample still count from the last one.
    pub fn glance(&mut self, now: Instant) -> Sample {
        self.pass(now, |_, _| Rates::default())
    }

    fn pass(&mut self, now: Instant, rates: impl Fn(&mut Watched, Counters) -> Rates) -> Sample {
        let mut sample = Sample { readings: Vec::with_capacity(self.watched.len()), exited: Vec::new() };
        for (&pid, watched) in &mut self.watched {
            let Some((status, counters)) = watched.held.counters(now, &mut self.buffer) else {
                sample.exited.push(pid);
                continue;
            };
            if counters.disk.is_none() {
                self.denied.insert(Denied::DiskTraffic);
            }
            let rates = rates(watched, counters);
            sample.readings.push(reading(pid, &status, &counters, &rates));
        }
        for pid in &sample.exited {
            self.watched.remove(pid);
        }
        sample
    }
}

impl Watched {
    fn advance(&mut self, counters: Counters) -> Rates {
        let previous = self.previous.replace(counters);
        previous.map(|previous| Rates::between(&previous, &counters)).unwrap_or_default()
    }
}

impl Held {
    /// Absent once the process is gone or only waits to be reaped.
    fn counters(&self, now: Instant, buffer: &mut [u8]) -> Option<(Status, Counters)> {
        let cpu = self.cpu().ok()?;
        let status = Status::read(self.status(buffer).ok()?);
        let counters = Counters {
            at: now,
            cpu,
            voluntary: status.voluntary_switches,
            involuntary: status.involuntary_switches,
            disk: self.disk(buffer).and_then(disk_traffic),
        };
        (!status.zombie).then_some((status, counters))
    }
}

fn reading(pid: u32, status: &Status, counters: &Counters, rates: &Rates) -> Reading {
    Reading {
        pid,
        cpu: counters.cpu,
        cpu_percent: rates.cpu_percent,
        rss_bytes: status.rss_bytes,
        private_bytes: status.private_bytes(),
        threads: status.threads,
        voluntary_switches_per_s: rates.voluntary,
        involuntary_switches_per_s: rates.involuntary,
        disk_read_per_s: rates.disk_read,
        disk_write_per_s: rates.disk_write,
    }
}

#[derive(Default)]
struct Rates {
    cpu_percent: Option<f64>,
    voluntary: Option<f64>,
    involuntary: Option<f64>,
    disk_read: Option<f64>,
    disk_write: Option<f64>,
}

impl Rates {
    fn between(previous: &Counters, current: &Counters) -> Self {
        let seconds = current.at.saturating_duration_since(previous.at).as_secs_f64();
        if seconds <= 0.0 {
            return Self::default();
        }
        let rate = |old: Option<u64>, new: Option<u64>| Some(new?.saturating_sub(old?) as f64 / seconds);
        let read = |counters: &Counters| counters.disk.map(|(read, _)| read);
        let written = |counters: &Counters| counters.disk.map(|(_, written)| written);
        Self {
            cpu_percent: Some(current.cpu.saturating_sub(previous.cpu).as_secs_f64() / seconds * 100.0),
            voluntary: rate(previous.voluntary, current.voluntary),
            involuntary: rate(previous.involuntary, current.involuntary),
            disk_read: rate(read(previous), read(current)),
            disk_write: rate(written(previous), written(current)),
        }
    }
}
