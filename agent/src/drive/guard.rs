//! A process beside the agent that outlives it: when the agent is gone, however it went, the guard ends what its job
//! started. Never acts while the agent lives.

use std::ffi::OsString;
use std::io::{self, BufRead};
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::io::AsyncWriteExt;
use tokio::process::{Child, ChildStdin, Command};

use super::process::marker::Marker;
use super::process::reap::{ReapError, reap};
use super::process::scratch::Scratch;

const REAP_LIMIT: Duration = Duration::from_secs(10);
const RELEASED: &str = "released";

/// How the guard is started: a command whose process calls [`run`] and nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuardCommand {
    /// Executable.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<OsString>,
}

impl GuardCommand {
    /// The running executable with these arguments. It is found even when an upgrade has replaced its file.
    pub fn own_executable(arguments: &[&str]) -> io::Result<Self> {
        let own = std::env::current_exe()?;
        let program = if own.exists() { own } else { PathBuf::from("/proc/self/exe") };
        Ok(Self { program, arguments: arguments.iter().map(OsString::from).collect() })
    }
}

/// Why a guard did not do its work.
#[derive(Debug, thiserror::Error)]
pub enum GuardError {
    /// It cannot be started, or does not take its orders.
    #[error("cannot start the guard process `{program}`")]
    Start {
        /// Executable.
        program: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Its orders cannot be read.
    #[error("cannot read what to guard from the standard input")]
    Orders(#[source] io::Error),
    /// Its orders make no sense.
    #[error("the standard input does not say what to guard")]
    Order(#[source] serde_json::Error),
    /// Processes are left.
    #[error("cannot end the processes of an agent that is gone")]
    Reap(#[from] ReapError),
    /// The folder is left.
    #[error("cannot remove the folder of an agent that is gone")]
    Remove(#[source] io::Error),
}

#[derive(Serialize, Deserialize)]
struct Order {
    marker: Marker,
    scratch: Scratch,
}

/// The whole life of a guard process: reads its orders, waits until the standard input ends or says that all is
/// done, and in the first case ends the marked processes and removes their folder. Signals that ask it to go are
/// ignored until then.
pub async fn run() -> Result<(), GuardError> {
    ignore_signals().map_err(GuardError::Orders)?;
    let [first, last] = tokio::task::spawn_blocking(read_orders)
        .await
        .map_err(|error| GuardError::Orders(io::Error::other(error)))?
        .map_err(GuardError::Orders)?;
    if first.is_empty() || last.trim_end() == RELEASED {
        return Ok(());
    }
    let order: Order = serde_json::from_str(&first).map_err(GuardError::Order)?;
    let reaped = reap(&order.marker, REAP_LIMIT).await;
    order.scratch.remove().map_err(GuardError::Remove)?;
    Ok(reaped?)
}

/// What to guard, and how it ended: the word of release, or nothing.
fn read_orders() -> io::Result<[String; 2]> {
    let mut orders = io::stdin().lock();
    let (mut first, mut last) = (String::new(), String::new());
    orders.read_line(&mut first)?;
    orders.read_line(&mut last)?;
    Ok([first, last])
}

#[cfg(unix)]
fn ignore_signals() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    // A handler, once installed, replaces the default of ending the process; nobody needs to wait for it.
    for kind in [SignalKind::terminate(), SignalKind::interrupt(), SignalKind::hangup()] {
        drop(signal(kind)?);
    }
    Ok(())
}

#[cfg(not(unix))]
fn ignore_signals() -> io::Result<()> {
    Ok(())
}

/// The agent's end of a guard. Dropping it is the order to act.
#[derive(Debug)]
pub(crate) struct Guard {
    child: Child,
    orders: ChildStdin,
}

impl Guard {
    pub(crate) async fn start(
        command: &GuardCommand,
        marker: &Marker,
        scratch: &Scratch,
    ) -> Result<Self, GuardError> {
        let attempt = |source| GuardError::Start { program: command.program.clone(), source };
        let mut process = Command::new(&command.program);
        process.args(&command.arguments).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        #[cfg(unix)]
        process.process_group(0);
        let mut child = process.spawn().map_err(attempt)?;
        let mut orders = child.stdin.take().expect("its standard input is piped");
        let order = Order { marker: marker.clone(), scratch: scratch.clone() };
        let mut line = serde_json::to_vec(&order).expect("an order is plain data");
        line.push(b'\n');
        orders.write_all(&line).await.map_err(attempt)?;
        Ok(Self { child, orders })
    }

    /// Lets it go without doing anything: nothing is left.
    pub(crate) async fn release(mut self) -> io::Result<()> {
        self.orders.write_all(format!("{RELEASED}\n").as_bytes()).await?;
        drop(self.orders);
        self.child.wait().await.map(|_| ())
    }
}
