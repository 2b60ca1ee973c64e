//! Samples in, in small messages: ours over `/ws`, Prometheus and `VictoriaMetrics` over remote write, in turn. Never sends one
//! more than another in a message.

use std::time::Duration;

use anyhow::Context;

use crate::quantile::quantile;
use crate::series_store::SeriesStore;
use crate::server::Server;
use crate::spread::Spread;
use crate::table::{Table, say};
use crate::{Scale, series_store, streamed};

/// Clients at once.
pub(crate) const CLIENTS: usize = 4;
/// Processes of a message.
pub(crate) const PROCESSES: u64 = 80;
/// Values of each process, and whether they are whole numbers of bytes.
pub(crate) const FIELDS: [(&str, bool); 6] = [
    ("cpu_os_usage", false),
    ("memory_rss", true),
    ("cpu_chrome_usage", false),
    ("memory_private", true),
    ("js_heap_size", true),
    ("gpu_usage", false),
];
/// Samples of a message.
pub(crate) const SAMPLES: usize = 480;
/// Share of what the slowest takes that is offered to each for the latencies.
const OFFERED: f64 = 0.25;

/// What one turn at full load gave.
pub(crate) struct Turn {
    /// Samples acknowledged, a second.
    pub(crate) per_second: f64,
    /// Samples that are part of a stored run, a second.
    pub(crate) stored_per_second: f64,
    /// CPU of the server per sample, µs.
    pub(crate) cpu_us: f64,
}

/// Who takes samples.
enum Taker {
    Ours(Server, Vec<String>),
    Peer(Box<SeriesStore>),
}

#[derive(Default)]
struct Turns {
    full: Vec<Turn>,
    p50_ms: Vec<f64>,
    p99_ms: Vec<f64>,
}

/// Lets all have their turns and prints the table.
pub(crate) async fn hold(client: &reqwest::Client, scale: Scale) -> anyhow::Result<()> {
    let data = tempfile::tempdir().context("cannot make a folder for the controller")?;
    let mut takers = vec![Taker::Ours(Server::start(data.path(), None)?, streamed::sets())];
    takers.extend(series_store::all(client).await?.into_iter().map(Box::new).map(Taker::Peer));
    let mut rate = f64::INFINITY;
    // A first turn of each warms up and tells what the slowest takes.
    for taker in &takers {
        rate = rate.min(OFFERED * taker.saturate(scale.turn).await?.per_second / SAMPLES as f64);
    }
    let mut turns: Vec<Turns> = takers.iter().map(|_| Turns::default()).collect();
    for round in 0..scale.rounds {
        for place in 0..takers.len() {
            let which = (round + place) % takers.len();
            let (taker, turns) = (&takers[which], &mut turns[which]);
            turns.full.push(taker.saturate(scale.turn).await?);
            let count = (scale.turn.as_secs_f64() * 2.0 * rate).ceil() as u64;
            let latencies = taker.at_rate((rate, count)).await?;
            turns.p50_ms.push(quantile(&latencies, 50));
            turns.p99_ms.push(quantile(&latencies, 99));
        }
    }
    tell(&takers, &turns, rate);
    Ok(())
}

impl Taker {
    async fn saturate(&self, span: Duration) -> anyhow::Result<Turn> {
        match self {
            Self::Ours(server, sets) => streamed::saturate(server, sets, span).await,
            Self::Peer(store) => store.saturate(span).await,
        }
    }

    async fn at_rate(&self, pace: (f64, u64)) -> anyhow::Result<Vec<f64>> {
        match self {
            Self::Ours(server, sets) => streamed::at_rate(server, sets, pace).await,
            Self::Peer(store) => store.at_rate(pace).await,
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Ours(..) => "perfsight",
            Self::Peer(store) => store.name,
        }
    }

    fn means(&self) -> &'static str {
        match self {
            Self::Ours(..) => "synced to disk, told once a second",
            Self::Peer(store) => store.means,
        }
    }
}

fn tell(takers: &[Taker], turns: &[Turns], rate: f64) {
    say(format!("samples: {SAMPLES} a message, {CLIENTS} clients; latencies at {rate:.0} messages a second"));
    let head = [
        "who",
        "10³ samples/s",
        "10³/s stored",
        "CPU µs each",
        "ack p50 ms",
        "ack p99 ms",
        "acknowledged is",
    ];
    let mut table = Table::new(&head);
    let spread =
        |turns: &Turns, of: fn(&Turn) -> f64| Spread::of(&turns.full.iter().map(of).collect::<Vec<_>>());
    let full = |turns| spread(turns, |turn| turn.per_second / 1000.0);
    let cpu = |turns| spread(turns, |turn| turn.cpu_us);
    for (taker, turns) in takers.iter().zip(turns) {
        let stored = spread(turns, |turn| turn.stored_per_second / 1000.0);
        table.row([
            taker.name().to_owned(),
            format!("{:.0}", full(turns)),
            format!("{stored:.0}"),
            format!("{:.2}", cpu(turns)),
            format!("{:.1}", Spread::of(&turns.p50_ms)),
            format!("{:.1}", Spread::of(&turns.p99_ms)),
            taker.means().to_owned(),
        ]);
    }
    let (ours, peers) = turns.split_first().expect("ours comes first");
    for (taker, theirs) in takers.iter().skip(1).zip(peers) {
        let ratio =
            |of: fn(&Turn) -> f64| format!("{:.2}", spread(ours, of).median / spread(theirs, of).median);
        let name = format!("perfsight / {}", taker.name());
        let (full, stored) = (ratio(|turn| turn.per_second), ratio(|turn| turn.stored_per_second));
        let rest = [String::new(), String::new(), String::new()];
        let [p50, p99, means] = rest;
        table.row([name, full, stored, ratio(|turn| turn.cpu_us), p50, p99, means]);
    }
    table.row(["goal", "≥ 2000, 4 times Prometheus", "", "≤ 0.5", "", "", ""].map(str::to_owned));
    table.print();
}
