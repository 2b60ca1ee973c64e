//! What is sent by hand or from CI comes back as it was sent, and is one run however often it is sent.

use std::io::Write;
use std::net::TcpStream;
use std::process::Output;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

use crate::bad_input::DATASET;
use crate::lab::{TestLab, wait_for};

/// The smallest picture there is: one transparent pixel.
pub(crate) const PICTURE: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\nIDATx\x9cc\
    \0\x01\0\0\x05\0\x01\r\n-\xb4\0\0\0\0IEND\xaeB`\x82";

pub(crate) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut archive = rawzip::ZipArchiveWriter::new(&mut bytes);
    for (name, content) in files {
        let (mut entry, config) = archive.new_file(name).start().expect("an entry");
        let mut writer = config.wrap(&mut entry);
        writer.write_all(content).expect("its content");
        let (_, descriptor) = writer.finish().expect("its checksum");
        entry.finish(descriptor).expect("its end");
    }
    archive.finish().expect("the list of entries");
    bytes
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("compressed");
    encoder.finish().expect("compressed")
}

fn upload(lab: &TestLab, name: &str, bytes: &[u8], flags: &[&str]) -> Output {
    let path = lab.folder().join(name);
    std::fs::write(&path, bytes).expect("written");
    let arguments = [&["upload", path.to_str().expect("UTF-8")], flags].concat();
    lab.perfsight(&arguments)
}

/// The one line that a successful upload prints.
fn said(output: &Output) -> String {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{stderr}");
    String::from_utf8(output.stdout.clone()).expect("text")
}

fn run_of(said: &str) -> String {
    said.trim().rsplit('/').next().expect("an address ends with the run").to_owned()
}

#[test]
fn zip_with_a_screenshot_comes_back_byte_for_byte() {
    let lab = TestLab::new();
    let bytes = zip(&[("screens/end.png", PICTURE), ("dataset.json", DATASET.as_bytes())]);
    let flags = [
        "--release",
        "8.0",
        "--scenario",
        "checkout",
        "--build",
        "b9",
        "--tag",
        "ci",
        "--client-id",
        "job-1",
    ];
    let said_first = said(&upload(&lab, "run.zip", &bytes, &flags));
    assert!(said_first.contains("is stored as") && said_first.contains(&lab.http), "{said_first}");
    let run = run_of(&said_first);

    assert_eq!(lab.download(&format!("/api/v1/runs/{run}/download")), bytes);
    let alone = lab.download(&format!("/api/v1/runs/{run}/download?form=json"));
    assert_eq!(String::from_utf8_lossy(&alone), DATASET);
    let detail = lab.api(&format!("/api/v1/runs/{run}"));
    let found = |field: &str| detail["run"][field].as_str().unwrap_or_default().to_owned();
    let labels = [found("release"), found("scenario"), found("build_id"), found("client_id")];
    assert_eq!(labels, ["8.0", "checkout", "b9", "job-1"]);
    let is_picture = |file: &&Value| file["name"] == "end.png" && file["media_type"] == "image/png";
    let attachments = detail["attachments"].as_array().expect("attachments");
    let picture = attachments.iter().find(is_picture).expect("the screenshot is listed");
    assert_eq!(lab.download(picture["url"].as_str().expect("an address")), PICTURE);

    let said_again = said(&upload(&lab, "again.zip", &bytes, &flags));
    assert!(said_again.contains("was stored before as"), "{said_again}");
    assert_eq!(run_of(&said_again), run);
    let other = upload(&lab, "other.json", DATASET.as_bytes(), &["--client-id", "job-1"]);
    let refused = String::from_utf8_lossy(&other.stderr).into_owned();
    assert_eq!(other.status.code(), Some(2), "{refused}");
    assert!(refused.contains("1002") && refused.contains(&run), "{refused}");
    assert_eq!(lab.api("/api/v1/runs")["pagination"]["total"], 1);
}

#[test]
fn compressed_dataset_is_the_same_run_as_the_plain_one() {
    let lab = TestLab::new();
    let plain = run_of(&said(&upload(&lab, "run.json", DATASET.as_bytes(), &[])));
    let compressed = run_of(&said(&upload(&lab, "run.json.gz", &gzip(DATASET.as_bytes()), &[])));
    assert_eq!(plain, compressed);
    let same = lab.perfsight(&["compare", &plain, &compressed]);
    assert_eq!(same.status.code(), Some(0), "{}", String::from_utf8_lossy(&same.stderr));
}

#[test]
fn controller_that_is_killed_in_mid_upload_starts_again_and_keeps_nothing_of_it() {
    let mut lab = TestLab::new();
    let host = lab.http.trim_start_matches("http://").to_owned();
    let head = format!(
        "POST /api/v1/datasets HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        lab.token,
        1 << 20
    );
    let mut sender = TcpStream::connect(&host).expect("the controller listens");
    sender.write_all(head.as_bytes()).expect("sent");
    sender.write_all(&DATASET.as_bytes().repeat(200)).expect("sent");
    let staging = lab.folder().join("runs").join("staging");
    let received = || std::fs::read_dir(&staging).expect("the folder is there").count();
    wait_for("the half-received body", || (received() > 0).then_some(()));
    lab.kill_and_restart_controller();
    assert_eq!(received(), 0, "what was half there is gone");
    assert_eq!(lab.api("/api/v1/runs")["pagination"]["total"], 0);
    let path = lab.folder().join("run.json");
    std::fs::write(&path, DATASET).expect("written");
    said(&lab.perfsight(&["upload", path.to_str().expect("UTF-8")]));
}
