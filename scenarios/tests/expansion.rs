//! What a good file becomes, and that no file at all makes the reader panic.

use std::collections::BTreeMap;
use std::time::Duration;

use proptest::prelude::*;
use scenarios::{
    BaselineRule, Condition, Inputs, Mistakes, Overrides, Phase, Plan, ScrollTo, Selector, Site, Source,
    StepKind, Viewport, library, parse, parse_bytes, schema,
};

fn read(yaml: &str, inputs: &Inputs) -> Result<Plan, Mistakes> {
    let source = Source { name: "a.yaml".to_owned(), text: yaml.to_owned(), pages: BTreeMap::new() };
    parse(&source, inputs)
}

fn good(yaml: &str) -> Plan {
    read(yaml, &Inputs::default()).expect("nothing is wrong with it")
}

#[test]
fn every_step_reads_in_its_short_and_its_long_form() {
    let css = |text: &str| Selector::Css(text.to_owned());
    let text = |text: &str| text.to_owned();
    for (step, kind) in [
        ("click: '#go'", StepKind::Click(css("#go"))),
        ("hover: {xpath: //b}", StepKind::Hover(Selector::Xpath(text("//b")))),
        ("type: {into: a, text: 12}", StepKind::Type { into: css("a"), text: text("12"), clear: false }),
        ("press: Enter", StepKind::Press(text("Enter"))),
        ("press: {key: Control+A}", StepKind::Press(text("Control+A"))),
        ("select: {from: {css: s}, value: l}", StepKind::Select { from: css("s"), value: text("l") }),
        ("scroll: bottom", StepKind::Scroll(ScrollTo::Bottom)),
        ("scroll: {y: -800}", StepKind::Scroll(ScrollTo::By { x: 0, y: -800 })),
        ("scroll: {to: a}", StepKind::Scroll(ScrollTo::Element(css("a")))),
        ("drag: {from: a, to: b}", StepKind::Drag { from: css("a"), to: css("b") }),
        (
            "upload_file: {into: a, name: a.txt, content: b}",
            StepKind::UploadFile { into: css("a"), name: text("a.txt"), content: text("b") },
        ),
        ("wait_for: a", StepKind::WaitFor(Condition::Visible(css("a")))),
        ("wait_for: {gone: a}", StepKind::WaitFor(Condition::Gone(css("a")))),
        (
            "wait_for: {network_idle: 1.5s}",
            StepKind::WaitFor(Condition::NetworkIdle(Duration::from_millis(1500))),
        ),
        ("script: 'return `$${x}`'", StepKind::Script(text("return `${x}`"))),
        ("mark: seen", StepKind::Mark { name: text("seen"), phase: Phase::Instant }),
        ("sleep: {for: 2s}", StepKind::Sleep(Duration::from_secs(2))),
        ("screenshot: {name: a}", StepKind::Screenshot { name: text("a") }),
        ("restart_browser", StepKind::RestartBrowser),
        ("restart_browser:", StepKind::RestartBrowser),
        (
            "exec: {program: a, args: [1, b]}",
            StepKind::Exec { program: text("a"), arguments: vec![text("1"), text("b")] },
        ),
    ] {
        let yaml = format!("name: a\nsteps:\n  - {step}\n");
        assert_eq!(good(&yaml).scenarios[0].steps[0].kind, kind, "{step}");
        let value: serde_json::Value = serde_yaml::from_str(&yaml).unwrap();
        assert!(jsonschema::is_valid(&schema(), &value), "{step}");
    }
    let plan =
        good("name: a\nsteps:\n - click: a\n   name: Go\n   timeout: 5s\n - hover: {css: a, name: Over}");
    let steps = &plan.scenarios[0].steps;
    assert_eq!((steps[0].name.as_deref(), steps[0].timeout), (Some("Go"), Some(Duration::from_secs(5))));
    assert_eq!(steps[1].name.as_deref(), Some("Over"));
}

const EVERY_KEY: &str = r#"
name: all
description: Every key once
platform: linux
requires: {labels: [lab], browser: {min_version: 120, max_version: 160}}
browser:
  {kind: firefox, binary: /opt/ff, arguments: [-x], headless: false, viewport: {width: 800, height: 600}, locale: en-US, profile: /p}
base_url: "${HOST:-http://127.0.0.1:1}"
variables: {n: 4}
secrets: [P]
parameters: {size: [s, l]}
collection: {mode: system, metric_standard: os, interval: 500ms, sources: {system.pss: 5s}}
warmup: 0
iterations: ${n}
cool_down: 1s
timeout: {job: 1h, step: 5s, silence: 1m}
retries: {infrastructure: 0, step: 1}
steps: [{open: "?${size}"}]
metrics:
  - {key: m, unit: s, meaning: A time, direction: higher_is_better, aggregate: p95, threshold: 1.5, practical_limit: {percent: 3, absolute: 0.1}}
baseline: {last_good: 5}
tags: [nightly]
"#;

#[test]
fn every_key_is_read_and_known_to_editors() {
    let value: serde_json::Value = serde_yaml::from_str(EVERY_KEY).unwrap();
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let plan = good(EVERY_KEY);
    let scenario = &plan.scenarios[1];
    assert_eq!(plan.parameters, [("size".to_owned(), vec!["s".to_owned(), "l".to_owned()])]);
    assert_eq!((scenario.iterations, scenario.warmup, scenario.retries.step), (4, 0, 1));
    assert_eq!(scenario.browser.viewport, Viewport { width: 800, height: 600 });
    assert_eq!(
        (scenario.requires.browser_version_min, scenario.requires.browser_version_max),
        (Some(120), Some(160))
    );
    assert_eq!(scenario.collection.source_intervals["system.pss"], Duration::from_secs(5));
    assert_eq!(scenario.timeouts.job, Duration::from_hours(1));
    assert_eq!(
        (scenario.metrics[0].threshold, scenario.metrics[0].practical_absolute),
        (Some(1.5), Some(0.1))
    );
    assert_eq!(scenario.baseline, BaselineRule::LastGood(5));
    assert_eq!(scenario.site, Site::BaseUrl("http://127.0.0.1:1".to_owned()));
    assert!(matches!(&scenario.steps[0].kind, StepKind::Open { url, .. } if url == "?l"));
}

#[test]
fn what_is_not_said_has_the_documented_default() {
    let scenario = good("name: a\nsteps: [{click: a}]").scenarios.remove(0);
    assert_eq!((scenario.iterations, scenario.warmup, scenario.cool_down), (10, 1, Duration::ZERO));
    assert_eq!(scenario.browser.viewport, Viewport { width: 1280, height: 800 });
    assert!(scenario.browser.headless);
    assert_eq!(scenario.timeouts.job, Duration::from_mins(30));
    assert_eq!((scenario.retries.infrastructure, scenario.retries.step), (1, 0));
    assert_eq!(scenario.collection.interval, Duration::from_secs(1));
    assert_eq!((scenario.baseline, scenario.site), (BaselineRule::PreviousRelease, Site::Absolute));
}

#[test]
fn parameters_make_one_job_per_combination_in_the_order_of_the_file() {
    let plan = good("name: a\nparameters: {size: [s, l], v: [1.10, 2]}\nsteps: [{click: '#${size}-${v}'}]");
    let clicked: Vec<&StepKind> = plan.scenarios.iter().map(|scenario| &scenario.steps[0].kind).collect();
    let css = |text: &str| StepKind::Click(Selector::Css(text.to_owned()));
    assert_eq!(clicked, [&css("#s-1.10"), &css("#s-2"), &css("#l-1.10"), &css("#l-2")]);
    assert_eq!(plan.scenarios[2].parameters["size"], "l");
}

#[test]
fn the_nearest_value_of_a_variable_wins() {
    let yaml = "name: a\nvariables: {v: file}\nsteps: [{click: '${v} ${w:-x y} ${e}'}]";
    let one = |name: &str, value: &str| BTreeMap::from([(name.to_owned(), value.to_owned())]);
    let mut environment = one("v", "environment");
    environment.insert("e".to_owned(), "there".to_owned());
    let clicked = |variables| {
        let inputs = Inputs { variables, environment: environment.clone(), ..Inputs::default() };
        read(yaml, &inputs).unwrap().scenarios.remove(0).steps.remove(0).kind
    };
    let css = |text: &str| StepKind::Click(Selector::Css(text.to_owned()));
    assert_eq!(clicked(one("v", "line")), css("line x y there"));
    assert_eq!(clicked(BTreeMap::new()), css("environment x y there"));
}

#[test]
fn a_secret_stays_a_reference() {
    let plan = good("name: a\nsecrets: [P]\nsteps: [{type: {into: a, text: '${secret:P}'}}]");
    let scenario = &plan.scenarios[0];
    assert_eq!(scenario.secrets, ["P"]);
    let StepKind::Type { text, .. } = &scenario.steps[0].kind else { panic!("it types") };
    assert_eq!(text, "${secret:P}");
}

#[test]
fn anchors_and_merge_keys_save_typing() {
    let plan = good("name: a\nsteps:\n - &s {click: a, timeout: 5s}\n - *s\n - {<<: *s, timeout: 7s}");
    let limits: Vec<_> = plan.scenarios[0].steps.iter().filter_map(|step| step.timeout).collect();
    assert_eq!(limits, [5, 5, 7].map(Duration::from_secs));
}

#[test]
fn overrides_replace_what_the_file_says() {
    let overrides = Overrides {
        iterations: Some(3),
        warmup: Some(0),
        base_url: Some("http://127.0.0.1:1".to_owned()),
        headless: Some(false),
        tags: vec!["b".to_owned()],
        ..Overrides::default()
    };
    let inputs = Inputs { overrides, ..Inputs::default() };
    let scenario = read("name: a\ntags: [a]\nsteps: [{open: x}]", &inputs).unwrap().scenarios.remove(0);
    assert_eq!((scenario.iterations, scenario.warmup, scenario.browser.headless), (3, 0, false));
    assert_eq!(scenario.site, Site::BaseUrl("http://127.0.0.1:1".to_owned()));
    assert_eq!(scenario.tags, ["a", "b"]);
}

/// A shipped text with a piece cut out and another put in.
fn mutated() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "", ":", "- ", "*a", "&a ", "{", "]", "${", "}", "\n", "\t", "|", "'", "é", "<<: ",
    ]);
    (0..library().len(), any::<prop::sample::Index>(), 0..40_usize, pieces).prop_map(
        |(which, at, cut, piece)| {
            let mut text: Vec<char> = library()[which].yaml.chars().collect();
            let at = at.index(text.len());
            let end = (at + cut).min(text.len());
            text.splice(at..end, piece.chars());
            text.into_iter().collect()
        },
    )
}

fn places_are_in_the_file(text: &str, result: &Result<Plan, Mistakes>) -> bool {
    let lines = text.lines().count().max(1) + 1;
    result.as_ref().err().is_none_or(|mistakes| {
        let inside = |line: u32, column: u32| (1..=lines).contains(&(line as usize)) && column >= 1;
        !mistakes.as_slice().is_empty() && mistakes.as_slice().iter().all(|m| inside(m.line, m.column))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused_at_a_place(text in "\\PC*|[a-z:\\- \n{}\\[\\]&*!|>'\"$#%,]{0,200}") {
        prop_assert!(places_are_in_the_file(&text, &read(&text, &Inputs::default())));
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let refused = parse_bytes("a.yaml", &bytes, BTreeMap::new(), &Inputs::default());
        prop_assert!(refused.is_err_and(|mistakes| !mistakes.as_slice().is_empty()));
    }

    #[test]
    fn a_damaged_scenario_is_read_or_refused_at_a_place(text in mutated()) {
        prop_assert!(places_are_in_the_file(&text, &read(&text, &Inputs::default())));
    }
}
