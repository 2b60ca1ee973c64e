//! How much a run holds already, so that no stream becomes a Dataset that intake would have to refuse. Counts, never stores.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use dataset::{BatchMetric, Field, Timestamp};

use super::fault::FrameFault;
use super::frame::{CustomMetric, Frame};
use super::hello::Start;
use crate::intake::pass::{MAX_SAMPLES, MAX_SERIES};

/// Most different custom metric keys of a streamed run; a Dataset may hold twice as many.
const MAX_KEYS: usize = 5_000;
/// Most processes of a run that are described.
const MAX_PROCESSES: usize = 10_000;
/// What log, marks, iterations and processes may take together, bytes; a reader takes 64 MiB of header.
const MAX_HEADER_BYTES: u64 = 40 << 20;
/// What JSON needs beside the text of a log line or a mark, bytes.
const FRAMING_BYTES: u64 = 200;

/// What counts against the limits of a run.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    batches: u64,
    header_bytes: u64,
    processes: BTreeMap<u32, u64>,
    keys: BTreeMap<String, u32>,
    units: BTreeMap<String, String>,
    series: HashSet<(u32, u32)>,
    /// Those of the last batch: nearly every batch has the same again.
    latest: Vec<(u32, u32)>,
    iteration: Option<(u32, Timestamp)>,
}

impl Tally {
    /// The tally of a run that has just begun.
    pub(super) fn of(start: &Start) -> Self {
        let units = start.definitions.iter().map(|(key, definition)| (key.clone(), definition.unit.clone()));
        Self { units: units.collect(), ..Self::default() }
    }

    /// Counts a frame of `bytes`, or refuses it and counts nothing.
    pub(super) fn admit(&mut self, frame: &Frame, bytes: usize) -> Result<(), FrameFault> {
        match frame {
            Frame::Data(batch) => self.batch(batch),
            Frame::Custom(metric) => self.custom(metric),
            Frame::Processes(processes) => {
                let sizes = processes.iter().map(|process| {
                    let json = serde_json::to_vec(process).expect("a process is plain JSON");
                    (process.pid, json.len() as u64)
                });
                self.described(sizes.collect())
            }
            Frame::Iteration(iteration) => {
                if let Some((index, started_at)) = self.iteration
                    && (iteration.index <= index || iteration.started_at < started_at)
                {
                    let message = format!("iterations ascend; iteration {index} began at {started_at}");
                    return Err(FrameFault::value("data.index", message));
                }
                self.header(bytes)?;
                self.iteration = Some((iteration.index, iteration.started_at));
                Ok(())
            }
            Frame::Log(_) | Frame::Mark(_) => self.header(bytes),
            Frame::Stop(_) => Ok(()),
        }
    }

    fn batch(&mut self, batch: &BatchMetric) -> Result<(), FrameFault> {
        let names: BTreeSet<&String> =
            batch.metrics.values().flat_map(|point| point.custom_metrics.keys()).collect();
        self.keys_for(&names)?;
        let mut series = Vec::new();
        for (pid, point) in &batch.metrics {
            let fields = Field::ALL.iter().enumerate().filter(|(_, field)| field.of(point).is_some());
            series.extend(fields.map(|(number, _)| (*pid, number as u32)));
            series.extend(point.custom_metrics.keys().map(|key| (*pid, self.number_of(key))));
        }
        self.samples(&series)?;
        self.latest = series;
        Ok(())
    }

    fn custom(&mut self, metric: &CustomMetric) -> Result<(), FrameFault> {
        if let Some(unit) = self.units.get(&metric.key).filter(|unit| **unit != metric.unit) {
            let message = format!("`{}` is measured in `{unit}` in this run", metric.key);
            return Err(FrameFault::value("data.unit", message));
        }
        self.keys_for(&BTreeSet::from([&metric.key]))?;
        self.samples(&[(metric.pid.unwrap_or(dataset::RUN_PID), self.number_of(&metric.key))])?;
        if !self.units.contains_key(&metric.key) {
            self.units.insert(metric.key.clone(), metric.unit.clone());
        }
        Ok(())
    }

    /// Numbers new keys. A key that was numbered for a frame that is then refused stays numbered, which costs a place.
    fn keys_for(&mut self, names: &BTreeSet<&String>) -> Result<(), FrameFault> {
        let fresh: Vec<&String> =
            names.iter().copied().filter(|name| !self.keys.contains_key(*name)).collect();
        if self.keys.len() + fresh.len() > MAX_KEYS {
            return Err(FrameFault::TooMany { what: "different custom metrics", limit: MAX_KEYS as u64 });
        }
        for name in fresh {
            let number = (Field::ALL.len() + self.keys.len()) as u32;
            self.keys.insert(name.clone(), number);
        }
        Ok(())
    }

    fn number_of(&self, key: &str) -> u32 {
        *self.keys.get(key).expect("keys are numbered before they are looked up")
    }

    fn samples(&mut self, series: &[(u32, u32)]) -> Result<(), FrameFault> {
        if self.batches >= MAX_SAMPLES {
            return Err(FrameFault::TooMany { what: "batches of samples", limit: MAX_SAMPLES });
        }
        if *series != self.latest {
            let fresh: Vec<(u32, u32)> =
                series.iter().copied().filter(|series| !self.series.contains(series)).collect();
            if self.series.len() + fresh.len() > MAX_SERIES {
                return Err(FrameFault::TooMany { what: "series", limit: MAX_SERIES as u64 });
            }
            self.series.extend(fresh);
        }
        self.batches += 1;
        Ok(())
    }

    fn described(&mut self, sizes: BTreeMap<u32, u64>) -> Result<(), FrameFault> {
        let known = |pid: &u32| self.processes.get(pid).copied();
        let fresh = sizes.keys().filter(|pid| known(pid).is_none()).count();
        if self.processes.len() + fresh > MAX_PROCESSES {
            return Err(FrameFault::TooMany { what: "described processes", limit: MAX_PROCESSES as u64 });
        }
        let before: u64 = sizes.keys().filter_map(known).sum();
        let after: u64 = sizes.values().sum();
        self.room(self.header_bytes - before + after)?;
        self.processes.extend(sizes);
        Ok(())
    }

    fn header(&mut self, bytes: usize) -> Result<(), FrameFault> {
        self.room(self.header_bytes + bytes as u64 + FRAMING_BYTES)
    }

    fn room(&mut self, header_bytes: u64) -> Result<(), FrameFault> {
        if header_bytes > MAX_HEADER_BYTES {
            return Err(FrameFault::TooMany {
                what: "bytes of log, marks, iterations and processes",
                limit: MAX_HEADER_BYTES,
            });
        }
        self.header_bytes = header_bytes;
        Ok(())
    }
}
