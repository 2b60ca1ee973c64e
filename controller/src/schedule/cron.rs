//! Which ticks are due and what becomes of each: decided from the schedule, its last suite run and the time alone. Starts
//! nothing, reads no clock.

use std::time::Duration;

use dataset::Timestamp;

use super::timetable::{Fate, MissedPolicy, Overlap, Schedule, Tick};

/// A tick that is noticed within this time is on time.
pub const ON_TIME: Duration = Duration::from_mins(1);
/// Ticks that lie further back are told of in one note.
pub const LOOKS_BACK: Duration = Duration::from_hours(7 * 24);
/// Missed ticks that are noted one by one.
pub const NOTED: usize = 50;
/// A clock that stood further ahead than this was wrong; ticks count from now again.
pub const CLOCK_WAS_WRONG: Duration = Duration::from_hours(24);

/// What becomes of a schedule's ticks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The ticks that now have their fate, but for the one that fires.
    pub ticks: Vec<Tick>,
    /// The tick whose suite run is to be started.
    pub fires: Option<Firing>,
    /// The tick that waits from now on.
    pub waiting: Option<Timestamp>,
    /// Every tick up to here has its fate.
    pub decided_until: Timestamp,
    /// The tick after those.
    pub next_at: Option<Timestamp>,
}

/// A tick that fires.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Firing {
    /// When it was due.
    pub due: Timestamp,
    /// Whether it has waited, so that it has been noted.
    pub waited: bool,
    /// Whether the last suite run is to be canceled.
    pub replaces: bool,
    /// What the note says beside.
    pub reason: Option<String>,
}

/// Decides over every tick up to `now`; `working` says whether the schedule's last suite run has not ended.
pub fn decide(schedule: &Schedule, working: bool, now: Timestamp) -> Decision {
    let from = begin(schedule.decided_until, now);
    let mut due = due_ticks(schedule, from, now);
    let candidate = candidate(schedule, &mut due, now);
    let decided_until = candidate
        .as_ref()
        .map(|firing| firing.due)
        .into_iter()
        .chain(due.iter().map(|tick| tick.due))
        .fold(from, Timestamp::max);
    let mut decision = Decision {
        ticks: due,
        fires: None,
        waiting: schedule.waiting,
        decided_until,
        next_at: schedule.spec.cron.next_after(decided_until.max(now)),
    };
    if let (Some(due), false) = (schedule.waiting, working) {
        let reason = Some("it waited until the suite run before it had ended".to_owned());
        decision.fires = Some(Firing { due, waited: true, replaces: false, reason });
        decision.waiting = None;
    }
    if let Some(candidate) = candidate {
        // What has just been started works, too.
        let works = working || decision.fires.is_some();
        admit(&mut decision, schedule.spec.overlap, candidate, works, now);
    }
    decision.ticks.sort_by_key(|tick| tick.due);
    decision
}

/// What becomes of the tick that would fire.
fn admit(decision: &mut Decision, overlap: Overlap, candidate: Firing, works: bool, now: Timestamp) {
    let note = |fate, reason: &str| Tick {
        due: candidate.due,
        fate,
        reason: Some(reason.to_owned()),
        suite_run: None,
        decided_at: now,
    };
    if !works {
        decision.fires = Some(candidate);
        return;
    }
    match overlap {
        Overlap::Skip => {
            decision.ticks.push(note(Fate::Skipped, "the suite run before it still works"));
        }
        Overlap::Queue if decision.waiting.is_some() => {
            decision
                .ticks
                .push(note(Fate::Skipped, "another tick waits already for the end of the suite run"));
        }
        Overlap::Queue => {
            decision.ticks.push(note(Fate::Waiting, "it waits until the suite run before it has ended"));
            decision.waiting = Some(candidate.due);
        }
        // A tick that waited since the policy was another one goes first; this one is too late by a moment.
        Overlap::Replace if decision.fires.is_some() => {
            decision.ticks.push(note(Fate::Skipped, "a tick that waited was started at this moment"));
        }
        Overlap::Replace => decision.fires = Some(Firing { replaces: true, ..candidate }),
    }
}

/// From when on ticks are looked for.
fn begin(decided_until: Timestamp, now: Timestamp) -> Timestamp {
    if decided_until.since(now) > CLOCK_WAS_WRONG { now } else { decided_until }
}

/// Takes the one tick that may fire out of those that are due.
fn candidate(schedule: &Schedule, due: &mut Vec<Tick>, now: Timestamp) -> Option<Firing> {
    let last = due.last()?.due;
    let late = now.since(last);
    let reason = if late <= ON_TIME {
        None
    } else if schedule.spec.missed == MissedPolicy::RunOnce && late <= schedule.spec.grace {
        Some("made up for, since no controller was at work when it was due".to_owned())
    } else {
        return None;
    };
    due.pop();
    Some(Firing { due: last, waited: false, replaces: false, reason })
}

/// The ticks that are due, each noted as missed; of very many the first and the last.
fn due_ticks(schedule: &Schedule, from: Timestamp, now: Timestamp) -> Vec<Tick> {
    let cron = &schedule.spec.cron;
    let near = Timestamp::from_epoch_ms(now.epoch_ms().saturating_sub(LOOKS_BACK.as_millis() as i64));
    let missed = |due, reason: String| Tick {
        due,
        fate: Fate::Missed,
        reason: Some(reason),
        suite_run: None,
        decided_at: now,
    };
    let mut ticks: Vec<Timestamp> = cron.between(from.max(near), now).collect();
    let far = cron.next_after(from).filter(|due| *due <= near);
    let first = far.or_else(|| ticks.first().copied().filter(|_| ticks.len() > NOTED));
    if ticks.len() > NOTED {
        ticks.drain(..ticks.len() - NOTED);
    }
    let until = ticks.first().copied();
    let before = first.map(|first| {
        let until = until.map_or_else(|| near.to_string(), |until| until.to_string());
        missed(first, format!("no controller was at work; this note stands for every tick before {until}"))
    });
    let each = ticks.into_iter().map(|due| missed(due, "no controller was at work at that time".to_owned()));
    before.into_iter().chain(each).collect()
}
