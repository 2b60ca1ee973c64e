//! Who may stream, and what becomes of a stream that ends well or not at all.

use std::time::Duration;

use controller::http_api::Access;
use controller::live::Settings;
use controller::store::tokens::Scope;
use serde_json::json;

use crate::client::{Client, T0, data, hello, numbers};
use crate::stand::{Stand, patient, swift, until};

#[tokio::test]
async fn a_stopped_stream_is_a_stored_run_with_every_value() {
    let stand = Stand::with(patient()).await;
    let token = stand.token(&[Scope::Ingest], None).await;
    let (mut client, ack) = Client::begun(stand.address, &token).await;
    let run = ack["run_id"].as_str().unwrap().to_owned();
    assert_eq!(ack["url"], format!("http://{}/runs/{run}", stand.address));
    assert!(ack["resume_token"].as_str().unwrap().starts_with("psr_"));
    for seq in 1..=20 {
        client.say(&data(seq)).await;
    }
    client.acknowledged(20).await;
    client.say(&json!({"type": "custom_metric", "seq": 21, "data": {"key": "fps", "value": 59.5, "unit": "1/s", "timestamp": T0}})).await;
    client.say(&json!({"type": "stop", "seq": 22})).await;
    client.acknowledged(22).await;
    let stopped = client.hear("stopped").await;
    assert_eq!(stopped["run_id"], run.as_str());
    assert_eq!(client.closed().await, 1000);
    let dataset = stand.stored(&run).await;
    assert_eq!(numbers(&dataset), (1..=20).collect::<Vec<_>>());
    let third = dataset.report.metrics.iter().find_map(|batch| batch.metrics.get(&7)).unwrap();
    assert_eq!(third.cpu_chrome_usage.map(f64::to_bits), Some((1.0_f64 / 3.0).to_bits()));
    assert_eq!(dataset.report.outcome.as_ref().unwrap().unknown["ended_reason"], "stopped");
    until("the journal's end", async || stand.journals().is_empty()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_faster_than_the_disk_loses_no_frame() {
    const FRAMES: u64 = 3_000;
    let stand = Stand::with(patient()).await;
    let token = stand.token(&[Scope::Ingest], None).await;
    let (mut client, ack) = Client::begun(stand.address, &token).await;
    for seq in 1..=FRAMES {
        client.say(&data(seq)).await;
    }
    client.say(&json!({"type": "stop", "seq": FRAMES + 1})).await;
    client.hear("stopped").await;
    let dataset = stand.stored(ack["run_id"].as_str().unwrap()).await;
    assert_eq!(numbers(&dataset), (1..=FRAMES).collect::<Vec<_>>());
}

#[tokio::test]
async fn many_streams_at_once_never_mix() {
    let stand = Stand::with(patient()).await;
    let token = stand.token(&[Scope::Ingest], None).await;
    let mut clients = Vec::new();
    for _ in 0..12 {
        clients.push(Client::begun(stand.address, &token).await);
    }
    for seq in 1..=10 {
        for (number, (client, _)) in clients.iter_mut().enumerate() {
            let mut frame = data(seq);
            frame["metrics"]["7"]["memory"] = (1000 * number as u64 + seq).into();
            client.say(&frame).await;
        }
    }
    for (number, (client, ack)) in clients.iter_mut().enumerate() {
        client.say(&json!({"type": "stop", "seq": 11})).await;
        client.hear("stopped").await;
        let dataset = stand.stored(ack["run_id"].as_str().unwrap()).await;
        let own: Vec<u64> = (1..=10).map(|seq| 1000 * number as u64 + seq).collect();
        assert_eq!(numbers(&dataset), own);
    }
}

#[tokio::test]
async fn a_client_that_goes_away_leaves_what_it_sent() {
    let stand = Stand::with(swift()).await;
    let token = stand.token(&[Scope::Ingest], None).await;
    let (mut client, ack) = Client::begun(stand.address, &token).await;
    client.say(&data(1)).await;
    client.say(&data(2)).await;
    client.acknowledged(2).await;
    drop(client);
    let dataset = stand.stored(ack["run_id"].as_str().unwrap()).await;
    assert_eq!(numbers(&dataset), [1, 2]);
    assert_eq!(dataset.report.outcome.as_ref().unwrap().unknown["ended_reason"], "disconnected");
}

#[tokio::test]
async fn a_silent_socket_is_closed_and_its_run_kept() {
    // No ping before the time is up, and so no pong that would show a living client.
    let settings = Settings {
        idle_timeout: Duration::from_millis(300),
        ping_interval: Duration::from_mins(1),
        ..swift()
    };
    let stand = Stand::with(settings).await;
    let token = stand.token(&[Scope::Ingest], None).await;
    let (mut client, ack) = Client::begun(stand.address, &token).await;
    client.say(&data(1)).await;
    assert_eq!(client.closed().await, 1008);
    let dataset = stand.stored(ack["run_id"].as_str().unwrap()).await;
    assert_eq!(numbers(&dataset), [1]);
    assert_eq!(dataset.report.outcome.as_ref().unwrap().unknown["ended_reason"], "idle");
}

#[tokio::test]
async fn nobody_streams_without_a_token_for_it() {
    let stand = Stand::with(swift()).await;
    let (reader, revoked) = (stand.token(&[Scope::Read], None).await, "psk_wrong".to_owned());
    let check = async |first: serde_json::Value, code: u16| {
        let mut client = Client::connect(stand.address).await;
        client.say(&first).await;
        let error = client.hear("error").await;
        assert_eq!((&error["code"], &error["fatal"]), (&code.into(), &true.into()), "{first}: {error}");
        assert_eq!(client.closed().await, 1008);
    };
    check(hello(&reader), 1003).await;
    check(hello(&revoked), 1003).await;
    check(json!({"type": "hello", "scenario": "s", "client": {}}), 1003).await;
    check(data(1), 1000).await;
    check(json!({"type": "hello", "token": reader, "client": {}}), 1000).await;
    assert_eq!((stand.number_of_runs().await, stand.journals().len()), (json!(0), 0));
}

#[tokio::test]
async fn who_does_not_say_hello_in_time_is_let_go() {
    let stand = Stand::with(Settings { hello_timeout: Duration::from_millis(100), ..swift() }).await;
    let mut client = Client::connect(stand.address).await;
    assert_eq!(client.hear("error").await["code"], 1010);
    assert_eq!(client.closed().await, 1008);
    assert_eq!(stand.journals().len(), 0);
}

#[tokio::test]
async fn open_mode_takes_programs_of_this_machine_and_no_foreign_page() {
    let stand = Stand::open(tempfile::tempdir().unwrap(), patient(), Access::Open).await;
    let begin = json!({"type": "hello", "scenario": "s", "client": {"platform": "linux"}});
    let mut program = Client::connect(stand.address).await;
    program.say(&begin).await;
    program.hear("hello_ack").await;
    let page = Client::connect_with(stand.address, "", Some("https://elsewhere.example")).await;
    assert!(page.is_err(), "refused before any frame");
    let origin = Some("chrome-extension://abcdefghijklmnop");
    let mut extension = Client::connect_with(stand.address, "", origin).await.unwrap();
    extension.say(&begin).await;
    assert_eq!(extension.hear("error").await["code"], 1003);
    let token = stand.token(&[Scope::Ingest], None).await;
    let mut extension = Client::connect_with(stand.address, "?scenario=s&tags=a,b", origin).await.unwrap();
    extension.say(&json!({"type": "hello", "token": token, "client": {"platform": "chromeos"}})).await;
    extension.hear("hello_ack").await;
}

#[tokio::test]
async fn more_sockets_than_are_served_hear_so() {
    let stand = Stand::with(Settings { max_connections: 1, ..patient() }).await;
    let token = stand.token(&[Scope::Ingest], None).await;
    let (first, _) = Client::begun(stand.address, &token).await;
    let mut second = Client::connect(stand.address).await;
    assert_eq!(second.hear("error").await["code"], 1004);
    assert_eq!(second.closed().await, 1013);
    drop(first);
    until("a free place", async || {
        let mut third = Client::connect(stand.address).await;
        third.say(&hello(&token)).await;
        matches!(third.next().await, crate::client::Heard::Frame(frame) if frame["type"] == "hello_ack")
    })
    .await;
}

#[tokio::test]
async fn runs_that_are_received_are_listed_to_their_project_alone() {
    let stand = Stand::with(patient()).await;
    let ours = stand.token(&[Scope::Ingest, Scope::Read], Some("ours")).await;
    let theirs = stand.token(&[Scope::Read], Some("theirs")).await;
    let (mut client, ack) = Client::begun(stand.address, &ours).await;
    client.say(&data(1)).await;
    client.acknowledged(1).await;
    let list = stand.data("/api/v1/live", &ours).await;
    let item = &list["items"][0];
    assert_eq!((&item["run_id"], &item["state"]), (&ack["run_id"], &"streaming".into()), "{list}");
    assert_eq!(
        (&item["scenario"], &item["platform"], &item["frames"]),
        (&"scroll".into(), &"chromeos".into(), &1.into())
    );
    assert_eq!(stand.data("/api/v1/live", &theirs).await["pagination"]["total"], 0);
    let live = format!("/api/v1/runs/{}/live", ack["run_id"].as_str().unwrap());
    assert_eq!(stand.get(&live, &theirs).await.0, 404);
    drop(client);
    until("its client's absence to show", async || {
        stand.data("/api/v1/live", &ours).await["items"][0]["state"] == "waiting"
    })
    .await;
}
