//! What is to come: the next times of an expression before it is kept, the ticks of the next hours, and what is owed.

use std::time::Duration;

use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::request::USUAL_ZONE;
use crate::http_api::access::caller::Caller;
use crate::http_api::state::ApiState;
use crate::http_api::view::schedule::{
    OverdueView, PreviewRequest, PreviewView, UpcomingListView, UpcomingView,
};
use crate::http_api::wire::envelope::{Envelope, Success};
use crate::http_api::wire::error::{ApiError, Code};
use crate::http_api::wire::extract::{ApiJson, ApiQuery};
use crate::http_api::wire::paging::{Page, PageQuery};
use crate::schedule::{CellFact, Coverage, CronExpression, Overdue, StoredSuite, overdue};

/// Times of a preview where the client does not say, and the most.
const TIMES: (u64, u64) = (5, 50);
/// Hours to come where the client does not say, and the most.
const HOURS: (u64, u64) = (24, 168);
/// The most ticks of one answer.
const MAX_UPCOMING: usize = 1_000;

/// The routes of this module.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(preview))
        .routes(routes!(upcoming_ticks))
        .routes(routes!(overdue_cells))
}

/// How far to look ahead.
#[derive(Clone, Copy, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct UpcomingQuery {
    /// Hours from now.
    #[param(default = 24, minimum = 1, maximum = 168)]
    pub hours: Option<u64>,
}

/// The next times of an expression. One that is wrong is a successful answer with a `problem`.
#[utoipa::path(post, path = "/api/v1/schedules/preview", tag = "schedules", request_body = PreviewRequest, responses(
    (status = 200, body = Envelope<PreviewView>),
))]
pub(crate) async fn preview(
    State(state): State<ApiState>,
    _: Caller,
    ApiJson(request): ApiJson<PreviewRequest>,
) -> Result<Success<PreviewView>, ApiError> {
    let count = limited("count", request.count, TIMES)?;
    let now = state.clock.now();
    let looked = tokio::task::spawn_blocking(move || {
        let zone = request.zone.as_deref().unwrap_or(USUAL_ZONE);
        match CronExpression::parse(&request.cron, zone) {
            Ok(cron) => {
                let times = std::iter::successors(cron.next_after(now), |due| cron.next_after(*due));
                let times = times.take(usize::try_from(count).unwrap_or(usize::MAX));
                PreviewView { times: times.map(|due| due.to_string()).collect(), problem: None }
            }
            Err(error) => PreviewView { times: Vec::new(), problem: Some(error.to_string()) },
        }
    });
    Ok(Success(looked.await.expect("an expression of any content is read without a panic")))
}

/// The ticks of enabled schedules in the hours to come, first one first.
#[utoipa::path(get, path = "/api/v1/schedules/upcoming", tag = "schedules", params(UpcomingQuery), responses(
    (status = 200, body = Envelope<UpcomingListView>),
))]
pub(crate) async fn upcoming_ticks(
    State(state): State<ApiState>,
    caller: Caller,
    ApiQuery(query): ApiQuery<UpcomingQuery>,
) -> Result<Success<UpcomingListView>, ApiError> {
    let hours = limited("hours", query.hours, HOURS)?;
    let from = state.clock.now();
    let to = from.plus(Duration::from_hours(hours));
    let schedules = state.store.enabled_schedules(&caller.project).await?;
    let mut ticks = Vec::new();
    for schedule in &schedules {
        let due = schedule.spec.cron.between(from, to).take(MAX_UPCOMING + 1);
        ticks.extend(due.map(|at| (at, schedule)));
    }
    ticks.sort_by_key(|(at, _)| *at);
    let truncated = ticks.len() > MAX_UPCOMING;
    let items = ticks.into_iter().take(MAX_UPCOMING).map(|(at, schedule)| UpcomingView {
        at: at.to_string(),
        schedule_id: schedule.id.to_string(),
        schedule_name: schedule.spec.name.clone(),
        suite: schedule.spec.suite.clone(),
    });
    Ok(Success(UpcomingListView {
        from: from.to_string(),
        to: to.to_string(),
        items: items.collect(),
        truncated,
    }))
}

/// Scenarios of enabled schedules that have had no result although one was due, those that have waited longest first.
#[utoipa::path(get, path = "/api/v1/schedules/overdue", tag = "schedules", params(PageQuery), responses(
    (status = 200, body = Envelope<Page<OverdueView>>),
))]
pub(crate) async fn overdue_cells(
    State(state): State<ApiState>,
    caller: Caller,
    ApiQuery(page): ApiQuery<PageQuery>,
) -> Result<Success<Page<OverdueView>>, ApiError> {
    let paging = page.checked()?;
    let covered = state.store.coverage(&caller.project).await?;
    let owed = tokio::task::spawn_blocking(move || {
        covered.into_iter().flat_map(|(coverage, suite)| owed_of(coverage, suite.as_ref())).collect()
    });
    let mut owed: Vec<_> = owed.await.expect("a suite of any content is parsed without a panic");
    owed.sort_by_key(|owed: &Overdue| owed.since);
    Ok(Success(paging.slice(owed.into_iter().map(OverdueView::from).collect())))
}

fn owed_of(coverage: Coverage, suite: Option<&StoredSuite>) -> Vec<Overdue> {
    let cells = suite.and_then(|suite| suite.parse().ok()).map(|suite| suite.cells).unwrap_or_default();
    let facts = cells.into_iter().map(|cell| CellFact {
        entry: cell.entry,
        scenario: cell.scenario.name,
        device: cell.device,
        parameters: cell.scenario.parameters,
    });
    overdue(&Coverage { cells: facts.collect(), ..coverage })
}

fn limited(name: &str, asked: Option<u64>, (usual, most): (u64, u64)) -> Result<u64, ApiError> {
    let number = asked.unwrap_or(usual);
    if (1..=most).contains(&number) {
        return Ok(number);
    }
    Err(ApiError::new(Code::Parameter, format!("`{name}` must lie between 1 and {most}")))
}
