//! Devices: what can take a job, and what cannot and why.

use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http_api::access::caller::Caller;
use crate::http_api::jobs::door::JobDoor;
use crate::http_api::state::ApiState;
use crate::http_api::view::fleet::DeviceView;
use crate::http_api::wire::envelope::{Envelope, Success};
use crate::http_api::wire::error::ApiError;
use crate::http_api::wire::extract::ApiQuery;
use crate::http_api::wire::paging::{Page, PageQuery};

/// The routes of this module.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list_devices))
}

/// Lists devices by name.
#[utoipa::path(get, path = "/api/v1/devices", tag = "devices", params(PageQuery), responses(
    (status = 200, body = Envelope<Page<DeviceView>>),
))]
pub(crate) async fn list_devices(
    State(state): State<ApiState>,
    door: JobDoor,
    _caller: Caller,
    ApiQuery(page): ApiQuery<PageQuery>,
) -> Result<Success<Page<DeviceView>>, ApiError> {
    let paging = page.checked()?;
    let (entries, total) = state.store.devices(paging.offset(), paging.page_size).await?;
    let planned = door.planned_devices().await?;
    let views = entries.into_iter().map(|entry| {
        let device = planned.iter().find(|device| device.id == entry.advert.device);
        DeviceView::new(entry, device)
    });
    Ok(Success(paging.page_of(views.collect(), total)))
}
