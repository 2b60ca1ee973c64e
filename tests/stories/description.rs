//! Every answer of the API is one that its description tells, whatever is asked: a tool makes requests that fit the
//! description and requests that do not, of a controller with runs, jobs, a device, people and permissions.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

use crate::bad_input::DATASET;
use crate::lab::{Scenario, TestLab};
use crate::uploads::{PICTURE, zip};

/// The description, as the dashboard's types are made from it.
const DESCRIPTION: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/webui/openapi.json");
/// How it is tried.
const CONFIG: &str = include_str!("../schemathesis/schemathesis.toml");
/// Where only people may do everything.
const OPERATORS: [&str; 2] = ["/api/v1/projects", "/api/v1/users"];
const PASSWORD: &str = "correct horse battery";

/// Where `./setup.sh test` puts the tool.
fn tool() -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("it lies in the target folder");
    let tool = target.join("schemathesis/bin/schemathesis");
    assert!(tool.is_file(), "{} is missing; `./setup.sh test` puts it there", tool.display());
    tool
}

#[test]
fn every_answer_is_one_that_the_description_tells() {
    let mut lab = TestLab::with_agent();
    populate(&mut lab);
    let authorization = format!("Authorization: Bearer {}", lab.token);
    assert_kept(&try_all(&lab, &["--header", &authorization]), operations(&["/"]));

    let cookie = format!("Cookie: {}", signed_in(&lab));
    let theirs = format!("^({})", OPERATORS.join("|"));
    let person = ["--header", &cookie, "--header", "X-PerfSight-Request: 1", "--include-path-regex", &theirs];
    // The tool adds wrong credentials to the session's cookie, which then counts. Wrong ones alone it tried above.
    let checks = ["--exclude-checks", "ignored_auth"];
    assert_kept(&try_all(&lab, &[&person[..], &checks].concat()), operations(&OPERATORS));
}

/// Operations of the description, at addresses that begin so.
fn operations(begin: &[&str]) -> usize {
    let text = std::fs::read_to_string(DESCRIPTION).expect("the description is there");
    let description: Value = serde_json::from_str(&text).expect("it is JSON");
    let paths = description["paths"].as_object().expect("it has paths");
    let chosen = paths.iter().filter(|(path, _)| begin.iter().any(|begin| path.starts_with(begin)));
    chosen.map(|(_, item)| item.as_object().expect("a path has methods").len()).sum()
}

fn try_all(lab: &TestLab, arguments: &[&str]) -> Output {
    Command::new(tool())
        .args(["--config-file", "schemathesis.toml", "run", DESCRIPTION, "--no-color", "--url", &lab.http])
        .args(arguments)
        .current_dir(lab.folder())
        .env("NO_PROXY", "127.0.0.1")
        .stdin(Stdio::null())
        .output()
        .expect("the tool runs")
}

fn assert_kept(output: &Output, operations: usize) {
    let said = String::from_utf8_lossy(&output.stdout);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{complaint}");
    assert!(said.contains(&format!("Tested: {operations}\n")), "not every operation was tried:\n{said}");
}

/// Fills the controller, and tells the tool what there is to ask for.
fn populate(lab: &mut TestLab) {
    let known = |name: &str, values: &[String]| {
        let quoted: Vec<String> = values.iter().map(|value| format!("\"{value}\"")).collect();
        let lines = format!("{}\n", quoted.join("\n"));
        std::fs::write(lab.folder().join(format!("{name}.dict")), lines).expect("written");
    };
    std::fs::write(lab.folder().join("schemathesis.toml"), CONFIG).expect("written");
    let runs: Vec<String> = (0..4).map(|number| upload(lab, number)).collect();
    known("pairs", &[runs[..2].join(","), runs[2..].join(",")]);
    let scenario = Scenario::new("tried", "<p>here</p>").write(lab.folder());
    let output = lab.perfsight(&["run", "--json", scenario.to_str().expect("UTF-8")]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let jobs = lab.api("/api/v1/jobs");
    known("jobs", &[text(&jobs["items"][0]["id"])]);
    let pinned = post(lab, "/api/v1/baselines", &json!({"run_id": runs[0]})).1;
    known("baselines", &[text(&pinned["id"])]);
    let share = post(lab, &format!("/api/v1/runs/{}/shares", runs[0]), &json!({})).1;
    known("shares", &[text(&share["share"]["id"])]);
    let token = post(lab, "/api/v1/tokens", &json!({"name": "to be revoked", "scopes": ["read"]})).1;
    known("tokens", &[text(&token["token"]["id"])]);
    known("runs", &runs);
    known("files", &["end.png".to_owned()]);
    known("projects", &["default".to_owned()]);
    person(lab, "ada", "admin");
    person(lab, "grace", "viewer");
    known("people", &["grace".to_owned()]);
    // The device stays known; the jobs that the tool submits are not to be run.
    lab.kill_agent(0);
}

/// Stores a run with a picture; gives its id.
fn upload(lab: &TestLab, number: usize) -> String {
    let dataset = DATASET.replace("desk-1", &format!("desk-{number}"));
    let path = lab.folder().join(format!("{number}.zip"));
    std::fs::write(&path, zip(&[("end.png", PICTURE), ("dataset.json", dataset.as_bytes())]))
        .expect("written");
    let output = lab.perfsight(&["upload", "--json", path.to_str().expect("UTF-8")]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let stored: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    text(&stored["run_id"])
}

fn person(lab: &TestLab, name: &str, role: &str) {
    let folder = lab.folder().to_str().expect("UTF-8").to_owned();
    let password = lab.folder().join("password");
    std::fs::write(&password, PASSWORD).expect("written");
    let place = ["--project", "*", "--password-stdin", "--data", &folder];
    let output = lab
        .command(&["user", "create", name, "--role", role])
        .args(place)
        .stdin(std::fs::File::open(password).expect("it was written"))
        .output()
        .expect("perfsight runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The cookie of a session of whoever administers everything.
fn signed_in(lab: &TestLab) -> String {
    let (cookie, _) = post(lab, "/api/v1/login", &json!({"account": "ada", "password": PASSWORD}));
    cookie.split(';').next().unwrap_or_default().to_owned()
}

/// Cookie and `data` of the answer.
fn post(lab: &TestLab, path: &str, body: &Value) -> (String, Value) {
    let url = format!("{}{path}", lab.http);
    // Fails only where another test of this process was first.
    let _first = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async move {
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        let answer = client.post(&url).bearer_auth(&lab.token).json(body).send().await.expect("an answer");
        let cookie = answer.headers().get("set-cookie").and_then(|value| value.to_str().ok());
        let cookie = cookie.unwrap_or_default().to_owned();
        let mut envelope: Value = answer.json().await.expect("JSON");
        assert_eq!(envelope["code"], 0, "{url}: {envelope}");
        (cookie, envelope["data"].take())
    })
}

fn text(value: &Value) -> String {
    value.as_str().expect("text").to_owned()
}
