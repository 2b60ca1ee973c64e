//! What a Dataset must not hold is refused, with the path where it stands and what would be right.

mod sample;

use std::convert::Infallible;
use std::error::Error;

use dataset::{Flag, ReadError, StreamError, read_dataset, read_flagged, stream_slice};
use proptest::prelude::*;
use sample::full;
use serde_json::{Value, json};

/// The full sample with the value at a JSON pointer replaced, or put there.
fn with(pointer: &str, value: Value) -> Vec<u8> {
    let mut document = full();
    let (parent, key) = pointer.rsplit_once('/').expect("pointers begin with a slash");
    let parent = document.pointer_mut(parent).expect("the sample has it");
    if let Some(object) = parent.as_object_mut() {
        object.insert(key.to_owned(), value);
    } else {
        parent[key.parse::<usize>().expect("lists have positions")] = value;
    }
    document.to_string().into_bytes()
}

fn refusal(bytes: &[u8]) -> String {
    let error = read_dataset(bytes).expect_err("this must be refused");
    let same = stream_slice(bytes, |_| Ok::<(), Infallible>(())).expect_err("this must be refused");
    let StreamError::Read(same) = same;
    assert_eq!(told(&same), told(&error));
    told(&error)
}

fn told(error: &ReadError) -> String {
    error.source().map_or_else(|| error.to_string(), |source| format!("{error}: {source}"))
}

fn check(pointer: &str, value: Value, expected: &str) {
    assert_eq!(refusal(&with(pointer, value)), expected);
}

const POINT: &str = "/report/metrics/0/metrics/4321";

#[test]
fn refusals_name_the_path_and_what_would_be_right() {
    let at = |field: &str| format!("{POINT}/{field}");
    check(
        &at("memory_rss"),
        json!(-5),
        r#"report.metrics[0].metrics["4321"].memory_rss: -5 is not a whole number of bytes (0 or more)"#,
    );
    check(
        &at("cpu_os_usage"),
        json!(-3.5),
        r#"report.metrics[0].metrics["4321"].cpu_os_usage: -3.5 is not a percentage (0 or more)"#,
    );
    check(
        &at("custom_metrics/inference_time"),
        json!("fast"),
        r#"report.metrics[0].metrics["4321"].custom_metrics.inference_time: invalid type: string "fast", expected f64"#,
    );
    check(
        "/report/meta/test_context/tags",
        json!(["release:1", "a", "release:2"]),
        "report.meta.test_context.tags[2]: `release:2` is a second release tag beside `release:1`; a run belongs to one release",
    );
    check(
        "/report/attachments/0/name",
        json!("../secret"),
        "report.attachments[0].name: `../secret` is not a plain file name (no folders, no `..`, no control characters, at most 255 bytes)",
    );
    check(
        "/report/iterations/1/index",
        json!(0),
        "report.iterations[1].index: index 0 follows index 0; indices ascend",
    );
    check(
        "/report/meta/collection/ended_at",
        json!(0),
        "report.meta.collection.ended_at: ends 1970-01-01T00:00:00.000Z, before its start 2024-01-15T10:00:00.000Z",
    );
    check(
        "/report/meta/collection/mode",
        json!("everything"),
        "report.meta.collection.mode: unknown variant `everything`, expected one of `system`, `browser`, `hybrid`",
    );
    check("/report/metrics", json!({}), "report.metrics: invalid type: map, expected a list of batches");
    check("/report", json!(5), "report: invalid type: integer `5`, expected an object");
}

#[test]
fn missing_metadata_is_told_apart_from_a_wrong_format() {
    for pointer in ["/report/meta/test_context/scenario_name", "/report/meta/collection", "/report/title"] {
        let error = read_dataset(&with(pointer, Value::Null)).unwrap_err();
        let path = pointer[1..].replace('/', ".");
        assert!(matches!(&error, ReadError::MissingMetadata { path: found } if *found == path), "{error}");
    }
    let error = read_dataset(&with("/report/meta/test_context/scenario_name", json!(" "))).unwrap_err();
    assert!(matches!(error, ReadError::MissingMetadata { .. }), "{error}");
}

#[test]
fn newer_major_version_is_refused_and_newer_minor_version_read() {
    for version in [json!(1), json!("1"), json!("1.0"), json!("1.7"), json!("0.9")] {
        assert_eq!(read_dataset(&with("/schema_version", version)).unwrap().schema_version, 1);
    }
    for version in [json!(2), json!("2.0"), json!("99999999999")] {
        let error = read_dataset(&with("/schema_version", version)).unwrap_err();
        assert!(matches!(error, ReadError::NewerVersion { .. }), "{error}");
    }
    for version in [json!("one"), json!(""), json!(-1), json!([1])] {
        let error = read_dataset(&with("/schema_version", version)).unwrap_err();
        assert!(matches!(error, ReadError::Refused(_)), "{error}");
    }
}

#[test]
fn batches_that_go_back_in_time_are_refused() {
    let batch = |at: &str| json!({"timestamp": at, "metrics": {}});
    check(
        "/report/metrics",
        json!([batch("2024-01-15T10:00:02Z"), batch("2024-01-15T10:00:02Z"), batch("2024-01-15T10:00:01Z")]),
        "report.metrics[2].timestamp: 2024-01-15T10:00:01.000Z lies before 2024-01-15T10:00:02.000Z, the one in front of it; sort ascending by time",
    );
}

#[test]
fn key_that_stands_twice_is_refused() {
    let twice = br#"{"report": {"title": "a", "title": "b"}}"#;
    assert_eq!(refusal(twice), "report.title: stands here a second time; keep one");
}

#[test]
fn text_that_is_no_json_is_refused_with_its_place() {
    assert_eq!(
        refusal(br#"{"report": {"title": nope}}"#),
        "the dataset is not valid JSON near `report.title`: expected ident at line 1 column 23"
    );
    let deep = format!(r#"{{"x": {}1{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    assert!(refusal(deep.as_bytes()).contains("recursion limit exceeded"));
}

#[test]
fn wrong_duration_is_mended_and_flagged() {
    let reading = read_flagged(&with("/report/meta/collection/duration_seconds", json!(301.5))).unwrap();
    assert!((reading.dataset.report.meta.collection.duration_seconds - 300.0).abs() < f64::EPSILON);
    assert_eq!(reading.flags, [Flag::DurationRecomputed { stated: 301.5, computed: 300.0 }]);
    assert_eq!(
        read_flagged(&with("/report/meta/collection/duration_seconds", json!(300.9))).unwrap().flags,
        []
    );
}

#[test]
fn metric_without_definition_is_flagged_and_kept() {
    let reading = read_flagged(&with(&format!("{POINT}/custom_metrics"), json!({"fps": 59.9}))).unwrap();
    assert_eq!(reading.flags, [Flag::NoDefinition { key: "fps".to_owned() }]);
    assert_eq!(reading.dataset.report.metrics[0].metrics[&4321].custom_metrics["fps"].to_string(), "59.9");
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(read_dataset(&bytes).is_err());
    }

    #[test]
    fn truncated_datasets_are_refused(cut in any::<prop::sample::Index>()) {
        let bytes = serde_json::to_vec(&full()).unwrap();
        prop_assert!(read_dataset(&bytes[..cut.index(bytes.len())]).is_err());
    }

    #[test]
    fn mutated_datasets_never_panic(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = serde_json::to_vec(&full()).unwrap();
        let place = at.index(bytes.len());
        bytes[place] = byte;
        let mut batches = Vec::new();
        let at_once = stream_slice(&bytes, |batch| {
            batches.push(batch);
            Ok::<(), Infallible>(())
        });
        match (read_flagged(&bytes), at_once) {
            (Ok(reading), Ok(header)) => {
                prop_assert_eq!(reading.flags, header.flags);
                prop_assert_eq!(reading.dataset.report.metrics, batches);
            }
            (Err(error), Err(StreamError::Read(same))) => prop_assert_eq!(told(&error), told(&same)),
            (one, other) => prop_assert!(false, "{one:?} and {other:?}"),
        }
    }
}
