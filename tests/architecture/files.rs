//! A file is one noun or one verb: small enough to be read, named so that it is found, and said so in its first line.

use std::path::Path;

use super::sources::{files, generated, text};

const LONGEST: usize = 400;
const LONGEST_TEST: usize = 500;
const NAMELESS: &[&str] = &["util", "utils", "helper", "helpers", "common", "misc", "manager"];

fn is_test(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str() == "tests") || path.to_string_lossy().contains(".test.")
}

/// Lines that are not part of the unit tests at a Rust file's end.
fn own_lines(path: &Path) -> usize {
    let text = text(path);
    let code = if is_test(path) {
        text.as_str()
    } else {
        text.split("\n#[cfg(test)]\nmod ").next().unwrap_or_default()
    };
    code.lines().count()
}

#[test]
fn files_are_short_enough_to_be_read() {
    let mut long = Vec::new();
    for ending in ["rs", "ts", "tsx", "css", "sh"] {
        for path in files(ending).iter().filter(|path| !generated(path) && !path.starts_with("webui/dist")) {
            let limit = if is_test(path) { LONGEST_TEST } else { LONGEST };
            let lines = own_lines(path);
            if lines > limit {
                long.push(format!("{}: {lines} lines, at most {limit}", path.display()));
            }
        }
    }
    assert!(long.is_empty(), "split by noun or verb:\n{}", long.join("\n"));
}

#[test]
fn names_say_what_they_hold() {
    for ending in ["rs", "ts", "tsx"] {
        for path in files(ending) {
            let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            assert!(!NAMELESS.contains(&stem.as_str()), "{}: a name that says nothing", path.display());
        }
    }
}

#[test]
fn every_module_says_its_job_first() {
    let silent: Vec<String> = files("rs")
        .iter()
        .filter(|path| !generated(path))
        .filter(|path| !text(path).starts_with("//!"))
        .map(|path| path.display().to_string())
        .collect();
    assert!(silent.is_empty(), "begin with a `//!` line:\n{}", silent.join("\n"));
}

#[test]
fn lints_are_expected_with_a_reason_and_never_allowed() {
    let mut allowed = Vec::new();
    for path in files("rs").iter().filter(|path| !generated(path) && !path.starts_with("tests/architecture"))
    {
        for (index, line) in text(path).lines().enumerate() {
            if line.trim_start().starts_with("#[allow(") || line.trim_start().starts_with("#![allow(") {
                allowed.push(format!("{}:{}", path.display(), index + 1));
            }
        }
    }
    assert!(allowed.is_empty(), "use #[expect(lint, reason = \"…\")]:\n{}", allowed.join("\n"));
}

#[test]
fn each_top_folder_introduces_itself() {
    for folder in ["scenarios", "controller", "agent", "adapters", "webui", "tests", "benches"] {
        let readme = super::sources::root().join(folder).join("README.md");
        let text = std::fs::read_to_string(&readme).unwrap_or_default();
        for part in ["Role", "Entry point", "Invariants", "How to add one more"] {
            assert!(text.contains(part), "{folder}/README.md does not say `{part}`");
        }
    }
}
