//! A suite from its file to its result, and a schedule that starts it by itself.

use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::{Value, json};

use crate::lab::{Scenario, TestLab, wait_for};

const NIGHT: &str = "# kept as it is\nname: night\nentries:\n  - {scenario: quick, tags: [nightly], iterations: 1, warmup: 0}\n";

/// A suite of one quick scenario that lies beside it.
fn night(lab: &TestLab, text: &str) -> PathBuf {
    Scenario::new("quick", "<p>done</p>").settings("baseline: none\n").write(lab.folder());
    let path = lab.folder().join("night.yaml");
    std::fs::write(&path, text).expect("written");
    path
}

fn suite(lab: &TestLab, action: &str, file: &Path) -> Output {
    lab.perfsight(&["suite", action, file.to_str().expect("UTF-8")])
}

fn told(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn every_mistake_of_a_suite_is_told_with_its_place() {
    let lab = TestLab::new();
    let wrong = night(&lab, "name: night\nentry: []\nentries:\n  - quik\n");
    let output = suite(&lab, "check", &wrong);
    let text = told(&output);
    assert_eq!(output.status.code(), Some(2), "{text}");
    for words in ["night.yaml:2:1: unknown key `entry`", "night.yaml:4:5: scenario `quik` is neither"] {
        assert!(text.contains(words), "{text}");
    }
    let right = night(&lab, NIGHT);
    let output = suite(&lab, "check", &right);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    assert!(told(&output).contains("quick on chromium"), "{}", told(&output));
}

#[test]
fn a_suite_is_kept_started_and_waited_for_and_a_schedule_starts_it_too() {
    let lab = TestLab::with_agent();
    let file = night(&lab, NIGHT);
    let kept = suite(&lab, "keep", &file);
    assert_eq!(kept.status.code(), Some(0), "{}", told(&kept));
    assert_eq!(lab.api("/api/v1/suites/night")["yaml"], NIGHT);

    let schedule = json!({"name": "each minute", "suite": "night", "cron": "* * * * *", "release": "7.1"});
    let (status, made) = lab.post("/api/v1/schedules", &lab.token, &schedule);
    assert_eq!(status, 201, "{made}");

    let start = ["suite", "start", "night", "--wait", "--json", "--release", "7.0", "--key", "ci-1"];
    let output = lab.perfsight(&start);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    let reports: Value = serde_json::from_slice(&output.stdout).expect("the answer is JSON");
    assert_eq!(reports[0]["ending"]["state"], "completed", "{reports}");
    let again = lab.perfsight(&start);
    assert!(told(&again).contains("was started before"), "{}", told(&again));

    let id = made["data"]["id"].as_str().expect("an id").to_owned();
    let fired = wait_for("the schedule's tick", || {
        let ticks = lab.api(&format!("/api/v1/schedules/{id}/ticks"));
        ticks["items"].as_array()?.iter().find(|tick| tick["fate"] == "fired").cloned()
    });
    let run = fired["suite_run_id"].as_str().expect("its suite run").to_owned();
    let over = wait_for("the end of the suite run", || {
        let run = lab.api(&format!("/api/v1/suite-runs/{run}"));
        (run["state"] == "over").then_some(run)
    });
    let cell = &over["cells"][0];
    assert_eq!((&over["release"], &cell["state"]), (&json!("7.1"), &json!("completed")), "{over}");
    assert_eq!(over["schedule_name"], "each minute");
    let by_hand = lab.api("/api/v1/runs?release=7.0&tags=suite:night");
    assert_eq!(by_hand["pagination"]["total"], 1, "{by_hand}");
}
