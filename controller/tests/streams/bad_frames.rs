//! Frames that are none: each is answered, none ends the run, none leaves a trace among the samples.

use std::time::Duration;

use controller::live::Settings;
use controller::store::tokens::Scope;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::client::{Client, T0, data, numbers};
use crate::stand::{Stand, patient, swift};

#[tokio::test]
async fn every_bad_frame_is_answered_and_the_run_goes_on() {
    let stand = Stand::with(patient()).await;
    let token = stand.token(&[Scope::Ingest], None).await;
    let (mut client, ack) = Client::begun(stand.address, &token).await;
    client.say(&data(1)).await;
    for (message, code, seq) in bad() {
        client.send(message).await;
        let error = client.hear("error").await;
        assert_eq!((&error["code"], &error["seq"]), (&code.into(), &json!(seq)), "{error}");
        assert_eq!(error["fatal"], false);
    }
    client.say(&data(8)).await;
    client.acknowledged(8).await;
    client.say(&json!({"type": "stop", "seq": 9})).await;
    client.hear("stopped").await;
    let dataset = stand.stored(ack["run_id"].as_str().unwrap()).await;
    assert_eq!(numbers(&dataset), [1, 8]);
    let stream: &Value = &dataset.report.meta.collection.unknown["stream"];
    assert_eq!(
        (&stream["refused"], &stream["frames"]),
        (&json!(11), &json!(3)),
        "all but the one that may come again"
    );
}

#[tokio::test]
async fn a_message_beyond_all_limits_closes_the_socket_and_not_the_run() {
    let stand = Stand::with(patient()).await;
    let token = stand.token(&[Scope::Ingest], None).await;
    let (mut client, ack) = Client::begun(stand.address, &token).await;
    client.say(&data(1)).await;
    client.acknowledged(1).await;
    client.send(Message::text("x".repeat(3 << 20))).await;
    client.closed().await;
    let (mut client, again) = Client::resumed(stand.address, &token, &ack).await;
    assert_eq!(again["last_seq"], 1);
    client.say(&json!({"type": "stop", "seq": 2})).await;
    client.hear("stopped").await;
    assert_eq!(numbers(&stand.stored(ack["run_id"].as_str().unwrap()).await), [1]);
}

#[tokio::test]
async fn ten_thousand_processes_are_stored_and_one_more_is_refused() {
    let stand = Stand::with(patient()).await;
    let token = stand.token(&[Scope::Ingest], None).await;
    let (mut client, ack) = Client::begun(stand.address, &token).await;
    let crowd = |seq: u64, count: u32| {
        let points = (1..=count).map(|pid| (pid.to_string(), json!({"cpu": 1.5, "memory": pid})));
        let metrics: serde_json::Map<String, Value> = points.collect();
        json!({"type": "data", "seq": seq, "timestamp": T0, "metrics": metrics})
    };
    client.say(&crowd(1, 10_000)).await;
    client.acknowledged(1).await;
    client.say(&crowd(2, 10_001)).await;
    let error = client.hear("error").await;
    assert_eq!((&error["code"], &error["seq"]), (&3001.into(), &2.into()), "{error}");
    client.say(&json!({"type": "stop", "seq": 3})).await;
    client.hear("stopped").await;
    let metrics = stand.stored(ack["run_id"].as_str().unwrap()).await.report.metrics;
    assert_eq!(metrics.iter().map(|batch| batch.metrics.len()).collect::<Vec<_>>(), [10_000]);
    assert_eq!(metrics[0].metrics[&9_999].memory_private, Some(9_999));
}

#[tokio::test]
async fn a_frame_that_never_ends_is_silence() {
    let settings = Settings {
        idle_timeout: Duration::from_millis(500),
        ping_interval: Duration::from_mins(1),
        ..swift()
    };
    let stand = Stand::with(settings).await;
    let token = stand.token(&[Scope::Ingest], None).await;
    let (mut client, ack) = Client::begun(stand.address, &token).await;
    client.say(&data(1)).await;
    // The head of a masked text frame of 64 KiB, and the first bytes of it.
    client.send_raw(&[0x81, 0xff, 0, 0, 0, 0, 0, 1, 0, 0, 1, 2, 3, 4, b'{', b'"']).await;
    assert_eq!(client.closed().await, 1008);
    let dataset = stand.stored(ack["run_id"].as_str().unwrap()).await;
    assert_eq!(numbers(&dataset), [1], "nothing of the half frame is kept");
    assert_eq!(dataset.report.outcome.as_ref().unwrap().unknown["ended_reason"], "idle");
}

#[tokio::test]
async fn a_metric_has_one_unit_in_one_run() {
    let stand = Stand::with(patient()).await;
    let token = stand.token(&[Scope::Ingest], None).await;
    let (mut client, _) = Client::begun(stand.address, &token).await;
    let metric =
        |unit: &str| json!({"type": "custom_metric", "data": {"key": "load", "value": 1, "unit": unit}});
    client.say(&metric("ms")).await;
    client.acknowledged(1).await;
    client.say(&metric("s")).await;
    let error = client.hear("error").await;
    assert_eq!(error["code"], 3001);
    assert!(error["msg"].as_str().unwrap().contains("`ms`"), "{error}");
}

/// Frames that are none, the code of their answer and the number that it names.
fn bad() -> [(Message, u16, Option<u64>); 12] {
    let nest = format!(r#"{{"type":"data","seq":2,"x":{}}}"#, "[".repeat(100_000));
    [
        (Message::text("nonsense"), 1009, None),
        (Message::text(r#"{"type":"data","seq":2,"timestamp":17600"#), 1009, None),
        (Message::text(r#"{"type":"data","seq":2,"metrics":{"7":{"cpu":NaN}}}"#), 1009, None),
        (Message::text(nest), 1009, None),
        (Message::binary(vec![1, 2, 3]), 1009, None),
        (Message::text(r#"{"type":"data","seq":2,"seq":2}"#), 1009, Some(2)),
        (Message::text(r#"{"type":"dance","seq":3}"#), 1000, Some(3)),
        (
            Message::text(
                json!({"type": "data", "seq": 4, "timestamp": T0, "metrics": {"7": {"cpu": -1}}}).to_string(),
            ),
            3001,
            Some(4),
        ),
        (
            Message::text(json!({"type": "data", "seq": 5, "timestamp": 5, "metrics": {}}).to_string()),
            3003,
            Some(5),
        ),
        (
            Message::text(
                json!({"type": "log", "seq": 6, "data": {"text": "x".repeat(1 << 20)}}).to_string(),
            ),
            3002,
            Some(6),
        ),
        (
            Message::text(
                json!({"type": "data", "seq": 7, "timestamp": T0, "metrics": {"7": {"cpu": "fast"}}})
                    .to_string(),
            ),
            3001,
            Some(7),
        ),
        (Message::text(data(9).to_string()), 1000, Some(9)),
    ]
}
