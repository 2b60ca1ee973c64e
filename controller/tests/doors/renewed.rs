//! A certificate that is renewed while the controller runs.

use std::time::Duration;

use controller::connections::{Certificate, watch};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_util::sync::CancellationToken;

use crate::authority::Authority;
use crate::door::{Door, Plan, until};

#[tokio::test]
async fn a_replaced_certificate_is_presented_and_a_broken_one_is_not_while_connections_stay_open() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (Authority::new(), Authority::new());
    let files = old.issue(folder.path());
    let certificate = Certificate::load(files.clone()).unwrap();
    let shutdown = CancellationToken::new();
    let watching = watch(certificate.clone(), Duration::from_millis(20), shutdown.clone()).unwrap();
    let door = Door::open(Plan { certificate: Some(certificate.clone()), ..Plan::default() }).await;
    let mut open = door.encrypted(old.browser()).await.unwrap();

    std::fs::write(&files.certificate, "-----BEGIN CERTIFICATE-----\nhalf of it").unwrap();
    until("the broken file is read", || async { !certificate.is_outdated() }).await;
    door.encrypted(old.browser()).await.expect("the pair before the broken one stays");

    new.issue(folder.path());
    until("the new pair is presented", || async { door.encrypted(new.browser()).await.is_ok() }).await;
    assert!(door.encrypted(old.browser()).await.is_err(), "the old pair is gone");

    let asked = format!("GET /api/health HTTP/1.1\r\nhost: {}\r\n\r\n", door.address);
    open.write_all(asked.as_bytes()).await.unwrap();
    let mut status = [0; 12];
    open.read_exact(&mut status).await.unwrap();
    assert_eq!(&status, b"HTTP/1.1 200", "a connection outlives the pair that it began with");

    shutdown.cancel();
    watching.await.unwrap();
}

#[tokio::test]
async fn a_hangup_has_the_files_read_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (Authority::new(), Authority::new());
    let certificate = Certificate::load(old.issue(folder.path())).unwrap();
    let shutdown = CancellationToken::new();
    let watching = watch(certificate.clone(), Duration::from_hours(1), shutdown.clone()).unwrap();
    let door = Door::open(Plan { certificate: Some(certificate.clone()), ..Plan::default() }).await;
    door.encrypted(old.browser()).await.unwrap();
    new.issue(folder.path());
    let me = std::process::id().to_string();
    until("the new pair is presented", || async {
        let sent = std::process::Command::new("kill").args(["-HUP", &me]).status().unwrap();
        assert!(sent.success());
        door.encrypted(new.browser()).await.is_ok()
    })
    .await;
    shutdown.cancel();
    watching.await.unwrap();
}
