//! Devices: what can take a job, what cannot and why, and what each did. Those of other projects are as good as none.

use std::collections::BTreeMap;

use axum::extract::State;
use protocol::DeviceId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::activity::activities;
use super::filter::DeviceQuery;
use super::usual::{free_at, usual_ms};
use crate::http_api::access::caller::Caller;
use crate::http_api::jobs::door::JobDoor;
use crate::http_api::state::ApiState;
use crate::http_api::view::device::{DeviceDetailView, NowView, PastQuarantineView};
use crate::http_api::view::fleet::{AgentView, DeviceView};
use crate::http_api::wire::envelope::{Envelope, Success};
use crate::http_api::wire::error::{ApiError, Nothing};
use crate::http_api::wire::extract::{ApiPath, ApiQuery};
use crate::http_api::wire::paging::{Page, PageQuery};
use crate::lease::{Availability, Device};
use crate::store::queue::DeviceAttempt;

/// Quarantines of one answer.
const QUARANTINES: u64 = 20;

/// The routes of this module.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list_devices)).routes(routes!(device))
}

/// Lists the devices that get jobs of the project by name.
#[utoipa::path(get, path = "/api/v1/devices", tag = "devices", params(DeviceQuery, PageQuery), responses(
    (status = 200, body = Envelope<Page<DeviceView>>),
))]
pub(crate) async fn list_devices(
    State(state): State<ApiState>,
    door: JobDoor,
    caller: Caller,
    ApiQuery(query): ApiQuery<DeviceQuery>,
    ApiQuery(page): ApiQuery<PageQuery>,
) -> Result<Success<Page<DeviceView>>, ApiError> {
    let paging = page.checked()?;
    query.check()?;
    let devices = door.visible_devices(&caller).await?;
    let page = paging.slice(devices.iter().filter(|device| query.finds(device)).collect());
    let items = views(&state, &caller, &page.items, query.activity.unwrap_or(false)).await?;
    Ok(Success(Page { items, pagination: page.pagination }))
}

/// One device with its agent, its health, what it did and how much of the time it had work.
#[utoipa::path(get, path = "/api/v1/devices/{device}", tag = "devices",
    params(("device" = String, Path, description = "Name of the device, its `/` written as `%2F`")), responses(
    (status = 200, body = Envelope<DeviceDetailView>),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such device"),
))]
pub(crate) async fn device(
    State(state): State<ApiState>,
    door: JobDoor,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
) -> Result<Success<DeviceDetailView>, ApiError> {
    let missing = || ApiError::not_found("device", &id);
    let device = door.visible_device(&caller, &id).await?;
    let agent = state.store.agent(device.agent).await?.ok_or_else(missing)?;
    let mut views = views(&state, &caller, &[&device], true).await?;
    let held = state.store.device_quarantines(&(device.id, device.serves), QUARANTINES).await?;
    Ok(Success(DeviceDetailView {
        device: views.pop().ok_or_else(missing)?,
        agent: AgentView::from(agent),
        quarantines: held.into_iter().map(PastQuarantineView::from).collect(),
    }))
}

/// Devices as they are now, by name, and if asked what each did; one that its agent has just given up is left out.
pub(super) async fn views(
    state: &ApiState,
    caller: &Caller,
    devices: &[&Device],
    with_activity: bool,
) -> Result<Vec<DeviceView>, ApiError> {
    let ids: Vec<DeviceId> = devices.iter().map(|device| device.id.clone()).collect();
    let running = state.store.running_on(&ids).await?;
    let mut running: BTreeMap<DeviceId, DeviceAttempt> =
        running.into_iter().map(|attempt| (attempt.device.clone(), attempt)).collect();
    let entries = state.store.devices(&ids).await?;
    let told = if with_activity { activities(state, caller, &entries).await? } else { Vec::new() };
    let mut activities = told.into_iter();
    let mut views = Vec::with_capacity(devices.len());
    for entry in entries {
        let id = &entry.advert.device;
        let device = devices.iter().find(|device| device.id == *id).expect("these were looked for");
        let now = match running.remove(id) {
            Some(attempt) => Some(now(state, caller, device, attempt).await?),
            None => None,
        };
        views.push(DeviceView { activity: activities.next(), ..DeviceView::new(entry, device, now) });
    }
    Ok(views)
}

async fn now(
    state: &ApiState,
    caller: &Caller,
    device: &Device,
    attempt: DeviceAttempt,
) -> Result<NowView, ApiError> {
    let since = attempt.offered_at.to_string();
    let latest = match &device.availability {
        Availability::Busy { until } => until.map(|until| until.to_string()),
        Availability::Ready
        | Availability::Unavailable(_)
        | Availability::Draining
        | Availability::Offline => None,
    };
    if attempt.project != caller.project {
        let (job_id, scenario, title, free_at) = (None, None, None, None);
        return Ok(NowView { since, job_id, scenario, title, free_at, free_at_latest: latest });
    }
    let expected = usual_ms(state, &attempt).await?.map(|usual| free_at(&attempt, usual));
    let expected = expected.filter(|at| *at > state.clock.now());
    Ok(NowView {
        since,
        job_id: Some(attempt.job.to_string()),
        scenario: Some(attempt.scenario),
        title: Some(attempt.title),
        free_at: expected.map(|at| at.to_string()),
        free_at_latest: latest,
    })
}
