//! The program under test as a process, and how a controller of it is set up. Never leaves one behind.

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

/// A controller on free ports over `data` with these arguments on top, and the addresses where it answers; returns as soon
/// as it does.
pub(crate) fn start_controller(data: &Path, arguments: &[&str]) -> anyhow::Result<(Process, Value)> {
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
    // A bench sends as fast as it can; what holds strangers back would be all that it measures.
    command.args(["--request-rate", "0", "--upload-rate", "0"]).args(arguments);
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
    /// Starts it with an open standard input.
    pub(crate) fn start(command: &mut Command) -> anyhow::Result<Self> {
        let child = command.stdin(Stdio::piped()).spawn();
        let child = child.with_context(|| format!("cannot start `{}`", command.get_program().display()))?;
        Ok(Self { child })
    }

    /// Its process id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to end and waits until it has.
    pub(crate) fn stop(&mut self) -> anyhow::Result<()> {
        drop(self.child.stdin.take());
        let deadline = now() + PATIENCE;
        while self.child.try_wait().context("cannot wait for a process")?.is_none() {
            if now() > deadline {
                self.child.kill().context("cannot end a process")?;
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

/// A token with every right for the controller over `data`; `arguments` name its database where it is another one.
pub(crate) fn create_token(data: &Path, arguments: &[&str]) -> anyhow::Result<String> {
    let mut command = perfsight(data, "token")?;
    command.args(["token", "create", "--scope", "read,ingest,run,agent,admin", "--data"]);
    command.arg(data).args(arguments);
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
