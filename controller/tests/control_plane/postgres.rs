//! A `PostgreSQL` server of the test's own: in a temporary folder, reachable over its unix socket alone, ended with the test.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A running server.
pub(crate) struct Postgres {
    folder: TempDir,
    pg_ctl: PathBuf,
    account: Option<u32>,
}

impl Postgres {
    /// Starts a server with an empty database.
    pub(crate) fn start() -> Self {
        let programs = programs_folder()
            .expect("the PostgreSQL server programs are installed; `make setup` installs them");
        let folder = tempfile::tempdir().unwrap();
        let account = unprivileged_account();
        if let Some(account) = account {
            // The server refuses to run as root; its folder must be its account's.
            chown(folder.path(), Some(account), None).unwrap();
            fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700)).unwrap();
        }
        let server = Self { pg_ctl: programs.join("pg_ctl"), folder, account };
        let data = server.data();
        let initdb = programs.join("initdb");
        server.run(&initdb, &["-D", &data, "-U", "perfsight", "-A", "trust", "-E", "UTF8", "--no-sync"]);
        let socket = server.folder.path().display().to_string();
        let options = format!("-c listen_addresses='' -c unix_socket_directories='{socket}' -c fsync=off");
        let log = server.folder.path().join("server.log").display().to_string();
        let pg_ctl = server.pg_ctl.clone();
        server.run(&pg_ctl, &["-D", &data, "-w", "-t", "60", "-l", &log, "-o", &options, "start"]);
        server
    }

    /// Address of its database.
    pub(crate) fn url(&self) -> String {
        let socket = self.folder.path().display().to_string().replace('/', "%2F");
        format!("postgres://perfsight@{socket}/postgres")
    }

    fn data(&self) -> String {
        self.folder.path().join("data").display().to_string()
    }

    fn run(&self, program: &Path, arguments: &[&str]) -> Output {
        let mut command = Command::new("setpriv");
        match self.account {
            Some(account) => {
                let (user, group) = (format!("--reuid={account}"), format!("--regid={account}"));
                command.args([user.as_str(), group.as_str(), "--clear-groups", "--"]).arg(program);
            }
            None => command = Command::new(program),
        }
        let output = command.args(arguments).current_dir(self.folder.path()).output().unwrap();
        assert!(
            output.status.success(),
            "{} failed: {}",
            program.display(),
            String::from_utf8_lossy(&output.stderr)
        );
        output
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let pg_ctl = self.pg_ctl.clone();
        self.run(&pg_ctl, &["-D", &self.data(), "-m", "immediate", "-w", "stop"]);
    }
}

fn programs_folder() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    let folders = versions.filter_map(|entry| Some(entry.ok()?.path().join("bin")));
    folders.filter(|folder| folder.join("initdb").exists()).max()
}

/// The account to run the server under, if this test runs as root: that of `nobody`.
fn unprivileged_account() -> Option<u32> {
    let output = Command::new("id").arg("-u").output().unwrap();
    (output.stdout.trim_ascii() == b"0").then_some(65_534)
}
