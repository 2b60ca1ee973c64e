//! Programs that `intake` compares with, where `benches/peers.sh` put them or where the system has them. Installs nothing.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::clock::{now, pause};
use crate::guard::guard;
use anyhow::{Context, bail};

/// How long a peer may take to start.
const PATIENCE: Duration = Duration::from_mins(1);

/// Where `benches/peers.sh` puts them.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("peers")
}

/// A program of this name.
pub(crate) fn program(name: &str) -> Option<PathBuf> {
    let own = folder().join("usr/bin").join(name);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let paths = std::env::split_paths(&path).map(|folder| folder.join(name));
    std::iter::once(own).chain(paths).find(|path| path.is_file())
}

/// A port that nobody listens to at this moment.
pub(crate) fn free_port() -> anyhow::Result<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").context("cannot listen on loopback")?;
    Ok(listener.local_addr().context("a listener has an address")?.port())
}

/// Waits until an address answers.
pub(crate) async fn until_answers(client: &reqwest::Client, url: &str) -> anyhow::Result<()> {
    let deadline = now() + PATIENCE;
    while client.get(url).send().await.and_then(reqwest::Response::error_for_status).is_err() {
        if now() > deadline {
            bail!("nobody answers at {url} within {} s", PATIENCE.as_secs());
        }
        pause(Duration::from_millis(20));
    }
    Ok(())
}

/// A peer that runs until this is dropped, or the bench ends in any other way.
pub(crate) struct Running {
    child: Child,
    /// Ends the peer when its standard input closes.
    guard: Child,
}

impl Running {
    /// Starts it; what it says goes nowhere.
    pub(crate) fn start(command: &mut Command) -> anyhow::Result<Self> {
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let name = command.get_program().display().to_string();
        let mut child = child.with_context(|| format!("cannot start `{name}`"))?;
        let guard = guard("kill \"$0\"", &[&child.id().to_string()]);
        match guard {
            Ok(guard) => Ok(Self { child, guard }),
            Err(error) => {
                child.kill().context("cannot end a peer")?;
                Err(error)
            }
        }
    }

    /// Its process id.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        // It may have ended by itself; in any case nothing of it is left after the waits.
        let _asked = self.guard.wait();
        let _reaped = self.child.wait();
    }
}
