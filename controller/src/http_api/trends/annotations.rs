//! Notes beside trends: list, make, remove. Never changes one: it is removed and made anew.

use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use protocol::Ids;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http_api::access::audit_trail::Noted;
use crate::http_api::access::caller::Caller;
use crate::http_api::state::ApiState;
use crate::http_api::view::annotation::{AnnotationView, NewAnnotation};
use crate::http_api::wire::envelope::{Created, Envelope, Success};
use crate::http_api::wire::error::{ApiError, Code, Nothing};
use crate::http_api::wire::extract::{ApiJson, ApiPath, ApiQuery};
use crate::http_api::wire::parameter::{given, parsed, time};
use crate::store::annotations::{Annotation, AnnotationFilter};

/// Most characters of a note.
const LONGEST: usize = 1_000;
/// Most annotations of an answer.
const MOST: u64 = 1_000;

/// The routes of this module.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list_annotations, annotate)).routes(routes!(remove_annotation))
}

/// Which annotations to list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AnnotationQuery {
    /// About this scenario or about all of them.
    pub scenario: Option<String>,
    /// Earliest moment, RFC 3339 or epoch milliseconds, inclusive.
    #[param(schema_with = time)]
    pub from: Option<String>,
    /// Latest moment, RFC 3339 or epoch milliseconds, exclusive.
    #[param(schema_with = time)]
    pub to: Option<String>,
}

/// Lists annotations, oldest first; of more than 1,000 the newest.
#[utoipa::path(get, path = "/api/v1/annotations", tag = "trends", params(AnnotationQuery), responses(
    (status = 200, body = Envelope<Vec<AnnotationView>>),
))]
pub(crate) async fn list_annotations(
    State(state): State<ApiState>,
    caller: Caller,
    ApiQuery(query): ApiQuery<AnnotationQuery>,
) -> Result<Success<Vec<AnnotationView>>, ApiError> {
    let filter = AnnotationFilter {
        project: caller.project,
        scenario: given(query.scenario),
        from: parsed("from", given(query.from))?,
        to: parsed("to", given(query.to))?,
    };
    let found = state.store.annotations(&filter, MOST).await?;
    Ok(Success(found.into_iter().map(AnnotationView::from).collect()))
}

/// Notes something at a moment of a scenario's history, or of all scenarios'.
#[utoipa::path(post, path = "/api/v1/annotations", tag = "trends", request_body = NewAnnotation, responses(
    (status = 201, body = Envelope<AnnotationView>),
    (status = 400, body = Envelope<Nothing>, description = "1000: the text or the time is none"),
))]
pub(crate) async fn annotate(
    State(state): State<ApiState>,
    caller: Caller,
    ApiJson(new): ApiJson<NewAnnotation>,
) -> Result<Created<AnnotationView>, ApiError> {
    let text = new.text.trim();
    if text.is_empty() || text.chars().count() > LONGEST {
        return Err(ApiError::new(Code::Parameter, format!("`text` has 1 to {LONGEST} characters")));
    }
    let now = state.clock.now();
    let annotation = Annotation {
        id: Ids.uuid(),
        project: caller.project,
        scenario: given(new.scenario),
        at: parsed("at", given(new.at))?.unwrap_or(now),
        text: text.to_owned(),
        made_by: caller.name,
        made_at: now,
    };
    state.store.annotate(&annotation).await?;
    Ok(Created(annotation.into()))
}

/// Removes an annotation; the audit log keeps what it said.
#[utoipa::path(delete, path = "/api/v1/annotations/{id}", tag = "trends", params(("id" = String, Path, description = "Annotation id")), responses(
    (status = 200, body = Envelope<Nothing>),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such annotation"),
))]
pub(crate) async fn remove_annotation(
    State(state): State<ApiState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
) -> Result<Response, ApiError> {
    let missing = || ApiError::not_found("annotation", &id);
    let parsed = id.parse().map_err(|_| missing())?;
    let gone = state.store.remove_annotation(&caller.project, parsed).await?.ok_or_else(missing)?;
    let noted = Noted { object: gone.id.to_string(), detail: gone.text, everywhere: false };
    Ok((Extension(noted), Success(Nothing {})).into_response())
}
