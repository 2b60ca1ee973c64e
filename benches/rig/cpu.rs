//! CPU time of another process by the kernel's own clock. Never rounds to clock ticks, as `/proc/<pid>/stat` does.

use std::time::Duration;

use anyhow::Context;
use nix::time::{ClockId, clock_getcpuclockid};
use nix::unistd::Pid;

/// CPU time of a process so far, all its threads together, also those that ended.
pub(crate) fn of_process(pid: u32) -> anyhow::Result<Duration> {
    let raw = i32::try_from(pid).context("a process id fits into 31 bits")?;
    let clock = clock_getcpuclockid(Pid::from_raw(raw));
    let time = clock
        .and_then(ClockId::now)
        .with_context(|| format!("cannot read the CPU clock of process {pid}"))?;
    Ok(Duration::from(time))
}
