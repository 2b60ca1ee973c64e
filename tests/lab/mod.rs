//! A controller and agents as real processes on loopback, to be used, killed and looked at. Ends all that it started.
#![expect(
    clippy::disallowed_methods,
    clippy::panic,
    reason = "the lab owns the clock of the stories, and a panic with the answer in it is the report of a story"
)]

mod processes;
mod pages;
mod receiver;

pub(crate) use pages::Scenario;
pub(crate) use processes::{find_below, marked};
pub(crate) use receiver::{Receiver, SECRET};

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// Where the binary under test is.
pub(crate) const PERFSIGHT: &str = env!("CARGO_BIN_EXE_perfsight");

/// How long anything in a story may take before it counts as hung.
pub(crate) const PATIENCE: Duration = Duration::from_secs(90);

/// A private controller and the agents that a story starts. Dropping it ends them all.
pub(crate) struct TestLab {
    folder: tempfile::TempDir,
    controller: Option<Child>,
    agents: Vec<Child>,
    /// A token with every scope.
    pub(crate) token: String,
    /// Address of the API, e.g. `http://127.0.0.1:41234`.
    pub(crate) http: String,
    agent_address: String,
    /// What the controller is told beside.
    flags: Vec<String>,
}

impl TestLab {
    /// A controller without agents.
    pub(crate) fn new() -> Self {
        Self::told(&[])
    }

    /// A controller that is told more than where it is.
    pub(crate) fn told(flags: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder for the lab");
        let output = Command::new(PERFSIGHT)
            .args(["token", "create", "--scope", "read,ingest,run,agent,admin", "--data"])
            .arg(folder.path())
            .output()
            .expect("token create runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let token = String::from_utf8(output.stdout).expect("a token is text").trim().to_owned();
        let mut lab = Self {
            folder,
            controller: None,
            agents: Vec::new(),
            token,
            http: String::new(),
            agent_address: String::new(),
            flags: flags.iter().map(ToString::to_string).collect(),
        };
        lab.start_controller("127.0.0.1:0", "127.0.0.1:0");
        lab
    }

    /// A controller with one agent that has registered its devices.
    pub(crate) fn with_agent() -> Self {
        let mut lab = Self::new();
        lab.start_agent("bench");
        lab
    }

    fn start_controller(&mut self, http: &str, agents: &str) {
        let ready = self.folder.path().join("ready.json");
        let _absent = std::fs::remove_file(&ready);
        let child = self
            .command(&[
                "controller",
                "--until-stdin-closes",
                "--lease-seconds",
                "6",
                "--stream-resume-seconds",
                "10",
                "--listen",
                http,
                "--agent-listen",
                agents,
            ])
            .arg("--data")
            .arg(self.folder.path())
            .arg("--ready-file")
            .arg(&ready)
            .args(&self.flags)
            .stdin(Stdio::piped())
            .stderr(self.log("controller"))
            .spawn()
            .expect("the controller starts");
        self.controller = Some(child);
        let addresses: Value = wait_for("the controller's addresses", || {
            serde_json::from_slice(&std::fs::read(&ready).ok()?).ok()
        });
        self.http = format!("http://{}", addresses["http"].as_str().expect("an address"));
        self.agent_address = format!("http://{}", addresses["agents"].as_str().expect("an address"));
    }

    /// One more agent; returns once the controller lists its device as ready.
    pub(crate) fn start_agent(&mut self, name: &str) -> usize {
        self.start_agent_with(name, &[])
    }

    /// [`Self::start_agent`] with further flags.
    pub(crate) fn start_agent_with(&mut self, name: &str, flags: &[&str]) -> usize {
        let child = self
            .command(&["agent", "--until-stdin-closes", "--name", name, "--controller", &self.agent_address])
            .arg("--data")
            .arg(self.folder.path().join(name))
            .args(flags)
            .stdin(Stdio::piped())
            .stderr(self.log(name))
            .spawn()
            .expect("the agent starts");
        self.agents.push(child);
        wait_for("the agent's device", || {
            let devices = self.api("/api/v1/devices");
            let items = devices["items"].as_array()?.clone();
            items
                .iter()
                .any(|device| device["id"].as_str().is_some_and(|id| id.starts_with(name)))
                .then_some(())
        });
        self.agents.len() - 1
    }

    /// Process id of an agent.
    pub(crate) fn agent_pid(&self, agent: usize) -> u32 {
        self.agents[agent].id()
    }

    /// SIGKILL, as the kernel's out-of-memory killer would.
    pub(crate) fn kill_agent(&mut self, agent: usize) {
        self.agents[agent].kill().expect("the agent is killed");
        self.agents[agent].wait().expect("the agent is reaped");
    }

    /// SIGKILL, then a new controller on the same addresses and folder.
    pub(crate) fn kill_and_restart_controller(&mut self) {
        let mut controller = self.controller.take().expect("a controller runs");
        controller.kill().expect("the controller is killed");
        controller.wait().expect("the controller is reaped");
        let address = |url: &str| url.trim_start_matches("http://").to_owned();
        self.start_controller(&address(&self.http), &address(&self.agent_address));
    }

    /// `perfsight` with these arguments, pointed at this lab.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(PERFSIGHT);
        command
            .args(arguments)
            .env("PERFSIGHT_TOKEN", &self.token)
            .env("PERFSIGHT_LOG", "info")
            .stdin(Stdio::null());
        command
    }

    /// Runs `perfsight` to its end.
    pub(crate) fn perfsight(&self, arguments: &[&str]) -> Output {
        self.command(arguments).env("PERFSIGHT_CONTROLLER", &self.http).output().expect("perfsight runs")
    }

    /// Starts `perfsight run` on this lab and leaves it running.
    pub(crate) fn start_run(&self, scenario: &Path, arguments: &[&str]) -> Child {
        self.command(&["run", "--json"])
            .arg(scenario)
            .args(arguments)
            .env("PERFSIGHT_CONTROLLER", &self.http)
            .stdout(Stdio::piped())
            .stderr(self.log("run"))
            .spawn()
            .expect("perfsight run starts")
    }

    /// The `data` part of an answer of the API.
    pub(crate) fn api(&self, path: &str) -> Value {
        let body = self.get(path);
        let mut envelope: Value =
            serde_json::from_str(&body).unwrap_or_else(|error| panic!("{path}: {error}: {body}"));
        assert_eq!(envelope["code"], 0, "{path}: {envelope}");
        envelope["data"].take()
    }

    /// The answer of the API as it came.
    pub(crate) fn get(&self, path: &str) -> String {
        String::from_utf8(self.download(path)).expect("the answer is text")
    }

    /// The bytes of an answer of the API.
    pub(crate) fn download(&self, path: &str) -> Vec<u8> {
        let url = format!("{}{path}", self.http);
        let token = self.token.clone();
        // Fails only where another test of this process was first.
        let _first = rustls::crypto::ring::default_provider().install_default();
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(async move {
            let client = reqwest::Client::builder().no_proxy().build().expect("a client");
            let response = client.get(&url).bearer_auth(token).send().await.expect("the controller answers");
            response.bytes().await.expect("the answer is whole").to_vec()
        })
    }

    /// The `data` part of the answer to a POST.
    pub(crate) fn send(&self, path: &str, body: &Value) -> Value {
        accepted(path, self.request(reqwest::Method::POST, path, &self.token, body))
    }

    /// The same of a PUT.
    pub(crate) fn put(&self, path: &str, body: &Value) -> Value {
        accepted(path, self.request(reqwest::Method::PUT, path, &self.token, body))
    }

    /// Status and body of a POST with this token.
    pub(crate) fn post(&self, path: &str, token: &str, body: &Value) -> (u16, Value) {
        self.request(reqwest::Method::POST, path, token, body)
    }

    fn request(&self, method: reqwest::Method, path: &str, token: &str, body: &Value) -> (u16, Value) {
        let (url, token, body) = (format!("{}{path}", self.http), token.to_owned(), body.to_string());
        // Fails only where another test of this process was first.
        let _first = rustls::crypto::ring::default_provider().install_default();
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(async move {
            let client = reqwest::Client::builder().no_proxy().build().expect("a client");
            let request =
                client.request(method, &url).bearer_auth(token).header("content-type", "application/json");
            let response = request.body(body).send().await.expect("the controller answers");
            let status = response.status().as_u16();
            let body = response.bytes().await.expect("the answer is whole");
            (status, serde_json::from_slice(&body).expect("the answer is JSON"))
        })
    }

    /// A folder of the lab for files of a story.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn log(&self, name: &str) -> std::fs::File {
        let path: PathBuf = self.folder.path().join(format!("{name}.log"));
        std::fs::OpenOptions::new().create(true).append(true).open(path).expect("a log file")
    }

    /// What a process of the lab logged, for the message of a failed assertion.
    pub(crate) fn logged(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(format!("{name}.log"))).unwrap_or_default()
    }
}

impl Drop for TestLab {
    fn drop(&mut self) {
        for child in self.agents.iter_mut().chain(self.controller.as_mut()) {
            drop(child.stdin.take());
        }
        let deadline = Instant::now() + Duration::from_secs(15);
        for child in self.agents.iter_mut().chain(self.controller.as_mut()) {
            while Instant::now() < deadline && matches!(child.try_wait(), Ok(None)) {
                pause();
            }
            let _already_gone = child.kill();
            let _reaped = child.wait();
        }
    }
}

fn accepted(path: &str, (status, mut envelope): (u16, Value)) -> Value {
    assert_eq!(envelope["code"], 0, "{path}: {status}: {envelope}");
    envelope["data"].take()
}

/// Polls until the condition gives something; fails the test, naming what it waited for, when patience ends.
pub(crate) fn wait_for<T>(what: &str, condition: impl FnMut() -> Option<T>) -> T {
    wait_within(PATIENCE, what, condition)
}

/// [`wait_for`] with a patience of its own.
pub(crate) fn wait_within<T>(patience: Duration, what: &str, mut condition: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + patience;
    loop {
        if let Some(found) = condition() {
            return found;
        }
        assert!(Instant::now() < deadline, "waited {} s for {what}", patience.as_secs());
        pause();
    }
}

/// The shortest wait between two looks at a condition.
fn pause() {
    std::thread::sleep(Duration::from_millis(20));
}
