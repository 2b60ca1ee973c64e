//! A job is watched while its agent measures.

use controller::schedule::JobState;
use dataset::{BatchMetric, Timestamp, Unknown};
use protocol::{AgentMessage, AttemptRef, ControllerMessage, SampleBatch};

use crate::job_routes::serve_http;
use crate::samples::scenario;
use crate::scripted_agent::ScriptedAgent;
use crate::small_lab::SmallLab;
use crate::watcher::Watcher;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_running_job_shows_its_samples_and_misses_none_for_who_comes_back() {
    let lab = SmallLab::start().await;
    let address = serve_http(&lab).await;
    let job = lab.submit(1, scenario("idle")).await;
    let path = format!("/api/v1/jobs/{job}/live");
    let mut watcher = Watcher::open(address, &path, "", None).await;
    assert_eq!(watcher.until("state").await.data["state"], "queued");
    let mut agent = ScriptedAgent::connect(lab.address, 1, &[]).await;
    let attempt = agent.accept().await;
    let running = loop {
        let state = watcher.until("state").await;
        if state.data["state"] == "running" {
            break state;
        }
    };
    let run = attempt.run().to_string();
    assert_eq!(running.data["run_id"], run.as_str(), "the run's id is known before there is a run");
    agent.say(samples(attempt, 1)).await;
    let first = watcher.until("samples").await;
    drop(watcher);
    agent.say(samples(attempt, 2)).await;
    for up_to in 1..=2 {
        assert_eq!(agent.next().await.unwrap(), ControllerMessage::SamplesAcknowledged { attempt, up_to });
    }
    // By the id that the run is going to have.
    let path = format!("/api/v1/runs/{run}/live");
    let mut again = Watcher::open(address, &path, "", first.id.as_deref()).await;
    let second = again.until("samples").await;
    assert_ne!(first.data, second.data);
    agent.complete(attempt).await;
    lab.job_when(job, |job| job.state == JobState::Completed).await;
    let end = again.until("end").await;
    assert_eq!((&end.data["state"], &end.data["job_id"]), (&"completed".into(), &job.to_string().into()));
    assert_eq!(again.next().await, None);
}

/// A batch whose time is its number.
fn samples(attempt: AttemptRef, sequence: u64) -> AgentMessage {
    let at = 1_760_000_000_000 + i64::try_from(sequence).unwrap();
    let batch = BatchMetric {
        timestamp: Timestamp::from_epoch_ms(at),
        metrics: std::collections::BTreeMap::new(),
        unknown: Unknown::new(),
    };
    AgentMessage::Samples(SampleBatch {
        attempt,
        sequence,
        batches: vec![batch],
        processes: Vec::new(),
        marks: Vec::new(),
    })
}
