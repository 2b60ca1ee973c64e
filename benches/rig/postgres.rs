//! A `PostgreSQL` server of the bench's own: in a temporary folder, reachable over its unix socket alone, as durable as one
//! that is installed. Ended with the bench.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::Duration;

use anyhow::{Context, bail};
use tempfile::TempDir;

use crate::cpu;
use crate::guard::guard;

/// The account of the server where the bench runs as root, which the server refuses: that of `nobody`.
const NOBODY: u32 = 65_534;

/// A running server.
pub(crate) struct Postgres {
    folder: TempDir,
    programs: PathBuf,
    pid: u32,
    /// Ends the server when its standard input closes.
    guard: Option<Child>,
}

impl Postgres {
    /// Starts one with an empty database; none where PostgreSQL is not installed.
    pub(crate) fn start() -> anyhow::Result<Option<Self>> {
        let Some(programs) = programs_folder() else { return Ok(None) };
        let folder = tempfile::tempdir().context("cannot make a folder for PostgreSQL")?;
        if rustix::process::geteuid().is_root() {
            chown(folder.path(), Some(NOBODY), None).context("cannot give PostgreSQL its folder")?;
            fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700))?;
        }
        let mut server = Self { folder, programs, pid: 0, guard: None };
        let data = server.data();
        server.run("initdb", &["-D", &data, "-U", "perfsight", "-A", "trust", "-E", "UTF8", "--no-sync"])?;
        let socket = server.folder.path().display().to_string();
        let options = format!("-c listen_addresses='' -c unix_socket_directories='{socket}'");
        let log = server.folder.path().join("server.log").display().to_string();
        server.run("pg_ctl", &["-D", &data, "-w", "-t", "60", "-l", &log, "-o", &options, "start"])?;
        let pid = fs::read_to_string(Path::new(&data).join("postmaster.pid"))?;
        server.pid = pid.lines().next().context("its file names PostgreSQL's process")?.trim().parse()?;
        // At once, without a last write: the folder goes with it.
        let ending = "kill -QUIT \"$0\"; while kill -0 \"$0\"; do sleep 0.05; done";
        server.guard = Some(guard(ending, &[&server.pid.to_string()])?);
        Ok(Some(server))
    }

    /// Address of its database.
    pub(crate) fn url(&self) -> String {
        let socket = self.folder.path().display().to_string().replace('/', "%2F");
        format!("postgres://perfsight@{socket}/postgres")
    }

    /// Folder of its socket.
    pub(crate) fn socket(&self) -> &Path {
        self.folder.path()
    }

    /// Size of its database, bytes.
    pub(crate) fn bytes(&self) -> anyhow::Result<u64> {
        let socket = self.folder.path().display().to_string();
        let query = "select pg_database_size('postgres')";
        let size = self.run("psql", &["-h", &socket, "-U", "perfsight", "-d", "postgres", "-Atc", query])?;
        size.trim().parse().context("PostgreSQL tells the size of its database")
    }

    /// CPU time so far of the processes that it has now.
    pub(crate) fn cpu(&self) -> anyhow::Result<Duration> {
        let mut spent = cpu::of_process(self.pid)?;
        for entry in fs::read_dir("/proc")? {
            let pid = entry?.file_name().to_string_lossy().parse().ok();
            // One that ends at this moment takes its time with it.
            if let Some(pid) = pid.filter(|pid| parent_of(*pid) == Some(self.pid)) {
                spent += cpu::of_process(pid).unwrap_or_default();
            }
        }
        Ok(spent)
    }

    fn data(&self) -> String {
        self.folder.path().join("data").display().to_string()
    }

    fn run(&self, program: &str, arguments: &[&str]) -> anyhow::Result<String> {
        let path = self.programs.join(program);
        let mut command = Command::new("setpriv");
        if rustix::process::geteuid().is_root() {
            let (user, group) = (format!("--reuid={NOBODY}"), format!("--regid={NOBODY}"));
            command.args([user.as_str(), group.as_str(), "--clear-groups", "--"]).arg(path);
        } else {
            command = Command::new(path);
        }
        let output = command.args(arguments).current_dir(self.folder.path()).output();
        let output = output.with_context(|| format!("cannot start `{program}`"))?;
        if !output.status.success() {
            bail!("{program} failed: {}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Some(guard) = &mut self.guard {
            drop(guard.stdin.take());
            if let Err(error) = guard.wait() {
                crate::table::say(format!("cannot end PostgreSQL: {error:#}"));
            }
        }
    }
}

fn programs_folder() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    let folders = versions.filter_map(|entry| Some(entry.ok()?.path().join("bin")));
    folders.filter(|folder| folder.join("initdb").exists()).max()
}

fn parent_of(pid: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    stat.rsplit_once(") ")?.1.split(' ').nth(1)?.parse().ok()
}
