//! Finds processes by what their environment carries, with their descendants. Never touches a process that is neither.

use std::collections::HashSet;
use std::ffi::OsString;
use std::io;

use sysinfo::{Pid, ProcessRefreshKind, ProcessStatus, ProcessesToUpdate, Signal, System, UpdateKind};

use super::reading::SystemError;

/// Processes that live, as they were found.
pub struct Lineage {
    system: System,
    pids: Vec<Pid>,
}

impl Lineage {
    /// Reads the whole process table, which takes some ms: nothing for a thread that others wait for. The dead that
    /// nobody has waited for are left out, and so is this process.
    pub fn find(is_marked: impl Fn(&[OsString]) -> bool) -> Result<Self, SystemError> {
        let list = |error: sysinfo::Error| SystemError::List { source: io::Error::other(error.to_string()) };
        let mut system = System::new().map_err(list)?;
        let wanted = ProcessRefreshKind::nothing().with_environ(UpdateKind::Always).without_tasks();
        system.refresh_processes_specifics(ProcessesToUpdate::All, true, wanted);
        let pids = living(&system, with_descendants(&system, is_marked));
        Ok(Self { system, pids })
    }

    /// Ascending process ids.
    pub fn pids(&self) -> Vec<u32> {
        self.pids.iter().copied().map(Pid::as_u32).collect()
    }

    /// Kills them all; one that has ended by itself in between is what we want.
    pub fn kill(&self) {
        for process in self.pids.iter().filter_map(|pid| self.system.process(*pid)) {
            let _sent = process.kill_with(Signal::Kill);
        }
    }
}

/// Sandboxed children hide their environment; they are found through their parents.
fn with_descendants(system: &System, is_marked: impl Fn(&[OsString]) -> bool) -> HashSet<Pid> {
    let marked = system.processes().iter().filter(|(_, process)| is_marked(process.environ()));
    let mut found: HashSet<Pid> = marked.map(|(pid, _)| *pid).collect();
    loop {
        let descends =
            |process: &sysinfo::Process| process.parent().is_some_and(|parent| found.contains(&parent));
        let children: Vec<Pid> = system
            .processes()
            .iter()
            .filter(|(pid, process)| !found.contains(pid) && descends(process))
            .map(|(pid, _)| *pid)
            .collect();
        if children.is_empty() {
            return found;
        }
        found.extend(children);
    }
}

fn living(system: &System, found: HashSet<Pid>) -> Vec<Pid> {
    let is_dead =
        |process: &sysinfo::Process| matches!(process.status(), ProcessStatus::Zombie | ProcessStatus::Dead);
    let own = Pid::from_u32(std::process::id());
    let lives = |pid: &Pid| *pid != own && system.process(*pid).is_some_and(|process| !is_dead(process));
    let mut pids: Vec<Pid> = found.into_iter().filter(lives).collect();
    pids.sort_unstable();
    pids
}
