//! Bodies that come compressed, slowly, or with a length that is not theirs.

use std::io::Write;
use std::time::Duration;

use controller::http_api::{Access, UploadLimits};
use flate2::Compression;
use flate2::write::GzEncoder;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::api::{Answer, Served};
use crate::samples::Sample;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).unwrap()
}

/// A frame that asks its reader for 64 MiB.
fn zstd_of_a_wide_window(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = zstd::Encoder::new(Vec::new(), 3).unwrap();
    encoder.window_log(26).unwrap();
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

async fn upload(served: &Served, coding: &str, body: &[u8]) -> Answer {
    let headers = format!("content-type: application/json\r\ncontent-encoding: {coding}\r\n");
    served.send("POST", "/api/v1/datasets", &headers, body).await
}

#[tokio::test]
async fn a_compressed_dataset_is_the_dataset() {
    let served = Served::open().await;
    let bytes = Sample::default().bytes();
    let first = upload(&served, "gzip", &gzip(&bytes)).await;
    assert_eq!(first.status, 201, "{}", first.json());
    let run = first.data()["run_id"].clone();
    // Members and frames one behind the other are one body.
    let (head, tail) = bytes.split_at(bytes.len() / 3);
    let again = [
        upload(&served, "x-gzip", &[gzip(head), gzip(tail)].concat()).await,
        upload(&served, "zstd", &zstd(&bytes)).await,
        upload(&served, "ZSTD", &[zstd(head), zstd(tail)].concat()).await,
        upload(&served, "identity", &bytes).await,
    ];
    for answer in again {
        assert_eq!((answer.status, &answer.data()["run_id"]), (200, &run));
    }
    let download = served.get(&format!("/api/v1/runs/{}/download", run.as_str().unwrap())).await;
    assert_eq!(download.body, bytes);
}

#[tokio::test]
async fn a_body_that_is_not_compressed_as_it_says_is_refused() {
    let served = Served::open().await;
    let bytes = Sample::default().bytes();
    let check = async |coding: &str, body: &[u8], expected: (u16, i64), words: &str| {
        let answer = upload(&served, coding, body).await;
        assert_eq!(answer.error(), expected, "{coding}: {}", answer.json());
        let msg = answer.json()["msg"].as_str().unwrap().to_owned();
        assert!(msg.contains(words), "{coding}: {msg}");
        answer
    };
    let (zipped, packed) = (gzip(&bytes), zstd(&bytes));
    for (coding, words, whole) in [("gzip", "gzip", &zipped), ("zstd", "zstd", &packed)] {
        check(coding, &bytes, (400, 1009), words).await;
        check(coding, b"", (400, 1009), "is empty").await;
        check(coding, &whole[..whole.len() - 3], (400, 1009), words).await;
        check(coding, &whole[..7], (400, 1009), words).await;
        check(coding, &[whole, &b"trailing words"[..]].concat(), (400, 1009), words).await;
        let mut damaged = whole.clone();
        damaged[whole.len() / 2] ^= 0x55;
        check(coding, &damaged, (400, 1009), "").await;
    }
    check("zstd", &zstd_of_a_wide_window(&bytes), (400, 1009), "at most 8 MiB").await;
    for other in ["br", "deflate", "gzip, zstd"] {
        let answer = check(other, &bytes, (415, 1009), "`gzip` or `zstd`").await;
        assert!(answer.head.contains("accept-encoding: gzip, zstd"), "{}", answer.head);
    }
    assert_eq!(served.files(), Vec::<String>::new());
}

#[tokio::test]
async fn bombs_go_off_nowhere() {
    let zeros = vec![b' '; 20 << 20];
    let large = Served::with(Access::Open, 1 << 30).await;
    let small = Served::with(Access::Open, 1 << 20).await;
    for (coding, bomb) in [("gzip", gzip(&zeros)), ("zstd", zstd(&zeros))] {
        let check = async |served: &Served, words: &str| {
            let answer = upload(served, coding, &bomb).await;
            assert_eq!(answer.error(), (413, 3002), "{coding}: {}", answer.json());
            assert!(answer.json()["msg"].as_str().unwrap().contains(words), "{}", answer.json());
            assert_eq!(served.files(), Vec::<String>::new());
        };
        check(&large, "more than 250 times").await;
        check(&small, "larger than 1048576 bytes").await;
    }
}

/// Sends a head that announces `length` bytes and some of them, then waits for the answer with the line open.
async fn announce(served: &Served, length: u64, body: &[u8]) -> String {
    let head = format!(
        "POST /api/v1/datasets HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n",
        served.address
    );
    let mut stream = TcpStream::connect(served.address).await.unwrap();
    stream.write_all(&[head.as_bytes(), body].concat()).await.unwrap();
    let mut answer = vec![0; 4096];
    let answering = stream.read(&mut answer);
    let count = tokio::time::timeout(Duration::from_secs(20), answering).await.expect("an answer").unwrap();
    String::from_utf8(answer[..count].to_vec()).unwrap()
}

#[tokio::test]
async fn a_body_that_stops_coming_is_cut_and_leaves_nothing() {
    let upload = UploadLimits { stall: Duration::from_secs(1), ..UploadLimits::default() };
    let served = Served::limited(Access::Open, 1 << 20, upload).await;
    let bytes = Sample::default().bytes();
    let answer = announce(&served, bytes.len() as u64, &bytes[..bytes.len() / 2]).await;
    assert!(answer.starts_with("HTTP/1.1 408") && answer.contains("\"code\":1010"), "{answer}");
    assert_eq!(served.files(), Vec::<String>::new());
    assert_eq!(served.post("/api/v1/datasets", &bytes).await.status, 201, "the next sender is served");
}

#[tokio::test]
async fn a_body_that_trickles_is_cut_like_one_that_stops() {
    let upload = UploadLimits { stall: Duration::from_millis(400), ..UploadLimits::default() };
    let served = Served::limited(Access::Open, 1 << 20, upload).await;
    let head = format!(
        "POST /api/v1/datasets HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\ncontent-length: 9999\r\n\r\n",
        served.address
    );
    let stream = TcpStream::connect(served.address).await.unwrap();
    let (mut answers, mut line) = stream.into_split();
    line.write_all(head.as_bytes()).await.unwrap();
    // Byte by byte it would take minutes; no single wait for the next one is long.
    let trickling = async {
        let mut pace = tokio::time::interval(Duration::from_millis(40));
        loop {
            pace.tick().await;
            if line.write_all(b" ").await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    };
    let mut answer = vec![0; 4096];
    let answered = async { answers.read(&mut answer).await.unwrap() };
    let count = tokio::select! {
        () = trickling => unreachable!("it trickles until it is cut"),
        count = tokio::time::timeout(Duration::from_secs(20), answered) => count.expect("an answer"),
    };
    let answer = String::from_utf8(answer[..count].to_vec()).unwrap();
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert_eq!(served.files(), Vec::<String>::new());
}

#[tokio::test]
async fn a_length_that_is_too_large_is_refused_before_anything_is_sent() {
    let served = Served::with(Access::Open, 20_000).await;
    let answer = announce(&served, 20_001, b"").await;
    assert!(answer.starts_with("HTTP/1.1 413") && answer.contains("\"code\":3002"), "{answer}");
}

#[tokio::test]
async fn a_length_that_is_too_small_cuts_the_dataset() {
    let served = Served::open().await;
    let bytes = Sample::default().bytes();
    let answer = announce(&served, bytes.len() as u64 - 1, &bytes).await;
    assert!(answer.starts_with("HTTP/1.1 400") && answer.contains("\"code\":1009"), "{answer}");
    assert_eq!(served.files(), Vec::<String>::new());
}

#[tokio::test]
async fn a_sender_that_is_refused_in_mid_body_still_reads_why() {
    let served = Served::with(Access::Open, 1 << 20).await;
    let head = format!(
        "POST /api/v1/datasets HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n",
        served.address
    );
    let chunk = [b"10000\r\n".to_vec(), vec![b' '; 0x10000], b"\r\n".to_vec()].concat();
    let mut stream = TcpStream::connect(served.address).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    // 8 MiB, every one of which the door takes off the line although it refused the body after the first.
    for _ in 0..128 {
        stream.write_all(&chunk).await.unwrap();
    }
    stream.write_all(b"0\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
}
