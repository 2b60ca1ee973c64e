//! Scenarios: those that ran, those of the library, and the check of a new one.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::auth::Caller;
use super::envelope::{Envelope, Success};
use super::error::{ApiError, Code, Nothing};
use super::extract::ApiQuery;
use super::paging::{Page, PageQuery};
use super::state::ApiState;
use super::view::run::RunView;

/// The routes of this module.
pub(super) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list_scenarios)).routes(routes!(validate_scenario))
}

/// A scenario that ran, or that the library holds.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct ScenarioView {
    /// Its name.
    pub name: String,
    /// Its description, where the library holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Its YAML text, where the library holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub yaml: Option<String>,
    /// Runs of it.
    pub count: u64,
    /// Its newest run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_run: Option<RunView>,
}

/// What the check of a scenario found.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct ValidationView {
    /// Whether it can be run.
    pub valid: bool,
    /// Names of the jobs that it expands to: one per combination of parameters.
    pub jobs: Vec<String>,
    /// Every mistake, in the order of the text.
    pub problems: Vec<ProblemView>,
}

/// One mistake in a scenario.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct ProblemView {
    /// Line, from 1.
    pub line: u64,
    /// Column, from 1.
    pub column: u64,
    /// What is wrong and how to mend it.
    pub message: String,
}

/// Lists scenarios by name, with their newest run.
#[utoipa::path(get, path = "/api/v1/scenarios", tag = "scenarios", params(PageQuery), responses(
    (status = 200, body = Envelope<Page<ScenarioView>>),
))]
pub(super) async fn list_scenarios(
    State(_state): State<ApiState>,
    _caller: Caller,
    ApiQuery(_page): ApiQuery<PageQuery>,
) -> Result<Success<Page<ScenarioView>>, ApiError> {
    Err(ApiError::new(Code::Internal, "under way"))
}

/// Checks the YAML text of a scenario. A scenario with mistakes is a successful answer with `valid: false`.
#[utoipa::path(post, path = "/api/v1/scenarios/validate", tag = "scenarios",
    request_body(content = String, content_type = "application/yaml", description = "The scenario's YAML text"), responses(
    (status = 200, body = Envelope<ValidationView>),
    (status = 413, body = Envelope<Nothing>, description = "3002: larger than a scenario may be"),
))]
pub(super) async fn validate_scenario(
    State(_state): State<ApiState>,
    _caller: Caller,
    _text: String,
) -> Result<Success<ValidationView>, ApiError> {
    Err(ApiError::new(Code::Internal, "under way"))
}
