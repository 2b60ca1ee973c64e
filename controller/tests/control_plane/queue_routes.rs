//! The queue over HTTP: what waits and why, what runs and how far, what would happen before it does.

use controller::schedule::JobState;
use protocol::{AgentMessage, DeviceId, StepEvent, StepState};
use serde_json::{Value, json};

use crate::job_routes::{ask, serve_http};
use crate::samples::{at, scenario};
use crate::scripted_agent::ScriptedAgent;
use crate::small_lab::SmallLab;

const MATRIX: &str =
    "name: hello\nbase_url: http://127.0.0.1:9\nparameters:\n  size: [small, large]\nsteps:\n  - open: /\n";

fn places(queue: &Value) -> Vec<(String, u64)> {
    let items = queue["data"]["waiting"]["items"].as_array().unwrap();
    let place = |item: &Value| {
        (item["scenario"].as_str().unwrap().to_owned(), item["waiting"]["position"].as_u64().unwrap())
    };
    items.iter().map(place).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_queue_shows_what_waits_in_its_order_and_what_runs() {
    let lab = SmallLab::start().await;
    let address = serve_http(&lab).await;
    let mut agent = ScriptedAgent::connect(lab.address, 1, &[]).await;
    let first = lab.submit(1, scenario("first")).await;
    let attempt = agent.accept().await;
    lab.job_when(first, |job| job.state == JobState::Running).await;
    let (at, name, state) = (at(0), "click".to_owned(), StepState::Began);
    agent.say(AgentMessage::Step(StepEvent { attempt, at, iteration: 1, number: 2, name, state })).await;
    lab.logged(first, "(click) began").await;
    lab.submit(2, scenario("second")).await;
    let third = lab.submit(3, scenario("third")).await;

    let (_, queue) = ask(address, "GET", "/api/v1/queue", None).await;
    assert_eq!(places(&queue), [("second".to_owned(), 1), ("third".to_owned(), 2)], "{queue}");
    assert_eq!(queue["data"]["waiting"]["items"][0]["waiting"]["because"], "nothing_free");
    let running = &queue["data"]["running"][0];
    assert_eq!((&running["id"], &running["on"]["device"]), (&json!(first.to_string()), &json!("agent1/1")));
    assert_eq!(running["on"]["step"], "iteration 1 step 2 (click) began");
    assert!(running["on"]["ends_latest"].is_string(), "{running}");

    let path = format!("/api/v1/jobs/{third}/priority");
    let (status, moved) = ask(address, "POST", &path, Some(json!({"priority": 7}))).await;
    assert_eq!((status, &moved["data"]["priority"]), (200, &json!(7)), "{moved}");
    let (_, queue) = ask(address, "GET", "/api/v1/queue?page_size=1", None).await;
    assert_eq!(places(&queue), [("third".to_owned(), 1)]);
    let (_, queue) = ask(address, "GET", "/api/v1/queue?page_size=1&page=2", None).await;
    assert_eq!(places(&queue), [("second".to_owned(), 2)]);
    let (_, waiting) = ask(address, "GET", &format!("/api/v1/jobs/{third}"), None).await;
    let waiting = &waiting["data"]["waiting"];
    assert_eq!((&waiting["position"], &waiting["devices"][0]["predicate"]), (&json!(1), &json!("busy")));
    assert!(waiting["next_free_at_latest"].is_string(), "{waiting}");
    let (status, refused) =
        ask(address, "POST", &format!("/api/v1/jobs/{first}/priority"), Some(json!({"priority": 7}))).await;
    assert_eq!((status, &refused["code"]), (409, &json!(1002)));

    agent.heartbeat(&[attempt]).await;
    agent.complete(attempt).await;
    assert_eq!(agent.accept().await.job, third, "it was moved to the front");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plan_names_the_device_and_queues_nothing() {
    let lab = SmallLab::start().await;
    let address = serve_http(&lab).await;
    let _agent = ScriptedAgent::connect(lab.address, 1, &[]).await;
    let plan = async |body: Value| ask(address, "POST", "/api/v1/jobs/plan", Some(body)).await;
    let (status, planned) = plan(json!({ "scenario": MATRIX })).await;
    assert_eq!((status, &planned["data"]["total"]), (200, &json!(2)), "{planned}");
    let (one, two) = (&planned["data"]["jobs"][0], &planned["data"]["jobs"][1]);
    assert_eq!((&one["device"], &one["title"]), (&json!("agent1/1"), &json!("hello (size=small)")));
    assert_eq!((&two["device"], &two["waits"]["because"]), (&Value::Null, &json!("queued")));
    assert_eq!(one["devices"][0]["takes_it"], true);

    let (_, planned) = plan(json!({"library": "idle", "device": "agent1/1"})).await;
    assert_eq!(planned["data"]["jobs"][0]["device"], "agent1/1");
    let picky = MATRIX.replace("parameters:\n  size: [small, large]\n", "requires:\n  labels: [gpu]\n");
    let (_, planned) = plan(json!({ "scenario": picky })).await;
    let job = &planned["data"]["jobs"][0];
    assert_eq!((&job["waits"]["because"], &job["refused"]), (&json!("nothing_fits"), &json!([])), "{job}");
    assert_eq!(job["devices"][0]["why_not"], "it has no label `gpu`");
    let request = json!({"scenario": picky, "device": "agent1/1"});
    let (_, planned) = plan(request.clone()).await;
    let told = "agent1/1 cannot take it: it has no label `gpu`";
    assert_eq!(planned["data"]["jobs"][0]["refused"], json!([told]));
    let (status, refused) = ask(address, "POST", "/api/v1/jobs", Some(request)).await;
    assert_eq!((status, &refused["data"]["problems"][0]["message"]), (400, &json!(told)));

    let (status, mistakes) = plan(json!({"scenario": "name: hello\nsteps:\n  - clik: '#a'\n"})).await;
    assert_eq!((status, &mistakes["code"]), (400, &json!(1000)));
    let (_, list) = ask(address, "GET", "/api/v1/jobs", None).await;
    assert_eq!(list["data"]["pagination"]["total"], 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_for_a_chosen_device_waits_for_that_one() {
    let lab = SmallLab::start().await;
    let address = serve_http(&lab).await;
    let mut one = ScriptedAgent::connect(lab.address, 1, &[]).await;
    let mut two = ScriptedAgent::connect(lab.address, 2, &[]).await;
    let chosen = json!({"library": "idle", "device": "agent2/1"});
    for _ in 0..2 {
        let (status, answer) = ask(address, "POST", "/api/v1/jobs", Some(chosen.clone())).await;
        assert_eq!(status, 201, "{answer}");
    }
    let first = two.assignment().await;
    assert_eq!(first.device, DeviceId::new("agent2/1"));
    let (_, queue) = ask(address, "GET", "/api/v1/queue", None).await;
    let waiting = &queue["data"]["waiting"]["items"][0];
    assert_eq!(
        (&waiting["device"], &waiting["waiting"]["because"]),
        (&json!("agent2/1"), &json!("nothing_free"))
    );
    let any = lab.submit(9, scenario("any")).await;
    assert_eq!(one.accept().await.job, any, "the free device takes what fits it");
}
