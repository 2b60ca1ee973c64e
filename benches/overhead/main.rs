//! What `perfsight run` adds to driving a page: in turn with a bare `WebDriver` loop over the same steps, page and
//! browser. Judges nothing.

#[path = "../rig/clock.rs"]
mod clock;
#[path = "../rig/cpu.rs"]
mod cpu;
#[path = "../rig/http.rs"]
mod http;
#[path = "../rig/lab.rs"]
mod lab;
#[path = "../rig/machine.rs"]
mod machine;
#[path = "../rig/program.rs"]
mod program;
#[path = "../rig/spread.rs"]
mod spread;
#[path = "../rig/table.rs"]
mod table;
mod site;
mod bare;
mod ours;

use anyhow::Context;

use crate::bare::Between;
use crate::lab::Lab;
use crate::site::Site;
use crate::spread::Spread;
use crate::table::{Table, say};

/// Times that each contestant has its turn.
const ROUNDS: usize = 7;
/// Measured iterations of a turn; one more warms up.
const ITERATIONS: u32 = 8;

/// Who takes turns.
#[derive(Clone, Copy)]
enum Contestant {
    Bare(Between),
    Ours,
}

const CONTESTANTS: [Contestant; 3] =
    [Contestant::Bare(Between::Nothing), Contestant::Bare(Between::BlankPage), Contestant::Ours];

/// What one turn of one contestant took, seconds per measured iteration.
struct Turn {
    /// From an iteration's begin to its end.
    steps: f64,
    /// From the begin of the first to the end of the last, so with what lies between them.
    with_gaps: f64,
    /// The whole turn with the start and the end of driver and browser, by the number of all iterations.
    whole: f64,
}

/// All turns of one contestant.
#[derive(Default)]
struct Turns(Vec<Turn>);

impl Turns {
    fn spread(&self, of: impl Fn(&Turn) -> f64) -> Spread {
        Spread::of(&self.0.iter().map(|turn| of(turn) * 1000.0).collect::<Vec<_>>())
    }
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> anyhow::Result<()> {
    say(format!("overhead: {ROUNDS} turns each of {ITERATIONS} iterations of one page, ms per iteration"));
    say(format!("before: {}", machine::circumstances()));
    let site = Site::serve().await?;
    let lab = Lab::start("host", &[]).await?;
    let folder = tempfile::tempdir().context("cannot make a folder for the scenario")?;
    let scenario = ours::write_scenario(folder.path(), &site.base)?;
    // The first run warms up the machine and tells with which arguments the browser was started.
    let (_, arguments, _) = ours::run(&lab, &scenario).await?;
    let (mut turns, mut cpu_ms) = ([Turns::default(), Turns::default(), Turns::default()], Vec::new());
    for round in 0..ROUNDS {
        for place in 0..CONTESTANTS.len() {
            // Who begins changes, so that a machine that gets slower favors nobody.
            let which = (round + place) % CONTESTANTS.len();
            let turn = match CONTESTANTS[which] {
                Contestant::Bare(between) => bare::run(&arguments, &site.base, between).await?,
                Contestant::Ours => {
                    let (turn, _, cpu) = ours::run(&lab, &scenario).await?;
                    cpu_ms.push(cpu.as_secs_f64() * 1000.0);
                    turn
                }
            };
            turns[which].0.push(turn);
        }
    }
    lab.stop()?;
    tell(&turns);
    say(format!("agent and controller together: {:.1} ms of CPU per iteration", Spread::of(&cpu_ms)));
    say(format!("after: {}", machine::circumstances()));
    Ok(())
}

fn tell([bare, blank, ours]: &[Turns; 3]) {
    let head =
        ["what", "bare loop", "bare, blank page between", "perfsight run", "to bare", "to blank", "goal"];
    let mut table = Table::new(&head);
    let mut row = |what: &str, of: fn(&Turn) -> f64, goal: &str| {
        let (bare, blank, ours) = (bare.spread(of), blank.spread(of), ours.spread(of));
        let ratio = |other: Spread| format!("{:.3}", ours.median / other.median);
        let spreads = [bare, blank, ours].map(|spread| format!("{spread:.0}"));
        let [first, second, third] = spreads;
        table.row([what.to_owned(), first, second, third, ratio(bare), ratio(blank), goal.to_owned()]);
    };
    row("steps of an iteration", |turn| turn.steps, "≤ 1.05 to bare");
    row("with the gaps between iterations", |turn| turn.with_gaps, "");
    row("with start and end of browser and driver", |turn| turn.whole, "");
    table.print();
}
