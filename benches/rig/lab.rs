//! A controller and an agent as users run them: two processes on loopback, in a folder that is gone afterwards. Ends
//! all that it started, whatever ends the bench.

use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, bail};
use serde_json::Value;

use crate::clock::{now, pause};

const PERFSIGHT: &str = env!("CARGO_BIN_EXE_perfsight");
/// How long a process may take to start or to end.
const PATIENCE: Duration = Duration::from_mins(1);

/// A running controller with one agent.
pub(crate) struct Lab {
    /// Address of the API, e.g. `http://127.0.0.1:41234`.
    pub(crate) http: String,
    /// A token with every right.
    pub(crate) token: String,
    client: reqwest::Client,
    // Dropped in this order: the agent tells the controller how it ended, and both write into the folder.
    agent: Process,
    controller: Process,
    _folder: tempfile::TempDir,
}

impl Lab {
    /// Starts both; returns once `device` of the agent `bench` (e.g. `host`) takes jobs.
    pub(crate) async fn start(device: &str, agent_arguments: &[&str]) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir().context("cannot make a folder for the lab")?;
        let data = folder.path();
        let token = create_token(data)?;
        let (controller, addresses) = start_controller(data)?;
        let address = |name: &str| format!("http://{}", addresses[name].as_str().unwrap_or_default());
        let mut command = perfsight(data, "agent")?;
        command.args([
            "agent",
            "--until-stdin-closes",
            "--name",
            "bench",
            "--controller",
            &address("agents"),
        ]);
        command.args(agent_arguments).arg("--data").arg(data.join("agent")).env("PERFSIGHT_TOKEN", &token);
        let agent = Process::start(&mut command)?;
        let http = address("http");
        // One provider for TLS has to be named, though everything here stays on loopback.
        let _first = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder().no_proxy().build().context("cannot set up an HTTP client")?;
        let lab = Self { http, token, client, agent, controller, _folder: folder };
        lab.until_ready(&format!("bench/{device}")).await?;
        Ok(lab)
    }

    /// Process id of the controller.
    pub(crate) fn controller_pid(&self) -> u32 {
        self.controller.child.id()
    }

    /// Process id of the agent.
    pub(crate) fn agent_pid(&self) -> u32 {
        self.agent.child.id()
    }

    /// The `data` part of an answer of the API; with a body it is sent there as JSON.
    pub(crate) async fn ask(&self, path: &str, body: Option<&Value>) -> anyhow::Result<Value> {
        let url = format!("{}{path}", self.http);
        let request = match body {
            Some(body) => self.client.post(url).json(body),
            None => self.client.get(url),
        };
        data_of(request.bearer_auth(&self.token), path).await
    }

    /// Waits until a device takes jobs.
    pub(crate) async fn until_ready(&self, device: &str) -> anyhow::Result<()> {
        let deadline = now() + PATIENCE;
        loop {
            let devices = self.ask("/api/v1/devices?page_size=100", None).await?;
            let items = devices["items"].as_array().map_or(&[][..], Vec::as_slice);
            let found = items.iter().find(|item| item["id"] == device);
            if found.is_some_and(|item| item["ready"] == true) {
                return Ok(());
            }
            if now() > deadline {
                let why = found.map_or("the agent does not offer it", |item| {
                    item["why_not"].as_str().unwrap_or("no reason was given")
                });
                bail!("device `{device}` takes no jobs: {why}; `make setup` installs browser and driver");
            }
            pause(Duration::from_millis(2));
        }
    }

    /// Ends both in order: the agent first, so that it can tell the controller.
    pub(crate) fn stop(mut self) -> anyhow::Result<()> {
        self.agent.stop()?;
        self.controller.stop()
    }
}

/// A controller on free ports over `data`, and the addresses where it answers; returns as soon as it does.
pub(crate) fn start_controller(data: &Path) -> anyhow::Result<(Process, Value)> {
    let ready = data.join("ready.json");
    let mut command = perfsight(data, "controller")?;
    command.args([
        "controller",
        "--until-stdin-closes",
        "--listen",
        "127.0.0.1:0",
        "--agent-listen",
        "127.0.0.1:0",
    ]);
    command.arg("--data").arg(data).arg("--ready-file").arg(&ready);
    let controller = Process::start(&mut command)?;
    let deadline = now() + PATIENCE;
    loop {
        if let Ok(text) = std::fs::read(&ready) {
            let addresses =
                serde_json::from_slice(&text).context("the controller's addresses are no JSON")?;
            std::fs::remove_file(&ready).context("cannot remove the controller's ready file")?;
            return Ok((controller, addresses));
        }
        if now() > deadline {
            let log = std::fs::read_to_string(data.join("controller.log")).unwrap_or_default();
            bail!("the controller did not answer within {} s: {log}", PATIENCE.as_secs());
        }
        pause(Duration::from_millis(1));
    }
}

/// A child that ends when its standard input closes, at the latest when this is dropped.
pub(crate) struct Process {
    child: Child,
}

impl Process {
    fn start(command: &mut Command) -> anyhow::Result<Self> {
        let child = command.stdin(Stdio::piped()).spawn().context("cannot start `perfsight`")?;
        Ok(Self { child })
    }

    /// Asks it to end and waits until it has.
    pub(crate) fn stop(&mut self) -> anyhow::Result<()> {
        drop(self.child.stdin.take());
        let deadline = now() + PATIENCE;
        while self.child.try_wait().context("cannot wait for `perfsight`")?.is_none() {
            if now() > deadline {
                self.child.kill().context("cannot end `perfsight`")?;
            }
            pause(Duration::from_millis(1));
        }
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Where the bench fails, its error is what is told; without its standard input the child ends by itself.
        let _already_told = self.stop();
    }
}

fn create_token(data: &Path) -> anyhow::Result<String> {
    let mut command = perfsight(data, "token")?;
    command.args(["token", "create", "--scope", "read,ingest,run,agent,admin", "--data"]).arg(data);
    let output = command.stdout(Stdio::piped()).output().context("cannot start `perfsight token create`")?;
    if !output.status.success() {
        bail!("`perfsight token create` failed: {}", std::fs::read_to_string(data.join("token.log"))?);
    }
    Ok(String::from_utf8(output.stdout).context("a token is text")?.trim().to_owned())
}

/// The program under test; what it says goes to a file of the name `log` in the folder.
pub(crate) fn perfsight(folder: &Path, log: &str) -> anyhow::Result<Command> {
    let path = folder.join(format!("{log}.log"));
    let log = File::options().create(true).append(true).open(&path);
    let mut command = Command::new(PERFSIGHT);
    command.stdin(Stdio::null()).stdout(Stdio::null());
    command.stderr(log.with_context(|| format!("cannot write `{}`", path.display()))?);
    Ok(command)
}

async fn data_of(request: reqwest::RequestBuilder, path: &str) -> anyhow::Result<Value> {
    let response = request.send().await.with_context(|| format!("no controller answers at {path}"))?;
    let text = response.text().await.with_context(|| format!("the answer at {path} broke off"))?;
    let mut envelope: Value =
        serde_json::from_str(&text).with_context(|| format!("{path} answers no JSON: {text}"))?;
    if envelope["code"] != 0 {
        bail!("{path}: {}", envelope["msg"]);
    }
    Ok(envelope["data"].take())
}
