//! A run goes on behind a broken socket and behind the end of its controller, with no frame lost or doubled.

use std::time::Duration;

use controller::live::Settings;
use controller::store::tokens::Scope;
use serde_json::{Value, json};

use crate::client::{Client, data, numbers, resume};
use crate::stand::{Stand, patient, swift, until};

#[tokio::test]
async fn a_dropped_socket_costs_no_frame_and_doubles_none() {
    let stand = Stand::with(patient()).await;
    let token = stand.token(&[Scope::Ingest], None).await;
    let (mut client, ack) = Client::begun(stand.address, &token).await;
    for seq in 1..=5 {
        client.say(&data(seq)).await;
    }
    drop(client);
    let (mut client, again) = Client::resumed(stand.address, &token, &ack).await;
    assert_eq!(again["run_id"], ack["run_id"]);
    let last = again["last_seq"].as_u64().unwrap();
    assert!(last <= 5);
    // It heard no acknowledgment, and sends everything again.
    for seq in 1..=8 {
        client.say(&data(seq)).await;
    }
    client.acknowledged(8).await;
    client.say(&json!({"type": "stop", "seq": 9})).await;
    client.hear("stopped").await;
    assert_eq!(numbers(&stand.stored(ack["run_id"].as_str().unwrap()).await), (1..=8).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_newer_socket_takes_the_run_from_a_half_open_one() {
    let stand = Stand::with(patient()).await;
    let token = stand.token(&[Scope::Ingest], None).await;
    let (mut old, ack) = Client::begun(stand.address, &token).await;
    old.say(&data(1)).await;
    old.acknowledged(1).await;
    let (mut new, _) = Client::resumed(stand.address, &token, &ack).await;
    assert_eq!(old.closed().await, 4000);
    new.say(&data(2)).await;
    new.acknowledged(2).await;
    new.say(&json!({"type": "stop"})).await;
    new.hear("stopped").await;
    assert_eq!(numbers(&stand.stored(ack["run_id"].as_str().unwrap()).await), [1, 2]);
}

#[tokio::test]
async fn a_run_is_gone_on_with_by_its_own_client_alone() {
    let stand = Stand::with(patient()).await;
    let token = stand.token(&[Scope::Ingest], None).await;
    let stranger = stand.token(&[Scope::Ingest], Some("theirs")).await;
    let (_client, ack) = Client::begun(stand.address, &token).await;
    let check = async |hello: Value, code: u16| {
        let mut client = Client::connect(stand.address).await;
        client.say(&hello).await;
        let error = client.hear("error").await;
        assert_eq!((&error["code"], &error["fatal"]), (&code.into(), &true.into()), "{error}");
    };
    check(resume(&token, &json!({"run_id": ack["run_id"], "resume_token": "psr_guessed"})), 1003).await;
    check(resume(&stranger, &ack), 1001).await;
    check(resume("psk_wrong", &ack), 1003).await;
    let elsewhere =
        json!({"run_id": "01890000-0000-7000-8000-000000000000", "resume_token": ack["resume_token"]});
    check(resume(&token, &elsewhere), 1001).await;
}

#[tokio::test]
async fn a_client_that_comes_back_to_a_run_that_is_over_hears_how_it_ended() {
    let stand = Stand::with(swift()).await;
    let token = stand.token(&[Scope::Ingest], None).await;
    let (mut client, ack) = Client::begun(stand.address, &token).await;
    client.say(&json!({"type": "stop"})).await;
    client.hear("stopped").await;
    let mut again = Client::connect(stand.address).await;
    again.say(&resume(&token, &ack)).await;
    assert_eq!(again.hear("stopped").await["run_id"], ack["run_id"]);
    assert_eq!(again.closed().await, 1000);

    let (client, ack) = Client::begun(stand.address, &token).await;
    drop(client);
    stand.stored(ack["run_id"].as_str().unwrap()).await;
    let mut late = Client::connect(stand.address).await;
    late.say(&resume(&token, &ack)).await;
    let error = late.hear("error").await;
    assert_eq!((&error["code"], &error["fatal"]), (&1001.into(), &true.into()), "{error}");
}

#[tokio::test]
async fn runs_go_on_behind_the_end_of_their_controller() {
    let stand = Stand::with(patient()).await;
    let token = stand.token(&[Scope::Ingest], None).await;
    let (mut comes_back, ack) = Client::begun(stand.address, &token).await;
    let (mut stays_away, left) = Client::begun(stand.address, &token).await;
    for seq in 1..=4 {
        comes_back.say(&data(seq)).await;
        stays_away.say(&data(seq)).await;
    }
    comes_back.acknowledged(4).await;
    stays_away.acknowledged(4).await;
    let settings = Settings { resume_window: Duration::from_secs(5), ..swift() };
    let stand = stand.restarted(Some(settings)).await;
    assert_eq!(comes_back.closed().await, 1001, "the controller says that it leaves");
    let (mut client, again) = Client::resumed(stand.address, &token, &ack).await;
    assert_eq!(again["last_seq"], 4);
    client.say(&data(5)).await;
    client.say(&json!({"type": "stop", "seq": 6})).await;
    client.hear("stopped").await;
    assert_eq!(numbers(&stand.stored(ack["run_id"].as_str().unwrap()).await), [1, 2, 3, 4, 5]);
    let left = stand.stored(left["run_id"].as_str().unwrap()).await;
    assert_eq!(numbers(&left), [1, 2, 3, 4]);
    assert_eq!(left.report.outcome.as_ref().unwrap().unknown["ended_reason"], "recovered");
}

#[tokio::test]
async fn a_run_that_was_stored_right_before_the_end_is_stored_once() {
    let stand = Stand::with(patient()).await;
    let token = stand.token(&[Scope::Ingest], None).await;
    let (mut client, ack) = Client::begun(stand.address, &token).await;
    client.say(&data(1)).await;
    client.acknowledged(1).await;
    let folder = stand.journals().remove(0);
    let kept = tempfile::tempdir().unwrap();
    std::fs::copy(folder.join("journal"), kept.path().join("journal")).unwrap();
    client.say(&json!({"type": "stop", "seq": 2})).await;
    client.hear("stopped").await;
    until("the journal's end", async || stand.journals().is_empty()).await;
    // As if the controller had been killed between storing the run and removing its journal.
    std::fs::create_dir(&folder).unwrap();
    std::fs::copy(kept.path().join("journal"), folder.join("journal")).unwrap();
    let stand = stand.restarted(Some(swift())).await;
    until("the journal's end", async || stand.journals().is_empty()).await;
    assert_eq!(stand.number_of_runs().await, 1);
    assert_eq!(numbers(&stand.stored(ack["run_id"].as_str().unwrap()).await), [1]);
}
