//! What comes from npm: pinned, and under a license that may enter. Reads the lock files and never the network.

use std::path::PathBuf;

use serde_json::Value;

use super::dependencies::is_allowed;
use super::sources::{files, text};

/// Licenses that only a tool of ours may have, which never leaves this repository, with the tool.
const TOOLS_ONLY: &[(&str, &str)] = &[
    ("Python-2.0", "argparse, of the generator of the API's types"),
    ("BlueOak-1.0.0", "graceful-fs, of Lighthouse in a bench"),
];

fn locks() -> Vec<(PathBuf, Value)> {
    let all = files("json").into_iter().filter(|path| path.ends_with("package-lock.json"));
    all.map(|path| {
        let lock = serde_json::from_str(&text(&path)).expect("a lock file is JSON");
        (path, lock)
    })
    .collect()
}

/// The entry of our own package, then those of all that it needs.
fn packages(lock: &Value) -> impl Iterator<Item = (&String, &Value)> {
    lock["packages"].as_object().expect("a lock file lists its packages").iter()
}

#[test]
fn every_npm_license_is_on_the_list() {
    let mut refused = Vec::new();
    for (path, lock) in &locks() {
        for (name, package) in packages(lock) {
            let license = package["license"].as_str().unwrap_or("none");
            let of_a_tool = package["dev"] == true && TOOLS_ONLY.iter().any(|(known, _)| *known == license);
            if !is_allowed(license) && !of_a_tool {
                refused.push(format!("{}: {name}: {license}", path.display()));
            }
        }
    }
    assert!(refused.is_empty(), "licenses to be looked at by a person: {refused:#?}");
}

#[test]
fn npm_packages_are_named_by_exact_versions() {
    let mut open = Vec::new();
    for (path, lock) in &locks() {
        let own = &lock["packages"][""];
        for kind in ["dependencies", "devDependencies"] {
            for (name, version) in own[kind].as_object().into_iter().flatten() {
                let exact = version
                    .as_str()
                    .is_some_and(|text| text.starts_with(|first: char| first.is_ascii_digit()));
                if !exact {
                    open.push(format!("{}: {name}: {version}", path.display()));
                }
            }
        }
    }
    assert!(open.is_empty(), "name one version: {open:#?}");
}
