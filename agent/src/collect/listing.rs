//! What runs on this machine, for whoever chooses what to measure: two readings of everything, the second one shown. Keeps
//! nothing, and tells no command line, since those may hold secrets.

use std::collections::BTreeMap;
use std::time::Duration;

use dataset::{ProcessInfo, Unknown};
use protocol::{ListedProcess, MAX_LISTED, ProcessList};

use super::browser::titles::{Shown, titles};
use super::clock::Clock;
use super::system::{Member, Row, SystemError, Table, read_table};

/// CPU is measured over this span at most.
const LONGEST: Duration = Duration::from_secs(5);

/// The processes of this machine; their CPU over `cpu_over`, if that is not zero. `ask_browsers` says whether browsers
/// that can be debugged are asked for the titles of their tabs.
pub async fn list_processes(cpu_over: Duration, ask_browsers: bool) -> Result<ProcessList, SystemError> {
    let (clock, cpu_over) = (Clock::start(), cpu_over.min(LONGEST));
    let before = if cpu_over.is_zero() {
        Table::default()
    } else {
        let before = table_now(clock).await?;
        tokio::time::sleep(cpu_over).await;
        before
    };
    let table = table_now(clock).await?;
    let taken_at = clock.timestamp(clock.now());
    let debuggable = table.debuggable();
    let shown = if ask_browsers { shown(&debuggable).await } else { BTreeMap::new() };
    let members = table.members();
    let mut processes: Vec<ListedProcess> = table
        .rows
        .values()
        .map(|row| {
            let browser = table.browser_of(row.pid);
            ListedProcess {
                info: info(row, &members[&row.pid], before.rows.get(&row.pid), shown.get(&row.pid)),
                started: row.started,
                has_browser_view: browser.is_some_and(|browser| debuggable.contains_key(&browser)),
            }
        })
        .collect();
    let left_out = cut(&mut processes);
    Ok(ProcessList { taken_at, cpu_over, processes, unreadable: table.unreadable, left_out })
}

/// Reads the table where nobody has to wait for it.
pub(crate) async fn table_now(clock: Clock) -> Result<Table, SystemError> {
    let read = tokio::task::spawn_blocking(move || read_table(clock)).await;
    read.unwrap_or_else(|panic| Err(SystemError::List { source: std::io::Error::other(panic) }))
}

fn info(row: &Row, member: &Member, before: Option<&Row>, shown: Option<&Shown>) -> ProcessInfo {
    let mut unknown = Unknown::default();
    if !member.label.provisional {
        unknown.insert("role".to_owned(), member.label.role.clone().into());
    }
    ProcessInfo {
        pid: row.pid,
        name: row.name.clone(),
        proc_type: member.label.proc_type,
        title: shown.map(|shown| shown.title.clone()),
        url: shown.map(|shown| shown.url.clone()),
        cpu_usage: before.and_then(|before| row.cpu_percent_since(before)),
        memory_usage: row.rss_bytes,
        first_seen: None,
        last_seen: None,
        unknown,
    }
}

/// The page of each renderer, as far as browsers tell. One that does not answer leaves its renderers without titles.
async fn shown(debuggable: &BTreeMap<u32, String>) -> BTreeMap<u32, Shown> {
    let mut shown = BTreeMap::new();
    for (browser, address) in debuggable {
        for page in titles(address, *browser).await.unwrap_or_default() {
            shown.entry(page.pid).or_insert(page);
        }
    }
    shown
}

/// Leaves out what a list has no room for, those with the least memory first; gives their number.
fn cut(processes: &mut Vec<ListedProcess>) -> u32 {
    let beyond = processes.len().saturating_sub(MAX_LISTED);
    if beyond > 0 {
        processes.sort_by_key(|process| std::cmp::Reverse(process.info.memory_usage));
        processes.truncate(MAX_LISTED);
        processes.sort_by_key(|process| process.info.pid);
    }
    u32::try_from(beyond).unwrap_or(u32::MAX)
}
