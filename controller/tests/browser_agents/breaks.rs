//! What breaks: sockets, leases, controllers. Nothing is half stored, and the job goes on by the rules of every agent.

use std::time::Duration;

use controller::live;
use serde_json::json;

use crate::device::{
    Heard, Socket, accept, begin_run, connect, connected, deliver, measure, run_hello, stop,
};
use crate::stand::{PATIENCE, SCENARIO, Stand};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_device_that_comes_back_goes_on_with_its_job() {
    let stand = Stand::start().await;
    let mut agent = connect(&stand, &[]).await;
    let job = stand.submit(SCENARIO).await;
    let attempt = accept(&mut agent).await;
    let (mut run, ack) = begin_run(&stand, &attempt).await;
    drop(agent);
    measure(&mut run, 40.0).await;
    let mut agent = connect(&stand, std::slice::from_ref(&attempt)).await;
    stop(&mut run, &json!({"status": "completed"})).await;
    deliver(&mut agent, &attempt, &ack, &json!("completed")).await;
    assert_eq!(stand.job_when(&job, "completed").await["attempts"], 1);
    // Whoever did not hear the acknowledgment asks again.
    deliver(&mut agent, &attempt, &ack, &json!("completed")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newer_socket_of_a_device_replaces_the_older_one() {
    let stand = Stand::start().await;
    let mut older = connect(&stand, &[]).await;
    let _newer = connect(&stand, &[]).await;
    assert_eq!(older.closed().await, 4000);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restarted_controller_goes_on_with_job_and_run() {
    let stand = Stand::start().await;
    let mut agent = connect(&stand, &[]).await;
    let job = stand.submit(SCENARIO).await;
    let attempt = accept(&mut agent).await;
    let (mut run, ack) = begin_run(&stand, &attempt).await;
    measure(&mut run, 40.0).await;
    while run.hear("ack").await["seq"].as_u64().unwrap() < 20 {}
    let stand = stand.restarted().await;
    assert_eq!(agent.closed().await, 1001);
    let mut agent = connect(&stand, std::slice::from_ref(&attempt)).await;
    let mut run = Socket::open(stand.address, "/ws").await;
    let resume = json!({"run_id": ack["run_id"], "resume_token": ack["resume_token"]});
    let hello = json!({"type": "hello", "token": stand.token, "client": {}, "resume": resume});
    run.say(&hello).await;
    assert_eq!(run.hear("hello_ack").await["run_id"], ack["run_id"]);
    run.say(&json!({"type": "stop", "outcome": {"status": "completed"}})).await;
    run.hear("stopped").await;
    // Before its result has come the run is stored nowhere, and a client that did not hear the last word hears it again.
    let mut late = Socket::open(stand.address, "/ws").await;
    late.say(&hello).await;
    assert_eq!(late.hear("stopped").await["run_id"], ack["run_id"]);
    let answer = stand.get(&format!("/api/v1/runs/{}", ack["run_id"].as_str().unwrap()), &stand.token).await;
    assert_eq!(answer.status, 404, "a run counts when its job's result says so");
    deliver(&mut agent, &attempt, &ack, &json!("completed")).await;
    let job = stand.job_when(&job, "completed").await;
    let detail = stand.data(&format!("/api/v1/runs/{}", job["run_id"].as_str().unwrap())).await;
    assert_eq!(detail["iterations"].as_array().unwrap().len(), 10);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lapsed_lease_gives_the_job_to_another_attempt_and_ends_the_first() {
    let streams = live::Settings { resume_window: Duration::from_mins(5), ..live::Settings::default() };
    let stand = Stand::with(Duration::from_millis(600), streams).await;
    let mut agent = connect(&stand, &[]).await;
    let job = stand.submit(SCENARIO).await;
    let first = accept(&mut agent).await;
    let (mut run, ack) = begin_run(&stand, &first).await;
    // No heartbeat: the lease lapses, and the device is as free as its agent says.
    let second = accept(&mut agent).await;
    assert_eq!((&second["job"], &second["number"]), (&json!(job), &json!(2)));
    stop(&mut run, &json!({"status": "completed"})).await;
    let result = json!({"type": "result", "attempt": first, "run_id": ack["run_id"], "outcome": "completed"});
    agent.say(&result).await;
    loop {
        if agent.hear("attempt_ended").await["attempt"] == first {
            break;
        }
    }
    let mut again = Socket::open(stand.address, "/ws").await;
    again.say(&run_hello(&stand.token, &first)).await;
    let Heard::Frame(refused) = again.next().await else { panic!("it hears why") };
    assert_eq!((&refused["code"], &refused["fatal"]), (&json!(1001), &json!(true)), "{refused}");
    let answer = stand.get(&format!("/api/v1/runs/{}", ack["run_id"].as_str().unwrap()), &stand.token).await;
    assert_eq!(answer.status, 404, "an attempt that ended stores nothing");
    let history = stand.data(&format!("/api/v1/jobs/{job}")).await["history"].take();
    assert_eq!(history[0]["end"], "expired", "{history}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_device_that_forgot_its_job_gives_it_back() {
    let stand = Stand::start().await;
    let mut agent = connect(&stand, &[]).await;
    let job = stand.submit(SCENARIO).await;
    let attempt = accept(&mut agent).await;
    drop(agent);
    let (mut agent, _) = connected(&stand, &[]).await;
    let second = accept(&mut agent).await;
    assert_eq!((&second["job"], &second["number"]), (&attempt["job"], &json!(2)));
    let history = stand.data(&format!("/api/v1/jobs/{job}")).await["history"].take();
    assert_eq!(history[0]["end"], "infrastructure", "{history}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_result_without_a_run_is_an_infrastructure_failure_and_tried_again() {
    let stand = Stand::start().await;
    let mut agent = connect(&stand, &[]).await;
    let job = stand.submit(SCENARIO).await;
    for (number, outcome) in
        [(1, json!("completed")), (2, json!({"infrastructure": {"reason": "the tab crashed"}}))]
    {
        let attempt = accept(&mut agent).await;
        assert_eq!(attempt["number"], number);
        deliver(&mut agent, &attempt, &json!({}), &outcome).await;
    }
    let job = stand.job_when(&job, "infrastructure").await;
    assert!(job["reason"].as_str().unwrap().contains("the tab crashed"), "{job}");
    assert!(job["history"][0]["reason"].as_str().unwrap().contains("no run"), "{job}");
    assert!(job.get("run_id").is_none_or(serde_json::Value::is_null), "{job}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_broke_off_is_evidence_and_never_the_jobs_run() {
    let streams = live::Settings { resume_window: Duration::from_millis(100), ..live::Settings::default() };
    let stand = Stand::with(Duration::from_mins(10), streams).await;
    let mut agent = connect(&stand, &[]).await;
    let job = stand.submit(SCENARIO).await;
    let attempt = accept(&mut agent).await;
    let (mut run, ack) = begin_run(&stand, &attempt).await;
    measure(&mut run, 40.0).await;
    drop(run);
    let kept = async {
        while !stand.attempt_has(&attempt, "stream.broken/journal") {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, kept).await.expect("what came is kept as evidence");
    // A second run would hold only a part of what the job did.
    let mut again = Socket::open(stand.address, "/ws").await;
    again.say(&run_hello(&stand.token, &attempt)).await;
    let Heard::Frame(refused) = again.next().await else { panic!("it hears why") };
    assert_eq!(refused["code"], 1001, "{refused}");
    let result =
        json!({"type": "result", "attempt": attempt, "run_id": ack["run_id"], "outcome": "completed"});
    agent.say(&result).await;
    let second = accept(&mut agent).await;
    assert_eq!((&second["job"], &second["number"]), (&json!(job), &json!(2)));
}
