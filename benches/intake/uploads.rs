//! Datasets in: ours and Lighthouse CI, each on both databases, in turn with the same documents. Never times what a client
//! does with an answer.

use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::bail;

use crate::Scale;
use crate::load::{at_rate, saturate};
use crate::quantile::quantile;
use crate::receiver::Receiver;
use crate::spread::Spread;
use crate::table::{Table, say};

/// Clients at once, one table each.
const CLIENTS: [usize; 2] = [4, 1];
/// Share of what the slowest of all takes that is offered to each for the latencies.
const OFFERED: f64 = 0.5;

/// What one receiver did in all its turns.
#[derive(Default)]
struct Turns {
    per_second: Vec<f64>,
    cpu_ms: Vec<f64>,
    p50_ms: Vec<f64>,
    p99_ms: Vec<f64>,
}

/// Lets all have their turns and prints the tables.
pub(crate) async fn hold(client: &reqwest::Client, scale: Scale) -> anyhow::Result<()> {
    let mut receivers = Receiver::all(client).await?;
    let numbers = AtomicU64::new(1);
    for clients in CLIENTS {
        let rate = OFFERED * slowest(&receivers, clients, &numbers, scale).await?;
        let mut turns: Vec<Turns> = receivers.iter().map(|_| Turns::default()).collect();
        for round in 0..scale.rounds {
            for place in 0..receivers.len() {
                // Who begins changes, so that a machine that gets slower favors nobody.
                let which = (round + place) % receivers.len();
                turn(&receivers[which], &mut turns[which], (clients, rate), &numbers, scale).await?;
            }
        }
        tell(&receivers, &turns, clients, rate);
    }
    stored(&mut receivers)
}

/// A first turn of each warms up and tells what the slowest takes, per second.
async fn slowest(
    receivers: &[Receiver],
    clients: usize,
    numbers: &AtomicU64,
    scale: Scale,
) -> anyhow::Result<f64> {
    let mut slowest = f64::INFINITY;
    for receiver in receivers {
        let (done, seconds) =
            saturate(clients, scale.turn, numbers, |_, number| receiver.send(number)).await?;
        slowest = slowest.min(done as f64 / seconds);
    }
    Ok(slowest)
}

async fn turn(
    receiver: &Receiver,
    turns: &mut Turns,
    (clients, rate): (usize, f64),
    numbers: &AtomicU64,
    scale: Scale,
) -> anyhow::Result<()> {
    let cpu = receiver.cpu()?;
    let (done, seconds) = saturate(clients, scale.turn, numbers, |_, number| receiver.send(number)).await?;
    let spent = receiver.cpu()?.saturating_sub(cpu);
    turns.per_second.push(done as f64 / seconds);
    turns.cpu_ms.push(spent.as_secs_f64() * 1000.0 / done as f64);
    let count = (scale.turn.as_secs_f64() * 2.0 * rate).ceil() as u64;
    let latencies = at_rate(clients, (rate, count), numbers, |_, number| receiver.send(number)).await?;
    turns.p50_ms.push(quantile(&latencies, 50));
    turns.p99_ms.push(quantile(&latencies, 99));
    Ok(())
}

fn tell(receivers: &[Receiver], turns: &[Turns], clients: usize, rate: f64) {
    say(format!("uploads: Datasets of 300 kB, durable, {clients} clients; latencies at {rate:.0} a second"));
    let head = ["who", "a second", "p50 ms", "p99 ms", "CPU ms each"];
    let mut table = Table::new(&head);
    let figures = |turns: &Turns| {
        [&turns.per_second, &turns.p50_ms, &turns.p99_ms, &turns.cpu_ms].map(|values| Spread::of(values))
    };
    for (receiver, turns) in receivers.iter().zip(turns) {
        let [rate, p50, p99, cpu] = figures(turns);
        table.row([
            receiver.name.to_owned(),
            format!("{rate:.0}"),
            format!("{p50:.1}"),
            format!("{p99:.1}"),
            format!("{cpu:.2}"),
        ]);
    }
    for (ours, theirs) in pairs(receivers) {
        let (one, other) = (figures(&turns[ours]), figures(&turns[theirs]));
        let ratios = std::array::from_fn::<f64, 4, _>(|place| one[place].median / other[place].median);
        let name = format!("{} / {}", receivers[ours].name, receivers[theirs].name);
        let [rate, p50, p99, cpu] = ratios.map(|ratio| format!("{ratio:.2}"));
        table.row([name, rate, p50, p99, cpu]);
    }
    table.row(["goal, to Lighthouse CI", "≥ 10 (least 5)", "", "≤ 0.2", "≤ 0.2"].map(str::to_owned));
    table.print();
}

/// Places of ours and of the peer on the same database.
fn pairs(receivers: &[Receiver]) -> Vec<(usize, usize)> {
    let on = |place: usize| (receivers[place].is_ours(), receivers[place].on_postgres());
    let all = (0..receivers.len()).flat_map(|one| (0..receivers.len()).map(move |other| (one, other)));
    all.filter(|&(one, other)| on(one).0 && !on(other).0 && on(one).1 == on(other).1).collect()
}

/// What all uploads together left on disk.
fn stored(receivers: &mut [Receiver]) -> anyhow::Result<()> {
    let mut table = Table::new(&["who", "uploads", "stored kB each", "goal"]);
    for receiver in receivers {
        let (bytes, sent) = (receiver.stored_bytes()?, receiver.sent.load(Ordering::Relaxed));
        if sent == 0 {
            bail!("{} took nothing", receiver.name);
        }
        let each = format!("{:.1}", bytes as f64 / sent as f64 / 1000.0);
        let goal = if receiver.is_ours() { "≤ 0.2 of Lighthouse CI's" } else { "" };
        table.row([receiver.name.to_owned(), sent.to_string(), each, goal.to_owned()]);
    }
    table.print();
    Ok(())
}
