//! What sampling costs: our sampler in turn with the peers and with the floor, on the same processes. Judges nothing.

#[path = "../rig/clock.rs"]
mod clock;
#[path = "../rig/cpu.rs"]
mod cpu;
#[path = "../rig/machine.rs"]
mod machine;
#[path = "../rig/spread.rs"]
mod spread;
#[path = "../rig/table.rs"]
mod table;
mod pace;
mod subject;
mod load;
mod browser;
mod ours;
mod floor;
mod peers;
mod contest;

use std::time::Duration;

use crate::contest::Contest;
use crate::peers::Peers;
use crate::subject::Subject;
use crate::table::say;

const TEN_HERTZ: Duration = Duration::from_millis(100);
const ONE_HERTZ: Duration = Duration::from_secs(1);
/// Command-line word by which the bench starts itself as one of the processes that are looked at.
const LOAD: &str = "be-a-load";

fn main() -> anyhow::Result<()> {
    if std::env::args().nth(1).as_deref() == Some(LOAD) {
        return load::be_one();
    }
    say("collector: CPU of looking at processes, % of one core");
    say(format!("before: {}", machine::circumstances()));
    say("");
    let peers = Peers::find();
    let hold = |name, subject, interval, [goal, goal_to_floor]: [&str; 2]| {
        Contest { name, subject, interval, goal, goal_to_floor }.hold(&peers)
    };
    {
        let children = load::Children::start(40)?;
        let few = Subject::Fixed(children.pids()[..8].to_vec());
        hold("8 processes at 10 Hz", few, TEN_HERTZ, ["≤ 0.13", "≤ 1.5"])?;
        let all = Subject::Fixed(children.pids().to_vec());
        hold("40 processes at 10 Hz", all, TEN_HERTZ, ["≤ 0.40", "≤ 1.5"])?;
    }
    let goals = ["≤ 0.14", "≤ 1.9"];
    {
        let chromium = browser::Chromium::start()?;
        let name = "every process of a headless Chromium at 1 Hz, new ones found each time";
        hold(name, Subject::Tree(chromium.pid()), ONE_HERTZ, goals)?;
    }
    let name = "every process of this machine at 1 Hz, new ones found each time";
    hold(name, Subject::Tree(1), ONE_HERTZ, goals)?;
    say(format!("after: {}", machine::circumstances()));
    Ok(())
}
