//! The same source on macOS and Windows, by `sysinfo`. It is compiled everywhere, so that it is checked everywhere;
//! Linux reads `/proc` itself, which costs a tenth. Gives no private memory and no footprint: `sysinfo` has none.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::time::{Duration, Instant};

use sysinfo::{Pid, ProcessRefreshKind, ProcessesToUpdate, System, UpdateKind};

use super::label::Label;
use super::reading::{Denied, Footprint, Member, Reading, Sample, SystemError};
use super::table::{Row, Table};
use crate::collect::clock::Clock;

/// What CPU times are read from, for a reader of the run.
pub const CPU_CLOCK: &str = "the accumulated CPU time of each process as sysinfo tells it, in ms";

/// Samples any set of processes.
pub struct Sampler {
    system: Option<System>,
    watched: BTreeMap<u32, Option<(Instant, Duration)>>,
}

impl Default for Sampler {
    fn default() -> Self {
        Self { system: System::new().ok(), watched: BTreeMap::new() }
    }
}

impl Sampler {
    /// Watches `pid` from the next sample on.
    pub fn watch(&mut self, pid: u32) -> Result<(), SystemError> {
        self.watched.entry(pid).or_insert(None);
        Ok(())
    }

    /// Watches nothing from here on.
    pub fn clear(&mut self) {
        self.watched.clear();
    }

    /// What the system refused so far.
    pub fn denied(&self) -> impl Iterator<Item = Denied> + '_ {
        self.system.is_none().then_some(Denied::DiskTraffic).into_iter()
    }

    /// Reads every watched process; `now` is the present instant.
    pub fn sample(&mut self, now: Instant) -> Sample {
        let sample = self.glance(now);
        for reading in &sample.readings {
            self.watched.insert(reading.pid, Some((now, reading.cpu)));
        }
        sample
    }

    /// Reads every watched process between two samples.
    pub fn glance(&mut self, now: Instant) -> Sample {
        let mut sample = Sample::default();
        let Some(system) = &mut self.system else { return sample };
        let pids: Vec<Pid> = self.watched.keys().copied().map(Pid::from_u32).collect();
        let wanted = ProcessRefreshKind::nothing().with_cpu().with_memory().without_tasks();
        system.refresh_processes_specifics(ProcessesToUpdate::Some(&pids), true, wanted);
        for (&pid, previous) in &self.watched {
            match system.process(Pid::from_u32(pid)) {
                Some(process) => sample.readings.push(reading(pid, process, *previous, now)),
                None => sample.exited.push(pid),
            }
        }
        for pid in &sample.exited {
            self.watched.remove(pid);
        }
        sample
    }
}

fn reading(
    pid: u32,
    process: &sysinfo::Process,
    previous: Option<(Instant, Duration)>,
    now: Instant,
) -> Reading {
    let cpu = Duration::from_millis(process.accumulated_cpu_time());
    let cpu_percent = previous.and_then(|(at, before)| {
        let seconds = now.saturating_duration_since(at).as_secs_f64();
        (seconds > 0.0).then(|| cpu.saturating_sub(before).as_secs_f64() / seconds * 100.0)
    });
    Reading {
        pid,
        cpu,
        cpu_percent,
        rss_bytes: Some(process.memory()),
        private_bytes: None,
        threads: None,
        voluntary_switches_per_s: None,
        involuntary_switches_per_s: None,
        disk_read_per_s: None,
        disk_write_per_s: None,
    }
}

/// Footprints of nothing: `sysinfo` does not tell them.
#[derive(Clone, Copy, Debug, Default)]
pub struct FootprintFiles;

impl FootprintFiles {
    /// Refuses.
    pub fn watch(&mut self, _pid: u32) -> bool {
        false
    }

    /// Nothing to forget.
    pub fn forget(&mut self, _pid: u32) {}

    /// Nothing.
    pub fn read(&self) -> Vec<Footprint> {
        Vec::new()
    }
}

/// The process tree under one browser process, or chosen processes alone.
pub struct ProcessTree {
    /// Absent where the members were chosen.
    root: Option<u32>,
    chosen: Vec<Member>,
    system: System,
    members: BTreeSet<u32>,
}

impl ProcessTree {
    /// A tree that holds nothing yet.
    pub fn new(root: u32) -> Result<Self, SystemError> {
        Ok(Self { root: Some(root), ..Self::of_chosen(Vec::new())? })
    }

    /// The processes that were found before, and nobody else: what they start is not theirs to choose.
    pub fn of_chosen(chosen: Vec<Member>) -> Result<Self, SystemError> {
        Ok(Self { root: None, chosen, system: new_system()?, members: BTreeSet::new() })
    }

    /// Looks for processes that joined since the last call; parents first.
    pub fn discover(&mut self) -> Result<Vec<Member>, SystemError> {
        let wanted = ProcessRefreshKind::nothing().with_cmd(UpdateKind::OnlyIfNotSet).without_tasks();
        self.system.refresh_processes_specifics(ProcessesToUpdate::All, true, wanted);
        let is_the_same = |member: &Member| {
            let process = self.system.process(Pid::from_u32(member.pid));
            process.is_some_and(|process| process.start_time() == member.started)
        };
        let mut found: Vec<Member> =
            std::mem::take(&mut self.chosen).into_iter().filter(is_the_same).collect();
        self.members.extend(found.iter().map(|member| member.pid));
        let Some(root) = self.root else { return Ok(found) };
        while let Some(member) = self.next_descendant(root) {
            self.members.insert(member.pid);
            found.push(member);
        }
        Ok(found)
    }

    /// Forgets a process that is gone.
    pub fn forget(&mut self, pid: u32) {
        self.members.remove(&pid);
    }

    fn next_descendant(&self, root: u32) -> Option<Member> {
        self.system.processes().values().find_map(|process| {
            let pid = process.pid().as_u32();
            let parent = process.parent().map(Pid::as_u32);
            let descends = pid == root || parent.is_some_and(|parent| self.members.contains(&parent));
            (descends && !self.members.contains(&pid)).then(|| describe(process, root))
        })
    }
}

fn describe(process: &sysinfo::Process, root: u32) -> Member {
    let pid = process.pid().as_u32();
    Member {
        pid,
        started: process.start_time(),
        name: process.name().to_string_lossy().into_owned(),
        label: Label::read(&command_line(process), pid == root),
    }
}

fn command_line(process: &sysinfo::Process) -> String {
    let arguments: Vec<_> = process.cmd().iter().map(|word| word.to_string_lossy()).collect();
    arguments.join("\0")
}

fn new_system() -> Result<System, SystemError> {
    System::new().map_err(|error| SystemError::List { source: io::Error::other(error.to_string()) })
}

/// Every process of the machine that may be read, at one instant.
pub fn read_table(clock: Clock) -> Result<Table, SystemError> {
    let mut system = new_system()?;
    let wanted =
        ProcessRefreshKind::nothing().with_cpu().with_memory().with_cmd(UpdateKind::Always).without_tasks();
    system.refresh_processes_specifics(ProcessesToUpdate::All, true, wanted);
    let at = clock.now();
    let row = |process: &sysinfo::Process| Row {
        pid: process.pid().as_u32(),
        parent: process.parent().map_or(0, Pid::as_u32),
        started: process.start_time(),
        name: process.name().to_string_lossy().into_owned(),
        command_line: command_line(process),
        rss_bytes: Some(process.memory()),
        cpu: Some(Duration::from_millis(process.accumulated_cpu_time())),
        at,
    };
    Ok(Table::new(system.processes().values().map(row), 0))
}

/// CPU time of this process so far.
pub fn own_cpu() -> Option<Duration> {
    with_own(|process| Duration::from_millis(process.accumulated_cpu_time()))
}

/// Resident memory of this process, bytes.
pub fn own_memory() -> Option<u64> {
    with_own(sysinfo::Process::memory)
}

fn with_own<T>(read: impl Fn(&sysinfo::Process) -> T) -> Option<T> {
    let pid = sysinfo::get_current_pid().ok()?;
    let mut system = System::new().ok()?;
    let wanted = ProcessRefreshKind::nothing().with_cpu().with_memory().without_tasks();
    system.refresh_processes_specifics(ProcessesToUpdate::Some(&[pid]), true, wanted);
    system.process(pid).map(read)
}

/// Nothing counts the work of the whole machine here.
pub const fn host_busy() -> Option<std::time::Duration> {
    None
}
