//! What goes wrong outside ends with one clear message, the right exit code, and nothing left behind.

use std::process::Output;

use serde_json::Value;

use crate::lab::{Scenario, TestLab, marked, wait_for};

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// One message, this exit code, and these words in it.
fn assert_refused(output: &Output, code: i32, words: &[&str]) {
    let text = stderr(output);
    assert_eq!(output.status.code(), Some(code), "{text}");
    for word in words {
        assert!(text.contains(word), "`{word}` is not in: {text}");
    }
    assert!(!text.contains("panicked"), "{text}");
}

#[test]
fn every_mistake_of_a_scenario_is_told_with_its_place() {
    let lab = TestLab::new();
    let path = lab.folder().join("wrong.yaml");
    std::fs::write(&path, "name: wrong\niteratons: 3\nsteps:\n  - clik: \"#a\"\n  - sleep: 5\n")
        .expect("written");
    let output = lab.perfsight(&["run", path.to_str().expect("UTF-8")]);
    assert_refused(&output, 2, &["wrong.yaml:2:1", "iterations", "wrong.yaml:4:5", "click", "wrong.yaml:5"]);
}

#[test]
fn huge_and_foreign_files_are_refused_as_scenarios() {
    let lab = TestLab::new();
    let huge = lab.folder().join("huge.yaml");
    let file = std::fs::File::create(&huge).expect("created");
    file.set_len(100 << 20).expect("a sparse file of 100 MiB");
    assert_refused(&lab.perfsight(&["run", huge.to_str().expect("UTF-8")]), 2, &["huge.yaml", "1 MiB"]);

    let picture = lab.folder().join("picture.yaml");
    std::fs::write(&picture, [0x89, b'P', b'N', b'G', 0xff, 0xfe, 0]).expect("written");
    assert_refused(&lab.perfsight(&["run", picture.to_str().expect("UTF-8")]), 2, &["picture.yaml"]);

    assert_refused(&lab.perfsight(&["run", "no-such.yaml"]), 2, &["no-such.yaml", "login"]);
}

#[test]
fn missing_element_fails_its_step_with_a_picture_and_a_partial_run() {
    let lab = TestLab::with_agent();
    let scenario = Scenario::new("absent", "<p>nothing here</p>")
        .step("click: {css: \"#buy\", timeout: 1s}")
        .write(lab.folder());
    let output = lab.perfsight(&["run", "--json", scenario.to_str().expect("UTF-8")]);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    let report: Value = serde_json::from_slice(&output.stdout).expect("a report");
    let reason = report[0]["ending"]["reason"].as_str().expect("a reason");
    assert!(reason.contains("step 2") && reason.contains("#buy"), "{reason}");
    let run =
        lab.api(&format!("/api/v1/runs/{}", report[0]["run_id"].as_str().expect("a partial run is stored")));
    assert_eq!(run["run"]["outcome"], "failed", "{run}");
    assert_eq!(run["failed_step"]["number"], 2);
    let screenshot = run["failed_step"]["screenshot"].as_str().expect("a screenshot");
    let attachments = run["attachments"].as_array().expect("attachments");
    assert!(
        attachments.iter().any(|file| file["name"] == screenshot && file["size_bytes"].as_u64() > Some(0))
    );
    wait_for("the browser's end", || marked("PERFSIGHT_ATTEMPT=").is_empty().then_some(()));
}

#[test]
fn page_that_never_answers_ends_at_its_limit() {
    let lab = TestLab::with_agent();
    let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("a port that accepts and says nothing");
    let address = silent.local_addr().expect("an address");
    let path = lab.folder().join("hung.yaml");
    let yaml = format!(
        "name: hung\nbase_url: http://{address}/\nwarmup: 0\niterations: 1\nbaseline: none\nsteps:\n  - open: {{url: /, timeout: 2s}}\n"
    );
    std::fs::write(&path, yaml).expect("written");
    let output = lab.perfsight(&["run", path.to_str().expect("UTF-8")]);
    assert_refused(&output, 3, &["step 1", "2 s"]);
}

#[test]
fn wrong_token_and_absent_controller_are_told_apart() {
    let lab = TestLab::new();
    let output =
        lab.command(&["run", "idle", "--controller", &lab.http]).env("PERFSIGHT_TOKEN", "wrong").output();
    assert_refused(&output.expect("runs"), 4, &["1003"]);
    let nobody =
        std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let output = lab.command(&["run", "idle", "--controller", &format!("http://{nobody}")]).output();
    assert_refused(&output.expect("runs"), 4, &["no controller answers", &nobody.to_string()]);
}

#[test]
fn broken_datasets_are_refused_with_their_place_and_stored_nowhere() {
    let lab = TestLab::new();
    let upload = |name: &str, text: &str| {
        let path = lab.folder().join(name);
        std::fs::write(&path, text).expect("written");
        lab.perfsight(&["upload", path.to_str().expect("UTF-8")])
    };
    assert_refused(&upload("cut.json", "{\"schema_version\": 1, \"report\": {"), 2, &["1009"]);
    let negative = DATASET.replace("1000000", "-5");
    assert_refused(&upload("negative.json", &negative), 2, &["memory_rss", "4321"]);
    assert_eq!(lab.api("/api/v1/runs")["pagination"]["total"], 0);

    let first = upload("good.json", DATASET);
    assert_eq!(first.status.code(), Some(0), "{}", stderr(&first));
    let again = upload("good.json", DATASET);
    assert_eq!(again.status.code(), Some(0), "{}", stderr(&again));
    assert_eq!(lab.api("/api/v1/runs")["pagination"]["total"], 1, "the same bytes are one run");
}

/// A Dataset of one sample.
pub(crate) const DATASET: &str = r#"{"schema_version":1,"exported_at":"2026-01-15T10:05:00.000Z","report":{"client_id":"desk-1",
"created_at":"2026-01-15T10:00:00.000Z","title":"login","meta":{"test_context":{"scenario_name":"login","tags":["release:6.7.0"]},
"collection":{"mode":"system","metric_standard":"os","interval_ms":1000,"started_at":"2026-01-15T10:00:00.000Z",
"ended_at":"2026-01-15T10:00:01.000Z","duration_seconds":1},"env":{"os":"Linux"}},
"metrics":[{"timestamp":"2026-01-15T10:00:01.000Z","metrics":{"4321":{"cpu_os_usage":12.5,"memory_rss":1000000}}}]}}"#;
