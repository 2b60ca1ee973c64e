//! Samples and uploads: in order, once, whole, and inside their folder.

use protocol::{AgentMessage, AttemptOutcome, AttemptRef, ControllerMessage, UploadChunk, UploadKind};
use tonic::Code;

use crate::samples::scenario;
use crate::scripted_agent::{ScriptedAgent, batch, dataset_piece};
use crate::small_lab::SmallLab;

async fn running() -> (SmallLab, ScriptedAgent, AttemptRef) {
    let lab = SmallLab::start().await;
    lab.submit(1, scenario("idle")).await;
    let mut agent = ScriptedAgent::connect(lab.address, 1, &[]).await;
    let attempt = agent.accept().await;
    (lab, agent, attempt)
}

async fn sent(agent: &mut ScriptedAgent, chunk: UploadChunk) -> u64 {
    agent.say(AgentMessage::Upload(chunk)).await;
    let message = agent.next().await.unwrap();
    let ControllerMessage::UploadAcknowledged { received_bytes, .. } = message else {
        panic!("no acknowledgment but {message:?}")
    };
    received_bytes
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn samples_are_kept_once_and_in_order_however_they_are_sent() {
    let (lab, mut agent, attempt) = running().await;
    for (sequence, up_to) in [(1, 1), (1, 1), (3, 1), (2, 2), (3, 3)] {
        agent.say(batch(attempt, sequence)).await;
        assert_eq!(agent.next().await.unwrap(), ControllerMessage::SamplesAcknowledged { attempt, up_to });
    }
    let text = std::fs::read_to_string(lab.attempt_file(attempt, "samples.jsonl")).unwrap();
    let sequences: Vec<_> = text.lines().map(|line| line.split([':', ',']).nth(1).unwrap()).collect();
    assert_eq!(sequences, ["1", "2", "3"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_that_a_crash_cut_off_is_written_anew() {
    let (lab, mut agent, attempt) = running().await;
    agent.say(batch(attempt, 1)).await;
    agent.next().await.unwrap();
    let lab = lab.restart().await;
    let path = lab.attempt_file(attempt, "samples.jsonl");
    let mut text = std::fs::read_to_string(&path).unwrap();
    text.push_str("{\"sequence\":2,\"bat");
    std::fs::write(&path, text).unwrap();
    let mut agent = ScriptedAgent::connect(lab.address, 1, &[attempt]).await;
    agent.say(batch(attempt, 2)).await;
    agent.next().await.unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text.lines().filter(|line| line.ends_with('}')).count(), 2, "{text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_goes_on_where_the_disk_says() {
    let (lab, mut agent, attempt) = running().await;
    let content = b"{\"meta\":{}}";
    let first_half = UploadChunk { bytes: content[..5].to_vec(), ..dataset_piece(attempt, content, 0) };
    assert_eq!(sent(&mut agent, dataset_piece(attempt, content, 5)).await, 0, "a gap is not taken");
    assert_eq!(sent(&mut agent, first_half.clone()).await, 5);
    assert_eq!(sent(&mut agent, first_half).await, 5, "a repetition changes nothing");
    let lab = lab.restart().await;
    let mut agent = ScriptedAgent::connect(lab.address, 1, &[attempt]).await;
    assert_eq!(sent(&mut agent, dataset_piece(attempt, content, 3)).await, 11);
    assert_eq!(sent(&mut agent, dataset_piece(attempt, content, 0)).await, 11);
    assert_eq!(std::fs::read(lab.attempt_file(attempt, "dataset/dataset.json")).unwrap(), content);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn content_that_is_not_what_was_announced_never_becomes_a_file() {
    let (lab, mut agent, attempt) = running().await;
    let damaged = UploadChunk { bytes: b"[]".to_vec(), ..dataset_piece(attempt, b"{}", 0) };
    assert_eq!(sent(&mut agent, damaged).await, 0);
    assert!(!lab.attempt_file(attempt, "dataset/dataset.json").exists());
    agent.result(attempt, AttemptOutcome::Completed).await;
    assert_eq!(agent.next().await.unwrap(), ControllerMessage::AttemptEnded(attempt));
    assert!(lab.taken.lock().unwrap().is_empty(), "without a Dataset nothing is counted");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_that_leaves_its_folder_ends_the_stream() {
    for name in ["../../escaped", "/etc/passwd", ".hidden", ""] {
        let (lab, mut agent, attempt) = running().await;
        let chunk = UploadChunk {
            kind: UploadKind::Attachment,
            name: name.to_owned(),
            ..dataset_piece(attempt, b"x", 0)
        };
        agent.say(AgentMessage::Upload(chunk)).await;
        assert_eq!(agent.next().await.unwrap_err().code(), Code::InvalidArgument, "{name}");
        assert!(!lab.attempt_file(attempt, "../../escaped").exists());
    }
}
