//! What is written is read back the same, fields that nobody knows yet included.

mod sample;

use std::collections::BTreeMap;

use dataset::{
    BatchMetric, Dataset, DatasetWriter, MetricPoint, Timestamp, Unknown, WriteError, read_dataset,
    read_flagged, write_dataset,
};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Objects whose keys are data: every key in them has a meaning, so none is unknown.
const MAPS: [&str; 6] = ["parameters", "fingerprint", "definitions", "results", "custom_metrics", "analysis"];

fn add_unknown(value: &mut Value, key: &str, parent: &str) {
    match value {
        Value::Object(object) => {
            for (name, each) in object.iter_mut() {
                add_unknown(each, name, key);
            }
            let by_pid = key == "metrics" && parent != "report";
            if !by_pid && !MAPS.contains(&key) {
                object.insert("x_later".to_owned(), json!({"deep": [1, 2.5, null, "text"]}));
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|each| add_unknown(each, "", key)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn unknown_fields_of_every_object_survive() {
    let mut document = sample::full();
    add_unknown(&mut document, "", "");
    let reading = read_flagged(&serde_json::to_vec(&document).unwrap()).unwrap();
    assert_eq!(reading.flags, []);
    let written = write_dataset(Vec::new(), &reading.dataset).unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&written).unwrap(), document);
    assert!(document.to_string().matches("x_later").count() > 20);
}

#[test]
fn source_that_nobody_knows_yet_is_kept_and_refuses_nothing() {
    let mut document = sample::full();
    let of_definition = "/report/meta/definitions/inference_time/source";
    *document.pointer_mut(of_definition).unwrap() = json!({"probe": "gpu"});
    let dataset = read_dataset(&serde_json::to_vec(&document).unwrap()).unwrap();
    assert_eq!(dataset.report.meta.definitions["inference_time"].source, None);
    let written = write_dataset(Vec::new(), &dataset).unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&written).unwrap(), document);
}

#[test]
fn metrics_are_written_last() {
    let mut document = sample::full();
    add_unknown(&mut document, "", "");
    let dataset = read_dataset(&serde_json::to_vec(&document).unwrap()).unwrap();
    let header = Dataset { report: dataset::Report { metrics: Vec::new(), ..dataset.report }, ..dataset };
    let text = String::from_utf8(write_dataset(Vec::new(), &header).unwrap()).unwrap();
    assert!(text.ends_with(r#","metrics":[]}}"#), "{text}");
}

#[test]
fn writer_refuses_what_no_reader_accepts() {
    let header = read_dataset(&serde_json::to_vec(&sample::full()).unwrap()).unwrap();
    let mut writer = DatasetWriter::begin(Vec::new(), &header).unwrap();
    let point = MetricPoint { cpu_os_usage: Some(f64::NAN), ..MetricPoint::default() };
    let batch = BatchMetric {
        timestamp: Timestamp::from_epoch_ms(0),
        metrics: BTreeMap::from([(7, point)]),
        unknown: Unknown::new(),
    };
    let error = writer.batch(&batch).unwrap_err();
    let WriteError::Refused(refusal) = error else { panic!("{error}") };
    assert_eq!(
        refusal.to_string(),
        r#"report.metrics[0].metrics["7"].cpu_os_usage: NaN is not a finite number"#
    );
}

fn finite() -> impl Strategy<Value = f64> {
    prop::num::f64::NORMAL | prop::num::f64::SUBNORMAL | prop::num::f64::ZERO
}

prop_compose! {
    fn point()(
        own in prop::option::of(0_i64..4_000_000_000_000),
        cpu in prop::option::of(finite().prop_map(f64::abs)),
        rss in prop::option::of(any::<u64>()),
        nodes in prop::option::of(any::<u64>()),
        custom_metrics in prop::collection::btree_map(any::<String>(), finite(), 0..4),
        later in prop::option::of(any::<String>()),
    ) -> MetricPoint {
        let unknown = later.map(|text| ("x_later".to_owned(), Value::from(text))).into_iter().collect();
        MetricPoint {
            timestamp: own.map(Timestamp::from_epoch_ms), cpu_os_usage: cpu, memory_rss: rss, dom_nodes: nodes,
            custom_metrics, unknown, ..MetricPoint::default()
        }
    }
}

prop_compose! {
    fn batches()(
        gaps in prop::collection::vec((0_i64..100_000, prop::collection::btree_map(any::<u32>(), point(), 0..4)), 0..8)
    ) -> Vec<BatchMetric> {
        let mut at = 1_700_000_000_000;
        gaps.into_iter().map(|(gap, metrics)| {
            at += gap;
            BatchMetric { timestamp: Timestamp::from_epoch_ms(at), metrics, unknown: Unknown::new() }
        }).collect()
    }
}

proptest! {
    #[test]
    fn written_datasets_read_back_the_same(
        title in any::<String>(), scenario in "[a-z]{1,9}", threshold in finite(), key in any::<String>(),
        metrics in batches(),
    ) {
        let mut dataset = read_dataset(&serde_json::to_vec(&sample::full()).unwrap()).unwrap();
        dataset.report.title = title;
        dataset.report.meta.test_context.scenario_name = scenario;
        dataset.report.meta.definitions.get_mut("inference_time").unwrap().threshold = Some(threshold);
        dataset.report.iterations[0].results.insert(key, threshold);
        dataset.report.metrics = metrics;
        let written = write_dataset(Vec::new(), &dataset).unwrap();
        prop_assert_eq!(read_dataset(&written).unwrap(), dataset);
    }
}
