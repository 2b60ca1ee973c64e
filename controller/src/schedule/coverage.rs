//! Which scenarios of enabled schedules have had no result although one was due. Looks at ticks and their cells alone.

use dataset::Timestamp;

use super::job::JobState;
use super::timetable::{Fate, ScheduleId};

/// A schedule with its latest ticks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// Which.
    pub schedule: ScheduleId,
    /// Its name.
    pub name: String,
    /// Its suite.
    pub suite: String,
    /// What the suite asks for today: entry, scenario, device, parameters in words; empty where it cannot be read.
    pub cells: Vec<CellFact>,
    /// Its ticks, newest first.
    pub ticks: Vec<TickFact>,
}

/// What tells a cell from the others of its suite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellFact {
    /// What pages call the entry.
    pub entry: String,
    /// Name of the scenario.
    pub scenario: String,
    /// The kind of device, in words.
    pub device: String,
    /// The combination of parameters.
    pub parameters: std::collections::BTreeMap<String, String>,
}

/// A tick and what its cells gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TickFact {
    /// When it was due.
    pub due: Timestamp,
    /// What became of it.
    pub fate: Fate,
    /// Why, where that is not plain.
    pub reason: Option<String>,
    /// The cells of its suite run.
    pub cells: Vec<CellResult>,
}

/// What a cell gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellResult {
    /// Which.
    pub cell: CellFact,
    /// Where its job stands.
    pub state: JobState,
    /// Why the job ended so.
    pub reason: Option<String>,
}

/// A cell that has had no result although one was due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overdue {
    /// The schedule.
    pub schedule: ScheduleId,
    /// Its name.
    pub schedule_name: String,
    /// Its suite.
    pub suite: String,
    /// The cell.
    pub cell: CellFact,
    /// The first tick since which there has been none, among those that were looked at.
    pub since: Timestamp,
    /// Ticks without a result, one after the other.
    pub ticks: usize,
    /// Why the latest of them gave none.
    pub reason: String,
}

/// What every cell of the suite is owed, in the order of the suite.
pub fn overdue(coverage: &Coverage) -> Vec<Overdue> {
    let cells = coverage.cells.iter();
    cells.filter_map(|cell| owed(coverage, cell)).collect()
}

fn owed(coverage: &Coverage, cell: &CellFact) -> Option<Overdue> {
    let mut reason = None;
    let (mut since, mut count) = (None, 0);
    for (index, tick) in coverage.ticks.iter().enumerate() {
        match standing(tick, cell) {
            Standing::Result => break,
            // What still works is owed nothing yet, unless it was due again since.
            Standing::Working if index == 0 => {}
            Standing::NotAsked => {}
            Standing::Working => {
                note(&mut reason, "its job has not come to an end".to_owned());
                (since, count) = (Some(tick.due), count + 1);
            }
            Standing::Nothing(why) => {
                note(&mut reason, why);
                (since, count) = (Some(tick.due), count + 1);
            }
        }
    }
    Some(Overdue {
        schedule: coverage.schedule,
        schedule_name: coverage.name.clone(),
        suite: coverage.suite.clone(),
        cell: cell.clone(),
        since: since?,
        ticks: count,
        reason: reason?,
    })
}

fn note(reason: &mut Option<String>, why: String) {
    if reason.is_none() {
        *reason = Some(why);
    }
}

/// What a tick gave a cell.
enum Standing {
    Result,
    Working,
    Nothing(String),
    /// The suite did not have the cell then.
    NotAsked,
}

fn standing(tick: &TickFact, cell: &CellFact) -> Standing {
    let why = || tick.reason.clone().unwrap_or_else(|| format!("the tick was {}", tick.fate.word()));
    match tick.fate {
        Fate::Waiting => Standing::Working,
        Fate::Skipped | Fate::Missed | Fate::Failed => Standing::Nothing(why()),
        Fate::Fired => match tick.cells.iter().find(|result| result.cell == *cell) {
            None => Standing::NotAsked,
            Some(result) => match result.state {
                JobState::Completed => Standing::Result,
                JobState::Queued | JobState::Assigned | JobState::Running => Standing::Working,
                JobState::Failed | JobState::Canceled | JobState::TimedOut | JobState::Infrastructure => {
                    let ended = format!("its job ended as {}", result.state);
                    Standing::Nothing(result.reason.clone().unwrap_or(ended))
                }
            },
        },
    }
}
