//! Who may depend on whom, and on what from outside.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};

/// The complete list of edges between our own crates.
const EDGES: &[(&str, &[&str])] = &[
    ("dataset", &[]),
    ("scenarios", &[]),
    ("adapters", &["dataset"]),
    ("analysis", &["dataset"]),
    ("protocol", &["scenarios", "dataset"]),
    ("controller", &["protocol", "scenarios", "dataset", "analysis"]),
    ("agent", &["protocol", "scenarios", "dataset", "adapters"]),
    ("perfsight", &["adapters", "agent", "analysis", "controller", "dataset", "protocol", "scenarios"]),
];

/// Crates that never enter the tree, with the reason.
const BANNED: &[(&str, &str)] = &[
    ("aws-lc-sys", "one TLS provider: ring"),
    ("openssl-sys", "one TLS provider: ring"),
    ("native-tls", "one TLS provider: ring"),
    ("serde_yml", "unsound and unmaintained (RUSTSEC-2025-0068)"),
];

/// Licenses that may enter the tree; the same list stands in deny.toml.
const LICENSES: &[&str] = &[
    "MIT",
    "MIT-0",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "0BSD",
    "BSL-1.0",
    "Unicode-3.0",
    "CDLA-Permissive-2.0",
    "MPL-2.0",
    "CC0-1.0",
    "Unlicense",
];

/// What is built on this kind of machine; crates for others need not have been downloaded.
fn metadata() -> Metadata {
    let version = Command::new("rustc").arg("-vV").output().expect("rustc tells its host");
    let version = String::from_utf8(version.stdout).expect("its answer is text");
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).expect("it names its host");
    MetadataCommand::new()
        .current_dir(super::sources::root())
        .other_options(["--locked", "--offline", "--filter-platform", host].map(str::to_owned))
        .exec()
        .expect("cargo metadata describes the workspace")
}

#[test]
fn workspace_crates_depend_only_along_the_drawn_edges() {
    let metadata = metadata();
    let ours: BTreeSet<&str> =
        metadata.workspace_packages().iter().map(|package| package.name.as_str()).collect();
    let allowed: BTreeMap<&str, BTreeSet<&str>> =
        EDGES.iter().map(|(from, to)| (*from, to.iter().copied().collect())).collect();
    let mut forbidden = Vec::new();
    for package in metadata.workspace_packages() {
        let may = allowed.get(package.name.as_str()).unwrap_or_else(|| {
            panic!(
                "crate `{}` is not on the map: draw it in tests/architecture/dependencies.rs first",
                package.name
            )
        });
        for dependency in &package.dependencies {
            let name = dependency.name.as_str();
            if ours.contains(name) && !may.contains(name) {
                forbidden.push(format!("{} -> {name}", package.name));
            }
        }
    }
    assert!(forbidden.is_empty(), "edges that the house does not have: {forbidden:?}");
}

#[test]
fn pure_crates_know_no_runtime() {
    for package in metadata().workspace_packages() {
        if !["scenarios", "dataset", "adapters", "analysis"].contains(&package.name.as_str()) {
            continue;
        }
        for dependency in &package.dependencies {
            let runtime = dependency.name.starts_with("tokio") && dependency.kind == DependencyKind::Normal;
            assert!(!runtime, "`{}` decides purely and may not depend on {}", package.name, dependency.name);
        }
    }
}

#[test]
fn banned_crates_stay_out() {
    let metadata = metadata();
    for (banned, reason) in BANNED {
        let found = metadata.packages.iter().find(|package| package.name.as_str() == *banned);
        assert!(
            found.is_none(),
            "`{banned}` is in the tree ({reason}); `cargo tree -i {banned}` shows who brings it"
        );
    }
}

#[test]
fn every_license_is_on_the_list() {
    let metadata = metadata();
    let refused: Vec<String> = metadata
        .packages
        .iter()
        .filter(|package| !package.license.as_deref().is_some_and(is_allowed))
        .map(|package| format!("{} {}: {:?}", package.name, package.version, package.license))
        .collect();
    assert!(refused.is_empty(), "licenses to be looked at by a person: {refused:#?}");
}

#[test]
fn both_license_lists_agree() {
    let deny = super::sources::text(std::path::Path::new("deny.toml"));
    for license in LICENSES {
        assert!(deny.contains(&format!("\"{license}\"")), "deny.toml does not allow {license}");
    }
    for (banned, _) in BANNED {
        assert!(deny.contains(&format!("\"{banned}\"")), "deny.toml does not ban {banned}");
    }
}

/// Whether an SPDX expression can be satisfied from the list. Understands AND, OR and parentheses.
pub(crate) fn is_allowed(expression: &str) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let mut words: Vec<&str> = spaced.split_whitespace().collect();
    words.reverse();
    either(&mut words)
}

fn either(words: &mut Vec<&str>) -> bool {
    let mut allowed = both(words);
    while words.last() == Some(&"OR") {
        words.pop();
        allowed |= both(words);
    }
    allowed
}

fn both(words: &mut Vec<&str>) -> bool {
    let mut allowed = one(words);
    while words.last() == Some(&"AND") {
        words.pop();
        allowed &= one(words);
    }
    allowed
}

fn one(words: &mut Vec<&str>) -> bool {
    match words.pop() {
        Some("(") => {
            let allowed = either(words);
            words.pop();
            allowed
        }
        Some(license) => {
            let mut name = license.to_owned();
            if words.last() == Some(&"WITH") {
                words.pop();
                name = format!("{name} WITH {}", words.pop().unwrap_or_default());
            }
            LICENSES.contains(&name.as_str())
        }
        None => false,
    }
}

#[test]
fn license_expressions_are_read_as_they_are_meant() {
    assert!(is_allowed("MIT OR GPL-3.0"));
    assert!(!is_allowed("MIT AND GPL-3.0"));
    assert!(is_allowed("(MIT OR GPL-3.0) AND Unicode-3.0"));
    assert!(is_allowed("Apache-2.0 WITH LLVM-exception"));
    assert!(!is_allowed("GPL-2.0 WITH Classpath-exception-2.0"));
    assert!(is_allowed("MIT/Apache-2.0"));
}
