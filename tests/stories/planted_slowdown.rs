//! A slow-down that was planted in one metric is found, and nothing else is called a regression.

use serde_json::Value;

use crate::lab::TestLab;

const SCENARIO: &str = "inference";

/// Runs the scenario and gives the first job of the answer with the exit code.
fn run(lab: &TestLab, delay_percent: u32) -> (Value, Option<i32>) {
    let variable = format!("extra_delay_percent={delay_percent}");
    let output = lab.perfsight(&["run", SCENARIO, "--json", "--iterations", "10", "--var", &variable]);
    let report: Value = serde_json::from_slice(&output.stdout).expect("the answer is JSON");
    (report[0].clone(), output.status.code())
}

fn regressed_metrics(job: &Value) -> Vec<&str> {
    let metrics = job["verdict"]["metrics"].as_array().expect("the run was judged");
    metrics
        .iter()
        .filter(|metric| metric["verdict"] == "regressed")
        .filter_map(|metric| metric["metric"].as_str())
        .collect()
}

fn metric<'a>(job: &'a Value, key: &str) -> &'a Value {
    let metrics = job["verdict"]["metrics"].as_array().expect("the run was judged");
    metrics.iter().find(|metric| metric["metric"] == key).expect("the metric was judged")
}

/// Runs again, as a reader of the verdict would, what could not be told since the machine had other work.
fn until_decided(mut run: impl FnMut() -> (Value, Option<i32>)) -> (Value, Option<i32>) {
    let busy = |job: &Value| metric(job, "inference_time")["verdict"] == "inconclusive";
    (0..2).map(|_| run()).find(|(job, _)| !busy(job)).unwrap_or_else(&mut run)
}

#[test]
fn planted_slowdown_is_found_and_nothing_else() {
    let lab = TestLab::with_agent();

    let (first, exit) = run(&lab, 0);
    assert_eq!(exit, Some(0), "{first}\n{}", lab.logged("bench"));
    assert_eq!(first["verdict"]["verdict"], "inconclusive", "there is no baseline yet: {first}");
    let own = &metric(&first, "inference_time")["measured"];
    assert!(own["median"].as_f64().is_some_and(|median| median > 32.0), "the page sleeps 32 ms: {first}");
    assert_eq!(own["values"].as_array().map(Vec::len), Some(10), "one value an iteration: {first}");

    let (same, exit) = run(&lab, 0);
    assert_eq!(regressed_metrics(&same), Vec::<&str>::new(), "the same build again: {same}");
    assert_eq!(exit, Some(0));

    let (slower, exit) = until_decided(|| run(&lab, 12));
    assert_eq!(regressed_metrics(&slower), ["inference_time"], "{slower}");
    assert_eq!(exit, Some(1));
}
