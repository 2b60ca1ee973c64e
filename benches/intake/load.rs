//! Work for a server: as much as it takes, or so much a second whatever it takes. Latency counts from the instant at which
//! each piece was meant to begin, so that what waits behind a slow one is not forgotten.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::try_join_all;
use tokio::sync::{Mutex, mpsc};

use crate::clock::{now, pause};

/// Several clients, each with one piece of work after the other, until the time is up; gives how many were done and how
/// long that took in all, seconds. Work is told its client and its number.
pub(crate) async fn saturate<F: Future<Output = anyhow::Result<()>>>(
    clients: usize,
    span: Duration,
    numbers: &AtomicU64,
    work: impl Fn(usize, u64) -> F,
) -> anyhow::Result<(u64, f64)> {
    let begun = now();
    let done = AtomicU64::new(0);
    let (work, done_by) = (&work, &done);
    let client = |client| async move {
        while now() - begun < span {
            work(client, numbers.fetch_add(1, Ordering::Relaxed)).await?;
            done_by.fetch_add(1, Ordering::Relaxed);
        }
        anyhow::Ok(())
    };
    try_join_all((0..clients).map(client)).await?;
    Ok((done.load(Ordering::Relaxed), (now() - begun).as_secs_f64()))
}

/// `count` pieces of work, `rate` a second, shared by several clients; gives how long after its intended instant each was
/// done, ms.
pub(crate) async fn at_rate<F: Future<Output = anyhow::Result<()>>>(
    clients: usize,
    (rate, count): (f64, u64),
    numbers: &AtomicU64,
    work: impl Fn(usize, u64) -> F,
) -> anyhow::Result<Vec<f64>> {
    let due = Mutex::new(paced(rate, count));
    let latencies = Mutex::new(Vec::new());
    let (work, due, all) = (&work, &due, &latencies);
    let client = |client| async move {
        loop {
            // The next instant is taken by whoever is free.
            let Some(intended) = due.lock().await.recv().await else { return anyhow::Ok(()) };
            work(client, numbers.fetch_add(1, Ordering::Relaxed)).await?;
            all.lock().await.push((now() - intended).as_secs_f64() * 1000.0);
        }
    };
    try_join_all((0..clients).map(client)).await?;
    Ok(latencies.into_inner())
}

/// Instants at an even pace, each given when it has come. A thread of its own keeps them: the runtime's clock ticks in
/// whole milliseconds.
pub(crate) fn paced(rate: f64, count: u64) -> mpsc::Receiver<Instant> {
    let (sender, receiver) = mpsc::channel(usize::try_from(count).expect("a turn is short").max(1));
    std::thread::spawn(move || {
        let begun = now();
        for number in 0..count {
            let intended = begun + Duration::from_secs_f64(number as f64 / rate);
            pause(intended.saturating_duration_since(now()));
            if sender.blocking_send(intended).is_err() {
                return;
            }
        }
    });
    receiver
}
