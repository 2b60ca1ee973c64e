//! A controller over a laboratory of years: what is stored before anything is measured. Everything comes in by the door
//! that everybody uses.

use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context, bail};
use futures_util::future::try_join_all;
use serde::Serialize;
use serde_json::Value;
use tempfile::TempDir;

use crate::Scale;
use crate::documents;
use crate::program::{Process, start_controller};
use crate::table::say;

/// Uploads at once.
const CLIENTS: usize = 8;
/// Processes of a long run.
const PROCESSES: u64 = 40;
/// Series of a process.
const SERIES: u64 = 6;
const DAY_MS: u64 = 86_400_000;

/// Ids of the runs that are looked at.
#[derive(Debug, Serialize)]
pub(crate) struct Runs {
    /// Two that lasted an hour.
    pub(crate) hours: [String; 2],
    /// One of a million samples.
    pub(crate) million: String,
}

/// The controller and what it holds.
pub(crate) struct Laboratory {
    /// Address of the API, e.g. `127.0.0.1:41234`; it asks nobody who they are.
    pub(crate) address: String,
    /// What is looked at.
    pub(crate) runs: Runs,
    process: Process,
    _data: TempDir,
}

impl Laboratory {
    /// Starts one over this database, or over SQLite in a folder of its own, and fills it.
    pub(crate) async fn fill(
        client: &reqwest::Client,
        database: Option<&str>,
        scale: Scale,
    ) -> anyhow::Result<Self> {
        let data = tempfile::tempdir().context("cannot make a folder for the controller")?;
        let mut arguments = vec!["--open"];
        arguments.extend(database.iter().flat_map(|url| ["--database-url", url]));
        let (process, addresses) = start_controller(data.path(), &arguments)?;
        let address = addresses["http"].as_str().context("the controller tells its address")?.to_owned();
        let door = Door { client, url: format!("http://{address}/api/v1/datasets") };
        let end = today_ms();
        door.small(scale.runs, end).await?;
        let hour = |days| documents::long(end - days * DAY_MS, PROCESSES, scale.hour_seconds);
        let million = documents::long(end - 3 * DAY_MS, PROCESSES, scale.samples / (PROCESSES * SERIES) + 1);
        let hours = [door.store(hour(1)).await?, door.store(hour(2)).await?];
        let runs = Runs { hours, million: door.store(million).await? };
        Ok(Self { address, runs, process, _data: data })
    }

    /// Ends it.
    pub(crate) fn stop(mut self) -> anyhow::Result<()> {
        self.process.stop()
    }
}

/// This moment, epoch ms: pages ask for the last year, so the runs have to lie in it.
#[expect(clippy::disallowed_methods, reason = "a bench is the edge that owns its clock")]
fn today_ms() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    u64::try_from(since.expect("the clock stands after 1970").as_millis()).expect("not for 500 million years")
}

struct Door<'a> {
    client: &'a reqwest::Client,
    url: String,
}

impl Door<'_> {
    async fn small(&self, count: u64, end: u64) -> anyhow::Result<()> {
        let next = AtomicU64::new(0);
        let begun = crate::clock::now();
        let client = |_| async {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= count {
                    return anyhow::Ok(());
                }
                self.store(documents::small(number, count, end)).await?;
            }
        };
        try_join_all((0..CLIENTS).map(client)).await?;
        let seconds = (crate::clock::now() - begun).as_secs_f64();
        say(format!("{count} runs are stored, in {seconds:.0} s"));
        Ok(())
    }

    /// Stores a Dataset and gives the run's id.
    async fn store(&self, document: String) -> anyhow::Result<String> {
        let request = self.client.post(&self.url).header("content-type", "application/json").body(document);
        let response = request.send().await.context("cannot upload a Dataset")?;
        let body = response.bytes().await.context("cannot read the answer to an upload")?;
        let answer: Value = serde_json::from_slice(&body).context("the answer to an upload is no JSON")?;
        match answer["data"]["run_id"].as_str() {
            Some(run) => Ok(run.to_owned()),
            None => bail!("an upload was refused: {}", answer["msg"]),
        }
    }
}
