//! A running chromedriver or geckodriver in a process group of its own. Never outlives its value.

use std::collections::VecDeque;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::AsyncRead;
use tokio::process::{Child, Command};
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::group::kill_group;
use super::lines::Lines;
use super::marker::{ATTEMPT_VARIABLE, FOLDER_VARIABLE};
use super::scratch::Scratch;

const TAIL_LINES: usize = 20;

/// What to start, and under which name.
#[derive(Debug)]
pub(crate) struct DriverCommand<'a> {
    pub(crate) program: &'a Path,
    pub(crate) arguments: Vec<String>,
    pub(crate) attempt: String,
    pub(crate) attempt_folder: &'a Path,
    pub(crate) scratch: &'a Scratch,
}

/// The process, the port that it listens on, and the last lines that it said.
#[derive(Debug)]
pub(crate) struct DriverProcess {
    child: Child,
    port: u16,
    tail: Arc<Mutex<VecDeque<String>>>,
}

/// Why there is no driver.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StartDriverError {
    /// It cannot be executed.
    #[error("cannot start the driver `{program}`")]
    Spawn {
        /// Executable.
        program: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It runs (or ran) but did not say where it listens.
    #[error("the driver `{program}` did not say its port within {} s; it said: {said}", limit.as_secs())]
    Silent {
        /// Executable.
        program: PathBuf,
        /// How long we waited.
        limit: Duration,
        /// Its last lines.
        said: String,
    },
}

impl DriverProcess {
    pub(crate) async fn start(command: DriverCommand<'_>, limit: Duration) -> Result<Self, StartDriverError> {
        let program = command.program.to_owned();
        let mut child = prepared(command)
            .spawn()
            .map_err(|source| StartDriverError::Spawn { program: program.clone(), source })?;
        let tail = Arc::default();
        let (found, port) = oneshot::channel();
        let stdout = child.stdout.take().expect("its output is piped");
        let stderr = child.stderr.take().expect("its errors are piped");
        tokio::spawn(listen(stdout, Arc::clone(&tail), Some(found)));
        tokio::spawn(listen(stderr, Arc::clone(&tail), None));
        let mut driver = Self { child, port: 0, tail };
        if let Ok(Ok(port)) = timeout(limit, port).await {
            driver.port = port;
            return Ok(driver);
        }
        Err(StartDriverError::Silent { program, limit, said: driver.last_words() })
    }

    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(crate) fn last_words(&self) -> String {
        let tail = self.tail.lock().unwrap_or_else(PoisonError::into_inner);
        if tail.is_empty() { "nothing".to_owned() } else { Vec::from(tail.clone()).join(" | ") }
    }

    /// Kills its whole group and waits for it.
    pub(crate) async fn end(mut self, limit: Duration) {
        kill_group(&self.child);
        // What is left after this limit is found by its marker.
        let _waited = timeout(limit, self.child.wait()).await;
    }
}

impl Drop for DriverProcess {
    fn drop(&mut self) {
        kill_group(&self.child);
    }
}

fn prepared(command: DriverCommand<'_>) -> Command {
    let mut process = Command::new(command.program);
    process
        .args(command.arguments)
        .env(ATTEMPT_VARIABLE, command.attempt)
        .env(FOLDER_VARIABLE, command.attempt_folder)
        .env("TMPDIR", command.scratch.temporary())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    #[cfg(unix)]
    process.process_group(0);
    process
}

async fn listen(
    output: impl AsyncRead + Unpin,
    tail: Arc<Mutex<VecDeque<String>>>,
    mut found: Option<oneshot::Sender<u16>>,
) {
    let mut lines = Lines::of(output);
    while let Ok(Some(line)) = lines.next().await {
        if let Some(port) = announced_port(&line)
            && let Some(found) = found.take()
        {
            // Nobody listens any more when the start was given up.
            let _told = found.send(port);
        }
        let mut tail = tail.lock().unwrap_or_else(PoisonError::into_inner);
        if tail.len() == TAIL_LINES {
            tail.pop_front();
        }
        tail.push_back(line);
    }
}

/// The port in `ChromeDriver was started successfully on port 41337.` or `… geckodriver … Listening on 127.0.0.1:4444`.
fn announced_port(line: &str) -> Option<u16> {
    let rest = match line.split_once("started successfully on port ") {
        Some((_, rest)) => rest,
        None => line.split_once("Listening on ")?.1.rsplit_once(':')?.1,
    };
    rest.trim().trim_end_matches('.').parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn port_is_read_from_what_drivers_say() {
        let check = |line: &str, port| assert_eq!(announced_port(line), port, "{line}");
        check("ChromeDriver was started successfully on port 41337.", Some(41337));
        check("1763769600000\tgeckodriver\tINFO\tListening on 127.0.0.1:44221", Some(44221));
        check("Starting ChromeDriver 156.0.8078.79 (abc) on port 0", None);
        check("Only local connections are allowed.", None);
    }
}
