//! How long a controller takes until it answers. Never measures an agent.

use anyhow::Context;

use crate::clock::now;
use crate::program::start_controller;
use crate::spread::Spread;

/// Time until a controller answers, ms: the first time, with the database to make, and over a folder that is there.
pub(crate) fn starts(count: usize) -> anyhow::Result<(Spread, Spread)> {
    let (mut first, mut again) = (Vec::new(), Vec::new());
    for _ in 0..count {
        let folder = tempfile::tempdir().context("cannot make a folder for the controller")?;
        for times in [&mut first, &mut again] {
            let begun = now();
            let (mut controller, _) = start_controller(folder.path(), &[])?;
            times.push((now() - begun).as_secs_f64() * 1000.0);
            controller.stop()?;
        }
    }
    Ok((Spread::of(&first), Spread::of(&again)))
}
