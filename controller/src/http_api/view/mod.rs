//! What clients see of runs, verdicts, baselines, people and permissions. Holds no logic beyond the conversion from our own types.

pub(crate) mod run;
pub(crate) mod run_change;
pub(crate) mod bulk;
pub(crate) mod saved_view;
pub(crate) mod circumstances;
pub(crate) mod detail;
pub(crate) mod series;
pub(crate) mod verdict;
pub(crate) mod compare;
pub(crate) mod baseline;
pub(crate) mod from;
mod from_verdict;
mod from_report;
pub(crate) mod job;
pub(crate) mod session;
pub(crate) mod fleet;
pub(crate) mod person;
pub(crate) mod access;
