//! What users sample processes with today, each run as its manual says, output thrown away. Never installs anything
//! outside a folder of its own.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, bail};

use crate::clock::{now, pause};
use crate::cpu;
use crate::subject::Subject;
use crate::table::say;

const PSUTIL_LOOP: &str = include_str!("psutil_loop.py");
/// The most processes that `top -p` takes.
const TOP_MOST: usize = 20;
/// Time for a peer to start up and settle, which is not counted.
const SETTLE: Duration = Duration::from_millis(2_500);

/// The peers that are there.
pub(crate) struct Peers {
    top: Option<PathBuf>,
    pidstat: Option<PathBuf>,
    psutil: Option<Python>,
}

/// A Python that has psutil; its folder is gone when this is dropped.
struct Python {
    path: PathBuf,
    _folder: Option<tempfile::TempDir>,
}

/// One peer on one subject.
pub(crate) struct Peer<'a> {
    /// How the table calls it.
    pub(crate) name: &'static str,
    program: &'a Path,
    kind: Kind,
}

#[derive(Clone, Copy)]
enum Kind {
    Top,
    Pidstat,
    Psutil,
}

impl Peers {
    /// Looks for them, and says which are not there and how to get them.
    pub(crate) fn find() -> Self {
        let found = |name: &str, package: &str| {
            let path = on_path(name);
            if path.is_none() {
                say(format!("`{name}` is not installed and left out (Debian package {package})"));
            }
            path
        };
        let psutil = Python::with_psutil();
        if let Err(error) = &psutil {
            say(format!("psutil is left out: {error:#}"));
        }
        Self { top: found("top", "procps"), pidstat: found("pidstat", "sysstat"), psutil: psutil.ok() }
    }

    /// Those that can look at `subject` so often.
    pub(crate) fn able(&self, subject: &Subject, interval: Duration) -> Vec<Peer<'_>> {
        let too_many = matches!(subject, Subject::Fixed(pids) if pids.len() > TOP_MOST);
        let top = self.top.as_deref().filter(|_| !too_many);
        let pidstat = self.pidstat.as_deref().filter(|_| interval.as_millis().is_multiple_of(1000));
        let psutil = self.psutil.as_ref().map(|python| python.path.as_path());
        [("top", top, Kind::Top), ("pidstat", pidstat, Kind::Pidstat), ("psutil", psutil, Kind::Psutil)]
            .into_iter()
            .filter_map(|(name, program, kind)| Some(Peer { name, program: program?, kind }))
            .collect()
    }
}

impl Peer<'_> {
    /// Share of a core after it has settled, %.
    pub(crate) fn run(&self, subject: &Subject, interval: Duration, window: Duration) -> anyhow::Result<f64> {
        let mut command = Command::new(self.program);
        match self.kind {
            Kind::Top => top(&mut command, subject, interval),
            Kind::Pidstat => pidstat(&mut command, subject, interval),
            Kind::Psutil => psutil(&mut command, subject, interval),
        }
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let running = Running(command.spawn().with_context(|| format!("cannot start {}", self.name))?);
        pause(SETTLE);
        let (since, before) = (now(), cpu::of_process(running.0.id())?);
        pause(window);
        let spent = cpu::of_process(running.0.id())?.saturating_sub(before);
        running.still(self.name)?;
        Ok(spent.as_secs_f64() / (now() - since).as_secs_f64() * 100.0)
    }
}

/// Whole machine where the subject is a tree: it has no other way to find new processes.
fn top(command: &mut Command, subject: &Subject, interval: Duration) {
    command.args(["-b", "-d", &interval.as_secs_f64().to_string()]).env("TERM", "dumb");
    if let Subject::Fixed(pids) = subject {
        command.args(["-p", &joined(pids)]);
    }
}

/// CPU, memory, disk and context switches, as our sampler reads them.
fn pidstat(command: &mut Command, subject: &Subject, interval: Duration) {
    let pids = match subject {
        Subject::Fixed(pids) => joined(pids),
        Subject::Tree(_) => "ALL".to_owned(),
    };
    command.args(["-u", "-r", "-d", "-w", "-h", "-p", &pids, &interval.as_secs().to_string()]);
}

fn psutil(command: &mut Command, subject: &Subject, interval: Duration) {
    command.args(["-c", PSUTIL_LOOP, &interval.as_secs_f64().to_string()]);
    match subject {
        Subject::Fixed(pids) => command.args(["fixed", &joined(pids)]),
        Subject::Tree(root) => command.args(["tree", &root.to_string()]),
    };
}

fn joined(pids: &[u32]) -> String {
    pids.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

/// A peer at work; dropping it ends it.
struct Running(Child);

impl Running {
    /// Fails if it ended by itself: its share would be too small.
    fn still(mut self, name: &str) -> anyhow::Result<()> {
        if let Some(status) = self.0.try_wait()? {
            bail!("{name} ended before its time ({status})");
        }
        Ok(())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _already_gone = self.0.kill();
        let _reaped = self.0.wait();
    }
}

impl Python {
    /// The system's, or one of a new virtual environment with psutil from the user's package index.
    fn with_psutil() -> anyhow::Result<Self> {
        let system = on_path("python3").context("`python3` is not installed")?;
        if runs(Command::new(&system).args(["-c", "import psutil"])) {
            return Ok(Self { path: system, _folder: None });
        }
        let folder = tempfile::tempdir().context("cannot make a folder for psutil")?;
        if !runs(Command::new(&system).args(["-m", "venv"]).arg(folder.path())) {
            bail!("`python3 -m venv` fails (Debian package python3-venv)");
        }
        let path = folder.path().join("bin/python");
        if !runs(Command::new(&path).args(["-m", "pip", "install", "--quiet", "psutil"])) {
            bail!("`pip install psutil` fails");
        }
        Ok(Self { path, _folder: Some(folder) })
    }
}

fn runs(command: &mut Command) -> bool {
    let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}

fn on_path(name: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|candidate| candidate.is_file())
}
