//! A headless Chromium with a page that moves, to be looked at. Never reaches beyond loopback; ends with the bench.

use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use agent::collect::system::ProcessTree;
use agent::device::browsers::{Family, browser_paths};
use anyhow::{Context, bail};
use rustix::process::{Pid, Signal, kill_process, kill_process_group};

use crate::clock::{now, pause};

const PATIENCE: Duration = Duration::from_secs(30);
/// Looks without a new process after which the browser counts as settled.
const CALM_LOOKS: u32 = 8;
const BETWEEN_LOOKS: Duration = Duration::from_millis(250);
const PAGE: &str =
    "data:text/html,<p id=p></p><script>setInterval(()=>p.textContent=performance.now(),500)</script>";

/// A running browser.
pub(crate) struct Chromium {
    child: Child,
    _profile: tempfile::TempDir,
}

impl Chromium {
    /// Starts it and waits until it starts no more processes.
    pub(crate) fn start() -> anyhow::Result<Self> {
        let binary = browser_paths(Family::Chromium).into_iter().next();
        let binary = binary.context("no Chromium is installed; `make setup` installs one")?;
        let profile = tempfile::tempdir().context("cannot make a folder for the profile")?;
        let mut command = Command::new(binary);
        command
            .args(["--headless=new", "--no-sandbox", "--no-first-run", "--disable-background-networking"])
            .args(["--disable-component-update", "--disable-sync", "--disable-breakpad"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg(PAGE)
            // A browser that is killed leaves its socket there.
            .env("TMPDIR", profile.path())
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let child = command.spawn().context("cannot start Chromium")?;
        let mut chromium = Self { child, _profile: profile };
        chromium.settle()?;
        Ok(chromium)
    }

    /// Process id of the browser process.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    fn settle(&mut self) -> anyhow::Result<()> {
        let mut tree = ProcessTree::new(self.pid())?;
        let deadline = now() + PATIENCE;
        let (mut found, mut calm) = (0, 0);
        while calm < CALM_LOOKS || found < 2 {
            let new = tree.discover()?.len();
            found += new;
            calm = if new == 0 { calm + 1 } else { 0 };
            if let Some(status) = self.child.try_wait()? {
                bail!("Chromium ended at its start ({status})");
            }
            if now() > deadline {
                bail!("Chromium did not settle within {} s ({found} processes)", PATIENCE.as_secs());
            }
            pause(BETWEEN_LOOKS);
        }
        Ok(())
    }

    /// In good order first, so that it ends its children itself; whatever is left in its group is killed.
    fn end(&mut self) -> anyhow::Result<()> {
        let pid = Pid::from_raw(i32::try_from(self.child.id())?).context("a child has a process id")?;
        kill_process(pid, Signal::TERM)?;
        let deadline = now() + Duration::from_secs(5);
        while self.child.try_wait()?.is_none() && now() < deadline {
            pause(Duration::from_millis(20));
        }
        // An error means that nothing is left in the group.
        let _none_left = kill_process_group(pid, Signal::KILL);
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        if let Err(error) = self.end() {
            crate::table::say(format!("cannot end Chromium in good order: {error}"));
        }
    }
}
