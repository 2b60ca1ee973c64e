//! From what a client sends to what a schedule is, or to every mistake in it.

use std::time::Duration;

use crate::http_api::jobs::submit::{SubmitFailure, unplaced};
use crate::http_api::view::schedule::ScheduleRequest;
use crate::schedule::cron::LOOKS_BACK;
use crate::schedule::{CronExpression, MissedPolicy, Overlap, RunWords, ScheduleSpec, words_mistakes};

/// Longest name, characters.
const MAX_NAME: usize = 100;
/// How late a missed tick may be made up for where the client does not say: the night is not over yet.
const USUAL_GRACE: Duration = Duration::from_hours(6);
/// Where the client names no zone.
pub(super) const USUAL_ZONE: &str = "UTC";

/// What is wanted, once `suite_exists` is known. Takes some 0.1 s for an expression that never comes.
pub(super) fn spec_of(request: ScheduleRequest, suite_exists: bool) -> Result<ScheduleSpec, SubmitFailure> {
    let mut mistakes: Vec<String> = Vec::new();
    let name = request.name.trim().to_owned();
    if !(1..=MAX_NAME).contains(&name.chars().count()) || name.chars().any(char::is_control) {
        mistakes.push(format!("`name` is one line of 1 to {MAX_NAME} characters"));
    }
    if !suite_exists {
        let suite: String = request.suite.chars().take(MAX_NAME).collect();
        mistakes.push(format!("`suite`: there is no suite `{suite}`; keep it first"));
    }
    let cron = CronExpression::parse(&request.cron, request.zone.as_deref().unwrap_or(USUAL_ZONE));
    let cron = cron.map_err(|error| mistakes.push(error.to_string())).ok();
    let overlap = match request.overlap.as_deref() {
        None => Some(Overlap::Skip),
        Some(word) => Overlap::of_word(word),
    };
    if overlap.is_none() {
        mistakes.push("`overlap` is `skip`, `queue` or `replace`".to_owned());
    }
    let missed = match request.missed.as_deref() {
        None => Some(MissedPolicy::RunOnce),
        Some(word) => MissedPolicy::of_word(word),
    };
    if missed.is_none() {
        mistakes.push("`missed` is `run_once` or `skip`".to_owned());
    }
    let grace = request.grace_seconds.map_or(USUAL_GRACE, Duration::from_secs);
    if grace > LOOKS_BACK {
        mistakes.push(format!("`grace_seconds` is at most {}, a week", LOOKS_BACK.as_secs()));
    }
    let words = RunWords { release: request.release, build: request.build, tags: request.tags };
    mistakes.extend(words_mistakes(&words, &None).iter().map(ToString::to_string));
    match (cron, overlap, missed) {
        (Some(cron), Some(overlap), Some(missed)) if mistakes.is_empty() => Ok(ScheduleSpec {
            name,
            suite: request.suite,
            cron,
            overlap,
            missed,
            grace,
            enabled: request.enabled.unwrap_or(true),
            words,
        }),
        _ => Err(SubmitFailure::Mistakes(mistakes.into_iter().map(unplaced).collect())),
    }
}
