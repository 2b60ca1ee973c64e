//! What the two processes take before any work: time to start, and memory. Never counts what is only shared or mapped
//! but not resident.

use anyhow::Context;

use crate::clock::now;
use crate::lab::start_controller;
use crate::spread::Spread;

/// Time until a controller answers, ms: the first time, with the database to make, and over a folder that is there.
pub(crate) fn starts(count: usize) -> anyhow::Result<(Spread, Spread)> {
    let (mut first, mut again) = (Vec::new(), Vec::new());
    for _ in 0..count {
        let folder = tempfile::tempdir().context("cannot make a folder for the controller")?;
        for times in [&mut first, &mut again] {
            let begun = now();
            let (mut controller, _) = start_controller(folder.path())?;
            times.push((now() - begun).as_secs_f64() * 1000.0);
            controller.stop()?;
        }
    }
    Ok((Spread::of(&first), Spread::of(&again)))
}

/// Resident memory of a process, 10^6 bytes.
pub(crate) fn resident_megabytes(pid: u32) -> anyhow::Result<f64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/statm")).context("the process is gone")?;
    let pages: f64 = text.split(' ').nth(1).context("statm has two fields")?.parse()?;
    Ok(pages * rustix::param::page_size() as f64 / 1e6)
}
