//! The processes of a device, for whoever chooses what to watch.

use std::time::Duration;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http_api::access::caller::Caller;
use crate::http_api::jobs::door::JobDoor;
use crate::http_api::state::ApiState;
use crate::http_api::view::session::ProcessesView;
use crate::http_api::wire::envelope::{Envelope, Success};
use crate::http_api::wire::error::{ApiError, Nothing};
use crate::http_api::wire::extract::ApiPath;

/// Long enough for a figure to one percent of a core, short enough to wait for.
const CPU_OVER: Duration = Duration::from_millis(500);

/// The routes of this module.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list_processes))
}

/// What runs on a device at this moment, as its agent reads it: nothing of it is kept.
#[utoipa::path(get, path = "/api/v1/devices/{device}/processes", tag = "sessions",
    params(("device" = String, Path, description = "Name of the device, its `/` written as `%2F`")), responses(
    (status = 200, body = Envelope<ProcessesView>),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such device"),
    (status = 409, body = Envelope<Nothing>, description = "1002: the device is offline, or cannot list its processes"),
    (status = 429, body = Envelope<Nothing>, description = "1004: too many lists are being made"),
    (status = 504, body = Envelope<Nothing>, description = "1010: its agent does not answer"),
))]
pub(crate) async fn list_processes(
    door: JobDoor,
    caller: Caller,
    ApiPath(device): ApiPath<String>,
) -> Result<Success<ProcessesView>, ApiError> {
    let device = door.visible_device(&caller, &device).await?.id;
    let list = door.processes(device.clone(), CPU_OVER).await?;
    Ok(Success(ProcessesView::new(&device, list)))
}
