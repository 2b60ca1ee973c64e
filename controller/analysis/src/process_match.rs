//! Which process of one run is which of another. Never looks at process ids: they mean nothing from run to run.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};

use dataset::ProcessType;
use serde::{Deserialize, Serialize};

/// What is known of a process when it is looked for in other runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Process {
    /// What it does; absent where the Dataset does not describe it.
    pub process_type: Option<ProcessType>,
    /// Title of the tab that it renders.
    pub title: Option<String>,
    /// CPU time that it used, in any one unit: of processes that are otherwise alike the busiest are taken first.
    pub busy: f64,
}

/// How surely two processes are the same one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Matched {
    /// Type and title agree, or it is the only one of its type on both sides and none has a title.
    Exact,
    /// Only the type agrees; the busiest of what was left stand side by side.
    ByType,
    /// No other run has such a process.
    Unmatched,
}

/// One process as far as the runs have it.
#[derive(Clone, Debug, PartialEq)]
pub struct ProcessMatch {
    /// What it does.
    pub process_type: Option<ProcessType>,
    /// How it was found; the least sure of its places counts.
    pub matched: Matched,
    /// Per run the place of the process in that run's list; absent where the run has none.
    pub places: Vec<Option<usize>>,
}

/// Sets the processes of several runs side by side, each of them in exactly one row.
///
/// First by type and title, the busiest with the busiest where several agree; what is left without the reference's process
/// is then set beside processes of the reference that are left, by type alone. Rows ascend by type, the busiest first.
pub fn match_processes(runs: &[Vec<Process>], reference: usize) -> Vec<ProcessMatch> {
    let mut rows = by_title(runs);
    by_type(&mut rows, runs, reference);
    rows.retain(|row| row.places.iter().any(Option::is_some));
    for row in &mut rows {
        if row.places.iter().flatten().count() < 2 {
            row.matched = Matched::Unmatched;
        }
    }
    let busy = |row: &ProcessMatch| {
        let of = |(run, place): (usize, &Option<usize>)| place.map(|place| runs[run][place].busy);
        row.places.iter().enumerate().filter_map(of).fold(f64::NEG_INFINITY, f64::max)
    };
    rows.sort_by(|one, other| {
        let types = one.process_type.cmp(&other.process_type);
        types.then_with(|| busy(other).total_cmp(&busy(one)))
    });
    rows
}

/// Rows of equal type and title; of several alike the first row holds the busiest of each run.
fn by_title(runs: &[Vec<Process>]) -> Vec<ProcessMatch> {
    let mut rows: BTreeMap<(Option<ProcessType>, Option<&str>, usize), ProcessMatch> = BTreeMap::new();
    for (run, processes) in runs.iter().enumerate() {
        let mut seen: HashMap<(Option<ProcessType>, Option<&str>), usize> = HashMap::new();
        for place in busiest_first(processes) {
            let (process_type, title) = (processes[place].process_type, processes[place].title.as_deref());
            let ordinal = seen.entry((process_type, title)).or_default();
            let row = rows.entry((process_type, title, *ordinal)).or_insert_with(|| ProcessMatch {
                process_type,
                matched: Matched::Exact,
                places: vec![None; runs.len()],
            });
            row.places[run] = Some(place);
            if title.is_none() && *ordinal > 0 {
                row.matched = Matched::ByType;
            }
            *ordinal += 1;
        }
    }
    let lone = |rows: &BTreeMap<_, ProcessMatch>, process_type| !rows.contains_key(&(process_type, None, 1));
    let crowded: Vec<Option<ProcessType>> = rows
        .keys()
        .filter(|(process_type, title, _)| title.is_none() && !lone(&rows, *process_type))
        .map(|(process_type, ..)| *process_type)
        .collect();
    for process_type in crowded {
        if let Some(first) = rows.get_mut(&(process_type, None, 0)) {
            first.matched = Matched::ByType;
        }
    }
    rows.into_values().collect()
}

fn busiest_first(processes: &[Process]) -> Vec<usize> {
    let mut places: Vec<usize> = (0..processes.len()).collect();
    places.sort_by(|one, other| processes[*other].busy.total_cmp(&processes[*one].busy));
    places
}

/// Fills the holes of the reference's rows with processes of the same type that found no row of the reference.
fn by_type(rows: &mut [ProcessMatch], runs: &[Vec<Process>], reference: usize) {
    for (run, processes) in runs.iter().enumerate().filter(|(run, _)| *run != reference) {
        let mut spare: BTreeMap<Option<ProcessType>, Vec<(usize, usize)>> = BTreeMap::new();
        let mut holes: BTreeMap<Option<ProcessType>, Vec<(usize, usize)>> = BTreeMap::new();
        for (row, each) in rows.iter().enumerate() {
            match (each.places[reference], each.places[run]) {
                (None, Some(place)) => spare.entry(each.process_type).or_default().push((row, place)),
                (Some(place), None) => holes.entry(each.process_type).or_default().push((row, place)),
                (Some(_), Some(_)) | (None, None) => {}
            }
        }
        for (process_type, mut holes) in holes {
            let mut spare = spare.remove(&process_type).unwrap_or_default();
            spare.sort_by(busier(processes));
            holes.sort_by(busier(&runs[reference]));
            for ((from, place), (to, _)) in spare.into_iter().zip(holes) {
                rows[from].places[run] = None;
                rows[to].places[run] = Some(place);
                rows[to].matched = Matched::ByType;
            }
        }
    }
}

fn busier(processes: &[Process]) -> impl Fn(&(usize, usize), &(usize, usize)) -> Ordering + '_ {
    |(_, one), (_, other)| processes[*other].busy.total_cmp(&processes[*one].busy)
}
