//! What becomes of each tick, from the schedule and the time alone.

use controller::schedule::cron::{NOTED, decide};
use controller::schedule::{Fate, MissedPolicy, Overlap, Schedule};
use dataset::Timestamp;

use crate::calendar::{at, later, schedule, spec};

const MADE: &str = "2026-11-20T12:00:00Z";
/// 02:30 in Berlin.
const FIRST: &str = "2026-11-21T01:30:00Z";

fn nightly(overlap: Overlap, missed: MissedPolicy) -> Schedule {
    schedule(spec("30 2 * * *", overlap, missed), at(MADE))
}

fn told(schedule: &Schedule, working: bool, now: Timestamp) -> (Option<Timestamp>, Vec<(Timestamp, Fate)>) {
    let decision = decide(schedule, working, now);
    (
        decision.fires.map(|firing| firing.due),
        decision.ticks.iter().map(|tick| (tick.due, tick.fate)).collect(),
    )
}

#[test]
fn a_tick_fires_when_it_is_due_and_not_before() {
    let nightly = nightly(Overlap::Skip, MissedPolicy::Skip);
    let first = at(FIRST);
    let before = decide(&nightly, false, later(first, -1));
    assert_eq!((before.fires, before.decided_until, before.next_at), (None, at(MADE), Some(first)));
    let decision = decide(&nightly, false, first);
    assert_eq!(decision.fires.unwrap().due, first);
    assert_eq!((decision.decided_until, decision.next_at), (first, Some(later(first, 24 * 60))));
}

#[test]
fn missed_ticks_are_made_up_for_once_within_the_grace_or_not_at_all() {
    let (first, second) = (at(FIRST), later(at(FIRST), 24 * 60));
    let now = later(second, 120);
    let skips = nightly(Overlap::Skip, MissedPolicy::Skip);
    assert_eq!(told(&skips, false, now), (None, vec![(first, Fate::Missed), (second, Fate::Missed)]));
    let once = nightly(Overlap::Skip, MissedPolicy::RunOnce);
    assert_eq!(told(&once, false, now), (Some(second), vec![(first, Fate::Missed)]));
    let too_late = later(second, 6 * 60 + 1);
    assert_eq!(told(&once, false, too_late).0, None);
    let reason = decide(&once, false, now).fires.unwrap().reason.unwrap();
    assert!(reason.contains("made up for"), "{reason}");
}

#[test]
fn while_the_last_suite_run_works_the_policy_says_what_becomes_of_a_tick() {
    let first = at(FIRST);
    let skip = nightly(Overlap::Skip, MissedPolicy::Skip);
    assert_eq!(told(&skip, true, first), (None, vec![(first, Fate::Skipped)]));
    let replace = decide(&nightly(Overlap::Replace, MissedPolicy::Skip), true, first);
    assert!(replace.fires.unwrap().replaces);

    let mut queue = nightly(Overlap::Queue, MissedPolicy::Skip);
    let waits = decide(&queue, true, first);
    assert_eq!((waits.fires, waits.waiting, waits.ticks[0].fate), (None, Some(first), Fate::Waiting));
    queue.waiting = Some(first);
    queue.decided_until = first;
    let second = later(first, 24 * 60);
    assert_eq!(told(&queue, true, second), (None, vec![(second, Fate::Skipped)]));
    // The one that waits goes first, and the next one waits for it in turn.
    let both = decide(&queue, false, second);
    let firing = both.fires.unwrap();
    assert_eq!((firing.due, firing.waited, both.waiting), (first, true, Some(second)));
    let ended = decide(&queue, false, later(first, 5));
    assert_eq!((ended.fires.unwrap().due, ended.waiting, ended.decided_until), (first, None, first));
}

#[test]
fn a_clock_that_jumps_back_repeats_nothing_and_one_that_was_far_ahead_is_forgotten() {
    let mut nightly = nightly(Overlap::Skip, MissedPolicy::RunOnce);
    let first = at(FIRST);
    nightly.decided_until = first;
    let back = decide(&nightly, false, later(first, -90));
    assert_eq!((back.fires, back.decided_until, back.next_at), (None, first, Some(later(first, 24 * 60))));
    assert_eq!(told(&nightly, false, first), (None, Vec::new()));
    nightly.decided_until = at("2031-01-01T00:00:00Z");
    let healed = decide(&nightly, false, later(first, -90));
    assert_eq!((healed.fires, healed.next_at), (None, Some(first)));
}

#[test]
fn a_year_of_missed_minutes_is_told_in_few_notes() {
    let minutely = schedule(spec("* * * * *", Overlap::Skip, MissedPolicy::RunOnce), at(MADE));
    let now = later(at(MADE), 365 * 24 * 60);
    let decision = decide(&minutely, false, now);
    assert_eq!(decision.fires.unwrap().due, now);
    assert!(decision.ticks.len() <= NOTED + 1, "{}", decision.ticks.len());
    assert_eq!(decision.ticks[0].due, later(at(MADE), 1));
    let reason = decision.ticks[0].reason.as_ref().unwrap();
    assert!(reason.contains("stands for every tick before"), "{reason}");
    assert_eq!(decision.next_at, Some(later(now, 1)));
}
