//! Which cells have had no result although one was due.

use std::collections::BTreeMap;

use controller::schedule::{CellFact, CellResult, Coverage, Fate, JobState, ScheduleId, TickFact, overdue};
use uuid::Uuid;

use crate::calendar::{at, later};

fn cell(scenario: &str) -> CellFact {
    CellFact {
        entry: scenario.to_owned(),
        scenario: scenario.to_owned(),
        device: "chromium".to_owned(),
        parameters: BTreeMap::new(),
    }
}

fn fired(day: i64, idle: JobState, scroll: JobState) -> TickFact {
    let result = |scenario: &str, state| CellResult {
        cell: cell(scenario),
        state,
        reason: (state == JobState::Infrastructure).then(|| "the agent gave no sign".to_owned()),
    };
    tick(day, Fate::Fired, vec![result("idle", idle), result("scroll", scroll)])
}

fn tick(day: i64, fate: Fate, cells: Vec<CellResult>) -> TickFact {
    let reason = (fate != Fate::Fired).then(|| format!("the tick was {}", fate.word()));
    TickFact { due: later(at("2026-11-01T02:00:00Z"), day * 24 * 60), fate, reason, cells }
}

/// Scenario, ticks without a result and why, of ticks that are given newest first.
fn check(ticks: Vec<TickFact>, expected: &[(&str, usize, &str)]) {
    let coverage = Coverage {
        schedule: ScheduleId(Uuid::nil()),
        name: "nightly".to_owned(),
        suite: "night".to_owned(),
        cells: vec![cell("idle"), cell("scroll")],
        ticks,
    };
    let owed = overdue(&coverage);
    let found: Vec<_> =
        owed.iter().map(|owed| (owed.cell.scenario.as_str(), owed.ticks, owed.reason.as_str())).collect();
    assert_eq!(found, expected);
}

#[test]
fn what_has_its_result_or_still_works_at_it_is_not_owed() {
    use JobState::{Completed, Running};
    check(vec![fired(1, Completed, Running), fired(0, Completed, Completed)], &[]);
    check(Vec::new(), &[]);
}

#[test]
fn what_ended_without_a_result_is_owed_since_the_first_of_such_ticks() {
    use JobState::{Completed, Infrastructure};
    let nights = vec![
        fired(3, Completed, Infrastructure),
        tick(2, Fate::Missed, Vec::new()),
        fired(1, Completed, Infrastructure),
        fired(0, Completed, Completed),
    ];
    check(nights, &[("scroll", 3, "the agent gave no sign")]);
    let both = vec![tick(2, Fate::Failed, Vec::new()), fired(1, Completed, Completed)];
    check(both, &[("idle", 1, "the tick was failed"), ("scroll", 1, "the tick was failed")]);
}

#[test]
fn what_waits_for_a_device_is_owed_once_it_was_due_again() {
    use JobState::{Completed, Queued};
    check(vec![fired(1, Completed, Queued)], &[]);
    let again = vec![tick(2, Fate::Skipped, Vec::new()), fired(1, Completed, Queued)];
    check(again, &[("idle", 1, "the tick was skipped"), ("scroll", 2, "the tick was skipped")]);
    // A cell that the suite did not have then is owed nothing of that time.
    check(vec![tick(1, Fate::Fired, Vec::new())], &[]);
}
