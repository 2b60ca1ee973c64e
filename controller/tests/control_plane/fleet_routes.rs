//! Devices over HTTP: what a project sees of them, and taking one out of service.

use std::sync::Arc;

use controller::agent_api::{AgentAccess, TokenCheck};
use controller::lease::{Quarantine, QuarantineState, QuarantineWish, Serves};
use controller::schedule::JobState;
use protocol::DeviceId;
use serde_json::{Value, json};

use crate::job_routes::{ask, serve_http};
use crate::samples::scenario;
use crate::scripted_agent::ScriptedAgent;
use crate::small_lab::{SmallLab, clock};

const DEVICE: &str = "/api/v1/devices/agent1%2F1";

/// A controller where the token `psk_NAME` is for the project `NAME`.
async fn guarded() -> SmallLab {
    let check: TokenCheck = Arc::new(|token| {
        Box::pin(async move { Ok(token.strip_prefix("psk_").map(|name| Serves::Project(name.to_owned()))) })
    });
    SmallLab::start_with(AgentAccess::Tokens(check)).await
}

fn reason(text: &str) -> Value {
    json!({ "reason": text })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_quarantined_device_ends_its_work_in_peace_and_gets_nothing_new() {
    let lab = SmallLab::start().await;
    let address = serve_http(&lab).await;
    let mut agent = ScriptedAgent::connect(lab.address, 1, &[]).await;
    let job = lab.submit(1, scenario("idle")).await;
    let attempt = agent.accept().await;
    lab.job_when(job, |job| job.state == JobState::Running).await;

    let path = format!("{DEVICE}/quarantine");
    let (status, held) = ask(address, "POST", &path, Some(reason("fan broken"))).await;
    assert_eq!((status, &held["data"]["state"]), (200, &json!("busy")), "{held}");
    assert_eq!(held["data"]["quarantine"]["reason"], "fan broken");
    assert_eq!(held["data"]["running"]["job_id"], job.to_string());
    let (status, again) = ask(address, "POST", &path, Some(reason("me too"))).await;
    assert_eq!((status, &again["code"]), (409, &json!(1002)), "{again}");
    assert!(again["msg"].as_str().unwrap().contains("quarantined by open since"), "{again}");

    agent.heartbeat(&[attempt]).await;
    agent.complete(attempt).await;
    lab.job_when(job, |job| job.state == JobState::Completed).await;
    let next = lab.submit(2, scenario("idle")).await;
    let (_, waiting) = ask(address, "GET", &format!("/api/v1/jobs/{next}"), None).await;
    let asked = &waiting["data"]["waiting"]["devices"][0];
    assert_eq!((&asked["predicate"], &asked["may_later"]), (&json!("quarantined"), &json!(true)));
    assert!(waiting["data"]["waiting_for"].as_str().unwrap().contains("fan broken"), "{waiting}");

    let (status, freed) =
        ask(address, "POST", &format!("{DEVICE}/release"), Some(reason("fan replaced"))).await;
    assert_eq!((status, &freed["data"]["quarantine"]), (200, &Value::Null), "{freed}");
    assert_eq!(agent.accept().await.job, next);
    let (status, answer) = ask(address, "POST", &format!("{DEVICE}/release"), Some(reason("again"))).await;
    assert_eq!((status, &answer["code"]), (409, &json!(1002)));
    let (_, detail) = ask(address, "GET", DEVICE, None).await;
    assert_eq!(detail["data"]["quarantines"][0]["released_because"], "fan replaced", "{detail}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_quarantine_outlives_the_controller() {
    let lab = SmallLab::start().await;
    let agent = ScriptedAgent::connect(lab.address, 1, &[]).await;
    let held = Quarantine { reason: "fan broken".to_owned(), by: "kim".to_owned(), since: clock()() };
    let wish = QuarantineWish::Hold(held);
    let done = lab.desk.quarantine(DeviceId::new("agent1/1"), wish).await.unwrap().unwrap();
    assert_eq!(done, QuarantineState::Done);
    drop(agent);
    let lab = lab.restart().await;
    let address = serve_http(&lab).await;
    let (_, away) = ask(address, "GET", DEVICE, None).await;
    assert_eq!(
        (&away["data"]["state"], &away["data"]["quarantine"]["by"]),
        (&json!("offline"), &json!("kim"))
    );
    let _agent = ScriptedAgent::connect(lab.address, 1, &[]).await;
    let (_, back) = ask(address, "GET", DEVICE, None).await;
    assert_eq!(back["data"]["state"], "quarantined", "{back}");
    assert_eq!(back["data"]["since"], back["data"]["quarantine"]["since"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reason_is_asked_for_and_no_device_is_put_away_without_one() {
    let lab = SmallLab::start().await;
    let address = serve_http(&lab).await;
    let _agent = ScriptedAgent::connect(lab.address, 1, &[]).await;
    let long = "x".repeat(301);
    for body in
        [json!({}), json!({"reason": " "}), json!({"reason": long}), json!({"reason": "a", "by": "me"})]
    {
        let (status, answer) = ask(address, "POST", &format!("{DEVICE}/quarantine"), Some(body)).await;
        assert_eq!((status, &answer["code"]), (400, &json!(1000)), "{answer}");
    }
    let (_, device) = ask(address, "GET", DEVICE, None).await;
    assert_eq!(device["data"]["state"], "ready");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_told_of_another_projects_agents_and_devices() {
    let lab = guarded().await;
    let address = serve_http(&lab).await;
    let connect = async |number, token| {
        ScriptedAgent::try_connect(lab.address, number, &[], Some(token)).await.unwrap()
    };
    let _theirs = connect(1, "psk_theirs").await;
    let _ours = connect(2, "psk_default").await;
    let (_, devices) = ask(address, "GET", "/api/v1/devices?activity=true", None).await;
    assert_eq!(devices["data"]["pagination"]["total"], 1, "{devices}");
    assert_eq!(devices["data"]["items"][0]["id"], "agent2/1");
    assert_eq!(devices["data"]["items"][0]["activity"]["day"]["leased_ms"], 0);
    let (_, agents) = ask(address, "GET", "/api/v1/agents", None).await;
    assert_eq!(agents["data"]["pagination"]["total"], 1, "{agents}");
    for (method, path, body) in [
        ("GET", DEVICE.to_owned(), None),
        ("POST", format!("{DEVICE}/quarantine"), Some(reason("theirs"))),
        ("POST", format!("{DEVICE}/release"), Some(reason("theirs"))),
        ("POST", "/api/v1/jobs/plan".to_owned(), Some(json!({"library": "idle", "device": "agent1/1"}))),
        ("POST", "/api/v1/jobs".to_owned(), Some(json!({"library": "idle", "device": "agent1/1"}))),
    ] {
        let (status, answer) = ask(address, method, &path, body).await;
        assert_eq!((status, &answer["code"]), (404, &json!(1001)), "{path}: {answer}");
    }
    let mut picky = scenario("idle");
    picky.requires.labels = vec!["gpu".to_owned()];
    let job = lab.submit(1, picky).await;
    let (_, job) = ask(address, "GET", &format!("/api/v1/jobs/{job}"), None).await;
    assert!(!job.to_string().contains("agent1/1"), "{job}");
    assert_eq!(job["data"]["waiting"]["devices"][0]["predicate"], "label");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn devices_are_found_by_state_platform_label_browser_and_name() {
    let lab = SmallLab::start().await;
    let address = serve_http(&lab).await;
    let _one = ScriptedAgent::connect(lab.address, 1, &[]).await;
    let _two = ScriptedAgent::connect(lab.address, 2, &[]).await;
    ask(address, "POST", &format!("{DEVICE}/quarantine"), Some(reason("fan broken"))).await;
    let found = async |query: &str| {
        let (status, list) = ask(address, "GET", &format!("/api/v1/devices?{query}"), None).await;
        assert_eq!(status, 200, "{list}");
        let items = list["data"]["items"].as_array().unwrap().clone();
        items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(found("").await, ["agent1/1", "agent2/1"]);
    assert_eq!(found("state=quarantined,offline").await, ["agent1/1"]);
    assert_eq!(found("state=ready&platform=Linux&browser=chromium").await, ["agent2/1"]);
    assert_eq!(found("search=AGENT2").await, ["agent2/1"]);
    assert_eq!(found("label=gpu").await, Vec::<String>::new());
    assert_eq!(found("page=2&page_size=1").await, ["agent2/1"]);
    let (status, answer) = ask(address, "GET", "/api/v1/devices?state=asleep", None).await;
    assert_eq!((status, &answer["code"]), (400, &json!(1000)));
}
