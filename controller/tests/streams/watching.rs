//! Watching a run while it is received: nothing is missed by who comes back, and who is slow is told what it misses.

use controller::store::tokens::Scope;
use serde_json::json;

use crate::client::{Client, T0, data};
use crate::stand::{Stand, patient, until};
use crate::watcher::{Event, Watcher};

fn number(event: &Event) -> u64 {
    event.data["metrics"]["7"]["memory_private"].as_u64().unwrap()
}

#[tokio::test]
async fn a_watcher_sees_everything_and_misses_nothing_by_coming_back() {
    let stand = Stand::with(patient()).await;
    let token = stand.token(&[Scope::Ingest, Scope::Read], None).await;
    let (mut client, ack) = Client::begun(stand.address, &token).await;
    let path = format!("/api/v1/runs/{}/live", ack["run_id"].as_str().unwrap());
    client.say(&data(1)).await;
    let mut watcher = Watcher::open(stand.address, &path, &token, None).await;
    let state = watcher.until("state").await;
    assert_eq!((&state.data["state"], &state.data["scenario"]), (&"streaming".into(), &"scroll".into()));
    let first = watcher.until("samples").await;
    assert_eq!(number(&first), 1);
    client
        .say(&json!({"type": "mark", "seq": 2, "timestamp": T0, "data": {"name": "load", "edge": "begin"}}))
        .await;
    client.say(&json!({"type": "log", "seq": 3, "data": {"text": "hello"}})).await;
    client.say(&data(4)).await;
    assert_eq!(watcher.until("mark").await.data["name"], "load");
    let log = watcher.until("log").await;
    assert_eq!(log.data["text"], "hello");
    drop(watcher);
    client.say(&data(5)).await;
    client.say(&data(6)).await;
    let mut again = Watcher::open(stand.address, &path, &token, log.id.as_deref()).await;
    for expected in 4..=6 {
        assert_eq!(number(&again.until("samples").await), expected);
    }
    client.say(&data(7)).await;
    client.say(&json!({"type": "stop", "seq": 8})).await;
    assert_eq!(number(&again.until("samples").await), 7, "what came right before the end is shown too");
    let end = again.until("end").await;
    assert_eq!((&end.data["state"], &end.data["run_id"]), (&"stored".into(), &ack["run_id"]));
    assert_eq!(again.next().await, None);
    let mut late = Watcher::open(stand.address, &path, &token, None).await;
    assert_eq!(late.next().await.map(|event| event.name), Some("end".to_owned()));
    assert_eq!(late.next().await, None);
}

#[tokio::test]
async fn who_is_far_behind_is_given_thinned_samples_and_told_so() {
    let stand = Stand::with(patient()).await;
    let token = stand.token(&[Scope::Ingest, Scope::Read], None).await;
    let (mut client, ack) = Client::begun(stand.address, &token).await;
    let frames = 60;
    for seq in 1..=frames {
        let mut frame = data(seq);
        for pid in 1000..1400 {
            frame["metrics"][pid.to_string()] = json!({"cpu": 12.5, "memory": 123_456_789});
        }
        client.say(&frame).await;
    }
    client.say(&json!({"type": "log", "seq": frames + 1, "data": {"text": "last"}})).await;
    client.acknowledged(frames + 1).await;
    let path = format!("/api/v1/runs/{}/live", ack["run_id"].as_str().unwrap());
    let mut watcher = Watcher::open(stand.address, &path, &token, None).await;
    let (mut samples, mut left_out) = (0, 0);
    loop {
        let event = watcher.next().await.unwrap();
        match event.name.as_str() {
            "samples" => samples += 1,
            "thinned" => left_out += event.data["left_out"].as_u64().unwrap(),
            "log" => break,
            _ => {}
        }
    }
    assert!(left_out > 0, "a backlog of some 1.3 MB is thinned");
    assert_eq!(samples + left_out, frames, "every sample is given or told of");
}

#[tokio::test]
async fn a_place_of_another_run_gives_everything_anew() {
    let stand = Stand::with(patient()).await;
    let token = stand.token(&[Scope::Ingest, Scope::Read], None).await;
    let (mut client, ack) = Client::begun(stand.address, &token).await;
    client.say(&data(1)).await;
    client.acknowledged(1).await;
    let path = format!("/api/v1/runs/{}/live", ack["run_id"].as_str().unwrap());
    let mut watcher = Watcher::open(stand.address, &path, &token, Some("3")).await;
    watcher.until("reset").await;
    assert_eq!(number(&watcher.until("samples").await), 1);
}

#[tokio::test]
async fn a_watched_run_survives_the_end_of_its_controller_and_so_does_the_watchers_place() {
    let stand = Stand::with(patient()).await;
    let token = stand.token(&[Scope::Ingest, Scope::Read], None).await;
    let (mut client, ack) = Client::begun(stand.address, &token).await;
    let path = format!("/api/v1/runs/{}/live", ack["run_id"].as_str().unwrap());
    client.say(&data(1)).await;
    let mut watcher = Watcher::open(stand.address, &path, &token, None).await;
    let place = watcher.until("samples").await.id;
    let stand = stand.restarted(None).await;
    assert_eq!(watcher.next().await.filter(|event| event.name != "state"), None);
    let (mut client, _) = Client::resumed(stand.address, &token, &ack).await;
    client.say(&data(2)).await;
    let mut watcher = Watcher::open(stand.address, &path, &token, place.as_deref()).await;
    assert_eq!(number(&watcher.until("samples").await), 2);
    until("the list", async || stand.data("/api/v1/live", &token).await["items"][0]["frames"] == 2).await;
}
