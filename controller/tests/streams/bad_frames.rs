//! Frames that are none: each is answered, none ends the run, none leaves a trace among the samples.

use controller::store::tokens::Scope;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::client::{Client, T0, data, numbers};
use crate::stand::{Stand, patient};

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
    client.say(&data(7)).await;
    client.acknowledged(7).await;
    client.say(&json!({"type": "stop", "seq": 8})).await;
    client.hear("stopped").await;
    let dataset = stand.stored(ack["run_id"].as_str().unwrap()).await;
    assert_eq!(numbers(&dataset), [1, 7]);
    let stream: &Value = &dataset.report.meta.collection.unknown["stream"];
    assert_eq!(
        (&stream["refused"], &stream["frames"]),
        (&json!(7), &json!(3)),
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
fn bad() -> [(Message, u16, Option<u64>); 8] {
    [
        (Message::text("nonsense"), 1009, None),
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
        (Message::text(data(9).to_string()), 1000, Some(9)),
    ]
}
