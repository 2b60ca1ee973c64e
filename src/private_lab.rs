//! A controller and an agent of one's own, as two processes that end with this one, whatever ends it.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, bail};
use controller::store::tokens::Scope;
use serde::Deserialize;
use tokio::process::{Child, Command};

use crate::client::Client;

/// How long a controller may take until it answers.
const START_LIMIT: Duration = Duration::from_mins(1);

/// A running controller with one agent. Dropping it closes both children's standard input, at which they end.
pub(crate) struct PrivateLab {
    controller: Child,
    agent: Child,
    /// Talks to the controller with every right.
    pub(crate) client: Client,
}

/// What a controller writes to its ready file.
#[derive(Debug, Deserialize)]
struct Ready {
    http: String,
    agents: String,
}

impl PrivateLab {
    /// Starts both in `data`, on free loopback ports.
    pub(crate) async fn start(data: &Path) -> anyhow::Result<Self> {
        Self::start_with(data, &[]).await
    }

    /// The same with a dashboard that asks for no token, for someone who is to look at it.
    pub(crate) async fn start_open(data: &Path) -> anyhow::Result<Self> {
        Self::start_with(data, &["--open"]).await
    }

    async fn start_with(data: &Path, flags: &[&str]) -> anyhow::Result<Self> {
        std::fs::create_dir_all(data)
            .with_context(|| format!("cannot make the folder `{}`", data.display()))?;
        let token = crate::token::renew(data, &Scope::ALL, "private lab").await?;
        let (controller, ready) = start_controller(data, flags).await?;
        let agent = start_agent(data, &ready, &token)?;
        let client = Client::new(&format!("http://{}", ready.http), Some(token))?;
        Ok(Self { controller, agent, client })
    }

    /// Ends both and waits until they are gone.
    pub(crate) async fn stop(mut self) -> anyhow::Result<()> {
        // The agent first: it tells the controller how its last attempt ended.
        end(&mut self.agent, "agent").await?;
        end(&mut self.controller, "controller").await
    }
}

async fn end(child: &mut Child, name: &str) -> anyhow::Result<()> {
    drop(child.stdin.take());
    if let Ok(status) = tokio::time::timeout(Duration::from_secs(20), child.wait()).await {
        status.with_context(|| format!("cannot wait for the private {name}"))?;
        return Ok(());
    }
    child.kill().await.with_context(|| format!("cannot end the private {name}"))
}

async fn start_controller(data: &Path, flags: &[&str]) -> anyhow::Result<(Child, Ready)> {
    let ready_file = data.join("ready.json");
    if let Err(error) = std::fs::remove_file(&ready_file)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        return Err(error).with_context(|| format!("cannot remove `{}`", ready_file.display()));
    }
    let mut child = child_of_ours(data, "controller")?
        .args([
            "controller",
            "--listen",
            "127.0.0.1:0",
            "--agent-listen",
            "127.0.0.1:0",
            "--until-stdin-closes",
        ])
        // Meant for a controller that others reach.
        .env_remove("PERFSIGHT_TLS_CERT")
        .env_remove("PERFSIGHT_TLS_KEY")
        .env_remove("PERFSIGHT_BEHIND_PROXY")
        .arg("--data")
        .arg(data)
        .arg("--ready-file")
        .arg(&ready_file)
        .args(flags)
        .spawn()
        .context("cannot start the private controller")?;
    let deadline = tokio::time::Instant::now() + START_LIMIT;
    loop {
        if let Some(ready) = read_ready(&ready_file) {
            return Ok((child, ready));
        }
        if let Some(status) = child.try_wait().context("cannot watch the private controller")? {
            bail!("the private controller ended at its start ({status}): {}", last_words(data, "controller"));
        }
        if tokio::time::Instant::now() > deadline {
            bail!("the private controller did not answer within {} s", START_LIMIT.as_secs());
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// The addresses, once the file is there and whole.
fn read_ready(path: &Path) -> Option<Ready> {
    serde_json::from_slice(&std::fs::read(path).ok()?).ok()
}

fn start_agent(data: &Path, ready: &Ready, token: &str) -> anyhow::Result<Child> {
    child_of_ours(data, "agent")?
        .args(["agent", "--until-stdin-closes", "--controller"])
        .arg(format!("http://{}", ready.agents))
        .arg("--data")
        .arg(data.join("agent"))
        .env("PERFSIGHT_TOKEN", token)
        .spawn()
        .context("cannot start the private agent")
}

/// This program once more, in a process group of its own so that Ctrl-C reaches us alone and we end it in order.
fn child_of_ours(data: &Path, name: &str) -> anyhow::Result<Command> {
    let program = std::env::current_exe().context("cannot find this program's own file")?;
    let path = log_file(data, name);
    let log = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(&path)
        .with_context(|| format!("cannot write `{}`", path.display()))?;
    let mut command = Command::new(program);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(log)
        .process_group(0)
        .env("PERFSIGHT_LOG", "info")
        // People read it.
        .env("PERFSIGHT_LOG_FORMAT", "text");
    Ok(command)
}

/// The last line that a child wrote: why it ended.
fn last_words(data: &Path, name: &str) -> String {
    let path = log_file(data, name);
    let log = std::fs::read_to_string(&path).unwrap_or_default();
    match log.lines().rfind(|line| !line.trim().is_empty()) {
        Some(line) => line.trim_start_matches("perfsight: ").to_owned(),
        None => format!("it left no reason in `{}`", path.display()),
    }
}

fn log_file(data: &Path, name: &str) -> PathBuf {
    data.join(format!("{name}.log"))
}
