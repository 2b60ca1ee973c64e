//! Jobs, agents and devices over HTTP.

use std::net::SocketAddr;

use analysis::Rules;
use axum::Extension;
use controller::doors::Doors;
use controller::http_api::{Access, ApiState, Clock, JobDoor, UploadLimits, router};
use controller::live::{LiveDoor, Settings, StreamParts, Streams};
use controller::schedule::JobState;
use controller::store::{ObjectFolder, RunKeeper};
use protocol::Ids;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

use crate::scripted_agent::ScriptedAgent;
use crate::small_lab::{SmallLab, clock};

const SCENARIO: &str =
    "name: hello\nbase_url: http://127.0.0.1:9\nparameters:\n  size: [small, large]\nsteps:\n  - open: /\n";

/// Serves the lab's HTTP door until the test ends.
pub(crate) async fn serve_http(lab: &SmallLab) -> SocketAddr {
    let objects = ObjectFolder::open(&lab.data).unwrap();
    let doors =
        Doors::new(RunKeeper::new(lab.store.clone(), objects.clone()), lab.store.clone(), Rules::default());
    let state = ApiState {
        store: lab.store.clone(),
        objects,
        doors,
        max_dataset_bytes: 1 << 20,
        upload: UploadLimits::default(),
        access: Access::Open,
        clock: Clock::new(|| clock()()),
    };
    let parts = StreamParts {
        folder: lab.data.join("streams"),
        store: lab.store.clone(),
        doors: state.doors.clone(),
        clock: state.clock.clone(),
        attempts: lab.attempts.clone(),
        desk: lab.desk.link(),
    };
    let streams = Streams::new(parts, Settings::default(), CancellationToken::new());
    let live = LiveDoor { streams, attempts: lab.attempts.clone() };
    let app = live
        .open(router(state, controller::live::routes()))
        .layer(Extension(JobDoor { desk: lab.desk.clone(), ids: Ids }));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    address
}

/// Status and body of one request.
pub(crate) async fn ask(address: SocketAddr, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
    let body = body.map(|body| body.to_string()).unwrap_or_default();
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, serde_json::from_str(body).unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_submitted_matrix_becomes_jobs_that_say_what_they_wait_for() {
    let lab = SmallLab::start().await;
    let address = serve_http(&lab).await;
    let request = json!({"scenario": SCENARIO, "release": "7.1", "idempotency_key": "ci-1"});
    let (status, answer) = ask(address, "POST", "/api/v1/jobs", Some(request.clone())).await;
    assert_eq!((status, &answer["code"]), (201, &json!(0)), "{answer}");
    let jobs = answer["data"]["jobs"].as_array().unwrap().clone();
    assert_eq!(jobs.len(), 2);
    let (status, again) = ask(address, "POST", "/api/v1/jobs", Some(request.clone())).await;
    assert_eq!((status, &again["data"]["jobs"]), (200, &json!(jobs)));
    let mut other = request;
    other["priority"] = json!(3);
    let (status, refused) = ask(address, "POST", "/api/v1/jobs", Some(other)).await;
    assert_eq!((status, &refused["code"], &refused["data"]), (409, &json!(1002), &json!({})));

    let path = format!("/api/v1/jobs/{}", jobs[0].as_str().unwrap());
    let (_, job) = ask(address, "GET", &path, None).await;
    assert_eq!(
        job["data"]["waiting_for"], "no agent has connected yet whose token serves this project",
        "{job}"
    );
    assert_eq!(job["data"]["title"], "hello (size=small)");
    assert_eq!(job["data"]["tags"], json!(["release:7.1"]));
    let (_, list) = ask(address, "GET", "/api/v1/jobs?state=queued,running&scenario=hello&_t=1", None).await;
    assert_eq!(list["data"]["pagination"]["total"], 2);
    let (status, list) = ask(address, "GET", "/api/v1/jobs?state=asleep", None).await;
    assert_eq!((status, &list["code"]), (400, &json!(1000)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_mistake_is_told_at_once_with_its_place() {
    let lab = SmallLab::start().await;
    let address = serve_http(&lab).await;
    let wrong = "name: hello\nbase_url: http://127.0.0.1:9\nsteps:\n  - clik: '#a'\n  - opne: /\n";
    let (status, answer) = ask(address, "POST", "/api/v1/jobs", Some(json!({"scenario": wrong}))).await;
    assert_eq!((status, &answer["code"]), (400, &json!(1000)));
    let problems = answer["data"]["problems"].as_array().unwrap();
    assert!(
        problems.iter().any(|problem| problem["line"] == 4)
            && problems.iter().any(|problem| problem["line"] == 5)
    );
    assert!(answer["msg"].as_str().unwrap().contains("did you mean `click`"), "{answer}");
    for request in [json!({}), json!({"library": "nothing"}), json!({"library": "idle", "baseline": "7"})] {
        let (status, answer) = ask(address, "POST", "/api/v1/jobs", Some(request)).await;
        assert_eq!((status, &answer["code"]), (400, &json!(1000)), "{answer}");
    }
    let (_, list) = ask(address, "GET", "/api/v1/jobs", None).await;
    assert_eq!(list["data"]["pagination"]["total"], 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shipped_scenario_runs_by_name_and_its_log_can_be_followed() {
    let lab = SmallLab::start().await;
    let address = serve_http(&lab).await;
    let mut agent = ScriptedAgent::connect(lab.address, 1, &[]).await;
    let (status, answer) =
        ask(address, "POST", "/api/v1/jobs", Some(json!({"library": "idle", "iterations": 2}))).await;
    assert_eq!(status, 201, "{answer}");
    let assignment = agent.assignment().await;
    let protocol::Work::Scenario(scenario) = &assignment.work else { panic!("{:?}", assignment.work) };
    assert_eq!((scenario.name.as_str(), scenario.iterations), ("idle", 2));
    let attempt = assignment.attempt;
    agent.say(protocol::AgentMessage::Accepted(attempt)).await;
    agent.complete(attempt).await;
    lab.job_when(attempt.job, |job| job.state == JobState::Completed).await;
    lab.logged(attempt.job, "completed").await;

    let (_, log) = ask(address, "GET", &format!("/api/v1/jobs/{}/log", attempt.job), None).await;
    let lines = log["data"]["lines"].as_array().unwrap();
    assert_eq!((&lines[0]["kind"], &lines[0]["message"]), (&json!("state"), &json!("given to agent1/1")));
    let next = &log["data"]["next"];
    let (_, rest) =
        ask(address, "GET", &format!("/api/v1/jobs/{}/log?after={next}", attempt.job), None).await;
    assert_eq!((&rest["data"]["lines"], &rest["data"]["is_over"]), (&json!([]), &json!(true)));

    let (_, devices) = ask(address, "GET", "/api/v1/devices", None).await;
    assert_eq!(devices["data"]["items"][0]["ready"], true, "{devices}");
    let (_, agents) = ask(address, "GET", "/api/v1/agents", None).await;
    assert_eq!(agents["data"]["items"][0]["name"], "agent1");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_baseline_that_cannot_serve_is_refused_before_anything_is_queued() {
    let lab = SmallLab::start().await;
    let address = serve_http(&lab).await;
    let stored = async |scenario: &str, outcome: &str| {
        let (_, answer) = ask(address, "POST", "/api/v1/datasets", Some(dataset(scenario, outcome))).await;
        answer["data"]["run_id"].clone()
    };
    let unknown = json!("018f0000-0000-7000-8000-000000000000");
    let refusals = [
        (unknown, 404, 1001, "there is no run"),
        (stored("other", "completed").await, 400, 1000, "is a run of the scenario `other`"),
        (stored("hello", "failed").await, 409, 1002, "did not come to its end"),
    ];
    for (baseline, status, code, reason) in refusals {
        let request = json!({"scenario": SCENARIO, "baseline": baseline});
        let (found, answer) = ask(address, "POST", "/api/v1/jobs", Some(request)).await;
        assert_eq!((found, &answer["code"]), (status, &json!(code)), "{answer}");
        assert!(answer["msg"].as_str().unwrap().contains(reason), "{answer}");
    }
    let (_, list) = ask(address, "GET", "/api/v1/jobs", None).await;
    assert_eq!(list["data"]["pagination"]["total"], 0);
    let request = json!({"scenario": SCENARIO, "baseline": stored("hello", "completed").await});
    let (status, answer) = ask(address, "POST", "/api/v1/jobs", Some(request)).await;
    assert_eq!(status, 201, "{answer}");
}

/// The least that is a Dataset.
fn dataset(scenario: &str, outcome: &str) -> Value {
    json!({"schema_version": 1, "exported_at": 2_000, "report": {
        "created_at": 1_000, "title": "a run", "outcome": {"status": outcome},
        "meta": {
            "test_context": {"scenario_name": scenario}, "env": {"os": "Linux"},
            "collection": {"mode": "system", "metric_standard": "chrome", "interval_ms": 1000,
                           "started_at": 1_000, "ended_at": 2_000, "duration_seconds": 1.0}
        },
        "processes": [], "metrics": []
    }})
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_is_canceled_once() {
    let lab = SmallLab::start().await;
    let address = serve_http(&lab).await;
    let (_, answer) = ask(address, "POST", "/api/v1/jobs", Some(json!({"library": "idle"}))).await;
    let path = format!("/api/v1/jobs/{}/cancel", answer["data"]["jobs"][0].as_str().unwrap());
    let (status, answer) = ask(address, "POST", &path, Some(json!({"reason": "wrong build"}))).await;
    assert_eq!((status, &answer["data"]["state"]), (200, &json!("canceled")));
    let (status, answer) = ask(address, "POST", &path, Some(json!({}))).await;
    assert_eq!((status, &answer["code"]), (409, &json!(1002)));
    let (status, answer) = ask(address, "POST", "/api/v1/jobs/none/cancel", Some(json!({}))).await;
    assert_eq!((status, &answer["code"]), (404, &json!(1001)));
}
