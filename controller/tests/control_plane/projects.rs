//! An agent works for the project of its token and for no other, whatever it says of itself.

use std::sync::Arc;

use controller::agent_api::{AgentAccess, TokenCheck};
use controller::lease::Serves;
use protocol::{AgentMessage, ControllerMessage};
use tonic::Code;

use crate::samples::scenario;
use crate::scripted_agent::ScriptedAgent;
use crate::small_lab::SmallLab;

/// A controller where the token `psk_NAME` is for the project `NAME`.
async fn lab() -> SmallLab {
    let check: TokenCheck = Arc::new(|token| {
        Box::pin(async move { Ok(token.strip_prefix("psk_").map(|name| Serves::Project(name.to_owned()))) })
    });
    SmallLab::start_with(AgentAccess::Tokens(check)).await
}

async fn agent(lab: &SmallLab, number: u128, token: &str) -> ScriptedAgent {
    ScriptedAgent::try_connect(lab.address, number, &[], Some(token)).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agent_is_given_jobs_of_its_tokens_project_only() {
    let lab = lab().await;
    let mut ours = agent(&lab, 1, "psk_ours").await;
    let theirs = lab.submit_in("theirs", 1, scenario("idle")).await;
    let job = lab.submit_in("ours", 2, scenario("idle")).await;
    assert_eq!(ours.accept().await.job, job, "the older job is not its own");

    let mut other = agent(&lab, 2, "psk_theirs").await;
    assert_eq!(other.accept().await.job, theirs);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_of_another_project_cannot_take_over_an_agent_or_its_jobs() {
    let lab = lab().await;
    let job = lab.submit_in("ours", 1, scenario("idle")).await;
    let mut owner = agent(&lab, 1, "psk_ours").await;
    let attempt = owner.accept().await;
    let intruder = async || ScriptedAgent::try_connect(lab.address, 1, &[attempt], Some("psk_theirs")).await;
    assert_eq!(intruder().await.err().map(|status| status.code()), Some(Code::AlreadyExists));

    // Not even while the owner is away.
    lab.job_when(job, |job| job.started_at.is_some()).await;
    drop(owner);
    assert_eq!(intruder().await.err().map(|status| status.code()), Some(Code::AlreadyExists));

    let mut owner = ScriptedAgent::try_connect(lab.address, 1, &[attempt], Some("psk_ours")).await.unwrap();
    owner.say(AgentMessage::Heartbeat { devices: Vec::new(), running: vec![attempt] }).await;
    let done = owner.complete(attempt).await;
    assert!(matches!(done, ControllerMessage::ResultAcknowledged { run: Some(_), .. }), "{done:?}");
}
