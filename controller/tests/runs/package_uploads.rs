//! Zips through the HTTP door: kept as they came, with every file beside the run, or refused as a whole.

use std::fs;

use controller::http_api::Access;
use serde_json::{Value, json};

use crate::api::{Answer, Served};
use crate::samples::Sample;
use crate::zips::{Entry, zip};

const ZIP: &str = "content-type: application/zip\r\n";

async fn upload(served: &Served, query: &str, bytes: &[u8]) -> Answer {
    served.send("POST", &format!("/api/v1/datasets{query}"), ZIP, bytes).await
}

fn run_id(answer: &Answer) -> String {
    answer.data()["run_id"].as_str().unwrap().to_owned()
}

/// A Dataset that names its screenshot, the screenshot, and a log that nobody names.
fn package() -> Vec<u8> {
    package_with("61578ad7d8afde50f365251304f0c5e711cfb3f18d4fc2f620f1969bac827f2f")
}

fn package_with(sha256: &str) -> Vec<u8> {
    let mut dataset = Sample::default().json();
    dataset["report"]["attachments"] =
        json!([{ "name": "end.png", "media_type": "image/png", "size_bytes": 1, "sha256": sha256 }]);
    zip(&[
        Entry::deflated("dataset.json", dataset.to_string().as_bytes()),
        Entry::stored("screens/end.png", b"\x89PNG picture"),
        Entry::deflated("logs/chrome.log", b"a line\n"),
    ])
}

#[tokio::test]
async fn a_zip_comes_back_byte_for_byte_with_its_files_beside_the_run() {
    let served = Served::open().await;
    let bytes = package();
    let stored = upload(&served, "?release=8.0&title=from%20a%20zip", &bytes).await;
    assert_eq!(stored.status, 201, "{}", stored.json());
    let run = run_id(&stored);
    let download = served.get(&format!("/api/v1/runs/{run}/download")).await;
    assert_eq!(download.body, bytes);
    assert!(download.head.contains("content-type: application/zip"), "{}", download.head);
    let saved_as = format!("content-disposition: attachment; filename=\"{run}.zip\"");
    assert!(download.head.contains(&saved_as), "{}", download.head);
    let alone = served.get(&format!("/api/v1/runs/{run}/download?form=json")).await;
    assert!(alone.head.contains("content-type: application/json"), "{}", alone.head);
    let dataset: Value = serde_json::from_slice(&alone.body).unwrap();
    assert_eq!(dataset["report"]["title"], "inference on 6.7.0", "the Dataset itself stays as it came");
    assert_eq!(served.get(&format!("/api/v1/runs/{run}/download?form=pdf")).await.error(), (400, 1000));

    let detail = served.get(&format!("/api/v1/runs/{run}")).await.data();
    assert_eq!((&detail["run"]["title"], &detail["run"]["release"]), (&"from a zip".into(), &"8.0".into()));
    let attachments = detail["attachments"].as_array().unwrap();
    let names: Vec<&str> = attachments.iter().map(|each| each["name"].as_str().unwrap()).collect();
    assert_eq!(names, [&format!("{run}.zip")[..], "chrome.log", "end.png"]);
    let types: Vec<&str> = attachments.iter().map(|each| each["media_type"].as_str().unwrap()).collect();
    assert_eq!(types, ["application/zip", "text/plain", "image/png"]);
    for (attachment, content) in attachments.iter().zip([&bytes[..], b"a line\n", b"\x89PNG picture"]) {
        assert_eq!(attachment["size_bytes"], content.len(), "{attachment}");
        assert_eq!(served.get(attachment["url"].as_str().unwrap()).await.body, content, "{attachment}");
    }
    let json = served.get(detail["download_url"].as_str().unwrap()).await;
    assert_eq!(json.body, alone.body);
}

/// Names of the archives that are kept.
fn zips(served: &Served) -> Vec<String> {
    served.files().into_iter().filter(|file| file.split('.').next_back() == Some("zip")).collect()
}

#[tokio::test]
async fn the_same_zip_is_one_run_however_often_it_comes() {
    let served = Served::open().await;
    let bytes = package();
    let send = || upload(&served, "", &bytes);
    let (one, two, three) = tokio::join!(send(), send(), send());
    let answers = [one, two, three];
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    assert!(answers.iter().all(|answer| run_id(answer) == run_id(&answers[0])));
    let files = served.files();
    assert_eq!(zips(&served).len(), 1, "{files:?}");
    assert!(!files.iter().any(|file| file.contains("staging")), "{files:?}");
}

#[tokio::test]
async fn a_zip_that_is_refused_leaves_nothing() {
    let served = Served::with(Access::Open, 64 << 10).await;
    let check = async |bytes: &[u8], expected: (u16, i64), words: &str| {
        let answer = upload(&served, "", bytes).await;
        assert_eq!(answer.error(), expected, "{}", answer.json());
        let msg = answer.json()["msg"].as_str().unwrap().to_owned();
        assert!(msg.contains(words), "`{words}` is not in: {msg}");
        assert_eq!(served.files(), Vec::<String>::new());
    };
    let sample = Sample::default().bytes();
    let dataset = || Entry::deflated("dataset.json", &sample);
    check(b"", (400, 1009), "is empty").await;
    check(&sample, (400, 1009), "no zip at all").await;
    check(&zip(&[dataset(), Entry::stored("../x", b"x")]), (400, 1009), "`..`").await;
    check(&zip(&[Entry { flags: 1, ..dataset() }]), (400, 1009), "encrypted").await;
    check(&zip(&[dataset(), Entry::stored("x", &zip(&[dataset()]))]), (400, 1009), "itself an archive").await;
    check(&zip(&[Entry { crc: 7, ..dataset() }]), (400, 1009), "checksum").await;
    let large = Sample { batches: 500, ..Sample::default() }.bytes();
    check(&zip(&[Entry::deflated("dataset.json", &large)]), (413, 3002), "65536 bytes").await;
    check(&zip(&[dataset(), Entry::stored("x", &vec![7; 70_000])]), (413, 3002), "65536 bytes").await;
    check(&zip(&[Entry::deflated("dataset.json", b"{\"report\": {}}")]), (400, 1000), "required").await;
    check(&package_with(&"0".repeat(64)), (400, 1009), "`end.png` is not the file").await;
    assert_eq!(served.get("/api/v1/runs").await.data()["pagination"]["total"], 0);
}

#[tokio::test]
async fn what_an_end_in_mid_upload_left_is_swept_and_a_zip_with_a_run_stays() {
    let served = Served::open().await;
    let run = run_id(&upload(&served, "", &package()).await);
    let runs = served.folder.path().join("runs");
    fs::write(runs.join("00000000-0000-0000-0000-00000000004d.zip"), b"nobody's").unwrap();
    fs::write(runs.join("staging/.tmp-received"), b"half a bo").unwrap();
    fs::create_dir(runs.join("staging/.tmp-unpacked")).unwrap();
    fs::write(runs.join("staging/.tmp-unpacked/0"), b"half a fi").unwrap();
    let now = dataset::Timestamp::from_epoch_ms(i64::MAX / 2_000_000);
    let swept = served.keeper.sweep(now, std::time::Duration::ZERO).await.unwrap();
    assert_eq!((swept.orphans, swept.unfinished), (1, 2));
    assert!(!served.files().iter().any(|file| file.contains("staging")), "{:?}", served.files());
    assert_eq!(zips(&served), [format!("{run}.zip")]);
}
