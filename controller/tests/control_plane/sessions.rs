//! Manual sessions over HTTP, with an agent that does what the test says.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use controller::agent_api::{AgentAccess, TokenCheck};
use controller::lease::{CancelState, Serves};
use controller::schedule::{JobState, SessionRequest, request_session};
use dataset::{ProcessInfo, ProcessType, Timestamp, Unknown};
use protocol::{
    AgentMessage, Assignment, ChosenProcess, ControllerMessage, DeviceId, ListedProcess, ProcessList, Watch,
    Work,
};
use scenarios::CollectionMode;
use serde_json::{Value, json};

use crate::job_routes::{ask, serve_http};
use crate::samples::{job_id, scenario};
use crate::scripted_agent::{ScriptedAgent, batch};
use crate::small_lab::{SmallLab, clock};

const PROCESSES: &str = "/api/v1/devices/agent1%2F1/processes";

fn process(pid: u32, started: u64, name: &str, has_browser_view: bool) -> ListedProcess {
    let info = ProcessInfo {
        pid,
        name: name.to_owned(),
        proc_type: if has_browser_view { ProcessType::Renderer } else { ProcessType::Other },
        title: has_browser_view.then(|| "Shop".to_owned()),
        url: None,
        cpu_usage: Some(12.5),
        memory_usage: Some(4096),
        first_seen: None,
        last_seen: None,
        unknown: Unknown::default(),
    };
    ListedProcess { info, started, has_browser_view }
}

fn listed() -> ProcessList {
    ProcessList {
        taken_at: Timestamp::from_epoch_ms(1_000),
        cpu_over: Duration::from_millis(500),
        processes: vec![process(7, 70, "node", false), process(8, 80, "chromium", true)],
        unreadable: 3,
        left_out: 0,
    }
}

/// Answers the next question for the agent's processes.
async fn answer_list(agent: &mut ScriptedAgent, answer: Result<ProcessList, String>) -> Duration {
    let message = agent.next().await.unwrap();
    let ControllerMessage::ListProcesses { request, device, cpu_over } = message else {
        panic!("no question but {message:?}")
    };
    assert_eq!(device, DeviceId::new("agent1/1"));
    agent.say(AgentMessage::Processes { request, answer }).await;
    cpu_over
}

/// Asks for a session; the agent answers which processes it has.
async fn start(address: SocketAddr, agent: &mut ScriptedAgent, body: Value) -> (u16, Value) {
    let asked = ask(address, "POST", "/api/v1/sessions", Some(body));
    let (answer, cpu_over) = tokio::join!(asked, answer_list(agent, Ok(listed())));
    assert_eq!(cpu_over, Duration::ZERO, "who they are is all that counts now");
    answer
}

fn chosen(processes: &[(u32, u64)]) -> Value {
    let processes: Vec<Value> =
        processes.iter().map(|(pid, started)| json!({"pid": pid, "started": started})).collect();
    json!({"device": "agent1/1", "processes": processes, "mode": "hybrid", "interval_ms": 250, "release": "7.1"})
}

async fn running(lab: &SmallLab, address: SocketAddr) -> (ScriptedAgent, Assignment) {
    let mut agent = ScriptedAgent::connect(lab.address, 1, &[]).await;
    let (status, answer) = start(address, &mut agent, chosen(&[(7, 70), (8, 80)])).await;
    assert_eq!(status, 201, "{answer}");
    let assignment = agent.assignment().await;
    agent.say(AgentMessage::Accepted(assignment.attempt)).await;
    lab.job_when(assignment.attempt.job, |job| job.state == JobState::Running).await;
    (agent, assignment)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_devices_processes_are_shown_as_its_agent_tells_them() {
    let lab = SmallLab::start().await;
    let address = serve_http(&lab).await;
    let mut agent = ScriptedAgent::connect(lab.address, 1, &[]).await;
    let asked = ask(address, "GET", PROCESSES, None);
    let ((status, answer), cpu_over) = tokio::join!(asked, answer_list(&mut agent, Ok(listed())));
    assert_eq!((status, cpu_over), (200, Duration::from_millis(500)), "{answer}");
    let shop = json!({
        "pid": 8, "started": 80, "name": "chromium", "type": "Renderer", "title": "Shop", "cpu_percent": 12.5,
        "memory_rss_bytes": 4096, "has_browser_view": true
    });
    assert_eq!((&answer["data"]["processes"][1], &answer["data"]["unreadable"]), (&shop, &json!(3)));

    let asked = ask(address, "GET", PROCESSES, None);
    let ((status, answer), _) = tokio::join!(asked, answer_list(&mut agent, Err("not now".to_owned())));
    assert_eq!(status, 409);
    assert_eq!(answer["msg"], "the agent of agent1/1 cannot list its processes: not now");

    let asked = ask(address, "GET", PROCESSES, None);
    let leaving = async {
        agent.next().await.unwrap();
        drop(agent);
    };
    let ((status, answer), ()) = tokio::join!(asked, leaving);
    assert_eq!(
        (status, &answer["msg"]),
        (409, &json!("the processes of agent1/1 cannot be listed: offline"))
    );
    let (status, answer) = ask(address, "GET", "/api/v1/devices/nowhere/processes", None).await;
    assert_eq!((status, &answer["code"]), (404, &json!(1001)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_is_watched_and_stopped_and_becomes_a_run() {
    let lab = SmallLab::start().await;
    let address = serve_http(&lab).await;
    let (mut agent, assignment) = running(&lab, address).await;
    let attempt = assignment.attempt;
    let Work::Watch(watch) = assignment.work else { panic!("{:?}", assignment.work) };
    assert_eq!((watch.mode, watch.interval), (CollectionMode::Hybrid, Duration::from_millis(250)));
    assert_eq!(watch.limit, Duration::from_hours(1));
    let names: Vec<&str> = watch.processes.iter().map(|process| process.name.as_str()).collect();
    assert_eq!((names, assignment.title.as_str()), (vec!["node", "chromium"], "chromium, node on agent1/1"));

    let path = format!("/api/v1/sessions/{}", attempt.job);
    let (_, session) = ask(address, "GET", &path, None).await;
    let data = &session["data"];
    assert_eq!(
        (&data["kind"], &data["state"], &data["mode"]),
        (&json!("session"), &json!("running"), &json!("hybrid"))
    );
    assert_eq!(data["processes"][0], json!({"pid": 7, "started": 70, "name": "node"}));
    let (_, list) = ask(address, "GET", "/api/v1/jobs?kind=session", None).await;
    assert_eq!(list["data"]["items"][0]["device"], "agent1/1", "sessions stand among the jobs");

    let (status, answer) =
        ask(address, "POST", &format!("{path}/stop"), Some(json!({"reason": "enough"}))).await;
    assert_eq!((status, &answer["data"]["state"]), (200, &json!("stopping")));
    let told = ControllerMessage::Finish { attempt, reason: "enough".to_owned() };
    assert_eq!(agent.next().await.unwrap(), told);
    agent.complete(attempt).await;
    let done = lab.job_when(attempt.job, |job| job.state == JobState::Completed).await;
    assert!(done.run.is_some());
    let (status, answer) = ask(address, "POST", &format!("{path}/stop"), Some(json!({}))).await;
    assert_eq!((status, &answer["code"]), (409, &json!(1002)), "{answer}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_is_heard_after_a_restart_of_the_controller() {
    let lab = SmallLab::start().await;
    let watch = Watch {
        processes: vec![ChosenProcess { pid: 7, started: 70, name: "node".to_owned() }],
        mode: CollectionMode::System,
        interval: Duration::from_secs(1),
        limit: Duration::from_hours(1),
    };
    let request = SessionRequest {
        project: "default".to_owned(),
        device: DeviceId::new("agent1/1"),
        watch,
        title: None,
        release: None,
        build: None,
        tags: Vec::new(),
        idempotency_key: None,
    };
    lab.store.enqueue(&request_session(request, job_id(1)).unwrap(), clock()()).await.unwrap();
    lab.desk.submitted().await.unwrap();
    let mut agent = ScriptedAgent::connect(lab.address, 1, &[]).await;
    let attempt = agent.accept().await;
    lab.job_when(attempt.job, |job| job.state == JobState::Running).await;
    // The agent is away when somebody stops the session.
    drop(agent);
    let told = lab.desk.finish(attempt.job, "seen enough".to_owned()).await.unwrap().unwrap();
    assert_eq!(told, CancelState::Running(attempt));
    let lab = lab.restart().await;
    let mut agent = ScriptedAgent::connect(lab.address, 1, &[attempt]).await;
    let told = ControllerMessage::Finish { attempt, reason: "seen enough".to_owned() };
    assert_eq!(agent.next().await.unwrap(), told);
    agent.say(batch(attempt, 1)).await;
    assert_eq!(agent.next().await.unwrap(), ControllerMessage::SamplesAcknowledged { attempt, up_to: 1 });
    agent.complete(attempt).await;
    lab.job_when(attempt.job, |job| job.state == JobState::Completed).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stranger_with_the_number_of_a_chosen_process_is_refused() {
    let lab = SmallLab::start().await;
    let address = serve_http(&lab).await;
    let mut agent = ScriptedAgent::connect(lab.address, 1, &[]).await;
    let (status, answer) = start(address, &mut agent, chosen(&[(7, 71), (9, 90), (8, 80)])).await;
    assert_eq!((status, &answer["code"]), (409, &json!(1002)));
    assert_eq!(
        answer["msg"],
        "process 7 is not the one that was chosen: that one has ended, and its number belongs to another (node)\n\
         process 9 does not run any more"
    );
    let mut inside = chosen(&[(7, 70)]);
    inside["mode"] = json!("browser");
    let (status, answer) = start(address, &mut agent, inside).await;
    assert_eq!(status, 409);
    assert!(answer["msg"].as_str().unwrap().contains("--remote-debugging-port"), "{answer}");
    let mut hasty = chosen(&[(7, 70), (7, 70)]);
    hasty["interval_ms"] = json!(1);
    let (status, answer) = start(address, &mut agent, hasty).await;
    assert_eq!(status, 400);
    assert_eq!(answer["data"]["problems"].as_array().unwrap().len(), 2, "{answer}");
    let (_, list) = ask(address, "GET", "/api/v1/jobs", None).await;
    assert_eq!(list["data"]["pagination"]["total"], 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_busy_device_takes_the_session_before_the_jobs_that_wait() {
    let lab = SmallLab::start().await;
    let address = serve_http(&lab).await;
    let mut agent = ScriptedAgent::connect(lab.address, 1, &[]).await;
    lab.submit(1, scenario("idle")).await;
    let first = agent.accept().await;
    lab.submit(2, scenario("idle")).await;
    let mut body = chosen(&[(7, 70)]);
    body["idempotency_key"] = json!("click-1");
    let (status, answer) = start(address, &mut agent, body.clone()).await;
    assert_eq!(status, 201, "{answer}");
    // The second click of a double one needs no answer of the agent.
    let (status, again) = ask(address, "POST", "/api/v1/sessions", Some(body)).await;
    assert_eq!((status, &again["data"]["id"]), (200, &answer["data"]["id"]));
    agent.complete(first).await;
    agent.heartbeat(&[]).await;
    assert_eq!(agent.assignment().await.attempt.job.to_string(), answer["data"]["id"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_projects_device_is_as_good_as_none() {
    let check: TokenCheck = Arc::new(|token| {
        Box::pin(async move { Ok(token.strip_prefix("psk_").map(|name| Serves::Project(name.to_owned()))) })
    });
    let lab = SmallLab::start_with(AgentAccess::Tokens(check)).await;
    let address = serve_http(&lab).await;
    let _theirs = ScriptedAgent::try_connect(lab.address, 1, &[], Some("psk_theirs")).await.unwrap();
    let (status, answer) = ask(address, "GET", PROCESSES, None).await;
    assert_eq!((status, &answer["code"]), (404, &json!(1001)), "{answer}");
    let (status, answer) = ask(address, "POST", "/api/v1/sessions", Some(chosen(&[(7, 70)]))).await;
    assert_eq!((status, &answer["code"]), (404, &json!(1001)), "{answer}");
}
