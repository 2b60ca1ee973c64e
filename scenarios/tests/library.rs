//! What ships reads, and editors know every word of it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use scenarios::{Inputs, Plan, Scenario, Site, StepKind, library, pages_folder, parse, schema};

fn plan(name: &str, inputs: &Inputs) -> Plan {
    let shipped = library().iter().find(|shipped| shipped.name == name).expect("it ships");
    parse(&shipped.source(), inputs).expect("what ships reads")
}

#[test]
fn every_shipped_scenario_parses_and_carries_its_pages() {
    for shipped in library() {
        let plan = plan(shipped.name, &Inputs::default());
        assert_eq!(plan.scenarios.len(), 1);
        assert_eq!(plan.scenarios[0].name, shipped.name);
        let Site::Pages(pages) = &plan.scenarios[0].site else { panic!("{} has pages", shipped.name) };
        assert_eq!(pages.len(), shipped.pages.len());
        assert!(pages.contains_key("index.html"));
        assert_eq!(pages_folder(shipped.yaml), Some(format!("pages/{}", shipped.name)));
    }
}

#[test]
fn shipped_pages_are_those_in_the_folder_and_need_no_internet() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("library");
    for shipped in library() {
        let folder = root.join("pages").join(shipped.name);
        let on_disk = std::fs::read_dir(folder).unwrap().count();
        assert_eq!(on_disk, shipped.pages.len(), "{}", shipped.name);
        for (path, text) in shipped.pages {
            assert!(!text.contains("http://") && !text.contains("https://"), "{path}");
        }
    }
}

#[test]
fn the_planted_delay_reaches_the_page() {
    let variables = BTreeMap::from([("extra_delay_percent".to_owned(), "10".to_owned())]);
    let plan = plan("inference", &Inputs { variables, ..Inputs::default() });
    let scenario: &Scenario = &plan.scenarios[0];
    let StepKind::Open { url, .. } = &scenario.steps[0].kind else { panic!("it opens the page first") };
    assert_eq!(url, "index.html?extra_delay_percent=10");
    assert_eq!(scenario.metrics[0].key, "inference_time");
    assert_eq!(scenario.metrics[0].practical_percent, Some(3.0));
}

#[test]
fn a_scenario_survives_the_way_to_an_agent() {
    for shipped in library() {
        let scenario = plan(shipped.name, &Inputs::default()).scenarios.remove(0);
        let sent = serde_json::to_vec(&scenario).unwrap();
        assert_eq!(serde_json::from_slice::<Scenario>(&sent).unwrap(), scenario);
    }
}

#[test]
fn the_committed_schema_is_what_the_reader_takes() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("schema/scenario.schema.json");
    let fresh = serde_json::to_string_pretty(&schema()).unwrap() + "\n";
    if std::env::var_os("PERFSIGHT_REGENERATE").is_some() {
        std::fs::write(&path, &fresh).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == fresh, "stale; run the tests once with PERFSIGHT_REGENERATE=1");
}

#[test]
fn editors_find_nothing_wrong_with_what_ships_and_everything_with_what_does_not() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    for shipped in library() {
        assert!(shipped.yaml.starts_with("# yaml-language-server: $schema=../schema/scenario.schema.json\n"));
        let value: serde_json::Value = serde_yaml::from_str(shipped.yaml).unwrap();
        let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", shipped.name);
    }
    for refused in ["{name: a, steps: [{clik: a}]}", "{name: a}", "{name: a, steps: [click], iteration: 3}"] {
        let value: serde_json::Value = serde_yaml::from_str(refused).unwrap();
        assert!(!validator.is_valid(&value), "{refused}");
    }
}
