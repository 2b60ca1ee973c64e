//! The filters of the run list, from a query string to a checked filter. Never touches the store.

use serde::Deserialize;
use utoipa::IntoParams;

/// Filters of the run list; all that are given must hold.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct RunQuery {
    /// Release, as in the run's `release:` tag.
    pub release: Option<String>,
    /// Scenario.
    pub scenario: Option<String>,
    /// Tags, separated by commas; a run must carry all of them.
    pub tags: Option<String>,
    /// Build under test.
    pub build: Option<String>,
    /// The same as `build`.
    pub build_id: Option<String>,
    /// Platform.
    pub platform: Option<String>,
    /// Device.
    pub device: Option<String>,
    /// `regressed`, `improved`, `unchanged`, `inconclusive`, or `none` for runs that were not judged.
    pub verdict: Option<String>,
    /// `completed`, `failed`, `canceled`, `disconnected` or `unknown`.
    pub outcome: Option<String>,
    /// Earliest creation, RFC 3339 or epoch milliseconds, inclusive.
    pub from: Option<String>,
    /// The same as `from`.
    pub start_time: Option<String>,
    /// Latest creation, RFC 3339 or epoch milliseconds, exclusive.
    pub to: Option<String>,
    /// The same as `to`.
    pub end_time: Option<String>,
    /// `created_at`, `duration`, `title` or `scenario`; a leading `-` turns the order around. Newest first by default.
    #[param(default = "-created_at")]
    pub sort: Option<String>,
}
