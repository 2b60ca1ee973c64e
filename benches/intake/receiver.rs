//! Who takes uploads: ours or Lighthouse CI, on SQLite or on PostgreSQL. Never takes an answer for granted.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context, bail};
use serde_json::json;

use crate::cpu;
use crate::document::write_document;
use crate::lighthouse::Lighthouse;
use crate::numbered::Numbered;
use crate::postgres::Postgres;
use crate::server::Server;
use crate::table::say;

/// Size of a document, bytes.
const BYTES: u64 = 300_000;

/// One that takes uploads.
pub(crate) struct Receiver {
    /// For the tables.
    pub(crate) name: &'static str,
    /// Uploads that it has taken.
    pub(crate) sent: AtomicU64,
    body: Numbered,
    request: reqwest::RequestBuilder,
    bytes_before: u64,
    // Dropped in this order: the server has connections to its database.
    server: Kind,
    database: Option<Postgres>,
}

enum Kind {
    Ours(Server, tempfile::TempDir),
    Lighthouse(Lighthouse),
}

impl Receiver {
    /// All that can be had here; says which cannot.
    pub(crate) async fn all(client: &reqwest::Client) -> anyhow::Result<Vec<Self>> {
        let mut all = vec![Self::ours("perfsight, SQLite", client, None)?];
        match Lighthouse::start(client, None).await? {
            Some(server) => all.push(Self::lighthouse("Lighthouse CI, SQLite", client, server, None)?),
            None => say("Lighthouse CI is not installed: `make bench` installs it where npm is"),
        }
        let Some(database) = Postgres::start()? else {
            say("PostgreSQL is not installed: `make setup` installs it");
            return Ok(all);
        };
        all.push(Self::ours("perfsight, PostgreSQL", client, Some(database))?);
        let second = Postgres::start()?.context("PostgreSQL was there a moment ago")?;
        if let Some(server) = Lighthouse::start(client, Some(&second)).await? {
            all.push(Self::lighthouse("Lighthouse CI, PostgreSQL", client, server, Some(second))?);
        }
        Ok(all)
    }

    fn ours(
        name: &'static str,
        client: &reqwest::Client,
        database: Option<Postgres>,
    ) -> anyhow::Result<Self> {
        let data = tempfile::tempdir().context("cannot make a folder for the controller")?;
        let server = Server::start(data.path(), database.as_ref().map(Postgres::url).as_deref())?;
        let url = format!("http://{}/api/v1/datasets", server.address);
        let request = client.post(url).bearer_auth(&server.token);
        Self::new(name, request, document()?, Kind::Ours(server, data), database)
    }

    fn lighthouse(
        name: &'static str,
        client: &reqwest::Client,
        server: Lighthouse,
        database: Option<Postgres>,
    ) -> anyhow::Result<Self> {
        // It takes the same document as a text within JSON, which is how its own client sends a report.
        let lhr = String::from_utf8(document()?).context("a document is text")?;
        let run = json!({"representative": false, "url": "http://127.0.0.1/", "lhr": lhr});
        let request = client.post(&server.url).header("x-lhci-build-token", &server.token);
        Self::new(name, request, run.to_string().into_bytes(), Kind::Lighthouse(server), database)
    }

    fn new(
        name: &'static str,
        request: reqwest::RequestBuilder,
        body: Vec<u8>,
        server: Kind,
        database: Option<Postgres>,
    ) -> anyhow::Result<Self> {
        let (body, sent) = (Numbered::of(body), AtomicU64::new(0));
        let request = request.header("content-type", "application/json");
        let mut receiver = Self { name, sent, body, request, bytes_before: 0, server, database };
        receiver.bytes_before = receiver.bytes()?;
        Ok(receiver)
    }

    /// Sends one document; the number makes it one that was never there.
    pub(crate) async fn send(&self, number: u64) -> anyhow::Result<()> {
        let request = self.request.try_clone().context("a request without a body can be repeated")?;
        let sent = request.body(self.body.text(number)).send().await;
        let response = sent.with_context(|| format!("{} does not answer", self.name))?;
        let status = response.status();
        let text = response.text().await.with_context(|| format!("{} broke off", self.name))?;
        let expected = if self.is_ours() { 201 } else { 200 };
        if status.as_u16() != expected {
            bail!("{} answers {status}: {text}", self.name);
        }
        self.sent.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    /// CPU time so far, its database server's included.
    pub(crate) fn cpu(&self) -> anyhow::Result<Duration> {
        let own = cpu::of_process(match &self.server {
            Kind::Ours(server, _) => server.pid(),
            Kind::Lighthouse(server) => server.pid(),
        })?;
        Ok(own + self.database.as_ref().map_or(Ok(Duration::ZERO), Postgres::cpu)?)
    }

    /// What the uploads left on disk, bytes. Ours is ended for it, so that its write-ahead log is where it belongs.
    pub(crate) fn stored_bytes(&mut self) -> anyhow::Result<u64> {
        if let Kind::Ours(server, _) = &mut self.server {
            server.stop()?;
        }
        Ok(self.bytes()?.saturating_sub(self.bytes_before))
    }

    /// Whether this is ours.
    pub(crate) fn is_ours(&self) -> bool {
        matches!(self.server, Kind::Ours(..))
    }

    /// Whether it is on PostgreSQL.
    pub(crate) fn on_postgres(&self) -> bool {
        self.database.is_some()
    }

    fn bytes(&self) -> anyhow::Result<u64> {
        let files = match (&self.server, &self.database) {
            (Kind::Ours(_, data), _) => {
                let files = ["perfsight.db", "perfsight.db-wal", "runs"].map(|name| data.path().join(name));
                files.iter().map(|path| bytes_under(path)).sum::<anyhow::Result<u64>>()?
            }
            (Kind::Lighthouse(server), None) => server.bytes()?,
            (Kind::Lighthouse(_), Some(_)) => 0,
        };
        Ok(files + self.database.as_ref().map_or(Ok(0), Postgres::bytes)?)
    }
}

fn document() -> anyhow::Result<Vec<u8>> {
    let mut text = Vec::new();
    write_document(&mut text, BYTES).context("cannot write a document")?;
    Ok(text)
}

/// Size of a file, or of all files under a folder; 0 where there is none.
fn bytes_under(path: &Path) -> anyhow::Result<u64> {
    let Ok(found) = fs::metadata(path) else { return Ok(0) };
    if !found.is_dir() {
        return Ok(found.len());
    }
    fs::read_dir(path)?.map(|entry| bytes_under(&entry?.path())).sum()
}
