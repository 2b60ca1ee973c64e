//! Whatever goes wrong on the way in, there is the whole run or nothing.

use std::fs;
use std::time::{Duration, UNIX_EPOCH};

use controller::intake::{IncomingFile, IntakeError, RunStorage, Source, Staging};
use controller::store::DEFAULT_PROJECT;
use controller::store::runs::RunFilter;
use dataset::Timestamp;
use protocol::RunId;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::house::House;
use crate::samples::Sample;

async fn count(house: &House) -> u64 {
    house.store.list_runs(&RunFilter::all(DEFAULT_PROJECT), 0, 1).await.unwrap().1
}

#[tokio::test]
async fn a_dataset_cut_anywhere_leaves_nothing() {
    let house = House::sqlite().await;
    let bytes = Sample::default().bytes();
    for end in (0..bytes.len() - 1).step_by(97) {
        let error = house.send(&bytes[..end], house.context()).await.unwrap_err();
        assert!(error.is_permanent(), "cut at {end}: {error}");
    }
    assert_eq!(house.files(), Vec::<String>::new());
    assert_eq!(count(&house).await, 0);
}

#[tokio::test]
async fn what_a_crash_left_between_file_and_row_is_swept_and_nothing_else() {
    let house = House::sqlite().await;
    let run = house.add(&Sample::default()).await;
    let whole = house.files();
    let orphan = RunId::new(Uuid::from_u128(77));
    let runs = house.folder.path().join("runs");
    fs::write(runs.join(format!("{orphan}.json.zst")), b"whole, yet nobody's").unwrap();
    fs::create_dir_all(runs.join(format!("{orphan}.files"))).unwrap();
    fs::write(runs.join(format!("{orphan}.files/screen.png")), b"png").unwrap();
    fs::create_dir_all(runs.join("staging").join(orphan.to_string())).unwrap();
    fs::write(runs.join("staging").join(orphan.to_string()).join("dataset"), b"half").unwrap();
    let made = fs::metadata(runs.join(format!("{orphan}.json.zst"))).unwrap().modified().unwrap();
    let age = Duration::from_secs(1);
    let now = Timestamp::from_epoch_ms((made.duration_since(UNIX_EPOCH).unwrap() + age).as_millis() as i64);
    let spared = house.keeper.sweep(now, Duration::from_hours(1)).await.unwrap();
    assert_eq!((spared.orphans, spared.unfinished), (0, 0), "another controller may be at work on them");
    let swept = house.keeper.sweep(now, Duration::ZERO).await.unwrap();
    assert_eq!((swept.orphans, swept.unfinished), (1, 1));
    assert_eq!(house.files(), whole);
    assert!(house.store.run(DEFAULT_PROJECT, run).await.unwrap().is_some());
}

#[tokio::test]
async fn a_staged_run_that_is_dropped_leaves_nothing() {
    let house = House::sqlite().await;
    let mut staged = house.keeper.stage(RunId::new(Uuid::from_u128(5))).unwrap();
    staged.dataset().write_all(b"{").unwrap();
    assert!(!house.files().is_empty());
    drop(staged);
    assert_eq!(house.files(), Vec::<String>::new());
}

#[tokio::test]
async fn a_folder_that_takes_no_bytes_gives_an_error_worth_a_retry_and_no_row() {
    let house = House::sqlite().await;
    let staging = house.folder.path().join("runs").join("staging");
    fs::remove_dir(&staging).unwrap();
    fs::write(&staging, b"a file where a folder should be").unwrap();
    let error = house.send(&Sample::default().bytes(), house.context()).await.unwrap_err();
    assert!(matches!(error, IntakeError::Storage(_)) && !error.is_permanent(), "{error}");
    assert_eq!(count(&house).await, 0);
}

#[tokio::test]
async fn a_database_that_refuses_leaves_no_file() {
    let house = House::sqlite().await;
    house.store.clone().close().await.unwrap();
    let error = house.send(&Sample::default().bytes(), house.context()).await.unwrap_err();
    assert!(matches!(error, IntakeError::Storage(_)), "{error}");
    assert_eq!(house.files(), Vec::<String>::new());
}

fn with_attachment(content: &[u8]) -> Vec<u8> {
    let sha256 = Sha256::digest(content).iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
    let mut json = Sample::default().json();
    json["report"]["attachments"] = serde_json::json!([
        { "name": "screen 1.png", "media_type": "image/png", "size_bytes": content.len(), "sha256": sha256 }
    ]);
    json.to_string().into_bytes()
}

async fn send_with(house: &House, dataset: &[u8], content: Option<&[u8]>) -> Result<RunId, IntakeError> {
    let dataset_path = house.folder.path().join("incoming.json");
    let file = house.folder.path().join("incoming.png");
    fs::write(&dataset_path, dataset).unwrap();
    fs::write(&file, content.unwrap_or_default()).unwrap();
    let attachments = content.map(|_| IncomingFile { name: "screen 1.png".to_owned(), path: file });
    let source = Source { dataset: dataset_path, attachments: attachments.into_iter().collect() };
    house.doors.store_run(source, house.context()).await.map(|stored| stored.run)
}

#[tokio::test]
async fn attachments_are_kept_beside_the_run_if_they_are_what_the_dataset_says() {
    let house = House::sqlite().await;
    let dataset = with_attachment(b"picture");
    let error = send_with(&house, &dataset, Some(b"another")).await.unwrap_err();
    assert!(matches!(&error, IntakeError::Attachment { name, .. } if name == "screen 1.png"), "{error}");
    assert_eq!(house.files(), Vec::<String>::new());
    let run = send_with(&house, &dataset, Some(b"picture")).await.unwrap();
    let attachments = house.store.attachments(run).await.unwrap();
    assert_eq!((attachments.len(), attachments[0].size_bytes), (1, 7));
    assert!(house.files().contains(&format!("{run}.files/screen 1.png")));
}

#[tokio::test]
async fn an_attachment_that_did_not_come_is_flagged() {
    let house = House::sqlite().await;
    let run = send_with(&house, &with_attachment(b"picture"), None).await.unwrap();
    let flags = house.store.report(run).await.unwrap().unwrap().flags;
    assert!(flags.iter().any(|flag| flag.contains("screen 1.png")), "{flags:?}");
}
