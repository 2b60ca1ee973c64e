//! Jobs that end as they should: completed and judged, failed with a picture, canceled.

use serde_json::{Value, json};

use crate::device::{PICTURE, Socket, accept, begin_run, connect, deliver, measure, stop};
use crate::stand::{SCENARIO, Stand};
use crate::watcher::Watcher;

/// Runs the next job to its end; gives the run's id.
async fn run_one(stand: &Stand, agent: &mut Socket, level: f64) -> String {
    let attempt = accept(agent).await;
    agent.say(&step(&attempt, "began")).await;
    let (mut run, ack) = begin_run(stand, &attempt).await;
    measure(&mut run, level).await;
    agent.say(&step(&attempt, "succeeded")).await;
    let stopped = stop(&mut run, &json!({"status": "completed"})).await;
    assert_eq!(stopped["run_id"], ack["run_id"]);
    deliver(agent, &attempt, &ack, &json!("completed")).await;
    ack["run_id"].as_str().unwrap().to_owned()
}

fn step(attempt: &Value, state: &str) -> Value {
    json!({"type": "step", "attempt": attempt, "at": 1_760_000_000_000_i64, "iteration": 0, "number": 1,
           "name": "open", "state": state})
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_becomes_a_judged_run_of_its_own_names() {
    let stand = Stand::start().await;
    let mut agent = connect(&stand, &[]).await;
    let first = stand.submit(SCENARIO).await;
    let baseline = run_one(&stand, &mut agent, 40.0).await;
    assert_eq!(stand.job_when(&first, "completed").await["run_id"], baseline.as_str());
    let second = stand.submit(SCENARIO).await;
    let run = run_one(&stand, &mut agent, 60.0).await;
    let job = stand.job_when(&second, "completed").await;
    assert_eq!((&job["run_id"], &job["attempts"]), (&json!(run), &json!(1)));

    let detail = stand.data(&format!("/api/v1/runs/{run}")).await;
    assert_eq!(detail["run"]["scenario"], "shop", "the job's name stands before the client's: {detail}");
    assert_eq!(
        (&detail["run"]["release"], &detail["run"]["platform"]),
        (&json!("7.1"), &json!("chromeos")),
        "{detail}"
    );
    assert_eq!(detail["verdict"]["verdict"], "regressed", "{}", detail["verdict"]);
    assert_eq!(detail["verdict"]["baseline"]["run_ids"], json!([baseline]));
    assert_eq!(detail["iterations"].as_array().unwrap().len(), 10);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_watcher_of_the_job_sees_the_samples_of_its_run_and_its_steps() {
    let stand = Stand::start().await;
    let mut agent = connect(&stand, &[]).await;
    let job = stand.submit(SCENARIO).await;
    let attempt = accept(&mut agent).await;
    let path = format!("/api/v1/jobs/{job}/live");
    let mut watcher = Watcher::open(stand.address, &path, &stand.token, None).await;
    let (mut run, ack) = begin_run(&stand, &attempt).await;
    agent.say(&step(&attempt, "began")).await;
    measure(&mut run, 40.0).await;
    let sample = watcher.until("samples").await;
    assert!(sample.data["metrics"]["7"].is_object(), "{sample:?}");
    drop(watcher);
    // By the id that the run has, from where the reader was.
    let path = format!("/api/v1/runs/{}/live", ack["run_id"].as_str().unwrap());
    let mut again = Watcher::open(stand.address, &path, &stand.token, sample.id.as_deref()).await;
    let next = again.until("samples").await;
    assert_ne!((&next.data, &next.id), (&sample.data, &sample.id));
    stop(&mut run, &json!({"status": "completed"})).await;
    deliver(&mut agent, &attempt, &ack, &json!("completed")).await;
    let end = again.until("end").await;
    assert_eq!((&end.data["state"], &end.data["run_id"]), (&json!("completed"), &ack["run_id"]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failed_step_is_stored_with_the_picture_that_came_by_the_agents_socket() {
    let stand = Stand::start().await;
    let mut agent = connect(&stand, &[]).await;
    let job = stand.submit(SCENARIO).await;
    let attempt = accept(&mut agent).await;
    let (mut run, ack) = begin_run(&stand, &attempt).await;
    let name = "failed-step-2-0.png";
    for content in [PICTURE, PICTURE] {
        agent
            .say(&json!({"type": "attachment", "attempt": attempt, "name": name, "media_type": "image/png", "content": content}))
            .await;
        assert_eq!(agent.hear("attachment_acknowledged").await["name"], name);
    }
    let failed = json!({"number": 2, "kind": "click", "iteration": 0, "reason": "no element"});
    stop(&mut run, &json!({"status": "failed", "failed_step": failed})).await;
    let mut shown = failed.clone();
    shown["screenshot"] = json!(name);
    deliver(&mut agent, &attempt, &ack, &json!({"step_failed": shown})).await;

    let job = stand.job_when(&job, "failed").await;
    assert!(job["reason"].as_str().unwrap().contains("no element"), "{job}");
    let run = job["run_id"].as_str().unwrap();
    let detail = stand.data(&format!("/api/v1/runs/{run}")).await;
    assert_eq!(detail["failed_step"]["screenshot"], name, "{detail}");
    assert_eq!(detail["attachments"][0]["name"], name);
    let file = stand.get(&format!("/api/v1/runs/{run}/attachments/{name}"), &stand.token).await;
    assert_eq!((file.status, &file.body[1..4]), (200, &b"PNG"[..]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_canceled_job_is_told_to_its_device_and_keeps_what_was_measured() {
    let stand = Stand::start().await;
    let mut agent = connect(&stand, &[]).await;
    let job = stand.submit(SCENARIO).await;
    let attempt = accept(&mut agent).await;
    let (mut run, ack) = begin_run(&stand, &attempt).await;
    measure(&mut run, 40.0).await;
    stand.post(&format!("/api/v1/jobs/{job}/cancel"), &json!({"reason": "wrong build"})).await;
    let told = agent.hear("cancel").await;
    assert_eq!((&told["attempt"], &told["reason"]), (&attempt, &json!("wrong build")));
    stop(&mut run, &json!({"status": "canceled"})).await;
    deliver(&mut agent, &attempt, &ack, &json!("canceled")).await;
    let job = stand.job_when(&job, "canceled").await;
    let detail = stand.data(&format!("/api/v1/runs/{}", job["run_id"].as_str().unwrap())).await;
    assert_eq!(detail["run"]["outcome"], "canceled", "{detail}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_device_that_refuses_and_one_that_takes_nothing_new_are_heard() {
    let stand = Stand::start().await;
    let mut agent = connect(&stand, &[]).await;
    let job = stand.submit(SCENARIO).await;
    let attempt = agent.hear("assignment").await["attempt"].take();
    agent.say(&json!({"type": "draining"})).await;
    agent
        .say(&json!({"type": "rejected", "attempt": attempt, "reason": "a person's run is under way"}))
        .await;
    let waiting = stand.job_when(&job, "queued").await;
    assert!(waiting["reason"].as_str().unwrap().contains("a person's run"), "{waiting}");
    assert!(waiting["waiting_for"].as_str().unwrap().contains("takes nothing new"), "{waiting}");
}
