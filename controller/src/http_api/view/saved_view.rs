//! Saved views as clients see and send them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::store::saved_views::SavedView;

/// A named filter of the runs page.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SavedViewView {
    /// Its name.
    pub name: String,
    /// Whether everybody sees it who sees the project; otherwise it is the caller's own.
    pub shared: bool,
    /// The search of the page's address, without `?`, e.g. `scenario=scroll&range=7d`.
    pub query: String,
    /// Who wrote it last.
    pub changed_by: String,
    /// When, RFC 3339.
    pub changed_at: String,
}

/// What a view shall show.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SaveViewRequest {
    /// The search of the page's address, without `?`; at most 4,000 characters.
    #[schema(max_length = 4000)]
    pub query: String,
    /// Whether the whole project sees it; otherwise it is the caller's own.
    #[serde(default)]
    pub shared: bool,
}

impl From<SavedView> for SavedViewView {
    fn from(view: SavedView) -> Self {
        let SavedView { name, shared, query, changed_by, changed_at } = view;
        Self { name, shared, query, changed_by, changed_at: changed_at.to_string() }
    }
}
