//! Pinned baselines: which run, for which scope, by whom and why.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A run that somebody pinned as the baseline of its scenario on its platform and device class.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct BaselineView {
    /// Its id.
    pub id: String,
    /// The scenario that it holds for.
    pub scenario: String,
    /// The platform that it holds for; empty where the run names none.
    pub platform: String,
    /// The device class that it holds for; empty where the run names none.
    pub device_class: String,
    /// The pinned run.
    pub run_id: String,
    /// Title of the pinned run.
    pub run_title: String,
    /// Who pinned it.
    pub set_by: String,
    /// When, RFC 3339.
    pub set_at: String,
    /// Why.
    pub reason: String,
    /// Who cleared it; absent while it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cleared_by: Option<String>,
    /// When it was cleared, RFC 3339; absent while it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cleared_at: Option<String>,
    /// Why it was cleared; empty where nobody said or another one was pinned in its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cleared_reason: Option<String>,
}

/// Runs that are judged against the same baseline.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct BaselineScopeView {
    /// The scenario.
    pub scenario: String,
    /// The platform; empty where the runs name none.
    pub platform: String,
    /// The device class; empty where the runs name none.
    pub device_class: String,
    /// Runs of it.
    pub runs: u64,
    /// The newest of them.
    pub last_run_id: String,
    /// When that took place, RFC 3339.
    pub last_run_at: String,
    /// What the newest run asks to be judged against where none is pinned: `last_good`, `previous_release` or `none`.
    pub rule: String,
    /// Of `last_good`: how many runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule_count: Option<u32>,
    /// The baseline that is pinned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pinned: Option<BaselineView>,
}

/// Pins a run for the scope that it belongs to; a baseline pinned there before is cleared.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub(crate) struct PinRequest {
    /// The run.
    pub run_id: String,
    /// Why, for whoever asks later.
    #[serde(default)]
    pub reason: String,
}
