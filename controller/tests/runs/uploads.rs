//! Uploads: in once, out byte for byte, refused with the place of the mistake.

use controller::http_api::Access;
use serde_json::Value;

use crate::api::Served;
use crate::samples::Sample;

#[tokio::test]
async fn a_dataset_comes_back_byte_for_byte_and_is_stored_once() {
    let served = Served::open().await;
    // Spaces, a field of tomorrow and a number that no two writers would print alike.
    let mut text = String::from_utf8(Sample::default().bytes()).unwrap();
    text = text.replacen('{', "{ \"of_tomorrow\" : [1.0e2,\n 0.10] ,", 1);
    let first = served.post("/api/v1/datasets", text.as_bytes()).await;
    assert_eq!(first.status, 201, "{}", first.json());
    let first = first.data();
    assert_eq!(
        (&first["duplicate"], &first["created_at"]),
        (&false.into(), &"2025-10-09T08:53:20.000Z".into())
    );
    let again = served.post("/api/v1/datasets", text.as_bytes()).await;
    assert_eq!(again.status, 200);
    let again = again.data();
    assert_eq!((&again["duplicate"], &again["run_id"]), (&true.into(), &first["run_id"]));
    let download = served.get(&format!("/api/v1/runs/{}/download", first["run_id"].as_str().unwrap())).await;
    assert_eq!(download.body, text.as_bytes());
    assert!(download.head.contains("content-disposition: attachment"), "{}", download.head);
    let kept: Vec<String> = served.files().into_iter().filter(|file| file.contains("staging")).collect();
    assert_eq!(kept, Vec::<String>::new(), "nothing is left of what was received");
}

#[tokio::test]
async fn parameters_go_over_what_the_dataset_says() {
    let served = Served::open().await;
    let path = "/api/v1/datasets?release=8.0&scenario=scroll&build=b9&tags=ci,%20smoke";
    let run =
        served.post(path, &Sample::default().bytes()).await.data()["run_id"].as_str().unwrap().to_owned();
    let item = served.get("/api/v1/runs").await.data()["items"][0].clone();
    assert_eq!(item["id"], run.as_str());
    assert_eq!(
        (&item["scenario"], &item["build_id"], &item["release"]),
        (&"scroll".into(), &"b9".into(), &"8.0".into())
    );
    assert_eq!(item["tags"], serde_json::json!(["ci", "nightly", "release:8.0", "smoke"]));
    let refused = served.post("/api/v1/datasets?tags=release:1", &Sample::default().bytes()).await;
    assert_eq!(refused.error(), (400, 1000));
}

#[tokio::test]
async fn a_bad_dataset_is_refused_with_the_place_and_nothing_is_stored() {
    let served = Served::with(Access::Open, 20_000).await;
    let sample = Sample::default().json();
    let with = |pointer: &str, value: Value| {
        let mut json = sample.clone();
        *json.pointer_mut(pointer).unwrap() = value;
        json.to_string().into_bytes()
    };
    let check = async |what: &str, body: &[u8], expected: (u16, i64), place: &str| {
        let answer = served.post("/api/v1/datasets", body).await;
        assert_eq!(answer.error(), expected, "{what}: {}", answer.json());
        let msg = answer.json()["msg"].as_str().unwrap().to_owned();
        assert!(msg.contains(place), "{what}: {msg}");
    };
    check("nothing", b"", (400, 1009), "JSON").await;
    let whole = Sample::default().bytes();
    check("cut short", &whole[..whole.len() / 2], (400, 1009), "JSON").await;
    let missing = with("/report/meta/test_context/scenario_name", Value::Null);
    check("no scenario", &missing, (400, 1000), "scenario_name").await;
    let newer = with("/schema_version", 99.into());
    check("of tomorrow", &newer, (400, 1009), "99").await;
    let negative = with("/report/metrics/2/metrics/4321/cpu_os_usage", (-1.0).into());
    check("a negative load", &negative, (400, 1009), "report.metrics[2]").await;
    let before = with("/report/metrics/2/timestamp", sample["report"]["metrics"][0]["timestamp"].clone());
    check("time that runs backwards", &before, (400, 1009), "report.metrics[2]").await;
    let typed = with("/report/metrics/2/metrics/4321/cpu_os_usage", "fast".into());
    check("a word for a number", &typed, (400, 1009), "report.metrics[2]").await;
    let large = Sample { batches: 500, ..Sample::default() }.bytes();
    check("too large", &large, (413, 3002), "20000").await;
    let text = served.send("POST", "/api/v1/datasets", "content-type: text/plain\r\n", &whole).await;
    assert_eq!(text.error(), (415, 1009));
    assert_eq!(served.get("/api/v1/runs").await.data()["pagination"]["total"], 0);
    assert_eq!(served.files(), Vec::<String>::new());
}

#[tokio::test]
async fn text_that_is_no_dataset_is_refused_whatever_is_wrong_with_it() {
    let served = Served::open().await;
    let sample = String::from_utf8(Sample::default().bytes()).unwrap();
    let with = |from: &str, to: &str| {
        assert!(sample.contains(from), "{from}");
        sample.replacen(from, to, 1)
    };
    let title = r#""title": "inference on 6.7.0""#;
    for (what, text, place) in [
        ("NaN", with(r#""memory_rss": 157286400"#, r#""memory_rss": NaN"#), "report.metrics[0]"),
        ("infinity", with(r#""memory_rss": 157286400"#, r#""memory_rss": 1e999"#), "out of range"),
        ("a wrong type", with(title, r#""title": ["a", "list"]"#), "report.title"),
        ("a list", format!("[{sample}]"), "expected"),
        ("a key twice", with(title, &format!("{title}, {title}")), "a second time"),
        ("a deep nest", with(title, &format!("{title}, \"x\": {}", "[".repeat(100_000))), "recursion"),
        ("text behind it", format!("{sample} {{}}"), "trailing"),
        ("bytes that are no text", with("inference on", "inference \u{fffd}"), "JSON"),
    ] {
        let mut body = text.into_bytes();
        if let Some(at) = body.windows(3).position(|window| window == "\u{fffd}".as_bytes()) {
            body[at] = 0xff;
        }
        let answer = served.post("/api/v1/datasets", &body).await;
        assert_eq!(answer.error(), (400, 1009), "{what}: {}", answer.json());
        let msg = answer.json()["msg"].as_str().unwrap().to_owned();
        assert!(msg.contains(place), "{what}: {msg}");
    }
    assert_eq!(served.files(), Vec::<String>::new());
}

#[tokio::test]
async fn ten_thousand_processes_are_one_batch_and_a_batch_without_end_is_refused() {
    let served = Served::with(Access::Open, 16 << 20).await;
    let crowd = |count: u32| {
        let mut json = Sample::default().json();
        let points = (1..=count).map(|pid| (pid.to_string(), serde_json::json!({"memory_rss": pid})));
        json["report"]["metrics"][0]["metrics"] = Value::Object(points.collect());
        json.to_string().into_bytes()
    };
    let taken = crowd(10_000);
    let stored = served.post("/api/v1/datasets", &taken).await;
    assert_eq!(stored.status, 201, "{}", stored.json());
    let run = stored.data()["run_id"].as_str().unwrap().to_owned();
    assert_eq!(served.get(&format!("/api/v1/runs/{run}/download")).await.body, taken);
    assert_eq!(served.get(&format!("/api/v1/runs/{run}?max_points=2")).await.status, 200);
    let files = served.files();
    let refused = served.post("/api/v1/datasets", &crowd(200_000)).await;
    assert_eq!(refused.error(), (413, 3002), "{}", refused.json());
    assert_eq!(served.files(), files);
}

#[tokio::test]
async fn a_process_id_that_was_given_twice_is_stored_and_shown() {
    let served = Served::open().await;
    let mut json = Sample::default().json();
    let processes = json["report"]["processes"].as_array_mut().unwrap();
    let mut again = processes[0].clone();
    again["proc_type"] = "GPU".into();
    processes.push(again);
    let stored = served.post("/api/v1/datasets", json.to_string().as_bytes()).await;
    assert_eq!(stored.status, 201, "{}", stored.json());
    let shown = served.get(&format!("/api/v1/runs/{}", stored.data()["run_id"].as_str().unwrap())).await;
    assert_eq!(shown.status, 200, "{}", shown.json());
}

#[tokio::test]
async fn a_sender_that_goes_away_in_the_middle_leaves_nothing() {
    let served = Served::open().await;
    let body = Sample::default().bytes();
    let head = format!(
        "POST /api/v1/datasets HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        served.address,
        body.len()
    );
    {
        use tokio::io::AsyncWriteExt;
        let mut stream = tokio::net::TcpStream::connect(served.address).await.unwrap();
        stream.write_all(&[head.as_bytes(), &body[..body.len() / 2]].concat()).await.unwrap();
    }
    let deadline = std::time::Duration::from_secs(10);
    let emptied = async {
        while !served.files().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(deadline, emptied).await.expect("the half-received file is removed");
    assert_eq!(served.get("/api/v1/runs").await.data()["pagination"]["total"], 0);
}
