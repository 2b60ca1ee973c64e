//! Requests about many runs at once, and what became of each.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A run that is to change.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WantedRun {
    /// Its id.
    pub id: String,
    /// The version that was seen; without it, whatever others changed in between is no obstacle.
    pub version: Option<u64>,
}

/// Runs that shall be deleted.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeleteRunsRequest {
    /// Which, 1 to 200, each once.
    #[schema(min_items = 1, max_items = 200)]
    pub runs: Vec<WantedRun>,
}

/// Runs whose tags shall change.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TagRunsRequest {
    /// Which, 1 to 200, each once.
    #[schema(min_items = 1, max_items = 200)]
    pub runs: Vec<WantedRun>,
    /// Tags that they shall carry: without comma, at most 100 characters each, at most 20.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub add: Vec<String>,
    /// Tags that they shall not carry, at most 20. Those of release and environment follow their fields.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub remove: Vec<String>,
}

/// Deleted runs that shall be back.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RestoreRunsRequest {
    /// Their ids, 1 to 200, each once.
    #[schema(min_items = 1, max_items = 200)]
    pub ids: Vec<String>,
}

/// What became of each run. Those that could be changed were, together; the others are as they were.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct BulkView {
    /// Runs that are as they were wanted.
    pub done: Vec<BulkDoneView>,
    /// Runs that stayed as they were.
    pub refused: Vec<BulkRefusedView>,
}

/// A run that is as it was wanted.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct BulkDoneView {
    /// Its id.
    pub id: String,
    /// Its version now.
    pub version: u64,
    /// Whether it was different before.
    pub changed: bool,
}

/// A run that stayed as it was.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct BulkRefusedView {
    /// Its id.
    pub id: String,
    /// The number of the error that a request about it alone would have had.
    pub code: u16,
    /// Why.
    pub msg: String,
}
