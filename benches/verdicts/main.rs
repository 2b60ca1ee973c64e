//! How often the same page is called slower, and how often a page that is 10 % slower is not. Counts words, times nothing.

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
#[path = "../rig/table.rs"]
mod table;

use std::process::Stdio;

use anyhow::{Context, bail};
use serde_json::Value;

use crate::lab::Lab;
use crate::table::{Table, say};

/// Runs of the same page, each judged against the one before.
const SAME: usize = 60;
/// Runs of the slower page, each judged against the last good one.
const SLOWER: usize = 20;
/// How much slower, percent.
const PLANTED_PERCENT: u32 = 10;
/// The metric that is made slower.
const METRIC: &str = "inference_time";

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> anyhow::Result<()> {
    say(format!("verdicts: `inference`, 10 iterations a run; before: {}", machine::circumstances()));
    let lab = Lab::start("host", &[]).await?;
    run(&lab, 0).await.context("the first run, which has no baseline")?;
    let same = count(&lab, SAME, 0).await?;
    let slower = count(&lab, SLOWER, PLANTED_PERCENT).await?;
    let megabytes = |pid| memory::resident_megabytes(pid);
    let (controller, agent) = (megabytes(lab.controller_pid())?, megabytes(lab.agent_pid())?);
    say(format!("  resident after all runs: controller {controller:.1} MB, agent {agent:.1} MB"));
    lab.stop()?;
    let mut table = Table::new(&["runs", "of them called regressed", "promised", "metrics named"]);
    table.row([
        format!("{SAME} of the same page"),
        same.regressed.to_string(),
        "at most 1".to_owned(),
        same.named(),
    ]);
    table.row([
        format!("{SLOWER} with {METRIC} {PLANTED_PERCENT} % slower"),
        slower.of(METRIC).to_string(),
        "at least 19".to_owned(),
        slower.named(),
    ]);
    table.print();
    say(format!("after: {}", machine::circumstances()));
    Ok(())
}

/// What was said of several runs.
#[derive(Default)]
struct Count {
    regressed: usize,
    metrics: std::collections::BTreeMap<String, usize>,
}

impl Count {
    fn of(&self, metric: &str) -> usize {
        self.metrics.get(metric).copied().unwrap_or_default()
    }

    fn named(&self) -> String {
        let named: Vec<String> =
            self.metrics.iter().map(|(metric, times)| format!("{metric} {times}")).collect();
        named.join(", ")
    }
}

async fn count(lab: &Lab, runs: usize, delay_percent: u32) -> anyhow::Result<Count> {
    let mut count = Count::default();
    for number in 1..=runs {
        let regressed = run(lab, delay_percent).await?;
        count.regressed += usize::from(!regressed.is_empty());
        if !regressed.is_empty() {
            say(format!("  {delay_percent} % slower, run {number}: {}", regressed.join(", ")));
        }
        for metric in regressed {
            *count.metrics.entry(metric).or_default() += 1;
        }
    }
    Ok(count)
}

/// One run; gives the metrics that were called regressed.
async fn run(lab: &Lab, delay_percent: u32) -> anyhow::Result<Vec<String>> {
    lab.until_ready("bench/host").await?;
    let folder = tempfile::tempdir().context("cannot make a folder")?;
    let output = program::perfsight(folder.path(), "run")?
        .args(["run", "inference", "--json", "--iterations", "10", "--controller", &lab.http])
        .args(["--var", &format!("extra_delay_percent={delay_percent}")])
        .env("PERFSIGHT_TOKEN", &lab.token)
        .stdout(Stdio::piped())
        .output()
        .context("cannot start `perfsight run`")?;
    // 1 says that something regressed, which is what is counted here.
    if !matches!(output.status.code(), Some(0 | 1)) {
        let log = std::fs::read_to_string(folder.path().join("run.log")).unwrap_or_default();
        bail!("`perfsight run` ended with {}: {log}", output.status);
    }
    let reports: Value =
        serde_json::from_slice(&output.stdout).context("`perfsight run --json` prints JSON")?;
    let metrics = reports[0]["verdict"]["metrics"].as_array().context("the run was judged")?;
    let regressed = metrics.iter().filter(|metric| metric["verdict"] == "regressed");
    Ok(regressed.filter_map(|metric| metric["metric"].as_str().map(str::to_owned)).collect())
}
