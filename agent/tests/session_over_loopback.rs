//! A real session against a controller on loopback: broken streams, killed agents, wrong tokens.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

use agent::session::connection::ConnectionError;
use agent::session::data_folder::DataFolderError;
use agent::session::{AgentConfig, AgentToken, SessionError};
use protocol::{AgentMessage, AttemptOutcome, ControllerMessage, DeviceState};
use scripted::controller::{Conversation, ScriptedController, within};
use scripted::jobs::{DEVICE, Order, Running, config, no_attempt_left, start, start_with};
use support::{assignment, attempt, metric};

#[cfg(test)]
mod scripted;
#[cfg(test)]
#[expect(dead_code, reason = "each test crate uses a part of the shared values")]
mod support;

async fn assign(conversation: &mut Conversation) {
    let assignment = Box::new(assignment(attempt(1, 1), DEVICE));
    conversation.say(ControllerMessage::Assignment(assignment)).await;
    let accepted = |message| (message == AgentMessage::Accepted(attempt(1, 1))).then_some(());
    conversation.hear(accepted).await;
}

async fn acknowledge(conversation: &Conversation, up_to: u64) {
    conversation.say(ControllerMessage::SamplesAcknowledged { attempt: attempt(1, 1), up_to }).await;
}

async fn measure(running: &Running, ticks: std::ops::RangeInclusive<u64>) {
    for tick in ticks {
        running.order(Order::Measure(tick)).await;
    }
}

/// Takes one file; its chunks are acknowledged one by one.
async fn take_file(conversation: &mut Conversation) -> Vec<u8> {
    let mut whole: Vec<u8> = Vec::new();
    loop {
        let chunk = conversation.chunk().await;
        assert_eq!(chunk.offset_bytes, whole.len() as u64);
        whole.extend(chunk.bytes);
        acknowledge_upload(conversation, &chunk.name, whole.len() as u64).await;
        if whole.len() as u64 == chunk.total_bytes {
            return whole;
        }
    }
}

async fn acknowledge_upload(conversation: &Conversation, name: &str, received_bytes: u64) {
    let (attempt, name) = (attempt(1, 1), name.to_owned());
    conversation.say(ControllerMessage::UploadAcknowledged { attempt, name, received_bytes }).await;
}

async fn acknowledge_result(conversation: &Conversation) {
    conversation.say(ControllerMessage::ResultAcknowledged { attempt: attempt(1, 1), run: None }).await;
}

#[tokio::test]
async fn broken_stream_loses_and_doubles_no_batch() {
    let data = tempfile::tempdir().unwrap();
    let mut controller = ScriptedController::start().await;
    let running = start(&controller, data.path());
    let (mut first, hello) = controller.register(&[]).await;
    assert_eq!(hello.devices[0].state, DeviceState::Ready);
    assign(&mut first).await;
    measure(&running, 1..=3).await;
    for expected in 1..=3 {
        assert_eq!(first.sequence().await, expected);
    }
    acknowledge(&first, 2).await;
    drop(first);
    measure(&running, 4..=6).await;

    let (mut second, hello) = controller.register(&[]).await;
    assert_eq!((hello.agent, hello.running[0].acknowledged), (hello.agent, 2));
    assert_eq!(hello.devices[0].state, DeviceState::Busy);
    for expected in 3..=6 {
        assert_eq!(second.sequence().await, expected);
    }
    acknowledge(&second, 6).await;
    running.order(Order::Succeed { attachment_bytes: 700_000 }).await;
    let run: dataset::Dataset = serde_json::from_slice(&take_file(&mut second).await).unwrap();
    assert_eq!(run.report.metrics, (1..=6).map(metric).collect::<Vec<_>>());
    let piece = second.chunk().await;
    acknowledge_upload(&second, &piece.name, piece.bytes.len() as u64).await;
    assert_eq!(second.chunk().await.offset_bytes, piece.bytes.len() as u64);
    drop(second);

    let (mut third, hello) = controller.register(&[]).await;
    assert_eq!(hello.running[0].acknowledged, 6);
    let again = third.chunk().await;
    assert_eq!((again.name.as_str(), again.offset_bytes), ("trace.bin", 256 << 10));
    acknowledge_upload(&third, "trace.bin", 700_000).await;
    assert_eq!(third.result().await.outcome, AttemptOutcome::Completed);
    acknowledge_result(&third).await;
    no_attempt_left(data.path()).await;
    running.shutdown.cancel();
    within(running.session).await.unwrap().unwrap();
}

#[tokio::test]
async fn killed_agent_sends_what_it_measured_and_owns_up_to_the_failure() {
    let data = tempfile::tempdir().unwrap();
    let mut controller = ScriptedController::start().await;
    let running = start(&controller, data.path());
    let (mut first, before) = controller.register(&[]).await;
    assign(&mut first).await;
    measure(&running, 1..=4).await;
    for expected in 1..=4 {
        assert_eq!(first.sequence().await, expected);
    }
    running.kill().await;

    let running = start(&controller, data.path());
    let (mut second, hello) = controller.register(&[]).await;
    assert_eq!((hello.agent, hello.running[0].attempt), (before.agent, attempt(1, 1)));
    for expected in 1..=4 {
        assert_eq!(second.sequence().await, expected);
    }
    acknowledge(&second, 4).await;
    let AttemptOutcome::Infrastructure { reason } = second.result().await.outcome else { panic!() };
    assert_eq!(reason, "the agent restarted during the attempt");
    acknowledge_result(&second).await;
    no_attempt_left(data.path()).await;
    running.kill().await;
}

#[tokio::test]
async fn killed_agent_delivers_the_run_of_a_job_that_had_ended() {
    let data = tempfile::tempdir().unwrap();
    let mut controller = ScriptedController::start().await;
    let running = start(&controller, data.path());
    let (mut first, _) = controller.register(&[]).await;
    assign(&mut first).await;
    measure(&running, 1..=1).await;
    running.order(Order::Succeed { attachment_bytes: 10 }).await;
    first.chunk().await;
    running.kill().await;

    let running = start(&controller, data.path());
    let (mut second, _) = controller.register(&[]).await;
    assert_eq!(second.sequence().await, 1);
    acknowledge(&second, 1).await;
    let run: dataset::Dataset = serde_json::from_slice(&take_file(&mut second).await).unwrap();
    assert_eq!(run.report.metrics, [metric(1)]);
    assert_eq!(take_file(&mut second).await, vec![5; 10]);
    assert_eq!(second.result().await.outcome, AttemptOutcome::Completed);
    running.kill().await;
}

#[tokio::test]
async fn attempt_that_ended_meanwhile_is_removed_without_a_result() {
    let data = tempfile::tempdir().unwrap();
    let mut controller = ScriptedController::start().await;
    let running = start(&controller, data.path());
    let (mut first, _) = controller.register(&[]).await;
    assign(&mut first).await;
    running.kill().await;
    let running = start(&controller, data.path());
    let (mut second, _) = controller.register(&[attempt(1, 1)]).await;
    no_attempt_left(data.path()).await;
    let held = second
        .hear(
            |message| {
                if let AgentMessage::Heartbeat { running, .. } = message { Some(running) } else { None }
            },
        )
        .await;
    assert_eq!(held, []);
    running.kill().await;
}

#[tokio::test]
async fn job_that_panics_is_an_infrastructure_failure() {
    let data = tempfile::tempdir().unwrap();
    let mut controller = ScriptedController::start().await;
    let running = start(&controller, data.path());
    let (mut conversation, _) = controller.register(&[]).await;
    assign(&mut conversation).await;
    running.order(Order::Panic).await;
    let AttemptOutcome::Infrastructure { reason } = conversation.result().await.outcome else { panic!() };
    assert!(reason.contains("broke off"), "{reason}");
    running.kill().await;
}

#[tokio::test]
async fn spool_beyond_its_limit_fails_the_attempt_aloud() {
    let data = tempfile::tempdir().unwrap();
    let mut controller = ScriptedController::start().await;
    let small = config(&controller.address.to_string(), data.path());
    let running = start_with(AgentConfig { spool_limit_bytes: 10, ..small });
    let (mut conversation, _) = controller.register(&[]).await;
    assign(&mut conversation).await;
    running.order(Order::Measure(1)).await;
    let AttemptOutcome::Infrastructure { reason } = conversation.result().await.outcome else { panic!() };
    assert!(reason.contains("spool is full"), "{reason}");
    running.kill().await;
}

#[tokio::test]
async fn leaving_agent_cancels_its_job_and_delivers_the_result() {
    let data = tempfile::tempdir().unwrap();
    let mut controller = ScriptedController::start().await;
    let running = start(&controller, data.path());
    let (mut conversation, _) = controller.register(&[]).await;
    assign(&mut conversation).await;
    running.shutdown.cancel();
    conversation.hear(|message| (message == AgentMessage::Draining).then_some(())).await;
    take_file(&mut conversation).await;
    assert_eq!(conversation.result().await.outcome, AttemptOutcome::Canceled);
    acknowledge_result(&conversation).await;
    within(running.session).await.unwrap().unwrap();
    no_attempt_left(data.path()).await;
}

#[tokio::test]
async fn wrong_token_ends_the_session_with_the_controllers_words() {
    let data = tempfile::tempdir().unwrap();
    let controller = ScriptedController::start().await;
    let right = config(&controller.address.to_string(), data.path());
    let running = start_with(AgentConfig { token: AgentToken::new("wrong"), ..right });
    let error = within(running.session).await.unwrap().unwrap_err();
    assert!(matches!(error, SessionError::Connection(ConnectionError::Refused { .. })), "{error}");
    assert!(error.to_string().ends_with("refused the token: no such token"), "{error}");
}

#[tokio::test]
async fn unreachable_controller_is_given_up_after_the_time_that_was_set() {
    let data = tempfile::tempdir().unwrap();
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let give_up_after = Some(Duration::from_millis(600));
    let running = start_with(AgentConfig { give_up_after, ..config(&nobody.to_string(), data.path()) });
    let error = within(running.session).await.unwrap().unwrap_err();
    assert!(matches!(error, SessionError::Unreachable { source: Some(_), .. }), "{error:?}");
}

#[tokio::test]
async fn data_folder_belongs_to_one_agent_at_a_time() {
    let data = tempfile::tempdir().unwrap();
    let mut controller = ScriptedController::start().await;
    let running = start(&controller, data.path());
    let (_conversation, _) = controller.register(&[]).await;
    let mode = std::fs::metadata(data.path().join("agent-id")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let second = start(&controller, data.path());
    let error = within(second.session).await.unwrap().unwrap_err();
    assert!(matches!(error, SessionError::DataFolder(DataFolderError::InUse { .. })), "{error}");
    running.kill().await;
}

#[tokio::test]
async fn encrypted_link_is_trusted_by_its_authority_alone() {
    let data = tempfile::tempdir().unwrap();
    let mut controller = ScriptedController::start_encrypted().await;
    let address = format!("https://localhost:{}", controller.address.port());
    let tls = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tls");
    let trusting = |ca: &str| AgentConfig { ca: Some(tls.join(ca)), ..config(&address, data.path()) };
    let stranger =
        AgentConfig { give_up_after: Some(Duration::from_millis(600)), ..trusting("controller.pem") };
    let stranger = AgentConfig { data: data.path().join("stranger"), ..stranger };
    let refused = within(start_with(stranger).session).await.unwrap();
    let words = format!("{refused:?}");
    assert!(
        matches!(refused, Err(SessionError::Unreachable { .. })) && words.contains("UnknownIssuer"),
        "{words}"
    );

    let running = start_with(trusting("ca.pem"));
    let (mut conversation, hello) = controller.register(&[]).await;
    assert_eq!(hello.name, "lab");
    assign(&mut conversation).await;
    running.kill().await;
}

#[tokio::test]
async fn another_machine_is_spoken_to_only_with_a_ca_file() {
    let data = tempfile::tempdir().unwrap();
    for (address, word) in [("http://lab.example:9000", "unencrypted"), ("lab.example:9000", "CA file")] {
        let error = within(start_with(config(address, data.path())).session).await.unwrap().unwrap_err();
        assert!(error.to_string().contains(word), "{error}");
    }
}
