//! One subject, all contestants in turn, and the table of what each took. Never says that a figure is too large.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::peers::{Peer, Peers};
use crate::spread::Spread;
use crate::subject::Subject;
use crate::table::{Table, say};
use crate::{floor, ours};

/// Times that each contestant has its turn.
const ROUNDS: usize = 5;
/// Ticks of one turn.
const TICKS: u32 = 40;
/// The longest turn.
const LONGEST: Duration = Duration::from_secs(6);
const OURS: &str = "ours";

/// One comparison.
pub(crate) struct Contest<'a> {
    /// For the table's title.
    pub(crate) name: &'a str,
    /// What is looked at.
    pub(crate) subject: Subject,
    /// How often.
    pub(crate) interval: Duration,
    /// Our goal on the machine where it was set, % of a core.
    pub(crate) goal: &'a str,
    /// The same by the floor there, which is what holds on any machine.
    pub(crate) goal_to_floor: &'a str,
}

impl Contest<'_> {
    /// Lets all have their turns and prints the table.
    pub(crate) fn hold(&self, peers: &Peers) -> anyhow::Result<()> {
        let window = (self.interval * TICKS).min(LONGEST);
        let contestants: Vec<Peer> = peers.able(&self.subject, self.interval);
        let mut shares: BTreeMap<String, Vec<f64>> = BTreeMap::new();
        for _ in 0..ROUNDS {
            let mut book = |name: &str, share| shares.entry(name.to_owned()).or_default().push(share);
            book(OURS, ours::run(&self.subject, self.interval, window)?);
            book(floor::NAME, floor::run(&self.subject, self.interval, window)?);
            for peer in &contestants {
                book(peer.name, peer.run(&self.subject, self.interval, window)?);
            }
        }
        self.tell(&shares, window)
    }

    fn tell(&self, shares: &BTreeMap<String, Vec<f64>>, window: Duration) -> anyhow::Result<()> {
        let processes = ours::count(&self.subject)?;
        say(format!(
            "{} ({processes} processes, {ROUNDS} turns of {:.1} s)",
            self.name,
            window.as_secs_f64()
        ));
        let ours = Spread::of(&shares[OURS]).median;
        let mut table = Table::new(&["who", "% of a core, median (spread)", "ours / theirs", "goal"]);
        for (name, values) in shares {
            let spread = Spread::of(values);
            let ratio = if name == OURS { String::new() } else { format!("{:.2}", ours / spread.median) };
            let goal = match name.as_str() {
                OURS => self.goal,
                floor::NAME => self.goal_to_floor,
                _ => "",
            };
            table.row([name.clone(), format!("{spread:.3}"), ratio, goal.to_owned()]);
        }
        table.print();
        Ok(())
    }
}
