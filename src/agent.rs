//! `perfsight agent`: this machine's browsers, offered to a controller.

use std::collections::BTreeMap;
use std::path::PathBuf;

use agent::device;
use agent::drive::{self, GuardCommand, JobEnvironment, JobEvent, JobReport};
use agent::session::{AgentConfig, AgentToken, DrainPolicy, RunJob, SPOOL_LIMIT_BYTES};
use anyhow::Context;
use protocol::{Assignment, DeviceAdvert};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::cli::AgentArgs;
use crate::exit::{CommandResult, Exit, FailWith};
use crate::shutdown;
use crate::source::pairs;

/// Hidden subcommand under which this program is its own guard.
const GUARD: &str = "guard";

/// Serves a controller until it is told to stop.
pub(crate) async fn agent(args: AgentArgs) -> CommandResult {
    let config = config(&args).fail_with(Exit::Usage)?;
    let devices = device::adverts(&config.name, args.simulated).await;
    let shutdown = shutdown::token(args.until_stdin_closes);
    agent::session::run(config, Host { devices }, shutdown).await.fail_with(Exit::Infrastructure)?;
    Ok(Exit::Passed)
}

/// Waits for its agent's death and reaps what that one left.
pub(crate) async fn guard() -> CommandResult {
    drive::guard::run().await.fail_with(Exit::Infrastructure)?;
    Ok(Exit::Passed)
}

/// This machine, with what it could drive when the agent started.
struct Host {
    devices: Vec<DeviceAdvert>,
}

impl RunJob for Host {
    fn devices(&self) -> Vec<DeviceAdvert> {
        self.devices.clone()
    }

    async fn run_job(
        &self,
        assignment: Assignment,
        environment: JobEnvironment,
        events: mpsc::Sender<JobEvent>,
        cancel: CancellationToken,
    ) -> JobReport {
        drive::run_job(&assignment, environment, events, cancel).await
    }
}

fn config(args: &AgentArgs) -> anyhow::Result<AgentConfig> {
    let allowed = pairs(&args.allowed_programs)?;
    Ok(AgentConfig {
        controller: args.controller.clone(),
        token: AgentToken::new(&*args.token),
        ca: args.tls_ca.clone(),
        name: match &args.name {
            Some(name) => name.clone(),
            None => host_name()?,
        },
        labels: labels(&args.labels)?,
        data: args.data.clone(),
        allowed_programs: allowed.into_iter().map(|(name, path)| (name, PathBuf::from(path))).collect(),
        guard: GuardCommand::own_executable(&[GUARD]).context("cannot find this program's own file")?,
        program_environment: pairs(&args.program_environment)?,
        drain: DrainPolicy::Cancel,
        give_up_after: None,
        spool_limit_bytes: SPOOL_LIMIT_BYTES,
    })
}

/// A bare label means `true`.
fn labels(typed: &[String]) -> anyhow::Result<BTreeMap<String, String>> {
    let whole: Vec<String> = typed
        .iter()
        .map(|label| if label.contains('=') { label.clone() } else { format!("{label}=true") })
        .collect();
    pairs(&whole)
}

fn host_name() -> anyhow::Result<String> {
    let mut facts = device::host::read().facts;
    facts.remove("host").context("cannot tell this machine's name; give one with --name")
}
