//! A controller and an agent as users run them: two processes on loopback, in a folder that is gone afterwards. Ends
//! all that it started, whatever ends the bench.

use std::time::Duration;

use anyhow::{Context, bail};
use serde_json::Value;

use crate::clock::{now, pause};
use crate::http::client;
use crate::program::{Process, create_token, perfsight, start_controller};

/// How long a device may take until it takes jobs.
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
        let token = create_token(data, &[])?;
        let (controller, addresses) = start_controller(data, &[])?;
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
        let lab = Self { http, token, client: client()?, agent, controller, _folder: folder };
        lab.until_ready(&format!("bench/{device}")).await?;
        Ok(lab)
    }

    /// Process id of the controller.
    pub(crate) fn controller_pid(&self) -> u32 {
        self.controller.id()
    }

    /// Process id of the agent.
    pub(crate) fn agent_pid(&self) -> u32 {
        self.agent.id()
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
