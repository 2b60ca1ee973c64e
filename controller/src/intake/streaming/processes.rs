//! Which processes a run had: the latest description of each id, and which ids were given to another process meanwhile.

use std::collections::{BTreeMap, BTreeSet};

use dataset::{BatchMetric, ProcessInfo, Timestamp};

/// The processes of a run as its frames describe them.
#[derive(Debug, Default)]
pub(super) struct Processes {
    described: BTreeMap<u32, ProcessInfo>,
    there: BTreeSet<u32>,
    seen: BTreeMap<u32, (Timestamp, Timestamp)>,
    reused: BTreeSet<u32>,
}

impl Processes {
    /// Takes the next list.
    pub(super) fn list(&mut self, processes: Vec<ProcessInfo>) {
        let now_there = processes.iter().map(|process| process.pid).collect();
        for process in processes {
            let before = self.described.get(&process.pid);
            let other = before
                .is_some_and(|before| (before.proc_type, &before.name) != (process.proc_type, &process.name));
            if other && !self.there.contains(&process.pid) {
                self.reused.insert(process.pid);
            }
            self.described.insert(process.pid, process);
        }
        self.there = now_there;
    }

    /// Notes which processes have samples.
    pub(super) fn sampled(&mut self, batch: &BatchMetric) {
        for pid in batch.metrics.keys() {
            let at = batch.timestamp;
            let (first, last) = self.seen.entry(*pid).or_insert((at, at));
            (*first, *last) = ((*first).min(at), (*last).max(at));
        }
    }

    /// The processes, ascending by id, and the ids that were given to another process.
    pub(super) fn finish(self) -> (Vec<ProcessInfo>, BTreeSet<u32>) {
        let Self { described, there: _, seen, reused } = self;
        let dated = described.into_values().map(|mut process| {
            if let Some((first, last)) = seen.get(&process.pid) {
                process.first_seen = Some(*first);
                process.last_seen = Some(*last);
            }
            process
        });
        (dated.collect(), reused)
    }
}
