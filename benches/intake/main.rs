//! How much comes in, how fast and at what cost: Datasets by upload and samples by stream, each in turn with the servers that
//! people use for the like. Judges nothing.

#[path = "../rig/clock.rs"]
mod clock;
#[path = "../rig/cpu.rs"]
mod cpu;
#[path = "../rig/document.rs"]
mod document;
#[path = "../rig/guard.rs"]
mod guard;
#[path = "../rig/http.rs"]
mod http;
#[path = "../rig/machine.rs"]
mod machine;
#[path = "../rig/postgres.rs"]
mod postgres;
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
#[path = "../rig/spread.rs"]
mod spread;
#[path = "../rig/table.rs"]
mod table;
mod peers;
mod load;
mod numbered;
mod lighthouse;
mod receiver;
mod uploads;
mod remote_write;
mod series_store;
mod streamed;
mod samples;

use std::time::Duration;

use crate::table::say;

/// How long all this takes.
#[derive(Clone, Copy)]
struct Scale {
    /// Turns of each.
    rounds: usize,
    /// A turn at full load; the one at a rate takes twice as long.
    turn: Duration,
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> anyhow::Result<()> {
    let scale = if short::is_asked() {
        Scale { rounds: 2, turn: Duration::from_millis(500) }
    } else {
        Scale { rounds: 5, turn: Duration::from_secs(2) }
    };
    say(format!("intake: {} turns each; before: {}", scale.rounds, machine::circumstances()));
    let client = http::client()?;
    uploads::hold(&client, scale).await?;
    samples::hold(&client, scale).await?;
    say(format!("after: {}", machine::circumstances()));
    Ok(())
}
