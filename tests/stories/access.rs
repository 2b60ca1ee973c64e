//! Projects, people and tokens from the command line, on a controller that serves meanwhile.

use std::io::Write;
use std::process::{Output, Stdio};

use serde_json::{Value, json};

use crate::bad_input::DATASET;
use crate::lab::TestLab;

fn said(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// `perfsight` on the rows of the lab.
fn changed(lab: &TestLab, arguments: &[&str]) -> Output {
    lab.command(arguments).arg("--data").arg(lab.folder()).output().expect("perfsight runs")
}

#[test]
fn a_project_has_its_own_token_and_nobody_else_sees_its_runs() {
    let lab = TestLab::new();
    assert_eq!(said(&changed(&lab, &["project", "create", "Web team"])), "web-team");
    let create = ["token", "create", "--project", "Web team", "--scope", "read,ingest", "--expires", "1h"];
    let token = said(&changed(&lab, &create));
    let file = lab.folder().join("run.json");
    std::fs::write(&file, DATASET).expect("written");
    let upload = lab
        .command(&["upload", file.to_str().expect("UTF-8"), "--environment", "production"])
        .env("PERFSIGHT_CONTROLLER", &lab.http)
        .env("PERFSIGHT_TOKEN", &token)
        .output();
    said(&upload.expect("perfsight runs"));
    assert_eq!(lab.api("/api/v1/runs")["pagination"]["total"], 0, "the default project sees nothing of it");
    said(&changed(&lab, &["project", "rename", "web-team", "Web"]));
    said(&changed(&lab, &["project", "archive", "Web"]));
    let projects: Value =
        serde_json::from_str(&said(&changed(&lab, &["project", "list", "--json"]))).expect("JSON");
    assert_eq!((&projects[1]["id"], &projects[1]["status"]), (&json!("default"), &json!("active")));
    assert_eq!((&projects[0]["name"], &projects[0]["status"]), (&json!("Web"), &json!("archived")));
    let refused = lab
        .command(&["upload", file.to_str().expect("UTF-8")])
        .env("PERFSIGHT_CONTROLLER", &lab.http)
        .env("PERFSIGHT_TOKEN", &token)
        .output()
        .expect("perfsight runs");
    let reason = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && reason.contains("2004"), "{reason}");
}

#[test]
fn people_are_made_given_a_role_and_kept_out() {
    let lab = TestLab::new();
    let mut child = lab
        .command(&["user", "create", "Ada", "--role", "editor", "--password-stdin", "--data"])
        .arg(lab.folder())
        .stdin(Stdio::piped())
        .spawn()
        .expect("perfsight starts");
    let mut stdin = child.stdin.take().expect("it is piped");
    stdin.write_all(b"correct horse battery\n").expect("it reads");
    drop(stdin);
    assert!(child.wait().expect("it ends").success());
    let made = said(&changed(&lab, &["user", "create", "grace"]));
    assert!(made.len() == 32, "a password is made and printed: {made}");
    said(&changed(&lab, &["user", "role", "grace", "admin", "--project", "*"]));
    said(&changed(&lab, &["user", "disable", "grace"]));
    let users: Value =
        serde_json::from_str(&said(&changed(&lab, &["user", "list", "--json"]))).expect("JSON");
    assert_eq!(users[0]["roles"], json!([{"project": "default", "role": "editor"}]));
    assert_eq!(users[1]["roles"], json!([{"project": "*", "role": "admin"}]));
    assert!(users[0]["disabled_at"].is_null() && users[1]["disabled_at"].is_string(), "{users}");
    for (wrong, word) in [
        (vec!["user", "create", "ada"], "already"),
        (vec!["user", "role", "ada", "owner"], "viewer, editor and admin"),
        (vec!["user", "role", "nobody", "viewer"], "no account"),
        (vec!["user", "role", "ada", "viewer", "--project", "gone"], "no project"),
        (vec!["token", "create", "--scope", "read", "--expires", "soon"], "12h or 90d"),
    ] {
        let refused = changed(&lab, &wrong);
        let reason = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert_eq!(refused.status.code(), Some(2), "{wrong:?}: {reason}");
        assert!(reason.contains(word), "{wrong:?}: {reason}");
    }
    let deeds = lab.api("/api/v1/audit");
    let told: Vec<&Value> =
        deeds["items"].as_array().expect("deeds").iter().map(|deed| &deed["action"]).collect();
    assert_eq!(told, ["user.role", "token.create"], "of the default project alone: {deeds}");
}
