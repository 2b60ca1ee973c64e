//! How fast a job reaches a device, and what controller and agent weigh while nothing happens. Judges nothing.

#[path = "../rig/clock.rs"]
mod clock;
#[path = "../rig/http.rs"]
mod http;
#[path = "../rig/lab.rs"]
mod lab;
#[path = "../rig/machine.rs"]
mod machine;
#[path = "../rig/memory.rs"]
mod memory;
#[path = "../rig/program.rs"]
mod program;
#[path = "../rig/quantile.rs"]
mod quantile;
#[path = "../rig/spread.rs"]
mod spread;
#[path = "../rig/table.rs"]
mod table;
mod jobs;
mod weight;

use std::time::Duration;

use anyhow::Context;

use crate::jobs::Device;
use crate::lab::Lab;
use crate::quantile::quantile;
use crate::spread::Spread;
use crate::table::{Table, say};

/// Jobs, one after the other, each on an idle agent.
const JOBS: usize = 200;
/// Jobs on a real browser, for information.
const BROWSER_JOBS: usize = 5;
/// Jobs submitted at once.
const BURST: usize = 100;
/// Starts of the controller.
const STARTS: usize = 7;
/// How long nothing happens before memory is read.
const REST: Duration = Duration::from_secs(5);

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> anyhow::Result<()> {
    say("dispatch: from submission to the first step, and what rests in memory");
    say(format!("before: {}", machine::circumstances()));
    let mut table = Table::new(&["what", "ours", "goal"]);
    let (first, again) = weight::starts(STARTS)?;
    table.row([
        "controller start to ready, empty folder, ms".to_owned(),
        format!("{first:.0}"),
        String::new(),
    ]);
    table.row(["controller start to ready, ms".to_owned(), format!("{again:.0}"), "≤ 250".to_owned()]);
    let lab = Lab::start("simulated-1", &["--simulated", "1"]).await?;
    clock::pause(REST);
    add_memory(&mut table, &lab, "at rest")?;
    dispatch(&mut table, &lab).await?;
    clock::pause(REST);
    add_memory(&mut table, &lab, &format!("at rest after {} jobs", JOBS + BROWSER_JOBS + 1))?;
    lab.stop()?;
    table.print();
    let lab = Lab::start("simulated-8", &["--simulated", "8"]).await?;
    let seconds = jobs::burst(&lab, BURST).await?.as_secs_f64();
    lab.stop()?;
    let rate = BURST as f64 / seconds;
    say(format!("{BURST} jobs at once on 8 simulated devices: {rate:.0} jobs/s with every run stored"));
    say(format!("after: {}", machine::circumstances()));
    Ok(())
}

fn add_memory(table: &mut Table, lab: &Lab, when: &str) -> anyhow::Result<()> {
    let of = |pid| memory::resident_megabytes(pid).context("cannot read a process's memory");
    let controller = format!("{:.1}", of(lab.controller_pid())?);
    table.row([format!("controller resident {when}, MB"), controller, "≤ 40, better ≤ 35".to_owned()]);
    table.row([format!("agent resident {when}, MB"), format!("{:.1}", of(lab.agent_pid())?), String::new()]);
    Ok(())
}

async fn dispatch(table: &mut Table, lab: &Lab) -> anyhow::Result<()> {
    // The first job opens caches and connections.
    jobs::until_first_step(lab, Device::Simulated).await?;
    let (mut steps, mut answers) = (Vec::new(), Vec::new());
    for _ in 0..JOBS {
        answers.push(jobs::round_trip(lab).await?);
        steps.push(jobs::until_first_step(lab, Device::Simulated).await?);
    }
    let cells = |values: &[f64]| format!("p50 {:.1}, p99 {:.1}", quantile(values, 50), quantile(values, 99));
    let goal = "p50 ≤ 5, better 1.5; p99 ≤ 3".to_owned();
    table.row([format!("submit to first step, idle agent, {JOBS} jobs, ms"), cells(&steps), goal]);
    let floor = "one round trip to /api/health beside, ms".to_owned();
    table.row([floor, cells(&answers), String::new()]);
    let mut browser = Vec::new();
    for _ in 0..BROWSER_JOBS {
        browser.push(jobs::until_first_step(lab, Device::Browser).await?);
    }
    let what = "the same with a browser to start, ms".to_owned();
    table.row([what, format!("{:.0}", Spread::of(&browser)), String::new()]);
    Ok(())
}
