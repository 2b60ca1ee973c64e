//! Prometheus and `VictoriaMetrics` as they come from Debian, over remote write. Changes no default but where they write and
//! listen, and that Prometheus takes remote write at all.

use std::process::Command;
use std::sync::atomic::AtomicU64;
use std::time::{Duration, SystemTime};

use anyhow::{Context, bail};

use crate::peers::{self, Running};
use crate::remote_write::Message;
use crate::samples::{CLIENTS, SAMPLES, Turn};
use crate::table::say;
use crate::{cpu, load};

/// A running one.
pub(crate) struct SeriesStore {
    /// For the table.
    pub(crate) name: &'static str,
    /// What its acknowledgement promises.
    pub(crate) means: &'static str,
    request: reqwest::RequestBuilder,
    messages: Vec<Message>,
    numbers: AtomicU64,
    began_ms: u64,
    // Dropped in this order: it writes into the folder.
    process: Running,
    _folder: tempfile::TempDir,
}

/// All that can be had here; says which cannot.
pub(crate) async fn all(client: &reqwest::Client) -> anyhow::Result<Vec<SeriesStore>> {
    let mut all = Vec::new();
    for name in ["prometheus", "victoria-metrics"] {
        match start(client, name).await? {
            Some(store) => all.push(store),
            None => say(format!("{name} is not installed: `make bench` takes it from Debian's archive")),
        }
    }
    Ok(all)
}

async fn start(client: &reqwest::Client, name: &'static str) -> anyhow::Result<Option<SeriesStore>> {
    let Some(program) = peers::program(name) else { return Ok(None) };
    let folder = tempfile::tempdir().context("cannot make a folder for a peer")?;
    let (data, port) = (folder.path().join("data").display().to_string(), peers::free_port()?);
    let address = format!("127.0.0.1:{port}");
    let mut command = Command::new(program);
    let (arguments, means) = if name == "prometheus" {
        let configuration = folder.path().join("prometheus.yml");
        std::fs::write(&configuration, "global: {}\n").context("cannot write Prometheus' configuration")?;
        let arguments = [
            format!("--config.file={}", configuration.display()),
            format!("--storage.tsdb.path={data}"),
            format!("--web.listen-address={address}"),
            "--web.enable-remote-write-receiver".to_owned(),
        ];
        (arguments.to_vec(), "handed to the system")
    } else {
        let arguments = [format!("-storageDataPath={data}"), format!("-httpListenAddr={address}")];
        (arguments.to_vec(), "in its memory")
    };
    let process = Running::start(command.args(arguments).current_dir(folder.path()))?;
    let ready = if name == "prometheus" { "-/ready" } else { "health" };
    peers::until_answers(client, &format!("http://{address}/{ready}")).await?;
    let request = client.post(format!("http://{address}/api/v1/write"));
    let request =
        request.header("content-encoding", "snappy").header("content-type", "application/x-protobuf");
    let request = request.header("x-prometheus-remote-write-version", "0.1.0");
    let (messages, numbers) = ((0..CLIENTS).map(Message::of).collect(), AtomicU64::new(0));
    let began_ms = epoch_ms()?;
    Ok(Some(SeriesStore { name, means, request, messages, numbers, began_ms, process, _folder: folder }))
}

impl SeriesStore {
    /// As many messages as it takes for so long.
    pub(crate) async fn saturate(&self, span: Duration) -> anyhow::Result<Turn> {
        let cpu_before = cpu::of_process(self.process.pid())?;
        let (done, seconds) =
            load::saturate(CLIENTS, span, &self.numbers, |client, number| self.send(client, number)).await?;
        let spent = cpu::of_process(self.process.pid())?.saturating_sub(cpu_before).as_secs_f64();
        let samples = done as f64 * SAMPLES as f64;
        let per_second = samples / seconds;
        Ok(Turn { per_second, stored_per_second: per_second, cpu_us: spent * 1e6 / samples })
    }

    /// So many messages a second; gives how long after its intended instant each was acknowledged, ms.
    pub(crate) async fn at_rate(&self, pace: (f64, u64)) -> anyhow::Result<Vec<f64>> {
        load::at_rate(CLIENTS, pace, &self.numbers, |client, number| self.send(client, number)).await
    }

    async fn send(&self, client: usize, number: u64) -> anyhow::Result<()> {
        // Each client has series of its own, and each message a later time: no sample comes twice or too late.
        let message = self.messages[client].at(number, self.began_ms + number);
        let request = self.request.try_clone().context("a request without a body can be repeated")?;
        let sent = request.body(message).send().await;
        let response = sent.with_context(|| format!("{} does not answer", self.name))?;
        if !response.status().is_success() {
            bail!("{} refuses samples: {}", self.name, response.text().await.unwrap_or_default());
        }
        Ok(())
    }
}

#[expect(clippy::disallowed_methods, reason = "a bench is the edge that owns its clock")]
fn epoch_ms() -> anyhow::Result<u64> {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    Ok(u64::try_from(since.context("the clock stands after 1970")?.as_millis())?)
}
