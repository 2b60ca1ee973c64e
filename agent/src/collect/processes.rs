//! The processes of the run as a reader sees them: type, tab title and address, first and last sight. Pure.

use std::collections::BTreeMap;

use dataset::{ProcessInfo, ProcessType, Timestamp, Unknown};

use super::system::Member;

/// Every process that was seen, live ones and ended ones.
#[derive(Clone, Debug, Default)]
pub struct Processes {
    live: BTreeMap<u32, Known>,
}

#[derive(Clone, Debug)]
struct Known {
    info: ProcessInfo,
    /// By its command line alone.
    labelled: ProcessType,
    /// Whether a page was seen in it; once so, always so.
    hosted: bool,
}

impl Processes {
    /// Adds a process or changes its label. `only_hosts` makes renderers count only once a page was seen in them.
    /// Gives what changed.
    pub fn join(&mut self, member: &Member, at: Timestamp, only_hosts: bool) -> ProcessInfo {
        let labelled = member.label.proc_type;
        let known = self.live.entry(member.pid).or_insert_with(|| Known {
            info: blank(member.pid, at),
            labelled,
            hosted: false,
        });
        known.labelled = labelled;
        known.info.name.clone_from(&member.name);
        known.info.unknown.insert("role".to_owned(), member.label.role.clone().into());
        known.settle(only_hosts);
        known.info.clone()
    }

    /// A page with this title and address lives in renderer `pid`. Gives the process if that changed anything;
    /// unknown processes and such as are no renderers never take a page.
    pub fn host(&mut self, pid: u32, title: &str, url: &str) -> Option<ProcessInfo> {
        let known = self.live.get_mut(&pid).filter(|known| known.labelled == ProcessType::Renderer)?;
        let before = known.info.clone();
        known.hosted = true;
        known.info.proc_type = ProcessType::Renderer;
        known.info.title = Some(title.to_owned());
        known.info.url = Some(url.to_owned());
        (known.info != before).then(|| known.info.clone())
    }

    /// Lets every renderer count by its command line again: nobody can tell any more which of them hold pages.
    pub fn trust_labels(&mut self) -> Vec<ProcessInfo> {
        let mut changed = Vec::new();
        for known in self.live.values_mut() {
            let before = known.info.proc_type;
            known.settle(false);
            if known.info.proc_type != before {
                changed.push(known.info.clone());
            }
        }
        changed
    }

    /// Removes a process that is gone; gives it with its last sight.
    pub fn leave(&mut self, pid: u32, at: Timestamp) -> Option<ProcessInfo> {
        let mut info = self.live.remove(&pid)?.info;
        info.last_seen = Some(at);
        Some(info)
    }

    /// Removes every process; gives them with their last sight.
    pub fn leave_all(&mut self, at: Timestamp) -> Vec<ProcessInfo> {
        let pids: Vec<u32> = self.live.keys().copied().collect();
        pids.into_iter().filter_map(|pid| self.leave(pid, at)).collect()
    }

    /// Whether `pid` lives and is a renderer by its command line.
    pub fn is_renderer(&self, pid: u32) -> bool {
        self.live.get(&pid).is_some_and(|known| known.labelled == ProcessType::Renderer)
    }

    /// Those that live.
    pub fn pids(&self) -> impl Iterator<Item = u32> + '_ {
        self.live.keys().copied()
    }

    /// Whether `pid` is known and lives.
    pub fn contains(&self, pid: u32) -> bool {
        self.live.contains_key(&pid)
    }
}

impl Known {
    fn settle(&mut self, only_hosts: bool) {
        let waits = only_hosts && !self.hosted && self.labelled == ProcessType::Renderer;
        self.info.proc_type = if waits { ProcessType::Other } else { self.labelled };
    }
}

fn blank(pid: u32, at: Timestamp) -> ProcessInfo {
    ProcessInfo {
        pid,
        name: String::new(),
        proc_type: ProcessType::Other,
        title: None,
        url: None,
        cpu_usage: None,
        memory_usage: None,
        first_seen: Some(at),
        last_seen: None,
        unknown: Unknown::default(),
    }
}
