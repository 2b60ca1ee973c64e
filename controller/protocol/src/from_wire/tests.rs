//! What malformed messages are refused with.

use super::*;
use crate::generated::{AttemptRef, MetricPoint, UploadChunk};
use std::collections::BTreeMap;

fn attempt() -> AttemptRef {
    AttemptRef { job_id: vec![7; 16], number: 1 }
}

fn chunk() -> UploadChunk {
    UploadChunk {
        attempt: Some(attempt()),
        kind: wire::UploadKind::Dataset.into(),
        name: "dataset.json".to_owned(),
        offset_bytes: 0,
        content: vec![1, 2],
        total_bytes: 2,
        sha256: vec![0; 32],
    }
}

fn refused(message: FromAgent) -> String {
    let message = wire::AgentMessage { message: Some(message) };
    AgentMessage::try_from(message).expect_err("the message is malformed").to_string()
}

#[test]
fn empty_message_is_refused() {
    let error = AgentMessage::try_from(wire::AgentMessage { message: None }).unwrap_err();
    assert_eq!(error.to_string(), "`message` is missing");
    let error = ControllerMessage::try_from(wire::ControllerMessage { message: None }).unwrap_err();
    assert_eq!(error.to_string(), "`message` is missing");
}

#[test]
fn attempt_without_number_or_with_a_short_id_is_refused() {
    let accepted = |attempt| refused(FromAgent::Accepted(wire::Accepted { attempt }));
    assert_eq!(accepted(None), "`accepted.attempt` is missing");
    let unnumbered = Some(AttemptRef { job_id: vec![7; 16], number: 0 });
    assert_eq!(accepted(unnumbered), "`accepted.attempt` is 0 but counts from 1");
    let short = Some(AttemptRef { job_id: vec![7; 3], number: 1 });
    assert_eq!(accepted(short), "`accepted.attempt` holds 3 bytes where 16 are expected");
}

#[test]
fn file_name_that_leads_elsewhere_is_refused() {
    for name in ["", ".", "..", "../x", "a/b", "a\\b", "C:x", "a\0b", &"x".repeat(256)] {
        let upload = UploadChunk { name: name.to_owned(), ..chunk() };
        assert_eq!(refused(FromAgent::Upload(upload)), "`upload.name` is not a plain file name", "{name:?}");
    }
}

#[test]
fn chunk_beyond_the_end_of_its_file_is_refused() {
    for offset_bytes in [1, u64::MAX] {
        let upload = UploadChunk { offset_bytes, ..chunk() };
        assert_eq!(
            refused(FromAgent::Upload(upload)),
            "`upload.content` reaches beyond the 2 bytes of the file"
        );
    }
}

#[test]
fn unknown_enum_numbers_are_refused() {
    for kind in [0, 99, -1] {
        let upload = UploadChunk { kind, ..chunk() };
        let expected = format!("`upload.kind` holds the unknown value {kind}");
        assert_eq!(refused(FromAgent::Upload(upload)), expected);
    }
}

#[test]
fn numbers_that_no_dataset_can_hold_are_refused() {
    let samples = |point: MetricPoint| {
        let metrics = BTreeMap::from([(1, point)]);
        let batches = vec![wire::BatchMetric { metrics, ..Default::default() }];
        refused(FromAgent::Samples(wire::SampleBatch {
            attempt: Some(attempt()),
            sequence: 1,
            batches,
            ..Default::default()
        }))
    };
    let point = MetricPoint { gpu_percent: Some(f64::NAN), ..Default::default() };
    assert_eq!(samples(point), "`samples.batches.metrics.gpu_percent` is not a finite number");
    let custom_metrics = BTreeMap::from([("fps".to_owned(), f64::INFINITY)]);
    let point = MetricPoint { custom_metrics, ..Default::default() };
    assert_eq!(samples(point), "`samples.batches.metrics.custom_metrics` is not a finite number");
    let point = MetricPoint { unknown_json: "[]".to_owned(), ..Default::default() };
    assert_eq!(samples(point), "`samples.batches.metrics.unknown_json` does not hold the JSON it should");
}

#[test]
fn scenario_of_another_version_is_refused() {
    let assignment = wire::Assignment {
        attempt: Some(attempt()),
        device: "lab/linux".to_owned(),
        work: Some(wire::assignment::Work::ScenarioJson(br#"{"name": "x"}"#.to_vec())),
        lease_duration_ms: 1,
        ..Default::default()
    };
    let message = wire::ControllerMessage { message: Some(FromController::Assignment(assignment)) };
    let error = ControllerMessage::try_from(message).unwrap_err();
    assert_eq!(error.to_string(), "`assignment.scenario_json` does not hold the JSON it should");
}

#[test]
fn session_that_watches_nothing_or_for_ever_is_refused() {
    let refused = |watch: wire::Watch| {
        let assignment = wire::Assignment {
            attempt: Some(attempt()),
            device: "lab/linux".to_owned(),
            work: Some(wire::assignment::Work::Watch(watch)),
            lease_duration_ms: 1,
            ..Default::default()
        };
        let message = wire::ControllerMessage { message: Some(FromController::Assignment(assignment)) };
        ControllerMessage::try_from(message).expect_err("the session is malformed").to_string()
    };
    let process = wire::ChosenProcess { pid: 7, started: 1, name: "x".to_owned() };
    let mode = wire::CollectionMode::System.into();
    let good = wire::Watch { processes: vec![process.clone()], mode, interval_ms: 1, limit_ms: 1 };
    let nothing = wire::Watch { processes: Vec::new(), ..good.clone() };
    assert_eq!(refused(nothing), "`assignment.watch.processes` is missing");
    let nobody = wire::ChosenProcess { pid: 0, ..process };
    let nobody = wire::Watch { processes: vec![nobody], ..good.clone() };
    assert_eq!(refused(nobody), "`assignment.watch.processes.pid` is 0 but counts from 1");
    let endless = wire::Watch { limit_ms: 0, ..good.clone() };
    assert_eq!(refused(endless), "`assignment.watch.limit_ms` is missing");
    let unsaid = wire::Watch { mode: 0, ..good };
    assert_eq!(refused(unsaid), "`assignment.watch.mode` holds the unknown value 0");
}
