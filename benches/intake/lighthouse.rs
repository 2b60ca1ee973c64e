//! A Lighthouse CI server as its users run it, with one build that takes runs. Never changes a default of its.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};
use serde_json::{Value, json};

use crate::peers::{self, Running};
use crate::postgres::Postgres;

const SCRIPT: &str = include_str!("lighthouse.js");

/// A running server.
pub(crate) struct Lighthouse {
    /// Where runs of its build are sent.
    pub(crate) url: String,
    /// The build's token.
    pub(crate) token: String,
    // Dropped in this order: the server writes into the folder.
    process: Running,
    folder: tempfile::TempDir,
}

impl Lighthouse {
    /// Starts it over a database of `server`, or else over SQLite; none where it is not installed.
    pub(crate) async fn start(
        client: &reqwest::Client,
        server: Option<&Postgres>,
    ) -> anyhow::Result<Option<Self>> {
        let driver = if server.is_some() { "pg" } else { "sqlite3" };
        let modules = peers::folder().join("node_modules");
        if !modules.join("@lhci/server").is_dir() || !modules.join(driver).is_dir() {
            return Ok(None);
        }
        let folder = tempfile::tempdir().context("cannot make a folder for Lighthouse CI")?;
        let storage = match server {
            // The library behind it takes the folder of a socket as a parameter alone.
            Some(server) => json!({
                "sqlDialect": "postgres",
                "sqlConnectionUrl":
                    format!("postgres://perfsight@localhost/postgres?host={}", server.socket().display()),
            }),
            None => json!({"sqlDialect": "sqlite", "sqlDatabasePath": database(folder.path())}),
        };
        let port = peers::free_port()?;
        let mut command = Command::new("node");
        command.args(["-e", SCRIPT, "--", &port.to_string(), &storage.to_string()]);
        let process = Running::start(command.env("NODE_PATH", &modules).env("NODE_ENV", "production"))?;
        peers::until_answers(client, &format!("http://127.0.0.1:{port}/healthz")).await?;
        let base = format!("http://127.0.0.1:{port}/v1/projects");
        let project = json!({"name": "bench", "externalUrl": "http://127.0.0.1", "slug": "bench"});
        let project = post(client, &base, "", &project).await?;
        let text =
            |value: &Value| value.as_str().map(str::to_owned).context("Lighthouse CI names what it made");
        let (id, token) = (text(&project["id"])?, text(&project["token"])?);
        let build = json!({
            "lifecycle": "unsealed", "hash": "0123456789", "branch": "main", "commitMessage": "bench", "author": "bench",
            "ancestorHash": "", "externalBuildUrl": "", "runAt": "2025-10-09T08:53:20Z",
        });
        let build = post(client, &format!("{base}/{id}/builds"), &token, &build).await?;
        let url = format!("{base}/{id}/builds/{}/runs", text(&build["id"])?);
        Ok(Some(Self { url, token, process, folder }))
    }

    /// Its process id.
    pub(crate) fn pid(&self) -> u32 {
        self.process.pid()
    }

    /// Size of its SQLite database, bytes.
    pub(crate) fn bytes(&self) -> anyhow::Result<u64> {
        Ok(std::fs::metadata(database(self.folder.path())).context("cannot find its database")?.len())
    }
}

fn database(folder: &Path) -> PathBuf {
    folder.join("lhci.db")
}

async fn post(client: &reqwest::Client, url: &str, token: &str, body: &Value) -> anyhow::Result<Value> {
    let sent = client.post(url).header("x-lhci-build-token", token).json(body).send().await;
    let response = sent.context("Lighthouse CI does not answer")?;
    if !response.status().is_success() {
        bail!("Lighthouse CI refuses {url}: {}", response.text().await.unwrap_or_default());
    }
    response.json().await.context("Lighthouse CI answers JSON")
}
