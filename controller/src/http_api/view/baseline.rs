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
