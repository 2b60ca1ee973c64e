//! Agents over real loopback streams: lost, late, canceled, restarted.

use std::sync::Arc;
use std::time::Duration;

use controller::agent_api::{AgentAccess, AttemptFolders, Door, ServeError, serve};
use controller::connections::Reception;
use controller::lease::{CancelState, EndKind, Serves};
use controller::schedule::JobState;
use protocol::{AgentMessage, AttemptOutcome, ControllerMessage};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tonic::Code;

use crate::samples::scenario;
use crate::scripted_agent::{ScriptedAgent, batch};
use crate::small_lab::SmallLab;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_agents_job_moves_to_another_and_exactly_one_result_counts() {
    let lab = SmallLab::start().await;
    let job = lab.submit(1, scenario("idle")).await;
    let mut lost = ScriptedAgent::connect(lab.address, 1, &[]).await;
    let first = lost.accept().await;
    lost.say(batch(first, 1)).await;
    assert_eq!(
        lost.next().await.unwrap(),
        ControllerMessage::SamplesAcknowledged { attempt: first, up_to: 1 }
    );

    // It keeps its stream and falls silent.
    let mut other = ScriptedAgent::connect(lab.address, 2, &[]).await;
    let second = other.accept().await;
    assert_eq!((second.job, second.number.0), (job, 2));
    assert_eq!(lost.next().await.unwrap(), ControllerMessage::AttemptEnded(first));
    assert!(matches!(
        other.complete(second).await,
        ControllerMessage::ResultAcknowledged { run: Some(_), .. }
    ));

    lost.result(first, AttemptOutcome::Completed).await;
    assert_eq!(lost.next().await.unwrap(), ControllerMessage::AttemptEnded(first));
    lab.logged(job, "result: completed").await;
    let done = lab.job_when(job, |job| job.state == JobState::Completed).await;
    assert_eq!(done.attempts, 2);
    let counted: Vec<_> = lab.taken.lock().unwrap().iter().map(|record| record.attempt).collect();
    assert_eq!(counted, [second]);
    assert!(
        lab.attempt_file(first, "samples.jsonl").exists(),
        "what the lost attempt streamed stays as evidence"
    );
    lab.removed(second).await;
    let attempts = lab.store.job_attempts(job).await.unwrap();
    assert_eq!(attempts[0].end, Some(EndKind::Expired));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_survives_a_restart_of_the_controller_and_finishes_once() {
    let lab = SmallLab::start().await;
    let job = lab.submit(1, scenario("idle")).await;
    let mut agent = ScriptedAgent::connect(lab.address, 1, &[]).await;
    let attempt = agent.accept().await;
    agent.say(batch(attempt, 1)).await;
    agent.next().await.unwrap();
    lab.job_when(job, |job| job.state == JobState::Running).await;

    let lab = lab.restart().await;
    let mut agent = ScriptedAgent::connect(lab.address, 1, &[attempt]).await;
    let ControllerMessage::Registered { ended, .. } = &agent.registered else {
        panic!("{:?}", agent.registered)
    };
    assert!(ended.is_empty(), "the attempt goes on");
    agent.say(batch(attempt, 2)).await;
    assert_eq!(agent.next().await.unwrap(), ControllerMessage::SamplesAcknowledged { attempt, up_to: 2 });
    let acknowledged = agent.complete(attempt).await;
    assert!(matches!(acknowledged, ControllerMessage::ResultAcknowledged { run: Some(_), .. }));

    // The acknowledgment may have been lost with a second restart: the same result gets the same answer.
    let lab = lab.restart().await;
    let mut agent = ScriptedAgent::connect(lab.address, 1, &[attempt]).await;
    agent.result(attempt, AttemptOutcome::Completed).await;
    assert_eq!(agent.next().await.unwrap(), acknowledged);
    let done = lab.job_when(job, |job| job.state == JobState::Completed).await;
    assert_eq!((done.attempts, lab.taken.lock().unwrap().len()), (1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_canceled_job_stops_where_it_runs_and_leaves_the_queue_where_it_waits() {
    let lab = SmallLab::start().await;
    let running = lab.submit(1, scenario("idle")).await;
    let mut agent = ScriptedAgent::connect(lab.address, 1, &[]).await;
    let attempt = agent.accept().await;
    lab.job_when(running, |job| job.state == JobState::Running).await;
    let waiting = lab.submit(2, scenario("idle")).await;

    let canceled = lab.desk.cancel(waiting, "not needed".to_owned()).await.unwrap().unwrap();
    assert_eq!(canceled, CancelState::Canceled);
    let canceled = lab.desk.cancel(running, "not needed".to_owned()).await.unwrap().unwrap();
    assert_eq!(canceled, CancelState::Running(attempt));
    let told = ControllerMessage::Cancel { attempt, reason: "not needed".to_owned() };
    assert_eq!(agent.next().await.unwrap(), told);
    agent.result(attempt, AttemptOutcome::Canceled).await;
    assert_eq!(agent.next().await.unwrap(), ControllerMessage::ResultAcknowledged { attempt, run: None });
    for job in [running, waiting] {
        let job = lab.job_when(job, |job| job.state.is_over()).await;
        assert_eq!((job.state, job.reason.as_deref()), (JobState::Canceled, Some("not needed")));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_newer_stream_of_an_agent_replaces_the_older_and_keeps_its_job() {
    let lab = SmallLab::start().await;
    let job = lab.submit(1, scenario("idle")).await;
    let mut older = ScriptedAgent::connect(lab.address, 1, &[]).await;
    let attempt = older.accept().await;
    lab.job_when(job, |job| job.state == JobState::Running).await;
    let mut newer = ScriptedAgent::connect(lab.address, 1, &[attempt]).await;
    assert_eq!(older.next().await.unwrap_err().code(), Code::Aborted);
    newer.heartbeat(&[attempt]).await;
    assert!(matches!(
        newer.complete(attempt).await,
        ControllerMessage::ResultAcknowledged { run: Some(_), .. }
    ));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_heartbeat_keeps_a_job_beyond_the_length_of_its_lease() {
    let lab = SmallLab::start().await;
    lab.submit(1, scenario("idle")).await;
    let mut agent = ScriptedAgent::connect(lab.address, 1, &[]).await;
    let attempt = agent.accept().await;
    let mut beats = tokio::time::interval(Duration::from_millis(200));
    for _ in 0..15 {
        beats.tick().await;
        agent.heartbeat(&[attempt]).await;
    }
    assert!(matches!(
        agent.complete(attempt).await,
        ControllerMessage::ResultAcknowledged { run: Some(_), .. }
    ));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agent_that_leaves_before_it_answers_costs_no_waiting() {
    let lab = SmallLab::start().await;
    let job = lab.submit(1, scenario("idle")).await;
    let mut shy = ScriptedAgent::connect(lab.address, 1, &[]).await;
    shy.assignment().await;
    drop(shy);
    let mut other = ScriptedAgent::connect(lab.address, 2, &[]).await;
    assert_eq!(other.accept().await.number.0, 2);
    let attempts = lab.store.job_attempts(job).await.unwrap();
    assert_eq!(attempts[0].end, Some(EndKind::Infrastructure));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draining_agent_gets_nothing_new() {
    let lab = SmallLab::start().await;
    let draining = ScriptedAgent::connect(lab.address, 1, &[]).await;
    draining.say(AgentMessage::Draining).await;
    let mut ready = ScriptedAgent::connect(lab.address, 2, &[]).await;
    // Both streams are served in any order; the drain is known once the planner shows it.
    let shown = async {
        let mut pause = tokio::time::interval(Duration::from_millis(10));
        loop {
            pause.tick().await;
            let devices = lab.desk.devices().await.unwrap();
            if devices.iter().any(|device| device.availability == controller::lease::Availability::Draining) {
                return;
            }
        }
    };
    tokio::time::timeout(crate::small_lab::PATIENCE, shown).await.unwrap();
    lab.submit(1, scenario("idle")).await;
    assert_eq!(ready.assignment().await.device.as_str(), "agent2/1");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_a_valid_token_connects() {
    let check: controller::agent_api::TokenCheck =
        Arc::new(|token| Box::pin(async move { Ok((token == "psk_right").then_some(Serves::Everyone)) }));
    let lab = SmallLab::start_with(AgentAccess::Tokens(check)).await;
    for token in [None, Some("psk_wrong"), Some("")] {
        let refused = ScriptedAgent::try_connect(lab.address, 1, &[], token).await;
        assert_eq!(refused.err().map(|status| status.code()), Some(Code::Unauthenticated), "{token:?}");
    }
    assert!(ScriptedAgent::try_connect(lab.address, 1, &[], Some("psk_right")).await.is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_agents_cannot_both_own_a_device() {
    let lab = SmallLab::start().await;
    let _owner = ScriptedAgent::connect(lab.address, 1, &[]).await;
    let refused = ScriptedAgent::try_connect_as(lab.address, 2, "agent1").await;
    assert_eq!(refused.err().map(|status| status.code()), Some(Code::AlreadyExists));
}

#[tokio::test]
async fn plaintext_is_spoken_on_loopback_only() {
    let lab = SmallLab::start().await;
    let folders = AttemptFolders::new(lab.attempt_file(crate::samples::attempt(1, 1), ""));
    let access = AgentAccess::Open;
    let door = Door { desk: lab.desk.clone(), folders, access, silence: Duration::from_secs(30) };
    let listener = TcpListener::bind("0.0.0.0:0").await.unwrap();
    let refused = serve(listener, Reception::default(), door, CancellationToken::new()).await;
    assert!(matches!(refused, Err(ServeError::Plaintext { .. })), "{refused:?}");
}
