//! What clients see of runs, verdicts, baselines, people and permissions. Holds no logic beyond the conversion from our own types.

pub(super) mod run;
pub(super) mod circumstances;
pub(super) mod detail;
pub(super) mod series;
pub(super) mod verdict;
pub(super) mod compare;
pub(super) mod baseline;
pub(super) mod from;
mod from_verdict;
mod from_report;
pub(super) mod job;
pub(super) mod fleet;
pub(super) mod person;
pub(super) mod access;
