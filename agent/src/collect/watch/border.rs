//! The borders of a collection: its sources opened and changed, an iteration's begin and end, the report.

use std::collections::BTreeMap;

use dataset::{Fallback, MissingField, Source};
use scenarios::CollectionMode;

use super::{CollectError, Subject, Watch};
use crate::chain::chain;
use crate::collect::browser::cpu::BrowserProcess;
use crate::collect::browser::{BrowserSource, Finding, PageTotals};
use crate::collect::clock::Clock;
use crate::collect::cpu_meter::CpuMeter;
use crate::collect::definitions::{self, key};
use crate::collect::seam::{Boundary, Collected, CollectionReport, Target};
use crate::collect::system::{SystemSource, host_busy};
use crate::collect::ticks::Ticks;

impl Watch {
    /// Opens what the mode asks for. `born` says whether the browser began under our eyes.
    pub(super) async fn open_sources(&mut self, subject: &Subject, born: bool) -> Result<(), CollectError> {
        let mut findings = Vec::new();
        match connect(self.mode, self.clock, subject, self.overhead.meter()).await {
            Ok(Some((browser, found))) => {
                self.seen_inside = true;
                self.only_hosts = browser.knows_renderers();
                self.browser = Some(browser);
                findings = found;
            }
            Ok(None) => {}
            Err(error) if self.mode == CollectionMode::Browser => return Err(error),
            Err(error) => self.fall_back("hybrid", "system", &chain(&error)),
        }
        if self.mode == CollectionMode::Browser {
            let processes = match &mut self.browser {
                Some(browser) => browser.processes().await.unwrap_or_default(),
                None => Vec::new(),
            };
            self.follow_chosen(subject, processes, born);
        } else {
            self.system = Some(match subject {
                Subject::Browser(target) => SystemSource::new(target.browser_pid)?,
                Subject::Chosen(chosen) => SystemSource::of_chosen(chosen.members.clone())?,
            });
            self.discover(born);
        }
        self.learn(findings);
        Ok(())
    }

    /// The first processes by the browser's word; of all that it has, the chosen ones where some were.
    fn follow_chosen(&mut self, subject: &Subject, mut processes: Vec<BrowserProcess>, born: bool) {
        if let Subject::Chosen(chosen) = subject {
            processes.retain(|process| chosen.members.iter().any(|member| member.pid == process.pid));
        }
        self.follow(&processes, born);
    }

    /// CPU is read first; then garbage is collected in every page, and memory is read. What the browser did for that
    /// is left out of the next boundary's CPU time.
    pub(super) async fn boundary(&mut self) -> Boundary {
        self.catch_up();
        self.discover(true);
        let before = self.glance();
        self.book(&before);
        let is_counted = self.system.is_some() || self.ask_for_processes().await;
        let mut values = BTreeMap::new();
        let mut hosts = None;
        if is_counted {
            values.extend(self.accounts.cpu());
        }
        if let (Some(busy), Some(total)) = (host_busy(), values.get(key::CPU_TOTAL).copied()) {
            values.insert(key::CPU_OTHERS.to_owned(), busy.as_secs_f64() * 1000.0 - total);
        }
        if let Some(browser) = &mut self.browser {
            values.extend(page_values(&browser.settle().await));
            let (findings, located) = browser.locate_all().await;
            hosts = located;
            self.learn(findings);
            self.catch_up();
            let after = self.glance();
            for reading in &after.readings {
                self.accounts.skip(reading.pid, reading.cpu, reading.private_bytes);
            }
        }
        values.extend(self.accounts.memory(hosts.as_ref()));
        self.keys.extend(values.keys().cloned());
        Boundary { values }
    }

    /// Brings the books up to this moment by the browser's word. False where it gives none: what stands in them is old.
    async fn ask_for_processes(&mut self) -> bool {
        let Some(browser) = &mut self.browser else { return false };
        match browser.processes().await {
            Ok(processes) => {
                self.follow(&processes, true);
                true
            }
            Err(error) => {
                self.complain("CPU times are missing at the border of an iteration", &error);
                false
            }
        }
    }

    /// A browser that is about to be ended is read once more; its end is none of the run's events.
    pub(super) fn release(&mut self) {
        self.catch_up();
        self.close_batch();
        let last = self.glance();
        self.book(&last);
        self.accounts.close_all();
        let at = self.clock.timestamp(self.clock.now());
        for info in self.processes.leave_all(at) {
            self.outbox.put(Collected::Process(info));
        }
        (self.system, self.browser, self.only_hosts) = (None, None, false);
    }

    pub(super) async fn retarget(&mut self, target: &Target) {
        self.release();
        if let Err(error) = self.open_sources(&Subject::Browser(target.clone()), true).await {
            self.fall_back("measurement of the restarted browser", "none", &chain(&error));
        }
        self.begin_ticks();
    }

    pub(super) async fn finish(&mut self) -> CollectionReport {
        self.catch_up();
        self.close_batch();
        let now = self.clock.now();
        let at = self.clock.timestamp(now);
        for info in self.processes.leave_all(at) {
            self.outbox.put(Collected::Process(info));
        }
        self.outbox.drain().await;
        if self.outbox.dropped() > 0 {
            self.fallbacks.push(Fallback {
                wanted: "every sample".to_owned(),
                used: "the samples that were taken in time".to_owned(),
                reason: format!("{} items were dropped, since the job was slow", self.outbox.dropped()),
                unknown: dataset::Unknown::default(),
            });
        }
        let mut definitions = std::mem::take(&mut self.said.definitions);
        definitions.extend(definitions::definitions(self.keys.iter().map(String::as_str)));
        CollectionReport {
            sources: self.sources(),
            fallbacks: std::mem::take(&mut self.fallbacks),
            overhead: self.overhead.report(now),
            definitions,
        }
    }

    fn sources(&self) -> Vec<Source> {
        let mut sources = Vec::new();
        if let Some(system) = &self.system {
            sources.extend(system.describe(&self.system_ticks, &self.footprint, self.ended));
        }
        if self.seen_inside {
            sources.push(browser_source(&self.browser_ticks, self.system.is_none()));
            let dropped = self.said.metrics.held() + self.said.lines.held();
            sources.push(page_source(dropped));
        }
        sources
    }
}

/// Absent where the mode asks for no browser.
async fn connect(
    mode: CollectionMode,
    clock: Clock,
    subject: &Subject,
    meter: &CpuMeter,
) -> Result<Option<(BrowserSource, Vec<Finding>)>, CollectError> {
    let address = match subject {
        Subject::Browser(target) => &target.debugger_address,
        Subject::Chosen(chosen) => &chosen.debugger_address,
    };
    match (mode, address) {
        (CollectionMode::System, _) => Ok(None),
        (CollectionMode::Browser | CollectionMode::Hybrid, None) => Err(CollectError::NoDebuggingAddress),
        (CollectionMode::Browser | CollectionMode::Hybrid, Some(address)) => {
            Ok(Some(BrowserSource::connect(address, clock, meter).await?))
        }
    }
}

fn page_values(totals: &PageTotals) -> BTreeMap<String, f64> {
    let values = [(key::HEAP_PAGE, totals.js_heap_bytes), (key::NODES_PAGE, totals.dom_nodes)];
    values.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value? as f64))).collect()
}

fn browser_source(ticks: &Ticks, alone: bool) -> Source {
    let missing = alone.then(|| MissingField {
        field: "memory_private".to_owned(),
        reason: "the debugging protocol does not tell the memory of processes".to_owned(),
        unknown: dataset::Unknown::default(),
    });
    Source {
        name: "cdp".to_owned(),
        interval_ms: u64::try_from(ticks.interval().as_millis()).ok(),
        overruns: Some(ticks.overruns()),
        missing: missing.into_iter().collect(),
        unknown: dataset::Unknown::default(),
    }
}

fn page_source(dropped: u64) -> Source {
    let missing = (dropped > 0).then(|| MissingField {
        field: "custom metrics and console lines".to_owned(),
        reason: format!("{dropped} of them were dropped: pages sent them too fast"),
        unknown: dataset::Unknown::default(),
    });
    Source {
        name: "web_vitals".to_owned(),
        interval_ms: None,
        overruns: None,
        missing: missing.into_iter().collect(),
        unknown: dataset::Unknown::default(),
    }
}
