//! `perfsight demo`: the main job from end to end. A slow-down is planted in one metric; exactly it must be found.

use std::path::Path;

use analysis::{Verdict, amount};
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
/// The scenario's `extra_delay_percent` of the slower build.
const PLANTED_PERCENT: f64 = 12.0;
/// What these percent are of, whatever an inference takes on this machine; `USUAL_MS` of the scenario's page.
const NOMINAL_MS: f64 = 40.0;
/// How much longer every inference waits.
const PLANTED_MS: f64 = NOMINAL_MS * PLANTED_PERCENT / 100.0;

/// Runs of the slower build, where a busy machine leaves the first one open.
const TRIES: usize = 3;

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
    run(lab, args, "1.0.0", 0.0).await?;
    print::answer(format_args!(
        "2. Release 1.1.0: the same pages, but every inference waits {PLANTED_MS} ms longer.\n"
    ));
    let mut slower = run(lab, args, "1.1.0", PLANTED_PERCENT).await?;
    for _ in 1..TRIES {
        if !is_open(&slower) {
            break;
        }
        print::answer(table(&slower));
        print::answer("\nThis machine has too much other work to tell. Once more.\n");
        slower = run(lab, args, "1.1.0", PLANTED_PERCENT).await?;
    }
    print::answer(table(&slower));
    judge(&slower)
}

/// Passed if exactly the planted metric regressed.
fn judge(slower: &JobReport) -> CommandResult {
    if let Some(told) = planted_and_measured(slower) {
        print::answer(format_args!("\n{told}"));
    }
    let regressed = regressed(slower);
    if regressed == [METRIC] {
        print::answer(format_args!("Found: exactly the planted metric, {METRIC}, regressed."));
        return Ok(Exit::Passed);
    }
    let found = if regressed.is_empty() { "nothing".to_owned() } else { regressed.join(", ") };
    let advice = if is_open(slower) { "; repeat it when this machine has less other work" } else { "" };
    let error = anyhow::anyhow!("planted in {METRIC}, found in {found}{advice}");
    Err(Failure { exit: Exit::Regressed, error })
}

async fn run(
    lab: &PrivateLab,
    args: &DemoArgs,
    release: &str,
    delay_percent: f64,
) -> Result<JobReport, Failure> {
    let request = RunArgs {
        scenario: SCENARIO.to_owned(),
        at: AnyController { controller: None, token: None },
        data: args.data.clone(),
        labels: RunLabels {
            release: Some(release.to_owned()),
            tags: vec!["demo".to_owned()],
            ..RunLabels::default()
        },
        variables: vec![format!("extra_delay_percent={delay_percent}")],
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

/// What was planted beside what was measured, both against the baseline; absent where there was nothing to compare.
fn planted_and_measured(report: &JobReport) -> Option<String> {
    let mut metrics = report.verdict.iter().flat_map(|judgment| &judgment.metrics);
    let metric = metrics.find(|metric| metric.metric == METRIC)?;
    let evidence = metric.evidence.as_ref().filter(|evidence| evidence.baseline_median > 0.0)?;
    let unit = metric.definition.unit.as_str();
    let percent = |value: f64| 100.0 * value / evidence.baseline_median;
    Some(format!(
        "Planted {PLANTED_MS} ms ({:.1} % of the baseline's {}); measured {:+.1} % ({:.1} to {:.1} %).",
        percent(PLANTED_MS),
        amount(evidence.baseline_median, unit),
        percent(evidence.shift),
        percent(evidence.shift_low),
        percent(evidence.shift_high),
    ))
}

/// Whether nothing can be said of the planted metric: its values spread too widely, or the machine was busier.
fn is_open(report: &JobReport) -> bool {
    named(report, Verdict::Inconclusive).contains(&METRIC)
}

fn regressed(report: &JobReport) -> Vec<&str> {
    named(report, Verdict::Regressed)
}

fn named(report: &JobReport, verdict: Verdict) -> Vec<&str> {
    let metrics = report.verdict.iter().flat_map(|judgment| &judgment.metrics);
    metrics.filter(|metric| metric.verdict == verdict).map(|metric| metric.metric.as_str()).collect()
}

/// The demonstration starts from nothing, so that nothing but what it planted can be found.
fn empty(data: &Path) -> anyhow::Result<()> {
    match std::fs::remove_dir_all(data) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error).with_context(|| format!("cannot empty `{}`", data.display())),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::report::Ending;

    fn report(metrics: &serde_json::Value) -> JobReport {
        let verdict = json!({"verdict": "regressed", "summary": "", "metrics": metrics});
        JobReport {
            job_id: String::new(),
            scenario: SCENARIO.to_owned(),
            title: SCENARIO.to_owned(),
            ending: Ending::Completed,
            run_id: None,
            url: None,
            verdict: Some(serde_json::from_value(verdict).expect("a judgment")),
        }
    }

    #[test]
    fn what_was_planted_stands_beside_what_was_measured() {
        let evidence = json!({"baseline_median": 40.6, "shift": 4.466, "shift_low": 4.19, "shift_high": 4.71,
            "p_adjusted": 0.0001});
        let metric = |evidence| {
            json!([{"metric": METRIC, "verdict": "regressed", "evidence": evidence,
                "definition": {"unit": "ms"}, "rule": ""}])
        };
        let told = planted_and_measured(&report(&metric(evidence)));
        let expected =
            "Planted 4.8 ms (11.8 % of the baseline's 40.6 ms); measured +11.0 % (10.3 to 11.6 %).";
        assert_eq!(told.as_deref(), Some(expected));
        assert_eq!(planted_and_measured(&report(&metric(json!(null)))), None);
    }

    #[test]
    fn the_page_delays_by_a_share_of_the_time_that_is_told_here() {
        let shipped = scenarios::library().iter().find(|shipped| shipped.name == SCENARIO);
        let pages = shipped.expect("it ships").pages;
        let told = |text: &str| text.contains(&format!("const USUAL_MS = {NOMINAL_MS};"));
        assert!(pages.iter().any(|(_, text)| told(text)));
    }
}
