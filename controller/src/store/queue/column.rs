//! Between a column's text and the type it stands for. A text that this version cannot read is an error, never a default.

use std::str::FromStr;

use protocol::{AgentId, AttemptNumber, AttemptRef, JobId, RunId};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::lease::attempt::EndKind;
use crate::schedule::JobState;
use crate::store::StoreError;

/// The type's JSON.
pub(in crate::store) fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("our own types have string keys only")
}

/// The type behind a JSON column.
pub(in crate::store) fn of_json<T: DeserializeOwned>(
    what: &'static str,
    key: &str,
    text: &str,
) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(StoreError::row(what, key))
}

/// A job's id.
pub(in crate::store) fn job_id(text: &str) -> Result<JobId, StoreError> {
    id("id", text)
}

/// A run's id.
pub(in crate::store) fn run_id(text: Option<&str>) -> Result<Option<RunId>, StoreError> {
    text.map(|text| id("run_id", text)).transpose()
}

/// An agent's id.
pub(super) fn agent_id(text: &str) -> Result<AgentId, StoreError> {
    id("agent_id", text)
}

/// A state by its word.
pub(in crate::store) fn job_state(key: &str, word: &str) -> Result<JobState, StoreError> {
    of_json("state", key, &json(&word))
}

/// An end by its word.
pub(super) fn end_kind(key: &str, word: &str) -> Result<EndKind, StoreError> {
    of_json("end_kind", key, &json(&word))
}

/// The word of an end.
pub(super) const fn end_word(kind: EndKind) -> &'static str {
    match kind {
        EndKind::Completed => "completed",
        EndKind::StepFailed => "step_failed",
        EndKind::Canceled => "canceled",
        EndKind::TimedOut => "timed_out",
        EndKind::Infrastructure => "infrastructure",
        EndKind::Expired => "expired",
    }
}

/// An attempt's number as its column holds it.
pub(super) fn number_column(attempt: AttemptRef) -> i32 {
    i32::try_from(attempt.number.0).unwrap_or(i32::MAX)
}

/// An attempt of a job by its column.
pub(super) fn attempt_ref(job: JobId, number: i32) -> AttemptRef {
    AttemptRef { job, number: AttemptNumber(number.unsigned_abs()) }
}

fn id<T: FromStr<Err = uuid::Error>>(what: &'static str, text: &str) -> Result<T, StoreError> {
    text.parse().map_err(|error: uuid::Error| {
        let source = <serde_json::Error as serde::de::Error>::custom(error);
        StoreError::row(what, text)(source)
    })
}
