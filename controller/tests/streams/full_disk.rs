//! A disk that is really full, in a private mount of the test's own: the stream ends, what was acknowledged does not.

use std::fs::OpenOptions;
use std::io::Write;
use std::process::Command;

use controller::store::tokens::Scope;

use crate::client::{Client, Heard, data, numbers};
use crate::stand::{Stand, patient};

/// Tells the test that its temporary folder is on a tiny disk.
const TINY: &str = "PERFSIGHT_TEST_TINY";

#[test]
fn a_full_disk_ends_a_stream_with_everything_that_was_acknowledged() {
    if std::env::var_os(TINY).is_some() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        return runtime.block_on(on_a_tiny_disk());
    }
    let tiny = tempfile::tempdir().unwrap();
    let unshared = |script: &str| {
        let mut command = Command::new("unshare");
        command.args(["--map-root-user", "--mount", "sh", "-c", script, "sh"]).arg(tiny.path());
        command
    };
    let mount = "mount -t tmpfs -o size=8m perfsight \"$1\"";
    if !unshared(mount).output().is_ok_and(|output| output.status.success()) {
        println!("skipped: this machine lets nobody mount a disk of their own");
        return;
    }
    let name = "full_disk::a_full_disk_ends_a_stream_with_everything_that_was_acknowledged";
    let again = unshared(&format!("{mount} && exec \"$2\" --exact {name} --nocapture"))
        .arg(std::env::current_exe().unwrap())
        .env("TMPDIR", tiny.path())
        .env(TINY, "1")
        .output()
        .unwrap();
    let told = [again.stdout, again.stderr].concat();
    let told = String::from_utf8_lossy(&told);
    assert!(again.status.success() && told.contains("1 passed"), "{told}");
}

async fn on_a_tiny_disk() {
    let stand = Stand::with(patient()).await;
    let token = stand.token(&[Scope::Ingest], None).await;
    let (mut client, ack) = Client::begun(stand.address, &token).await;
    client.say(&data(1)).await;
    client.acknowledged(1).await;
    let elsewhere = tempfile::NamedTempFile::new().unwrap();
    let mut ballast = OpenOptions::new().append(true).open(elsewhere.path()).unwrap();
    while ballast.write_all(&[7; 4096]).is_ok() {}
    let (mut seq, mut acknowledged) = (1, 1);
    let error = loop {
        seq += 1;
        let mut frame = data(seq);
        frame["padding"] = "x".repeat(4_000).into();
        client.say(&frame).await;
        match client.next().await {
            Heard::Frame(said) if said["type"] == "ack" => acknowledged = said["seq"].as_u64().unwrap(),
            Heard::Frame(said) => break said,
            Heard::Closed(code) => panic!("closed with {code} before the client heard why"),
        }
    };
    assert_eq!((&error["code"], &error["fatal"]), (&1005.into(), &true.into()), "{error}");
    assert!(error["msg"].as_str().unwrap().contains("disk is full"), "{error}");
    assert_eq!(client.closed().await, 1011);
    drop((ballast, elsewhere));
    let dataset = stand.stored(ack["run_id"].as_str().unwrap()).await;
    let kept = numbers(&dataset);
    assert_eq!(kept, (1..=kept.len() as u64).collect::<Vec<_>>());
    assert!((acknowledged..=seq).contains(&(kept.len() as u64)), "{} of {acknowledged}", kept.len());
    assert_eq!(dataset.report.outcome.unwrap().unknown["ended_reason"], "disk_failed");
}
