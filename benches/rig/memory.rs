//! Resident memory of a process. Never counts what is only mapped.

use anyhow::Context;

/// Resident memory of a process, 10^6 bytes.
pub(crate) fn resident_megabytes(pid: u32) -> anyhow::Result<f64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/statm")).context("the process is gone")?;
    let pages: f64 = text.split(' ').nth(1).context("statm has two fields")?.parse()?;
    Ok(pages * rustix::param::page_size() as f64 / 1e6)
}
