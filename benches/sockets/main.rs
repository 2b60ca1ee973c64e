//! Many devices that stream at once: whether every value arrives, what the controller needs for it, and how soon a page that
//! follows a run sees a frame. Judges nothing.

#[path = "../rig/clock.rs"]
mod clock;
#[path = "../rig/cpu.rs"]
mod cpu;
#[path = "../rig/http.rs"]
mod http;
#[path = "../rig/machine.rs"]
mod machine;
#[path = "../rig/memory.rs"]
mod memory;
#[path = "../rig/peak.rs"]
mod peak;
#[path = "../rig/program.rs"]
mod program;
#[path = "../rig/quantile.rs"]
mod quantile;
#[path = "../rig/server.rs"]
mod server;
#[path = "../rig/short.rs"]
mod short;
#[path = "../rig/socket.rs"]
mod socket;
#[path = "../rig/table.rs"]
mod table;
mod frames;
mod traffic;
mod watch;
mod stored;

use std::time::Duration;

use anyhow::Context;
use futures_util::future::try_join_all;

use crate::clock::now;
use crate::quantile::quantile;
use crate::server::Server;
use crate::stored::Differences;
use crate::table::{Table, say};
use crate::traffic::{Line, Sent, Timetable, drive, open};

/// Runs that a page follows.
const FOLLOWED: usize = 10;

/// What the controller needed.
struct Needed {
    at_rest_mb: f64,
    idle_sockets_mb: f64,
    streaming_mb: f64,
    streaming_cpu: f64,
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> anyhow::Result<()> {
    let (sockets, frames) = if short::is_asked() { (100, 5) } else { (500, 60) };
    say(format!(
        "sockets: {sockets} runs streamed at 1 Hz for {frames} s, {} processes of 6 values a frame",
        frames::PROCESSES
    ));
    say(format!("before: {}", machine::circumstances()));
    let data = tempfile::tempdir().context("cannot make a folder for the controller")?;
    let (client, mut server) = (http::client()?, Server::start(data.path(), None)?);
    let at_rest_mb = memory::resident_megabytes(server.pid())?;
    let lines = open(&server, sockets).await?;
    let runs: Vec<String> = lines.iter().map(|line| line.run.clone()).collect();
    let timetable = Timetable { begin: now() + Duration::from_secs(1), sockets, frames };
    let pages = runs.iter().enumerate().take(FOLLOWED).map(|(socket, run)| {
        let url = watch::url(&server, run);
        tokio::spawn(watch::follow(client.clone(), url, server.token.clone(), socket, timetable))
    });
    let pages: Vec<_> = pages.collect();
    let (needed, sent) = stream(&server, lines, timetable, at_rest_mb).await?;
    let mut shown = Vec::new();
    for page in try_join_all(pages).await.context("a page panicked")? {
        shown.extend(page?);
    }
    let storing_mb = peak::megabytes(server.pid())?;
    tell(&needed, &sent, &shown, storing_mb);
    let mut all = Differences::default();
    for (socket, run) in runs.iter().enumerate() {
        let found = stored::compare(&client, &server, (run, socket), frames).await?;
        all.lost += found.lost;
        all.doubled += found.doubled;
        all.changed += found.changed;
    }
    server.stop()?;
    let Differences { lost, doubled, changed } = all;
    let total = sockets as u64 * frames;
    say(format!(
        "of {total} frames in {sockets} stored Datasets: {lost} lost, {doubled} doubled, {changed} with another value; goal 0"
    ));
    say(format!("after: {}", machine::circumstances()));
    Ok(())
}

/// Lets all sockets stream, and weighs the controller meanwhile.
async fn stream(
    server: &Server,
    lines: Vec<Line>,
    timetable: Timetable,
    at_rest_mb: f64,
) -> anyhow::Result<(Needed, Sent)> {
    let pid = server.pid();
    let idle_sockets_mb = memory::resident_megabytes(pid)?;
    peak::reset(pid)?;
    let (cpu_before, begun) = (cpu::of_process(pid)?, now());
    let (mut streaming_mb, mut streaming_cpu) = (0.0, 0.0);
    let sent = drive(lines, timetable, || {
        let spent = cpu::of_process(pid)?.saturating_sub(cpu_before);
        streaming_cpu = spent.as_secs_f64() / (now() - begun).as_secs_f64() * 100.0;
        streaming_mb = peak::megabytes(pid)?;
        peak::reset(pid)
    })
    .await?;
    Ok((Needed { at_rest_mb, idle_sockets_mb, streaming_mb, streaming_cpu }, sent))
}

fn tell(needed: &Needed, sent: &Sent, shown: &[f64], storing_mb: f64) {
    let mut table = Table::new(&["what", "controller"]);
    let latencies =
        |values: &[f64]| format!("p50 {:.1}, p99 {:.1}", quantile(values, 50), quantile(values, 99));
    let mut row = |what: &str, value: String| table.row([what.to_owned(), value]);
    row("resident at rest, MB", format!("{:.1}", needed.at_rest_mb));
    row("resident with all sockets open, MB", format!("{:.1}", needed.idle_sockets_mb));
    row("most resident while all stream, MB", format!("{:.1}", needed.streaming_mb));
    row("most resident while all are stored at once, MB", format!("{storing_mb:.1}"));
    row("CPU while all stream, % of a core", format!("{:.1}", needed.streaming_cpu));
    row("frame in to event out, ms", latencies(shown));
    row("frame in to acknowledged (told once a second), ms", latencies(&sent.ack_ms));
    row("all stopped at once until all are stored, s", format!("{:.1}", sent.storing_seconds));
    table.print();
    say(format!("events: {} frames of {FOLLOWED} followed runs", shown.len()));
}
