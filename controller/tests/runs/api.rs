//! The HTTP door over a real loopback listener, with a client that sees every byte.

use std::net::SocketAddr;
use std::ops::Deref;

use controller::http_api::{Access, ApiState, Clock, UploadLimits, listen, router};
use protocol::RunId;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::house::{House, NOW};
use crate::samples::Sample;

/// A house with its HTTP door open.
pub(crate) struct Served {
    house: House,
    pub(crate) address: SocketAddr,
    _shutdown: DropGuard,
}

impl Deref for Served {
    type Target = House;

    fn deref(&self) -> &House {
        &self.house
    }
}

/// One answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&self.body)))
    }

    /// `data` of a success.
    pub(crate) fn data(&self) -> Value {
        let mut json = self.json();
        assert_eq!((&json["code"], &json["msg"]), (&0.into(), &"success".into()), "{json}");
        json["data"].take()
    }

    /// Status and code of an error, whose data are empty.
    pub(crate) fn error(&self) -> (u16, i64) {
        let json = self.json();
        assert_eq!(json["data"], serde_json::json!({}), "{json}");
        assert!(!json["msg"].as_str().unwrap().is_empty());
        (self.status, json["code"].as_i64().unwrap())
    }
}

impl Served {
    pub(crate) async fn open() -> Self {
        Self::with(Access::Open, 1 << 20).await
    }

    pub(crate) async fn with(access: Access, max_dataset_bytes: u64) -> Self {
        Self::limited(access, max_dataset_bytes, UploadLimits::default()).await
    }

    pub(crate) async fn limited(access: Access, max_dataset_bytes: u64, upload: UploadLimits) -> Self {
        Self::over(House::sqlite().await, access, max_dataset_bytes, upload).await
    }

    /// The same on a `PostgreSQL` server.
    pub(crate) async fn on_postgres() -> Self {
        Self::over(House::postgres().await, Access::Open, 1 << 20, UploadLimits::default()).await
    }

    async fn over(house: House, access: Access, max_dataset_bytes: u64, upload: UploadLimits) -> Self {
        let clock = Clock::new(|| NOW);
        let state = ApiState::open(house.store.clone(), house.folder.path(), access, clock).unwrap();
        let state = ApiState { max_dataset_bytes, upload, ..state };
        let listener = listen("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let address = listener.local_addr().unwrap();
        let shutdown = CancellationToken::new();
        let serving = axum::serve(listener, router(state, controller::live::routes()))
            .with_graceful_shutdown(shutdown.clone().cancelled_owned());
        tokio::spawn(async move { serving.await.unwrap() });
        Self { house, address, _shutdown: shutdown.drop_guard() }
    }

    /// Stores a Dataset.
    pub(crate) async fn stored(&self, dataset: &Value) -> RunId {
        self.house.send(dataset.to_string().as_bytes(), self.context()).await.unwrap().run
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, "", b"").await
    }

    pub(crate) async fn post(&self, path: &str, body: &[u8]) -> Answer {
        self.send("POST", path, "content-type: application/json\r\n", body).await
    }

    pub(crate) async fn send(&self, method: &str, path: &str, headers: &str, body: &[u8]) -> Answer {
        let host =
            if headers.contains("host:") { String::new() } else { format!("host: {}\r\n", self.address) };
        let length = body.len();
        let head = format!(
            "{method} {path} HTTP/1.1\r\n{host}connection: close\r\ncontent-length: {length}\r\n{headers}\r\n"
        );
        self.raw(&[head.as_bytes(), body].concat()).await
    }

    pub(crate) async fn raw(&self, request: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        // A server that refuses a body early closes before it has read everything; its answer counts.
        let _ = stream.write_all(request).await;
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes).await;
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").expect("an answer with a head");
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap().to_lowercase();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, head, body: bytes[end + 4..].to_vec() }
    }
}

#[tokio::test]
async fn a_run_is_shown_with_everything_that_belongs_to_it() {
    let served = Served::open().await;
    let run = served.add(&Sample { batches: 2_000, seconds: 2_000, ..Sample::default() }).await;
    let data = served.get(&format!("/api/v1/runs/{run}?max_points=50&_t=1")).await.data();
    assert_eq!((&data["run"]["id"], &data["run"]["release"]), (&run.to_string().into(), &"6.7.0".into()));
    assert_eq!(data["run"]["created_at"], "2025-10-09T08:53:20.000Z");
    assert_eq!(data["meta"]["env"]["browser_version"], "156.0");
    assert_eq!(data["meta"]["definitions"]["inference_time"]["direction"], "lower_is_better");
    let cost = &data["meta"]["collection"]["overhead"];
    assert_eq!((&cost["cpu_percent"], &cost["collecting_cpu_percent"]), (&2.5.into(), &0.5.into()));
    assert_eq!(
        (data["iterations"].as_array().unwrap().len(), &data["iterations"][0]["warmup"]),
        (11, &true.into())
    );
    assert_eq!((&data["marks"][0]["start_ms"], &data["marks"][0]["end_ms"]), (&100.into(), &900.into()));
    assert_eq!((&data["logs"][0]["text"], &data["logs_total"]), (&"ready".into(), &1.into()));
    let metric = &data["verdict"]["metrics"][0];
    assert_eq!((&metric["reason"]["kind"], &metric["evidence"]), (&"no_baseline".into(), &Value::Null));
    assert_eq!(metric["measured"]["values"].as_array().unwrap().len(), 10, "the run tells its own numbers");
    assert!((metric["measured"]["median"].as_f64().unwrap() - 100.2).abs() < 1e-6, "{metric}");
    let renderer = data["series"].as_array().unwrap().iter().find(|group| group["pid"] == 4321).unwrap();
    assert_eq!((&renderer["process_type"], &renderer["title"]), (&"Renderer".into(), &"Inference".into()));
    let sources: Vec<(&str, &str)> = renderer["series"]
        .as_array()
        .unwrap()
        .iter()
        .map(|series| (series["metric"].as_str().unwrap(), series["source"].as_str().unwrap()))
        .collect();
    let expected = [
        ("cpu_chrome_usage", "Chrome"),
        ("cpu_os_usage", "OS"),
        ("inference_time", "Page"),
        ("memory_rss", "OS"),
    ];
    assert_eq!(sources, expected);
    for series in renderer["series"].as_array().unwrap() {
        assert_eq!(series["samples"], 2_000);
        let (at, values) = (series["at_ms"].as_array().unwrap(), series["values"].as_array().unwrap());
        assert!(at.len() <= 50 && at.len() == values.len() && at[0] == 0, "{series}");
    }
}

#[tokio::test]
async fn the_old_addresses_answer_like_the_new_ones() {
    let served = Served::open().await;
    let run = served.add(&Sample::default()).await;
    for (alias, address) in [
        ("/api/runs".to_owned(), "/api/v1/runs".to_owned()),
        (format!("/api/runs/{run}"), format!("/api/v1/runs/{run}")),
    ] {
        assert_eq!(served.get(&alias).await.data(), served.get(&address).await.data());
    }
}

#[tokio::test]
async fn a_baseline_is_pinned_listed_and_cleared() {
    let served = Served::open().await;
    let run = served.add(&Sample::default()).await;
    let body = format!(r#"{{"run_id":"{run}","reason":"released"}}"#);
    let pinned = served.post("/api/v1/baselines", body.as_bytes()).await;
    assert_eq!(pinned.status, 201);
    let pinned = pinned.data();
    assert_eq!((&pinned["scenario"], &pinned["set_by"]), (&"inference".into(), &"open".into()));
    let address = format!("/api/v1/baselines/{}", pinned["id"].as_str().unwrap());
    assert_eq!(served.get(&address).await.data(), pinned);
    assert_eq!(served.get("/api/v1/baselines?scenario=inference").await.data()["items"][0], pinned);
    let cleared = served.send("DELETE", &address, "", b"").await.data();
    assert_eq!(cleared["cleared_by"], "open");
    assert_eq!(served.send("DELETE", &address, "", b"").await.error(), (404, 1001));
    assert_eq!(served.get("/api/v1/baselines").await.data()["pagination"]["total"], 0);
    let failed = served.add(&Sample { outcome: Some("failed"), ..Sample::default() }).await;
    let body = format!(r#"{{"run_id":"{failed}"}}"#);
    assert_eq!(served.post("/api/v1/baselines", body.as_bytes()).await.error(), (409, 1002));
}

#[tokio::test]
async fn scenarios_show_the_library_what_ran_and_every_mistake() {
    let served = Served::open().await;
    let run = served.add(&Sample { scenario: "made up".to_owned(), ..Sample::default() }).await;
    let data = served.get("/api/v1/scenarios").await.data();
    let named =
        |name: &str| data["items"].as_array().unwrap().iter().find(|each| each["name"] == name).unwrap();
    assert!(named("scroll")["yaml"].as_str().unwrap().contains("steps:"));
    assert_eq!(
        (&named("made up")["count"], &named("made up")["last_run"]["id"]),
        (&1.into(), &run.to_string().into())
    );
    let bad =
        served.send("POST", "/api/v1/scenarios/validate", "", b"name: x\nsteps:\n  - clik: a\n").await.data();
    assert_eq!((&bad["valid"], &bad["problems"][0]["line"]), (&false.into(), &3.into()), "{bad}");
    let good = named("scroll")["yaml"].as_str().unwrap();
    let checked = served.send("POST", "/api/v1/scenarios/validate", "", good.as_bytes()).await;
    assert_eq!(checked.status, 200, "{}", checked.json());
}

#[tokio::test]
async fn health_needs_no_token_and_tells_when_the_database_is_gone() {
    let served = Served::with(Access::Tokens, 1 << 20).await;
    assert_eq!(served.get("/api/health").await.data()["status"], "ok");
    served.store.clone().close().await.unwrap();
    assert_eq!(served.get("/api/health").await.error(), (500, 1006));
}

#[tokio::test]
async fn the_pages_are_part_of_the_build_and_find_their_own_way() {
    let served = Served::open().await;
    let page = served.get("/").await;
    assert!(page.head.contains("content-type: text/html"), "{}", page.head);
    assert_eq!(served.get("/runs/some-run?tab=log").await.body, page.body, "the page reads its own address");
    let text = String::from_utf8(page.body).unwrap();
    let script =
        text.split('"').find(|part| part.starts_with("/assets/")).expect("the page names its script");
    let script = served.get(script).await;
    assert_eq!(script.status, 200);
    assert!(script.head.contains("immutable"), "{}", script.head);
    assert_eq!(served.get("/assets/gone.js").await.error(), (404, 1001));
    assert_eq!(served.get("/../Cargo.toml").await.error(), (404, 1001));
}
