//! Lists saved views, saves one, forgets one.

use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::owner::{seen_by, written_by};
use crate::http_api::access::audit_trail::Noted;
use crate::http_api::access::caller::Caller;
use crate::http_api::state::ApiState;
use crate::http_api::view::saved_view::{SaveViewRequest, SavedViewView};
use crate::http_api::wire::envelope::{Created, Envelope, Success};
use crate::http_api::wire::error::{ApiError, Code, Nothing};
use crate::http_api::wire::extract::{ApiJson, ApiPath, ApiQuery};
use crate::http_api::wire::paging::{Page, PageQuery};
use crate::store::saved_views::{MOST_VIEWS, Saved, SavedView};

/// Longest name, characters.
const LONGEST_NAME: usize = 80;
/// Longest search of an address, characters.
const LONGEST_QUERY: usize = 4000;

/// The routes of this room.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list_views)).routes(routes!(save_view, forget_view))
}

/// Which of two views of a name is meant.
#[derive(Clone, Copy, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WhichView {
    /// The shared one; otherwise the caller's own.
    #[param(default = false)]
    pub shared: Option<bool>,
}

/// Lists the project's shared views and the caller's own, by name.
#[utoipa::path(get, path = "/api/v1/views", tag = "views", params(PageQuery), responses(
    (status = 200, body = Envelope<Page<SavedViewView>>),
))]
pub(crate) async fn list_views(
    State(state): State<ApiState>,
    caller: Caller,
    ApiQuery(page): ApiQuery<PageQuery>,
) -> Result<Success<Page<SavedViewView>>, ApiError> {
    let paging = page.checked()?;
    let views = state.store.views(&caller.project, seen_by(&caller)).await?;
    Ok(Success(paging.slice(views.into_iter().map(SavedViewView::from).collect())))
}

/// Saves a view under a name, in place of the one that has it: one's own (for who is signed in as a person), or one that
/// the whole project sees (for editors).
#[utoipa::path(put, path = "/api/v1/views/{name}", tag = "views", params(("name" = String, Path, description = "Name, 1 to 80 characters")),
    request_body = SaveViewRequest, responses(
    (status = 200, body = Envelope<SavedViewView>, description = "one of this name is different now"),
    (status = 201, body = Envelope<SavedViewView>, description = "there was none of this name"),
    (status = 400, body = Envelope<Nothing>, description = "1000: the name or the search is too long or empty"),
    (status = 403, body = Envelope<Nothing>, description = "1003: shared views are for editors"),
    (status = 409, body = Envelope<Nothing>, description = "1002: too many views, or nobody whose own it could be; 2004: the project is archived"),
))]
pub(crate) async fn save_view(
    State(state): State<ApiState>,
    caller: Caller,
    ApiPath(name): ApiPath<String>,
    ApiJson(request): ApiJson<SaveViewRequest>,
) -> Result<Response, ApiError> {
    let owner = written_by(&state, &caller, request.shared).await?;
    let view = SavedView {
        name: checked_name(&name)?,
        shared: request.shared,
        query: checked_query(&request.query)?,
        changed_by: caller.name,
        changed_at: state.clock.now(),
    };
    let saved = state.store.save_view(&caller.project, owner, &view).await?;
    let noted = Extension(noted(&view.name, view.shared));
    let view = SavedViewView::from(view);
    match saved {
        Saved::New => Ok((noted, Created(view)).into_response()),
        Saved::Changed => Ok((noted, Success(view)).into_response()),
        Saved::Full => {
            let msg = format!("there are {MOST_VIEWS} views already; delete one first");
            Err(ApiError::new(Code::Conflict, msg))
        }
    }
}

/// Forgets a view: one's own, or with `shared` the project's.
#[utoipa::path(delete, path = "/api/v1/views/{name}", tag = "views", params(("name" = String, Path, description = "Name"), WhichView), responses(
    (status = 200, body = Envelope<Nothing>),
    (status = 403, body = Envelope<Nothing>, description = "1003: shared views are for editors"),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such view"),
    (status = 409, body = Envelope<Nothing>, description = "1002: nobody whose own it could be; 2004: the project is archived"),
))]
pub(crate) async fn forget_view(
    State(state): State<ApiState>,
    caller: Caller,
    ApiPath(name): ApiPath<String>,
    ApiQuery(which): ApiQuery<WhichView>,
) -> Result<Response, ApiError> {
    let shared = which.shared.unwrap_or(false);
    let owner = written_by(&state, &caller, shared).await?;
    if !state.store.forget_view(&caller.project, owner, &name).await? {
        return Err(ApiError::not_found("view", &name));
    }
    Ok((Extension(noted(&name, shared)), Success(Nothing {})).into_response())
}

fn noted(name: &str, shared: bool) -> Noted {
    let detail = if shared { "shared" } else { "own" };
    Noted { object: name.to_owned(), detail: detail.to_owned(), everywhere: false }
}

fn checked_name(name: &str) -> Result<String, ApiError> {
    let name = name.trim();
    if (1..=LONGEST_NAME).contains(&name.chars().count()) && !name.chars().any(char::is_control) {
        return Ok(name.to_owned());
    }
    let msg = format!("the name of a view has 1 to {LONGEST_NAME} characters and no control characters");
    Err(ApiError::new(Code::Parameter, msg))
}

fn checked_query(query: &str) -> Result<String, ApiError> {
    let query = query.trim_start_matches('?');
    if query.chars().count() <= LONGEST_QUERY && !query.chars().any(char::is_control) {
        return Ok(query.to_owned());
    }
    let msg = format!("`query` has at most {LONGEST_QUERY} characters and no control characters");
    Err(ApiError::new(Code::Parameter, msg))
}
