//! The browser's half of a running collection: what it found out, and what is left when it falls silent.

use std::time::{Duration, Instant};

use dataset::LogLevel;
use scenarios::CollectionMode;

use super::Watch;
use crate::chain::chain;
use crate::collect::batch::{self, Points};
use crate::collect::browser::cpu::BrowserProcess;
use crate::collect::browser::{BrowserSource, Finding, Inside, Signal};
use crate::collect::seam::Collected;

impl Watch {
    /// Gives how many answers will come.
    pub(super) fn ask_browser(&mut self) -> usize {
        self.tick += 1;
        let Some(browser) = &mut self.browser else { return 0 };
        browser.locate_moved();
        browser.poll(self.tick)
    }

    pub(super) fn hear(&mut self, signal: Signal) {
        let findings = self.browser.as_mut().map(|browser| browser.take(signal)).unwrap_or_default();
        self.learn(findings);
    }

    pub(super) fn learn(&mut self, findings: Vec<Finding>) {
        for finding in findings {
            let Some(finding) = self.of_the_chosen(finding) else { continue };
            match finding {
                Finding::Host { pid, title, url } => self.host(pid, &title, &url),
                Finding::Unlocated { url, reason } => self.lose_renderers(&url, &reason),
                Finding::Answered { tick, at, inside } => self.answered(tick, at, inside),
                Finding::Report { pid, payload } => self.reported(pid, &payload),
                Finding::Console { pid, console } => self.console(pid, console),
                Finding::Log { level, text } => self.log(level, "agent", text),
                Finding::Lost => self.lose_browser(),
            }
        }
    }

    /// Where somebody chose processes, what the browser says of its other tabs is nobody's business.
    fn of_the_chosen(&self, finding: Finding) -> Option<Finding> {
        if self.chosen.is_none() {
            return Some(finding);
        }
        let is_chosen = |pid: Option<u32>| pid.is_some_and(|pid| self.processes.contains(pid));
        match finding {
            Finding::Answered { tick, at, inside: Inside::Page { pid, .. } } if !is_chosen(pid) => {
                Some(Finding::Answered { tick, at, inside: Inside::Nothing })
            }
            Finding::Report { pid, .. } | Finding::Console { pid, .. } if !is_chosen(pid) => None,
            Finding::Host { pid, .. } if !is_chosen(Some(pid)) => None,
            Finding::Log { .. } | Finding::Unlocated { .. } => None,
            Finding::Answered { .. }
            | Finding::Report { .. }
            | Finding::Console { .. }
            | Finding::Host { .. }
            | Finding::Lost => Some(finding),
        }
    }

    fn host(&mut self, pid: u32, title: &str, url: &str) {
        // A renderer is born with its zygote's command line, and may not even have been seen yet.
        if !self.processes.is_renderer(pid) {
            self.discover(true);
        }
        if let Some(info) = self.processes.host(pid, title, url) {
            // Its account is open since it joined, and keeps what it used before the page came.
            self.place(info, Duration::ZERO);
        }
    }

    fn lose_renderers(&mut self, url: &str, reason: &str) {
        let reason = format!("the renderer of {url} is unknown: {reason}");
        self.fall_back("page figures with their process", "page figures with the run", &reason);
        self.trust_labels();
    }

    fn trust_labels(&mut self) {
        self.only_hosts = false;
        for info in self.processes.trust_labels() {
            self.place(info, Duration::ZERO);
        }
    }

    pub(super) fn lose_browser(&mut self) {
        self.browser = None;
        self.close_batch();
        let reason = "the browser closed its debugging socket";
        match self.mode {
            CollectionMode::Hybrid => self.fall_back("hybrid", "system", reason),
            CollectionMode::Browser => self.fall_back("browser", "none", reason),
            CollectionMode::System => {}
        }
        self.trust_labels();
        if self.chosen.is_some() && self.system.is_none() {
            // Nobody is left who could say of them that they ended.
            let unseen: Vec<u32> = self.processes.pids().collect();
            for pid in unseen {
                self.leave(pid);
            }
        }
    }

    /// An answer in time stands in the batch of its tick; a late one in a batch of its own.
    fn answered(&mut self, tick: u64, at: Instant, inside: Inside) {
        let in_time = tick == self.tick && self.open.is_some();
        let mut points = match &mut self.open {
            Some(open) if in_time => std::mem::take(&mut open.inside),
            Some(_) | None => Points::new(),
        };
        match inside {
            Inside::Processes(processes) => self.counted(&mut points, &processes),
            Inside::Page { label, pid, sample } => match pid.filter(|pid| self.processes.contains(*pid)) {
                Some(pid) => batch::add_page(&mut points, pid, &sample),
                None => batch::add_unplaced_page(&mut points, &label, &sample),
            },
            Inside::Nothing => {}
        }
        if in_time && let Some(open) = &mut self.open {
            open.inside = points;
            open.answered = open.answered.max(at);
            open.waiting = open.waiting.saturating_sub(1);
            if open.waiting == 0 {
                self.close_batch();
            }
        } else {
            self.emit(at, points);
        }
    }

    fn counted(&mut self, points: &mut Points, processes: &[BrowserProcess]) {
        if self.system.is_some() {
            let is_new = |process: &BrowserProcess| !self.processes.contains(process.pid);
            if self.chosen.is_none() && processes.iter().any(is_new) {
                self.discover(true);
            }
        } else if self.chosen.is_some() {
            let mut known = processes.to_vec();
            known.retain(|process| self.processes.contains(process.pid));
            self.follow(&known, true);
        } else {
            self.follow(processes, true);
        }
        let known = processes.iter().filter(|process| self.processes.contains(process.pid));
        batch::add_browser(points, known);
    }

    /// Keeps the processes by the browser's word, where the system is not asked.
    pub(super) fn follow(&mut self, processes: &[BrowserProcess], born: bool) {
        for process in processes {
            if !self.processes.contains(process.pid) {
                self.join(&process.member(), if born { Duration::ZERO } else { process.cpu });
            }
            self.accounts.book(process.pid, process.cpu, None);
        }
        let here = |pid: &u32| processes.iter().any(|process| process.pid == *pid);
        let gone: Vec<u32> = self.processes.pids().filter(|pid| !here(pid)).collect();
        for pid in gone {
            self.leave(pid);
        }
    }

    /// Looks at what came while something else was waited for.
    pub(super) fn catch_up(&mut self) {
        let findings = self.browser.as_mut().map(BrowserSource::pending).unwrap_or_default();
        self.learn(findings);
    }

    pub(super) fn complain(&mut self, what: &str, error: &dyn std::error::Error) {
        let text = format!("{what}: {}", chain(error));
        self.log(LogLevel::Warn, "agent", text);
    }

    pub(super) fn value(&mut self, collected: Collected) {
        self.outbox.put(collected);
    }
}
