//! Third-party crates stay in the rooms that own them; what a rule forbids is shown with file and line.

use std::path::Path;

use super::sources::{files, generated, text};

/// A crate, and the only places that may name it.
const FENCES: &[(&str, &[&str])] = &[
    (
        "tonic",
        &[
            "controller/protocol/",
            "controller/src/agent_api",
            "agent/src/session/connection",
            "controller/tests/",
            "agent/tests/",
        ],
    ),
    ("prost", &["controller/protocol/"]),
    ("sea_orm", &["controller/src/store/"]),
    ("sea_orm_migration", &["controller/src/store/"]),
    ("axum", &["controller/src/http_api/", "controller/src/live/", "controller/tests/"]),
    ("openidconnect", &["controller/src/oidc/"]),
    ("prometheus_client", &["controller/src/metrics"]),
    ("fantoccini", &["agent/src/drive/", "agent/tests/"]),
    (
        "tokio_tungstenite",
        &["agent/src/collect/", "agent/tests/", "benches/rig/", "controller/tests/", "tests/stories/"],
    ),
    ("sysinfo", &["agent/src/"]),
    ("rawzip", &["benches/large/", "controller/src/intake/package/", "tests/stories/"]),
    ("serde_yaml", &["scenarios/src/", "scenarios/tests/"]),
];

/// Stages of the controller; they never name a type of an edge.
const STAGES: &[&str] = &["schedule", "lease", "intake", "baseline_check", "alert", "profiling"];
const EDGES: &[&str] = &["agent_api", "http_api", "live", "store"];

#[test]
fn third_party_crates_stay_behind_their_fences() {
    let mut outside = Vec::new();
    for path in files("rs").iter().filter(|path| !generated(path) && !path.starts_with("tests/architecture"))
    {
        for (number, line) in code_lines(path) {
            for (name, places) in FENCES {
                if names(&line, name) && !places.iter().any(|place| path.to_string_lossy().starts_with(place))
                {
                    outside.push(format!("{}:{number}: {name}", path.display()));
                }
            }
        }
    }
    assert!(outside.is_empty(), "named outside their fence:\n{}", outside.join("\n"));
}

#[test]
fn stages_never_name_an_edge() {
    let mut crossings = Vec::new();
    for path in files("rs") {
        let stage = STAGES.iter().any(|stage| path.starts_with(format!("controller/src/{stage}")));
        if !stage {
            continue;
        }
        for (number, line) in code_lines(&path) {
            if EDGES.iter().any(|edge| line.contains(&format!("crate::{edge}"))) {
                crossings.push(format!("{}:{number}: {}", path.display(), line.trim()));
            }
        }
    }
    assert!(crossings.is_empty(), "stages reach into edges:\n{}", crossings.join("\n"));
}

/// Lines with their number, comments left out.
fn code_lines(path: &Path) -> Vec<(usize, String)> {
    text(path)
        .lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line.split("//").next().unwrap_or_default().to_owned()))
        .collect()
}

/// Whether a line of code uses the crate: `name::` or `use name`, not a longer word that ends or begins alike.
fn names(line: &str, name: &str) -> bool {
    line.match_indices(name).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = &line[at + name.len()..];
        let starts = before.is_none_or(|c| !(c.is_alphanumeric() || c == '_' || c == ':' || c == '.'));
        starts && (after.starts_with("::") || after.starts_with(';') && line.trim_start().starts_with("use "))
    })
}

#[test]
fn a_fence_tells_a_crate_from_a_word() {
    assert!(names("use axum::Router;", "axum"));
    assert!(names("fn f(x: tonic::Status) {}", "tonic"));
    assert!(!names("let tonic_water = 1;", "tonic"));
    assert!(!names("crate::axum::x", "axum"));
}
