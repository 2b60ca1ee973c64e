//! A provider of identities as a process of the test's own, installed once from its lock file.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

use serde_json::{Value, json};

/// What the provider calls the controller.
pub(crate) const CLIENT: &str = "perfsight";
/// What the controller proves itself by.
pub(crate) const SECRET: &str = "a secret: 100% of it + more";

/// How the provider is set up.
#[derive(Clone, Copy)]
pub(crate) struct Setup {
    /// Algorithm of its signatures.
    pub(crate) alg: &'static str,
    /// How the client proves itself; absent for a public client.
    pub(crate) auth_method: Option<&'static str>,
    /// Whether the identity token tells nothing but the subject.
    pub(crate) claims_from_userinfo: bool,
    /// How long an identity token holds, s.
    pub(crate) token_seconds: u32,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            alg: "RS256",
            auth_method: Some("client_secret_basic"),
            claims_from_userinfo: false,
            token_seconds: 300,
        }
    }
}

/// The process; it ends with this.
pub(crate) struct Provider {
    pub(crate) port: u16,
    child: Child,
    stdin: Option<ChildStdin>,
}

impl Provider {
    /// Starts one that believes to be `issuer` and sends people back to `redirect`.
    pub(crate) fn start(setup: Setup, issuer: &str, redirect: &str) -> Self {
        let Setup { alg, auth_method, claims_from_userinfo, token_seconds } = setup;
        let asked = json!({
            "issuer": issuer,
            "redirect": redirect,
            "client_id": CLIENT,
            "client_secret": auth_method.map(|_| SECRET),
            "auth_method": auth_method,
            "alg": alg,
            "claims_from_userinfo": claims_from_userinfo,
            "token_seconds": token_seconds,
        });
        let mut child = Command::new("node")
            .arg("provider.mjs")
            .arg(asked.to_string())
            .current_dir(installed())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Node.js runs; `make setup` says what is missing");
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take().unwrap());
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line).unwrap();
        let told: Value =
            serde_json::from_str(&line).unwrap_or_else(|_| panic!("the provider said `{line}`"));
        Self { port: u16::try_from(told["port"].as_u64().unwrap()).unwrap(), child, stdin }
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        // It ends by itself when its standard input does.
        drop(self.stdin.take());
        let _status = self.child.wait();
    }
}

/// The folder of the provider with everything that its lock file names. Tests run as processes of their own: the first one
/// installs, the others wait for it.
fn installed() -> PathBuf {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oidc/provider");
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("identity-provider");
    fs::create_dir_all(&target).unwrap();
    let turn = File::create(target.join("turn")).unwrap();
    turn.lock().unwrap();
    let lock = fs::read(source.join("package-lock.json")).unwrap();
    let done = target.join("installed");
    if fs::read(&done).ok().as_ref() != Some(&lock) {
        for file in ["package.json", "package-lock.json"] {
            fs::copy(source.join(file), target.join(file)).unwrap();
        }
        let npm = Command::new("npm")
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
            .current_dir(&target)
            .output()
            .expect("npm runs; `make setup` says what is missing");
        assert!(npm.status.success(), "{}", String::from_utf8_lossy(&npm.stderr));
        fs::write(&done, lock).unwrap();
    }
    let script = fs::read(source.join("provider.mjs")).unwrap();
    if fs::read(target.join("provider.mjs")).ok().as_ref() != Some(&script) {
        fs::write(target.join("provider.mjs"), script).unwrap();
    }
    target
}
