//! The sockets: each sends a frame a second at instants of its own and hears what is acknowledged. A frame is sent when its
//! time has come, whatever became of the one before.

use std::time::{Duration, Instant};

use anyhow::Context;
use futures_util::future::{try_join, try_join_all};
use tokio::sync::watch;

use crate::clock::now;
use crate::frames;
use crate::server::Server;
use crate::socket::{Answers, Out, Said, begin};

/// Time between two frames of a socket.
const PERIOD: Duration = Duration::from_secs(1);

/// A socket with its run.
pub(crate) struct Line {
    /// Id of the run.
    pub(crate) run: String,
    out: Out,
    answers: Answers,
}

/// The instants of all frames.
#[derive(Clone, Copy)]
pub(crate) struct Timetable {
    /// Of the first frame of the first socket.
    pub(crate) begin: Instant,
    /// Sockets.
    pub(crate) sockets: usize,
    /// Frames of each.
    pub(crate) frames: u64,
}

/// How long the acknowledgement of each frame took, ms, and when each run was stored after its stop.
pub(crate) struct Sent {
    /// From the instant at which the frame was meant to go.
    pub(crate) ack_ms: Vec<f64>,
    /// From the first stop until the last run was stored, seconds.
    pub(crate) storing_seconds: f64,
}

impl Timetable {
    /// When a frame is meant to go.
    pub(crate) fn instant(&self, socket: usize, seq: u64) -> Instant {
        let phase = PERIOD.mul_f64(socket as f64 / self.sockets as f64);
        self.begin + PERIOD * u32::try_from(seq - 1).expect("a bench is short") + phase
    }
}

/// Opens all sockets.
pub(crate) async fn open(server: &Server, sockets: usize) -> anyhow::Result<Vec<Line>> {
    let mut lines = Vec::new();
    for _ in 0..sockets {
        let (run, out, answers) = begin(&server.address, &server.token).await?;
        lines.push(Line { run, out, answers });
    }
    Ok(lines)
}

/// Sends everything; `all_acknowledged` is called when all of it is on disk and before anything is stopped.
pub(crate) async fn drive(
    lines: Vec<Line>,
    timetable: Timetable,
    all_acknowledged: impl FnOnce() -> anyhow::Result<()>,
) -> anyhow::Result<Sent> {
    let (go, stop) = watch::channel(false);
    let mut waiting = Vec::new();
    let mut tasks = Vec::new();
    for (socket, line) in lines.into_iter().enumerate() {
        let (acked, done) = watch::channel(0);
        waiting.push(done);
        // Its own task: 500 sockets in one would wake each other.
        tasks.push(tokio::spawn(hold(line, socket, timetable, acked, stop.clone())));
    }
    for mut done in waiting {
        // A socket that breaks drops its end; its task tells why.
        let _broke = done.wait_for(|acked| *acked >= timetable.frames).await;
    }
    all_acknowledged()?;
    let stopping = now();
    go.send_replace(true);
    let mut ack_ms = Vec::new();
    for task in try_join_all(tasks).await.context("a socket's task panicked")? {
        ack_ms.extend(task?);
    }
    Ok(Sent { ack_ms, storing_seconds: (now() - stopping).as_secs_f64() })
}

async fn hold(
    line: Line,
    socket: usize,
    timetable: Timetable,
    acked: watch::Sender<u64>,
    mut stop: watch::Receiver<bool>,
) -> anyhow::Result<Vec<f64>> {
    let Line { mut out, mut answers, run } = line;
    let sending = async {
        for seq in 1..=timetable.frames {
            tokio::time::sleep_until(timetable.instant(socket, seq).into()).await;
            out.send(frames::text(socket, seq)).await?;
        }
        stop.wait_for(|stop| *stop).await.context("the bench has ended")?;
        out.send(format!(r#"{{"type":"stop","seq":{}}}"#, timetable.frames + 1)).await
    };
    let hearing = async {
        let mut latencies = Vec::new();
        while let Said::Ack(seq) = answers.next().await? {
            for seq in latencies.len() as u64 + 1..=seq.min(timetable.frames) {
                latencies.push((now() - timetable.instant(socket, seq)).as_secs_f64() * 1000.0);
            }
            acked.send_replace(seq);
        }
        Ok(latencies)
    };
    let ((), latencies) = try_join(sending, hearing).await.with_context(|| format!("run {run}"))?;
    Ok(latencies)
}
