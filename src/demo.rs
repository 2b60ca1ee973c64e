//! `perfsight demo`: the main job from end to end. A slow-down is planted in one metric; exactly it must be found.

use std::path::Path;

use analysis::Verdict;
use anyhow::Context;

use crate::cli::{AnyController, DemoArgs, RunArgs, RunLabels};
use crate::exit::{CommandResult, Exit, FailWith, Failure};
use crate::follow::follow;
use crate::print;
use crate::private_lab::PrivateLab;
use crate::report::{JobReport, Required, table};
use crate::run::submit;
use crate::shutdown;
use crate::source::Written;

/// The scenario that measures how long one inference takes.
const SCENARIO: &str = "inference";
/// The metric that is made slower.
const METRIC: &str = "inference_time";
/// By how much, percent.
const PLANTED_PERCENT: u32 = 12;

/// Runs a baseline build, then a slower one, and checks the verdict.
pub(crate) async fn demo(args: DemoArgs) -> CommandResult {
    empty(&args.data).fail_with(Exit::Infrastructure)?;
    let lab = PrivateLab::start_open(&args.data).await.fail_with(Exit::Infrastructure)?;
    let found = story(&lab, &args).await;
    if args.keep && found.is_ok() {
        print::answer(format_args!("\nServing {} until Ctrl-C.", lab.client.page("/")));
        shutdown::token(false).cancelled().await;
    }
    lab.stop().await.fail_with(Exit::Infrastructure)?;
    found
}

async fn story(lab: &PrivateLab, args: &DemoArgs) -> CommandResult {
    print::answer("A controller and an agent run as two processes; the agent drives a real browser.\n");
    print::answer(format_args!("1. Release 1.0.0: `{SCENARIO}`, 10 iterations. It becomes the baseline."));
    run(lab, args, "1.0.0", 0).await?;
    print::answer(format_args!(
        "2. Release 1.1.0: the same pages, but every inference waits {PLANTED_PERCENT} % longer.\n"
    ));
    let slower = run(lab, args, "1.1.0", PLANTED_PERCENT).await?;
    print::answer(table(&slower));
    let regressed = regressed(&slower);
    if regressed == [METRIC] {
        print::answer(format_args!("\nFound: exactly the planted metric, {METRIC}, regressed."));
        return Ok(Exit::Passed);
    }
    let error = anyhow::anyhow!("planted in {METRIC}, found in {regressed:?}");
    Err(Failure { exit: Exit::Regressed, error })
}

async fn run(lab: &PrivateLab, args: &DemoArgs, release: &str, delay: u32) -> Result<JobReport, Failure> {
    let request = RunArgs {
        scenario: SCENARIO.to_owned(),
        at: AnyController { controller: None, token: None },
        data: args.data.clone(),
        labels: RunLabels {
            release: Some(release.to_owned()),
            tags: vec!["demo".to_owned()],
            ..RunLabels::default()
        },
        variables: vec![format!("extra_delay_percent={delay}")],
        baseline: None,
        iterations: Some(10),
        require_verdict: false,
        json: false,
        junit: None,
    };
    let written = Written::read(SCENARIO).fail_with(Exit::Usage)?;
    let submitted = submit(&lab.client, &written, &request).await?;
    let mut reports = follow(&lab.client, &submitted).await?;
    let report = reports.pop().context("the scenario became no job").fail_with(Exit::Infrastructure)?;
    match report.exit(&Required::default()) {
        Exit::Passed | Exit::Regressed | Exit::Inconclusive => Ok(report),
        exit @ (Exit::Usage | Exit::ScenarioFailed | Exit::Infrastructure | Exit::Interrupted) => {
            Err(Failure { exit, error: anyhow::anyhow!(table(&report)) })
        }
    }
}

fn regressed(report: &JobReport) -> Vec<&str> {
    let metrics = report.verdict.iter().flat_map(|judgment| &judgment.metrics);
    metrics
        .filter(|metric| metric.verdict == Verdict::Regressed)
        .map(|metric| metric.metric.as_str())
        .collect()
}

/// The demonstration starts from nothing, so that nothing but what it planted can be found.
fn empty(data: &Path) -> anyhow::Result<()> {
    match std::fs::remove_dir_all(data) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error).with_context(|| format!("cannot empty `{}`", data.display())),
    }
}
