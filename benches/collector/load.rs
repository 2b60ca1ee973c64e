//! Processes to be looked at: this program again, mostly asleep and a little busy. Never outlives the bench.

use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::Context;

use crate::clock::pause;

/// How long a child rests between two pieces of work.
const REST: Duration = Duration::from_millis(200);
/// Additions of one piece of work, some tens of microseconds.
const WORK: u64 = 50_000;

/// The life of a child: works a little now and then, until its standard input closes.
pub(crate) fn be_one() -> anyhow::Result<()> {
    std::thread::spawn(|| {
        loop {
            std::hint::black_box(
                (0..WORK).fold(0, |sum: u64, number| sum.wrapping_add(std::hint::black_box(number))),
            );
            pause(REST);
        }
    });
    std::io::stdin().read_to_end(&mut Vec::new()).context("cannot wait for the standard input to close")?;
    Ok(())
}

/// Running children; dropping them ends them.
pub(crate) struct Children {
    children: Vec<Child>,
    pids: Vec<u32>,
}

impl Children {
    /// Starts so many.
    pub(crate) fn start(count: usize) -> anyhow::Result<Self> {
        let own = std::env::current_exe().context("cannot find this program's own file")?;
        let mut all = Self { children: Vec::new(), pids: Vec::new() };
        for _ in 0..count {
            let child = Command::new(&own).arg(super::LOAD).stdin(Stdio::piped()).spawn();
            let child = child.context("cannot start a process to look at")?;
            all.pids.push(child.id());
            all.children.push(child);
        }
        Ok(all)
    }

    /// Their process ids.
    pub(crate) fn pids(&self) -> &[u32] {
        &self.pids
    }
}

impl Drop for Children {
    fn drop(&mut self) {
        for child in &mut self.children {
            drop(child.stdin.take());
        }
        for child in &mut self.children {
            let _reaped = child.wait();
        }
    }
}
