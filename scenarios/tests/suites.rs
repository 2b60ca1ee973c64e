//! Suites: what they expand to, and every mistake at its place.

#![expect(clippy::panic, reason = "in a test a panic is the report")]

use std::collections::BTreeMap;
use std::path::PathBuf;

use scenarios::{
    BrowserKind, Suite, SuiteSource, library_suites, parse_suite, scenarios_of_suite, suite_schema,
};

const SENT: &str = "name: checkout\nbase_url: http://127.0.0.1:9\nplatform: linux\nparameters: {size: [s, l]}\nvariables: {term: a}\nsteps:\n  - open: \"${size}-${term}\"\n";

fn source(text: &str) -> SuiteSource {
    SuiteSource {
        name: "a.yaml".to_owned(),
        text: text.to_owned(),
        scenarios: if text.contains("checkout") {
            BTreeMap::from([("checkout".to_owned(), SENT.to_owned())])
        } else {
            BTreeMap::new()
        },
        pages: BTreeMap::new(),
    }
}

fn suite(text: &str) -> Suite {
    parse_suite(&source(text)).unwrap_or_else(|mistakes| panic!("{text}\n{mistakes}"))
}

fn check(text: &str, expected: &[&str]) {
    let mistakes = parse_suite(&source(text)).err().map(|mistakes| mistakes.to_string()).unwrap_or_default();
    let found: Vec<&str> = mistakes.lines().collect();
    assert_eq!(found.len(), expected.len(), "{text}\n{found:#?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with("a.yaml:") && found.contains(expected), "{found}\nis not\n{expected}");
    }
}

#[test]
fn an_entry_is_one_cell_per_device_and_combination_in_the_order_of_the_file() {
    let suite = suite(
        "name: night\ntags: [nightly]\npriority: 3\nentries:\n  - idle\n  - scenario: checkout\n    priority: -1\n    tags: [shop]\n    variables: {term: b}\n    iterations: 7\n    devices:\n      - {labels: [gpu], browser: {kind: firefox, min_version: 120}}\n      - {name: slow one, platform: linux}\n",
    );
    let told: Vec<String> = suite
        .cells
        .iter()
        .map(|cell| {
            format!("{} | {} | {:?} | {}", cell.entry, cell.device, cell.scenario.parameters, cell.priority)
        })
        .collect();
    assert_eq!(
        told,
        [
            "idle | chromium | {} | 3",
            "checkout | linux, gpu, firefox 120 or newer | {\"size\": \"s\"} | -1",
            "checkout | linux, gpu, firefox 120 or newer | {\"size\": \"l\"} | -1",
            "checkout | slow one | {\"size\": \"s\"} | -1",
            "checkout | slow one | {\"size\": \"l\"} | -1",
        ]
    );
    let scenario = &suite.cells[1].scenario;
    assert_eq!((scenario.browser.kind, scenario.iterations), (BrowserKind::Firefox, 7));
    assert_eq!(scenario.tags, ["nightly", "shop"]);
    let requires = &scenario.requires;
    assert_eq!((requires.labels.join(" "), requires.browser_version_min), ("gpu".to_owned(), Some(120)));
}

#[test]
fn the_devices_of_the_suite_hold_where_an_entry_names_none_and_parameters_can_be_chosen() {
    let suite = suite(
        "name: night\ndevices: [{name: lab}]\nentries:\n  - {scenario: checkout, parameters: {size: [xl]}}\n  - {scenario: idle, devices: [{name: own}]}\n",
    );
    let told: Vec<String> =
        suite.cells.iter().map(|cell| format!("{} {:?}", cell.device, cell.scenario.parameters)).collect();
    assert_eq!(told, ["lab {\"size\": \"xl\"}", "own {}"]);
}

#[test]
fn every_mistake_of_a_suite_is_told_at_its_place_with_the_word_that_was_meant() {
    check(
        "name: a night\nentrys: []\nentries:\n  - scrol\n  - {scenario: idle, iterations: 0, varables: {}}\n  - {scenario: checkout, devices: [{platform: macos}]}\n  - {scenario: idle, variables: {nothing: x}}\n",
        &[
            "1:7: a suite's name stands in addresses",
            "2:1: unknown key `entrys` in a suite; did you mean `entries`?",
            "4:5: scenario `scrol` is neither shipped nor was it sent along; there are login, scroll, inference, idle, checkout; did you mean `scroll`?",
            "5:34: `0` is not a whole number from 1 to 1000",
            "5:37: unknown key `varables` in an entry; did you mean `variables`?",
            "6:36: scenario `checkout` runs on linux alone, not on macos",
            "7:16: `idle`: variable `nothing` was given, but this scenario does not use it",
        ],
    );
}

#[test]
fn what_cannot_be_run_is_refused() {
    check("name: a\nentries: []\n", &["2:10: a suite without entries runs nothing"]);
    check("name: a\n", &["1:1: a suite needs `entries`"]);
    check("- idle\n", &["1:1: a suite is a mapping"]);
    check(
        "name: a\nentries: [idle, idle]\n",
        &["2:17: `idle` on chromium stands in line 2 already; give one of them another `name`"],
    );
    check(
        "name: a\nentries:\n  - {scenario: checkout, parameters: {sise: [s]}}\n",
        &[
            "3:16: `checkout`: values of `sise` were given, which this scenario has not as a parameter; did you mean `size`?",
        ],
    );
    check(
        "name: a\nentries:\n  - {scenario: checkout, parameters: {size: [s, s]}}\n",
        &["3:39: parameter `size` needs a list of values"],
    );
    check("name: a\nentries:\n  - {scenario: idle, devices: []}\n", &["3:31: name at least one device"]);
    let values: Vec<String> = (0..100).map(|value| value.to_string()).collect();
    let entry = |index: usize| {
        let values = values.join(",");
        format!("  - {{scenario: checkout, name: e{index}, parameters: {{size: [{values}]}}}}")
    };
    let many = (0..6).map(entry).collect::<Vec<_>>().join("\n");
    check(&format!("name: a\nentries:\n{many}"), &["3:3: the entries make 600 jobs; at most 500"]);
}

#[test]
fn a_scenario_that_came_along_answers_for_itself() {
    let mut sent = source("name: a\nentries: [checkout, {scenario: checkout, name: again}]\n");
    sent.scenarios.insert("checkout".to_owned(), SENT.replace("open", "opne"));
    let told = parse_suite(&sent).unwrap_err().to_string();
    assert_eq!(told, "checkout.yaml:7:5: unknown step `opne`; did you mean `open`?");
    sent.scenarios.insert("checkout".to_owned(), SENT.replace("name: checkout", "name: cart"));
    let told = parse_suite(&sent).unwrap_err().to_string();
    assert!(
        told.contains("a.yaml:2:11: the scenario that was sent as `checkout` calls itself `cart`"),
        "{told}"
    );
    sent.scenarios.insert("checkout".to_owned(), SENT.to_owned());
    sent.scenarios.insert("spare".to_owned(), SENT.to_owned());
    let told = parse_suite(&sent).unwrap_err().to_string();
    assert_eq!(told, "a.yaml:1:1: scenario `spare` was sent along, but no entry names it");
}

#[test]
fn a_caller_learns_which_files_to_gather() {
    let names = |text: &str| scenarios_of_suite(text).into_iter().collect::<Vec<_>>();
    assert_eq!(names("name: a\nentries: [idle, cart, {scenario: checkout}]\n"), ["cart", "checkout", "idle"]);
    assert_eq!(names("name: ["), Vec::<String>::new());
    assert_eq!(names("entries: 7"), Vec::<String>::new());
}

#[test]
fn what_ships_reads_and_editors_know_every_word_of_it() {
    let validator = jsonschema::validator_for(&suite_schema()).unwrap();
    for shipped in library_suites() {
        assert!(shipped.yaml.starts_with("# yaml-language-server: $schema=../../schema/suite.schema.json\n"));
        assert_eq!(suite(shipped.yaml).name, shipped.name);
        let value: serde_json::Value = serde_yaml::from_str(shipped.yaml).unwrap();
        let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", shipped.name);
    }
    for refused in [
        "{name: a}",
        "{name: a, entries: [{scenari: idle}]}",
        "{name: a, entries: [idle], devices: [{os: x}]}",
    ] {
        let value: serde_json::Value = serde_yaml::from_str(refused).unwrap();
        assert!(!validator.is_valid(&value), "{refused}");
    }
}

#[test]
fn the_committed_suite_schema_is_what_the_reader_takes() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("schema/suite.schema.json");
    let fresh = serde_json::to_string_pretty(&suite_schema()).unwrap() + "\n";
    if std::env::var_os("PERFSIGHT_REGENERATE").is_some() {
        std::fs::write(&path, &fresh).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == fresh, "stale; run the tests once with PERFSIGHT_REGENERATE=1");
}
