//! The chosen processes as they are when a session begins: those that still run, and the browser that can be asked of them.
//! Never takes a process for the chosen one by its number alone.

use std::collections::BTreeSet;
use std::time::Duration;

use dataset::{Fallback, Unknown};
use protocol::{ChosenProcess, Watch};
use scenarios::CollectionMode;
use tokio::time::timeout;

use crate::collect::browser::browser_pid;
use crate::collect::clock::Clock;
use crate::collect::listing::table_now;
use crate::collect::system::{Member, SystemError, Table};

/// A browser says at once who it is.
const ASK_LIMIT: Duration = Duration::from_secs(3);

/// What a session can measure.
pub(super) struct Found {
    /// The chosen processes that still run.
    pub(super) members: Vec<Member>,
    /// Of the browser that some of them belong to, where the mode asks for one.
    pub(super) debugger_address: Option<String>,
    /// The others, each in a sentence.
    pub(super) lost: Vec<String>,
    /// What the mode cannot do for some of them.
    pub(super) fallbacks: Vec<Fallback>,
}

/// Looks at the chosen processes once.
pub(super) async fn find(watch: &Watch, clock: Clock) -> Result<Found, SystemError> {
    let table = table_now(clock).await?;
    let (members, lost) = alive(&watch.processes, &table);
    let mut found = Found { members, debugger_address: None, lost, fallbacks: Vec::new() };
    if watch.mode != CollectionMode::System
        && let Some((browser, address)) = answering(&table, &found.members).await
    {
        found.debugger_address = Some(address);
        found.fallbacks = beyond(browser, &table, &found.members, watch.mode);
    }
    Ok(found)
}

fn alive(chosen: &[ChosenProcess], table: &Table) -> (Vec<Member>, Vec<String>) {
    let mut known = table.members();
    let (mut members, mut lost) = (Vec::new(), Vec::new());
    for ChosenProcess { pid, started, name } in chosen {
        match known.remove(pid) {
            Some(member) if member.started == *started => members.push(member),
            Some(stranger) => lost.push(format!(
                "process {pid} ({name}) had ended; its number belongs to another one ({}), which is not measured",
                stranger.name
            )),
            None => lost.push(format!("process {pid} ({name}) had ended before the session began")),
        }
    }
    (members, lost)
}

/// The first browser of a chosen process that proves to be the one that it says it is.
async fn answering(table: &Table, members: &[Member]) -> Option<(u32, String)> {
    let debuggable = table.debuggable();
    let browsers: BTreeSet<u32> = members.iter().filter_map(|member| table.browser_of(member.pid)).collect();
    for browser in browsers {
        let Some(address) = debuggable.get(&browser) else { continue };
        let asked = timeout(ASK_LIMIT, browser_pid(address)).await;
        if matches!(asked, Ok(Ok(Some(pid))) if pid == browser) {
            return Some((browser, address.clone()));
        }
    }
    None
}

/// What one browser cannot say of processes that are not its own.
fn beyond(browser: u32, table: &Table, members: &[Member], mode: CollectionMode) -> Vec<Fallback> {
    let used = match mode {
        CollectionMode::Hybrid | CollectionMode::System => "system",
        CollectionMode::Browser => "none",
    };
    let strangers = members.iter().filter(|member| table.browser_of(member.pid) != Some(browser));
    strangers
        .map(|member| Fallback {
            wanted: format!("the browser's view of process {} ({})", member.pid, member.name),
            used: used.to_owned(),
            reason: format!("it does not belong to the browser that is asked, process {browser}"),
            unknown: Unknown::default(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_number_that_was_given_away_is_no_chosen_process() {
        let clock = Clock::start();
        let own = std::process::id();
        let started = table_now(clock).await.unwrap().rows[&own].started;
        let chosen = |pid, started| ChosenProcess { pid, started, name: "chosen".to_owned() };
        let processes = vec![chosen(own, started), chosen(own, started + 1), chosen(u32::MAX, 1)];
        let watch = Watch {
            processes,
            mode: CollectionMode::System,
            interval: Duration::from_secs(1),
            limit: Duration::from_secs(1),
        };
        let found = find(&watch, clock).await.unwrap();
        assert_eq!(found.members.iter().map(|member| member.pid).collect::<Vec<_>>(), [own]);
        assert_eq!(found.lost.len(), 2, "{:?}", found.lost);
    }

    #[test]
    fn each_chosen_process_that_is_lost_says_how() {
        let chosen = [ChosenProcess { pid: 7, started: 1, name: "node".to_owned() }];
        let (members, lost) = alive(&chosen, &Table::default());
        assert_eq!(members, []);
        assert_eq!(lost, ["process 7 (node) had ended before the session began"]);
    }
}
