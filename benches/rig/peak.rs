//! The most memory that a process held. Never misses a moment: the kernel keeps the mark.

use anyhow::Context;

/// Forgets what a process held before.
pub(crate) fn reset(pid: u32) -> anyhow::Result<()> {
    std::fs::write(format!("/proc/{pid}/clear_refs"), "5").context("cannot reset a process's memory mark")
}

/// The most resident memory since then, 10^6 bytes.
pub(crate) fn megabytes(pid: u32) -> anyhow::Result<f64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/status")).context("the process is gone")?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib: f64 = line.context("the kernel keeps a mark")?.trim_end_matches("kB").trim().parse()?;
    Ok(kib * 1024.0 / 1e6)
}
