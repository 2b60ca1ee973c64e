//! Instants and schedules for tests.

use std::time::Duration;

use controller::schedule::{
    CronExpression, MissedPolicy, Overlap, RunWords, Schedule, ScheduleId, ScheduleSpec,
};
use dataset::Timestamp;
use uuid::Uuid;

/// An instant, RFC 3339.
pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Minutes after an instant; before, where negative.
pub(crate) fn later(from: Timestamp, minutes: i64) -> Timestamp {
    Timestamp::from_epoch_ms(from.epoch_ms() + minutes * 60_000)
}

pub(crate) fn cron(text: &str, zone: &str) -> CronExpression {
    CronExpression::parse(text, zone).unwrap()
}

/// A schedule of the suite `night`.
pub(crate) fn spec(expression: &str, overlap: Overlap, missed: MissedPolicy) -> ScheduleSpec {
    ScheduleSpec {
        name: "nightly".to_owned(),
        suite: "night".to_owned(),
        cron: cron(expression, "Europe/Berlin"),
        overlap,
        missed,
        grace: Duration::from_hours(6),
        enabled: true,
        words: RunWords { release: Some("7.1".to_owned()), build: None, tags: vec!["scheduled".to_owned()] },
    }
}

/// The schedule of a specification, made at `now`.
pub(crate) fn schedule(spec: ScheduleSpec, now: Timestamp) -> Schedule {
    Schedule {
        id: ScheduleId(Uuid::from_u128(1)),
        project: "default".to_owned(),
        next_at: spec.cron.next_after(now),
        spec,
        created: ("ada".to_owned(), now),
        changed: ("ada".to_owned(), now),
        version: 1,
        decided_until: now,
        waiting: None,
    }
}
