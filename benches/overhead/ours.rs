//! One turn of `perfsight run` on a controller and an agent that keep running. Never times what the run itself records.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, bail};
use dataset::Timestamp;
use serde_json::Value;

use crate::bare::{BUTTON, SCRIPT};
use crate::lab::Lab;
use crate::{ITERATIONS, Turn, clock, cpu, program};

/// Writes the scenario with the steps of the bare loop.
pub(crate) fn write_scenario(folder: &Path, base: &str) -> anyhow::Result<PathBuf> {
    let mut yaml = format!("name: overhead\nbase_url: {base}\n");
    write!(yaml, "warmup: 1\niterations: {ITERATIONS}\ncool_down: 0s\n")?;
    yaml.push_str("collection: {mode: hybrid, interval: 1s}\n");
    write!(yaml, "steps:\n  - open: index.html\n  - click: \"{BUTTON}\"\n  - script: \"{SCRIPT}\"\n")?;
    let path = folder.join("overhead.yaml");
    std::fs::write(&path, yaml).context("cannot write the scenario")?;
    Ok(path)
}

/// One run: its times, the arguments of its browser, and the CPU time of agent and controller per iteration.
pub(crate) async fn run(lab: &Lab, scenario: &Path) -> anyhow::Result<(Turn, Vec<String>, Duration)> {
    lab.until_ready("bench/host").await?;
    let cpu = || anyhow::Ok(cpu::of_process(lab.agent_pid())? + cpu::of_process(lab.controller_pid())?);
    let (cpu_before, begun) = (cpu()?, clock::now());
    let folder = scenario.parent().context("the scenario stands in a folder")?;
    let output = program::perfsight(folder, "run")?
        .args(["run", "--json", "--controller", &lab.http])
        .arg(scenario)
        .env("PERFSIGHT_TOKEN", &lab.token)
        .stdout(Stdio::piped())
        .output()
        .context("cannot start `perfsight run`")?;
    let whole = clock::now() - begun;
    if !output.status.success() {
        let log = std::fs::read_to_string(folder.join("run.log")).unwrap_or_default();
        bail!("`perfsight run` ended with {}: {log}", output.status);
    }
    let cpu_spent = cpu()?.saturating_sub(cpu_before) / (ITERATIONS + 1);
    let reports: Value =
        serde_json::from_slice(&output.stdout).context("`perfsight run --json` prints JSON")?;
    let id = reports[0]["run_id"].as_str().context("the job left no run")?;
    let run = lab.ask(&format!("/api/v1/runs/{id}?max_points=2"), None).await?;
    let arguments = run["meta"]["fingerprint"]["browser_arguments"].as_str();
    let arguments = arguments.context("the run does not tell its browser's arguments")?;
    let turn = Turn { whole: whole.as_secs_f64() / f64::from(ITERATIONS + 1), ..turn(&run)? };
    Ok((turn, arguments.split(' ').map(str::to_owned).collect(), cpu_spent))
}

/// What the run recorded of its measured iterations.
fn turn(run: &Value) -> anyhow::Result<Turn> {
    let iterations = run["iterations"].as_array().context("the run has no iterations")?;
    let mut spans = Vec::new();
    for iteration in iterations.iter().filter(|iteration| iteration["warmup"] == false) {
        let at = |name: &str| -> anyhow::Result<Timestamp> {
            Ok(iteration[name].as_str().context("a time")?.parse()?)
        };
        spans.push((at("started_at")?, at("ended_at")?));
    }
    let (Some(first), Some(last)) = (spans.first(), spans.last()) else { bail!("no iteration was measured") };
    let count = spans.len() as f64;
    let steps: Duration = spans.iter().map(|(start, end)| end.since(*start)).sum();
    let with_gaps = last.1.since(first.0);
    Ok(Turn { steps: steps.as_secs_f64() / count, with_gaps: with_gaps.as_secs_f64() / count, whole: 0.0 })
}
