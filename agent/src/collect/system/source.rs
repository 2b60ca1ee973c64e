//! The tree, its sampler and its slow footprint clock as one source. Never reads a footprint inside a tick.

use std::future::pending;
use std::time::Instant;

use dataset::{MissingField, Source};
use tokio::task::JoinHandle;

use super::reading::Denied;
use super::{CPU_CLOCK, Footprint, FootprintFiles, Member, ProcessTree, Sample, Sampler, SystemError};
use crate::collect::cpu_meter::CpuMeter;
use crate::collect::ticks::Ticks;

/// Name of the fast source.
pub(in crate::collect) const SYSTEM: &str = "system";
/// Name of the footprint source.
pub(in crate::collect) const FOOTPRINT: &str = "system.pss";

pub(in crate::collect) struct SystemSource {
    tree: ProcessTree,
    sampler: Sampler,
    footprints: FootprintFiles,
    footprint_denied: bool,
    reading: Option<JoinHandle<Vec<Footprint>>>,
}

impl SystemSource {
    pub(in crate::collect) fn new(browser_pid: u32) -> Result<Self, SystemError> {
        Ok(Self::over(ProcessTree::new(browser_pid)?))
    }

    /// Of chosen processes alone.
    pub(in crate::collect) fn of_chosen(members: Vec<Member>) -> Result<Self, SystemError> {
        Ok(Self::over(ProcessTree::of_chosen(members)?))
    }

    fn over(tree: ProcessTree) -> Self {
        Self {
            tree,
            sampler: Sampler::default(),
            footprints: FootprintFiles::default(),
            footprint_denied: false,
            reading: None,
        }
    }

    /// Processes that joined, or whose label became known. Those that ended before they could be opened are left out.
    pub(in crate::collect) fn discover(&mut self) -> Result<Vec<Member>, SystemError> {
        let mut found = self.tree.discover()?;
        found.retain(|member| {
            let watched = self.sampler.watch(member.pid).is_ok();
            if watched {
                self.footprint_denied |= !self.footprints.watch(member.pid);
            } else {
                self.tree.forget(member.pid);
            }
            watched
        });
        Ok(found)
    }

    pub(in crate::collect) fn sample(&mut self, now: Instant) -> Sample {
        let sample = self.sampler.sample(now);
        self.forget(&sample);
        sample
    }

    /// A reading between two ticks; see [`Sampler::glance`].
    pub(in crate::collect) fn glance(&mut self, now: Instant) -> Sample {
        let sample = self.sampler.glance(now);
        self.forget(&sample);
        sample
    }

    fn forget(&mut self, sample: &Sample) {
        for &pid in &sample.exited {
            self.tree.forget(pid);
            self.footprints.forget(pid);
        }
    }

    /// Starts to read all footprints on a thread of their own, unless the last reading still goes on.
    pub(in crate::collect) fn start_footprints(&mut self, meter: &CpuMeter) {
        if self.reading.is_none() {
            let (files, meter) = (self.footprints.clone(), meter.clone());
            self.reading = Some(tokio::task::spawn_blocking(move || meter.run(|| files.read())));
        }
    }

    /// Waits for the footprints that were started last; for ever if there are none. Safe to cancel.
    pub(in crate::collect) async fn footprints(&mut self) -> Vec<Footprint> {
        let Some(reading) = &mut self.reading else { return pending().await };
        let footprints = reading.await.unwrap_or_default();
        self.reading = None;
        footprints
    }

    /// What stands in the run about this source; `ended` processes were gone before it did.
    pub(in crate::collect) fn describe(
        &self,
        ticks: &Ticks,
        footprint_ticks: &Ticks,
        ended: u64,
    ) -> Vec<Source> {
        let denied = "the system lets only the owner of a process read this, and not of every process";
        let disk_denied = self.sampler.denied().any(|denied| denied == Denied::DiskTraffic);
        let mut system = source(SYSTEM, ticks);
        system.unknown.insert("cpu_clock".to_owned(), CPU_CLOCK.into());
        if disk_denied {
            system.missing.push(missing("disk.read, disk.write", denied.to_owned()));
        }
        if ended > 0 {
            let lost = format!(
                "{ended} processes ended during the run; what each of them used between its last reading, at most \
                 one interval earlier, and its end is in no figure"
            );
            system.missing.push(missing("cpu_time", lost));
        }
        let mut footprint = source(FOOTPRINT, footprint_ticks);
        if self.footprint_denied {
            footprint.missing.push(missing("memory_footprint", denied.to_owned()));
        }
        vec![system, footprint]
    }
}

fn source(name: &str, ticks: &Ticks) -> Source {
    Source {
        name: name.to_owned(),
        interval_ms: u64::try_from(ticks.interval().as_millis()).ok(),
        overruns: Some(ticks.overruns()),
        missing: Vec::new(),
        unknown: dataset::Unknown::default(),
    }
}

fn missing(field: &str, reason: String) -> MissingField {
    MissingField { field: field.to_owned(), reason, unknown: dataset::Unknown::default() }
}
