//! Samples into ours: four sockets of `/ws`, 480 samples a frame. A frame counts when its acknowledgement has come, so when
//! it is on disk.

use std::time::{Duration, Instant};

use anyhow::Context;
use futures_util::future::{try_join, try_join_all};
use tokio::sync::{Mutex, mpsc};

use crate::clock::now;
use crate::cpu;
use crate::load::paced;
use crate::samples::{CLIENTS, FIELDS, PROCESSES, SAMPLES, Turn};
use crate::server::Server;
use crate::socket::{Answers, Out, Said, begin};

/// When the runs begin, epoch milliseconds.
const BEGAN: u64 = 1_760_000_000_000;
/// Sets of values that frames take turns with.
const SETS: u64 = 16;

/// What one socket sent and heard.
struct Told {
    /// When each frame was meant to go.
    intended: Vec<Instant>,
    /// Acknowledgements with their instants, the last of them of the stop.
    acks: Vec<(u64, Instant)>,
    stored: Instant,
}

/// The values of frames, as JSON.
pub(crate) fn sets() -> Vec<String> {
    (0..SETS).map(metrics).collect()
}

/// As many frames as it takes for so long.
pub(crate) async fn saturate(server: &Server, sets: &[String], span: Duration) -> anyhow::Result<Turn> {
    let cpu_before = cpu::of_process(server.pid())?;
    let begun = now();
    let told = try_join_all((0..CLIENTS).map(|_| async {
        let (_, mut out, answers) = begin(&server.address, &server.token).await?;
        let sending = async {
            let mut intended = Vec::new();
            while now() - begun < span {
                intended.push(now());
                out.send(frame(sets, intended.len() as u64)).await?;
            }
            stop(&mut out, intended.len() as u64).await?;
            Ok(intended)
        };
        whole(sending, answers).await
    }))
    .await?;
    let frames: usize = told.iter().map(|told| told.intended.len()).sum();
    let samples = frames as f64 * SAMPLES as f64;
    let last = told.iter().filter_map(|told| told.acks.last()).map(|(_, at)| *at).max();
    let on_disk = (last.context("every socket hears an acknowledgement")? - begun).as_secs_f64();
    let stored = told.iter().map(|told| told.stored).max().context("there are sockets")?;
    // The runs are Datasets with their summaries by now: all that will ever be done for these samples.
    let spent = cpu::of_process(server.pid())?.saturating_sub(cpu_before).as_secs_f64();
    Ok(Turn {
        per_second: samples / on_disk,
        stored_per_second: samples / (stored - begun).as_secs_f64(),
        cpu_us: spent * 1e6 / samples,
    })
}

/// So many frames a second; gives how long after its intended instant each was acknowledged, ms.
pub(crate) async fn at_rate(
    server: &Server,
    sets: &[String],
    (rate, count): (f64, u64),
) -> anyhow::Result<Vec<f64>> {
    let mut lines = Vec::new();
    for _ in 0..CLIENTS {
        lines.push(begin(&server.address, &server.token).await?);
    }
    let due = Mutex::new(paced(rate, count));
    let told = try_join_all(lines.into_iter().map(|(_, out, answers)| at_pace(out, answers, &due, sets)));
    let latencies = told.await?.into_iter().flat_map(|told| told.latencies_ms());
    Ok(latencies.collect())
}

async fn at_pace(
    mut out: Out,
    answers: Answers,
    due: &Mutex<mpsc::Receiver<Instant>>,
    sets: &[String],
) -> anyhow::Result<Told> {
    let (heard, mut last_ack) = tokio::sync::watch::channel(0);
    let sending = async {
        let mut intended = Vec::new();
        while let Some(instant) = due.lock().await.recv().await {
            intended.push(instant);
            out.send(frame(sets, intended.len() as u64)).await?;
        }
        // A stop is acknowledged at once, and with it what came before: it waits until that has had its own.
        let all = intended.len() as u64;
        last_ack
            .wait_for(|seq| *seq >= all)
            .await
            .context("the socket ended before its frames were on disk")?;
        stop(&mut out, all).await?;
        Ok(intended)
    };
    let (intended, (acks, stored)) = try_join(sending, listen(answers, Some(heard))).await?;
    Ok(Told { intended, acks, stored })
}

async fn whole(
    sending: impl Future<Output = anyhow::Result<Vec<Instant>>>,
    answers: Answers,
) -> anyhow::Result<Told> {
    let (intended, (acks, stored)) = try_join(sending, listen(answers, None)).await?;
    Ok(Told { intended, acks, stored })
}

/// Hears until the run is stored.
async fn listen(
    mut answers: Answers,
    heard: Option<tokio::sync::watch::Sender<u64>>,
) -> anyhow::Result<(Vec<(u64, Instant)>, Instant)> {
    let mut acks = Vec::new();
    loop {
        match answers.next().await? {
            Said::Ack(seq) => {
                acks.push((seq, now()));
                if let Some(heard) = &heard {
                    heard.send_replace(seq);
                }
            }
            Said::Stopped => return Ok((acks, now())),
        }
    }
}

async fn stop(out: &mut Out, sent: u64) -> anyhow::Result<()> {
    out.send(format!(r#"{{"type":"stop","seq":{}}}"#, sent + 1)).await
}

impl Told {
    fn latencies_ms(&self) -> Vec<f64> {
        let mut acks = self.acks.iter().peekable();
        let mut latencies = Vec::with_capacity(self.intended.len());
        for (number, intended) in (1_u64..).zip(&self.intended) {
            while acks.next_if(|(seq, _)| *seq < number).is_some() {}
            let at = acks.peek().expect("the last acknowledgement is of the stop").1;
            latencies.push((at - *intended).as_secs_f64() * 1000.0);
        }
        latencies
    }
}

fn frame(sets: &[String], seq: u64) -> String {
    let (at, metrics) = (BEGAN + seq * 100, &sets[(seq % SETS) as usize]);
    format!(r#"{{"type":"data","seq":{seq},"timestamp":{at},"metrics":{metrics}}}"#)
}

fn metrics(set: u64) -> String {
    let value = |pid: u64, (field, bytes): (u64, bool)| {
        if bytes {
            ((120 << 20) + pid * 131_072 + set * 4096 + field * 1024) as f64
        } else {
            ((pid * 7919 + set * 104_729 + field * 613) % 10_000) as f64 / 100.0
        }
    };
    let point = |pid: u64| {
        let fields = (0..).zip(FIELDS);
        let fields: Vec<String> = fields
            .map(|(field, (name, bytes))| format!(r#""{name}":{}"#, value(pid, (field, bytes))))
            .collect();
        format!(r#""{}":{{{}}}"#, 1000 + pid, fields.join(","))
    };
    let points: Vec<String> = (0..PROCESSES).map(point).collect();
    format!("{{{}}}", points.join(","))
}
