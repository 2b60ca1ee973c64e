//! Schedules: list, look at, and what became of their ticks.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::change;
use crate::http_api::access::caller::Caller;
use crate::http_api::state::ApiState;
use crate::http_api::view::schedule::{ScheduleView, TickView};
use crate::http_api::wire::envelope::{Envelope, Success};
use crate::http_api::wire::error::{ApiError, Nothing};
use crate::http_api::wire::extract::{ApiPath, ApiQuery};
use crate::http_api::wire::paging::{Page, PageQuery};
use crate::http_api::wire::precondition::etag;
use crate::store::schedules::ScheduleEntry;

/// The routes of schedules that are kept.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list_schedules, change::create_schedule))
        .routes(routes!(schedule, change::change_schedule, change::delete_schedule))
        .routes(routes!(change::enable_schedule))
        .routes(routes!(change::disable_schedule))
        .routes(routes!(ticks))
}

/// Lists schedules by name, each with its next and its latest tick.
#[utoipa::path(get, path = "/api/v1/schedules", tag = "schedules", params(PageQuery), responses(
    (status = 200, body = Envelope<Page<ScheduleView>>),
))]
pub(crate) async fn list_schedules(
    State(state): State<ApiState>,
    caller: Caller,
    ApiQuery(page): ApiQuery<PageQuery>,
) -> Result<Success<Page<ScheduleView>>, ApiError> {
    let paging = page.checked()?;
    let (entries, total) = state.store.schedules(&caller.project, paging.offset(), paging.page_size).await?;
    Ok(Success(paging.page_of(entries.into_iter().map(ScheduleView::from).collect(), total)))
}

/// One schedule.
#[utoipa::path(get, path = "/api/v1/schedules/{id}", tag = "schedules", params(("id" = String, Path, description = "Schedule id")), responses(
    (status = 200, body = Envelope<ScheduleView>, headers(("ETag" = String, description = "Its version"))),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such schedule"),
))]
pub(crate) async fn schedule(
    State(state): State<ApiState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
) -> Result<Response, ApiError> {
    Ok(answer(found(&state, &caller, &id).await?))
}

/// What became of a schedule's ticks, newest first.
#[utoipa::path(get, path = "/api/v1/schedules/{id}/ticks", tag = "schedules", params(("id" = String, Path, description = "Schedule id"), PageQuery), responses(
    (status = 200, body = Envelope<Page<TickView>>),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such schedule"),
))]
pub(crate) async fn ticks(
    State(state): State<ApiState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
    ApiQuery(page): ApiQuery<PageQuery>,
) -> Result<Success<Page<TickView>>, ApiError> {
    let paging = page.checked()?;
    let schedule = found(&state, &caller, &id).await?.schedule.id;
    let (ticks, total) = state.store.schedule_ticks(schedule, paging.offset(), paging.page_size).await?;
    Ok(Success(paging.page_of(ticks.into_iter().map(TickView::from).collect(), total)))
}

/// A schedule of another project is as good as none.
pub(super) async fn found(state: &ApiState, caller: &Caller, id: &str) -> Result<ScheduleEntry, ApiError> {
    let missing = || ApiError::not_found("schedule", id);
    let known = id.parse().map_err(|_| missing())?;
    state.store.schedule(&caller.project, known).await?.ok_or_else(missing)
}

/// A schedule with its version.
pub(super) fn answer(entry: ScheduleEntry) -> Response {
    (etag(entry.schedule.version), Success(ScheduleView::from(entry))).into_response()
}
