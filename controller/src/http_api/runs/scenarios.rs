//! Scenarios: those that ran, those of the library, and the check of a new one.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Bytes;
use axum::extract::State;
use scenarios::{Inputs, Mistake};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http_api::access::caller::Caller;
use crate::http_api::state::ApiState;
use crate::http_api::view::run::RunView;
use crate::http_api::wire::envelope::{Envelope, Success};
use crate::http_api::wire::error::{ApiError, Nothing};
use crate::http_api::wire::extract::ApiQuery;
use crate::http_api::wire::paging::{Page, PageQuery};
use crate::store::runs::{RunFilter, ScenarioCount};

/// The routes of this module.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list_scenarios)).routes(routes!(validate_scenario))
}

/// A scenario that ran, or that the library holds.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ScenarioView {
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
pub(crate) struct ValidationView {
    /// Whether it can be run.
    pub valid: bool,
    /// Names of the jobs that it expands to: one per combination of parameters.
    pub jobs: Vec<String>,
    /// Every mistake, in the order of the text.
    pub problems: Vec<ProblemView>,
}

/// One mistake in a scenario.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ProblemView {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1.
    pub column: u32,
    /// What is wrong and how to mend it.
    pub message: String,
    /// The nearest word that would have been right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
}

/// Lists scenarios by name, with their newest run.
#[utoipa::path(get, path = "/api/v1/scenarios", tag = "scenarios", params(PageQuery), responses(
    (status = 200, body = Envelope<Page<ScenarioView>>),
))]
pub(crate) async fn list_scenarios(
    State(state): State<ApiState>,
    caller: Caller,
    ApiQuery(page): ApiQuery<PageQuery>,
) -> Result<Success<Page<ScenarioView>>, ApiError> {
    let paging = page.checked()?;
    let counted = state.store.scenarios(&caller.project).await?;
    let shipped = scenarios::library().iter().map(|shipped| shipped.name.to_owned());
    let names: BTreeSet<String> = shipped.chain(counted.iter().map(|count| count.scenario.clone())).collect();
    let page = paging.slice(names.into_iter().collect());
    let mut items = Vec::with_capacity(page.items.len());
    for name in page.items {
        items.push(scenario(&state, &caller, name, &counted).await?);
    }
    Ok(Success(Page { items, pagination: page.pagination }))
}

async fn scenario(
    state: &ApiState,
    caller: &Caller,
    name: String,
    counted: &[ScenarioCount],
) -> Result<ScenarioView, ApiError> {
    let count = counted.iter().find(|count| count.scenario == name);
    let mut last_run = None;
    if count.is_some() {
        let filter = RunFilter { scenario: Some(name.clone()), ..RunFilter::all(caller.project.as_str()) };
        last_run = state.store.newest_run(&filter).await?.map(RunView::from);
    }
    let shipped = scenarios::library().iter().find(|shipped| shipped.name == name);
    let parsed = shipped.and_then(|shipped| scenarios::parse(&shipped.source(), &Inputs::default()).ok());
    Ok(ScenarioView {
        description: parsed.and_then(|plan| plan.scenarios.into_iter().next()?.description),
        yaml: shipped.map(|shipped| shipped.yaml.to_owned()),
        count: count.map_or(0, |count| count.runs),
        last_run,
        name,
    })
}

/// Checks the YAML text of a scenario. A scenario with mistakes is a successful answer with `valid: false`.
#[utoipa::path(post, path = "/api/v1/scenarios/validate", tag = "scenarios",
    request_body(content = Option<serde_json::Value>, content_type = "application/yaml", description = "The scenario's YAML text"), responses(
    (status = 200, body = Envelope<ValidationView>),
    (status = 413, body = Envelope<Nothing>, description = "3002: larger than a scenario may be"),
))]
pub(crate) async fn validate_scenario(_: Caller, text: Bytes) -> Result<Success<ValidationView>, ApiError> {
    let checked = tokio::task::spawn_blocking(move || checked(&text)).await;
    Ok(Success(checked.expect("a scenario of any content is parsed without a panic")))
}

/// A server's environment is nobody else's to read, so variables have only the values that the text gives them.
fn checked(text: &[u8]) -> ValidationView {
    match scenarios::parse_bytes("scenario.yaml", text, BTreeMap::new(), &Inputs::default()) {
        Ok(plan) => {
            let jobs = plan.scenarios.iter().map(|scenario| scenario.name.clone()).collect();
            ValidationView { valid: true, jobs, problems: Vec::new() }
        }
        Err(mistakes) => {
            let problems = mistakes.as_slice().iter().map(ProblemView::from).collect();
            ValidationView { valid: false, jobs: Vec::new(), problems }
        }
    }
}

impl From<&Mistake> for ProblemView {
    fn from(mistake: &Mistake) -> Self {
        Self {
            line: mistake.line,
            column: mistake.column,
            message: mistake.reason.clone(),
            suggestion: mistake.suggestion.clone(),
        }
    }
}
