//! Every form that was ever written is read into the current one.

mod sample;

use dataset::{CollectionMode, Flag, MetricPoint, Reading, Timestamp, read_flagged};
use serde_json::{Value, json};

fn read(document: &Value) -> Reading {
    read_flagged(document.to_string().as_bytes()).expect("every form is read")
}

fn points() -> Value {
    json!([{"timestamp": 1_705_312_801_000_i64, "points": [
        {"pid": 4321, "timestamp": 1_705_312_801_000_i64, "cpu_usage": 12.5, "memory_rss": 1000, "js_heap_size": 7, "gpu_usage": 3.0},
        {"pid": 77, "timestamp": 1_705_312_801_350_i64, "cpu_usage": 0.0, "memory_rss": 5}]}])
}

fn check_points(reading: &Reading) {
    let batch = &reading.dataset.report.metrics[0];
    assert_eq!(batch.timestamp.to_string(), "2024-01-15T10:00:01.000Z");
    let expected = MetricPoint {
        cpu_os_usage: Some(12.5),
        memory_rss: Some(1000),
        js_heap_size: Some(7),
        gpu_usage: Some(3.0),
        ..MetricPoint::default()
    };
    assert_eq!(batch.metrics[&4321], expected);
    assert_eq!(batch.metrics[&77].timestamp, Some(Timestamp::from_epoch_ms(1_705_312_801_350)));
}

#[test]
fn dataset_of_the_desktop_client_is_read_as_it_is() {
    let reading = read_flagged(include_bytes!("canonical_sample.json")).unwrap();
    assert_eq!(reading.flags, []);
    let point = &reading.dataset.report.metrics[0].metrics[&4321];
    assert_eq!((point.cpu_chrome_usage, point.cpu_os_usage), (Some(12.5), Some(13.1)));
    assert_eq!((point.memory_private, point.memory_rss), (Some(104_857_600), Some(157_286_400)));
}

#[test]
fn list_of_points_becomes_a_map_by_process() {
    let mut document = sample::full();
    document["report"]["metrics"] = points();
    let reading = read(&document);
    check_points(&reading);
    assert_eq!(reading.flags, []);
}

#[test]
fn older_name_beside_the_current_one_is_a_field_of_its_own() {
    let mut document = sample::full();
    document["report"]["metrics"][0]["metrics"]["4321"]["cpu_usage"] = json!(99);
    let point = &read(&document).dataset.report.metrics[0].metrics[&4321];
    assert_eq!((point.cpu_os_usage, point.unknown["cpu_usage"].as_i64()), (Some(13.1), Some(99)));
}

#[test]
fn source_names_mean_a_mode() {
    for (sources, mode) in [
        (json!(["browser", "system"]), CollectionMode::Hybrid),
        (json!(["browser"]), CollectionMode::Browser),
        (json!(["system"]), CollectionMode::System),
    ] {
        let mut document = sample::full();
        let collection = document["report"]["meta"]["collection"].as_object_mut().unwrap();
        collection.remove("mode");
        collection.insert("sources".to_owned(), sources);
        let read = read(&document).dataset.report.meta.collection;
        assert_eq!((read.mode, read.sources.len()), (mode, 0));
    }
}

#[test]
fn source_names_against_the_mode_are_refused() {
    let mut document = sample::full();
    document["report"]["meta"]["collection"]["sources"] = json!(["browser"]);
    let error = read_flagged(&serde_json::to_vec(&document).unwrap()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "report.meta.collection.sources: these sources mean `browser`, yet `mode` says `hybrid`; drop one of the two"
    );
}

#[test]
fn session_metadata_moves_to_its_places() {
    let document = json!({
        "session_id": "s-1", "app_name": "shop", "browser_version": "120.0", "os_info": "Windows 11",
        "start_time": 1_705_312_800_000_i64, "end_time": 1_705_312_860_000_i64, "tags": ["release:1.2.0", "smoke"],
        "scenario_name": "login", "metrics": points()
    });
    let reading = read(&document);
    check_points(&reading);
    let report = &reading.dataset.report;
    assert_eq!((report.id.as_str(), report.client_id.as_deref()), ("", Some("s-1")));
    assert_eq!(report.meta.env.app_name.as_deref(), Some("shop"));
    assert_eq!(report.meta.env.browser_version.as_deref(), Some("120.0"));
    assert_eq!(report.meta.env.os.as_deref(), Some("Windows 11"));
    assert_eq!(report.meta.test_context.release(), Some("1.2.0"));
    assert_eq!(report.meta.collection.duration_seconds.to_string(), "60");
    assert!(reading.dataset.unknown.is_empty());
    let assumed: Vec<&str> = reading
        .flags
        .iter()
        .filter_map(|flag| if let Flag::Assumed { path, .. } = flag { Some(path.as_str()) } else { None })
        .collect();
    assert!(assumed.contains(&"report.meta.collection.interval_ms"), "{assumed:?}");
}

#[test]
fn session_without_a_scenario_is_refused_with_the_place_for_it() {
    let document = br#"{"session_id": "s", "start_time": 0, "end_time": 1, "metrics": []}"#;
    let error = read_flagged(document).unwrap_err();
    assert_eq!(error.to_string(), "report.meta.test_context.scenario_name is required and missing");
}
