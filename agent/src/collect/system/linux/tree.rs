//! The processes that are measured: those that descend from the browser process, or those that somebody chose. Knows a
//! process by pid and start, never by pid alone.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use super::super::label::Label;
use super::super::reading::{Member, SystemError};
use super::text::parent_and_start;

/// A pid that was seen outside the tree may come back inside it; so often are all of them looked at again.
const FULL_SCAN_EVERY: u32 = 16;

/// The process tree under one browser process, or chosen processes alone.
pub struct ProcessTree {
    scope: Scope,
    members: BTreeMap<u32, Member>,
    strangers: BTreeSet<u32>,
    scans: u32,
}

/// Which processes belong to it.
enum Scope {
    /// This one and its descendants.
    Below(u32),
    /// These, as long as they are what they were.
    Only(BTreeMap<u32, Member>),
}

impl ProcessTree {
    /// A tree that holds nothing yet; fails if `root` does not run.
    pub fn new(root: u32) -> Result<Self, SystemError> {
        identity(root).map_err(|source| SystemError::Process { pid: root, source })?;
        Ok(Self::over(Scope::Below(root)))
    }

    /// The processes that were found before, and nobody else: what they start is not theirs to choose.
    pub fn of_chosen(members: Vec<Member>) -> Result<Self, SystemError> {
        let chosen = members.into_iter().map(|member| (member.pid, member)).collect();
        Ok(Self::over(Scope::Only(chosen)))
    }

    fn over(scope: Scope) -> Self {
        Self { scope, members: BTreeMap::new(), strangers: BTreeSet::new(), scans: 0 }
    }

    /// Looks for processes that joined since the last call, or whose label has become known since; parents first.
    pub fn discover(&mut self) -> Result<Vec<Member>, SystemError> {
        let root = match &mut self.scope {
            Scope::Below(root) => *root,
            Scope::Only(chosen) => {
                let found = still_there(std::mem::take(chosen));
                self.members.extend(found.iter().map(|member| (member.pid, member.clone())));
                return Ok(found);
            }
        };
        let present = present().map_err(|source| SystemError::List { source })?;
        self.scans = self.scans.wrapping_add(1);
        if self.scans.is_multiple_of(FULL_SCAN_EVERY) {
            self.strangers.clear();
        }
        self.strangers.retain(|pid| present.contains(pid));
        let mut candidates: BTreeMap<u32, (u32, u64)> = present
            .iter()
            .filter(|pid| !self.members.contains_key(pid) && !self.strangers.contains(pid))
            .filter_map(|&pid| Some((pid, identity(pid).ok()?)))
            .collect();
        let mut found = self.relabel();
        while let Some((pid, started)) = self.next_descendant(root, &candidates) {
            candidates.remove(&pid);
            let member = describe(pid, started, pid == root);
            self.members.insert(pid, member.clone());
            found.push(member);
        }
        self.strangers.extend(candidates.into_keys());
        Ok(found)
    }

    /// Forgets a process that is gone.
    pub fn forget(&mut self, pid: u32) {
        self.members.remove(&pid);
    }

    fn next_descendant(&self, root: u32, candidates: &BTreeMap<u32, (u32, u64)>) -> Option<(u32, u64)> {
        candidates
            .iter()
            .find(|(pid, (parent, _))| **pid == root || self.members.contains_key(parent))
            .map(|(&pid, &(_, started))| (pid, started))
    }

    fn relabel(&mut self) -> Vec<Member> {
        let mut changed = Vec::new();
        for member in self.members.values_mut().filter(|member| member.label.provisional) {
            let again = describe(member.pid, member.started, false);
            if again.label != member.label {
                *member = again;
                changed.push(member.clone());
            }
        }
        changed
    }
}

/// A number that was given away since belongs to a stranger.
fn still_there(chosen: BTreeMap<u32, Member>) -> Vec<Member> {
    let is_the_same =
        |member: &Member| identity(member.pid).is_ok_and(|(_, started)| started == member.started);
    chosen.into_values().filter(is_the_same).collect()
}

pub(super) fn present() -> io::Result<BTreeSet<u32>> {
    let mut pids = BTreeSet::new();
    for entry in std::fs::read_dir("/proc")? {
        if let Some(pid) = entry?.file_name().to_str().and_then(|name| name.parse().ok()) {
            pids.insert(pid);
        }
    }
    Ok(pids)
}

fn identity(pid: u32) -> io::Result<(u32, u64)> {
    let text = String::from_utf8_lossy(&std::fs::read(format!("/proc/{pid}/stat"))?).into_owned();
    parent_and_start(&text).ok_or_else(|| io::Error::from(io::ErrorKind::InvalidData))
}

fn describe(pid: u32, started: u64, is_root: bool) -> Member {
    let read = |name: &str| {
        // A process that ended in between has an empty command line; its label stays provisional.
        let bytes = std::fs::read(format!("/proc/{pid}/{name}")).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    };
    let name = read("comm").trim_end().to_owned();
    Member { pid, started, name, label: Label::read(&read("cmdline"), is_root) }
}
