//! How quick the dashboard is over a laboratory of years: on the screen of a real browser, and at the controller on both
//! databases. Judges nothing but whether a goal was met.

#[path = "../rig/clock.rs"]
mod clock;
#[path = "../rig/guard.rs"]
mod guard;
#[path = "../rig/cpu.rs"]
mod cpu;
#[path = "../rig/http.rs"]
mod http;
#[path = "../rig/machine.rs"]
mod machine;
#[path = "../rig/postgres.rs"]
#[expect(dead_code, reason = "of the database only its address is needed here")]
mod postgres;
#[path = "../rig/program.rs"]
#[expect(dead_code, reason = "nobody needs a token here")]
mod program;
#[path = "../rig/quantile.rs"]
mod quantile;
#[path = "../rig/short.rs"]
mod short;
#[path = "../rig/table.rs"]
mod table;
mod documents;
mod laboratory;
mod figure;
mod served;
mod browser;

use crate::laboratory::Laboratory;
use crate::postgres::Postgres;
use crate::table::say;

/// How much there is, and how often each is looked at.
#[derive(Clone, Copy)]
struct Scale {
    /// Stored runs.
    runs: u64,
    /// Length of the runs of an hour, s.
    hour_seconds: u64,
    /// Samples of the large run.
    samples: u64,
    /// Requests of each kind.
    requests: u64,
    /// Looks of a browser at each page.
    turns: u64,
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> anyhow::Result<()> {
    let scale = if short::is_asked() {
        Scale { runs: 2_000, hour_seconds: 360, samples: 100_000, requests: 20, turns: 4 }
    } else {
        Scale { runs: 100_000, hour_seconds: 3_600, samples: 1_000_000, requests: 200, turns: 20 }
    };
    say(format!("dashboard: before: {}", machine::circumstances()));
    let client = http::client()?;
    let laboratory = Laboratory::fill(&client, None, scale).await?;
    let mut figures = browser::measure(&laboratory, scale)?;
    figures.extend(served::measure(&client, &laboratory, "SQLite", scale).await?);
    laboratory.stop()?;
    match Postgres::start()? {
        Some(database) => {
            let laboratory = Laboratory::fill(&client, Some(&database.url()), scale).await?;
            figures.extend(served::measure(&client, &laboratory, "PostgreSQL", scale).await?);
            laboratory.stop()?;
        }
        None => say("PostgreSQL is not installed: `make setup` installs it"),
    }
    figure::print(&figures);
    say(format!("after: {}", machine::circumstances()));
    Ok(())
}
