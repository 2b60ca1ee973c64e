//! Taking a device out of service, and releasing it: somebody's word, with a reason, until somebody takes it back.

use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use protocol::DeviceId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::devices::views;
use crate::http_api::access::audit_trail::Noted;
use crate::http_api::access::caller::Caller;
use crate::http_api::jobs::door::JobDoor;
use crate::http_api::state::ApiState;
use crate::http_api::view::device::QuarantineRequest;
use crate::http_api::view::fleet::DeviceView;
use crate::http_api::wire::envelope::{Envelope, Success};
use crate::http_api::wire::error::{ApiError, Code, Nothing};
use crate::http_api::wire::extract::{ApiJson, ApiPath};
use crate::lease::{Quarantine, QuarantineState, QuarantineWish};

/// The longest reason, characters.
const LONGEST_REASON: usize = 300;

/// The routes of this module.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(quarantine_device)).routes(routes!(release_device))
}

/// Takes a device out of service: it gets nothing new, and what it runs ends in peace.
#[utoipa::path(post, path = "/api/v1/devices/{device}/quarantine", tag = "devices",
    params(("device" = String, Path, description = "Name of the device, its `/` written as `%2F`")),
    request_body = QuarantineRequest, responses(
    (status = 200, body = Envelope<DeviceView>),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such device"),
    (status = 409, body = Envelope<Nothing>, description = "1002: it is in quarantine already"),
))]
pub(crate) async fn quarantine_device(
    State(state): State<ApiState>,
    door: JobDoor,
    caller: Caller,
    ApiPath(device): ApiPath<String>,
    ApiJson(request): ApiJson<QuarantineRequest>,
) -> Result<Response, ApiError> {
    let id = door.visible_device(&caller, &device).await?.id;
    let reason = reason_of(&request)?;
    let wish = Quarantine { reason: reason.clone(), by: caller.name.clone(), since: state.clock.now() };
    carry_out(&door, id.clone(), QuarantineWish::Hold(wish)).await?;
    answer(&state, &door, &caller, &id, reason).await
}

/// Puts a device into service again.
#[utoipa::path(post, path = "/api/v1/devices/{device}/release", tag = "devices",
    params(("device" = String, Path, description = "Name of the device, its `/` written as `%2F`")),
    request_body = QuarantineRequest, responses(
    (status = 200, body = Envelope<DeviceView>),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such device"),
    (status = 409, body = Envelope<Nothing>, description = "1002: it is not in quarantine"),
))]
pub(crate) async fn release_device(
    State(state): State<ApiState>,
    door: JobDoor,
    caller: Caller,
    ApiPath(device): ApiPath<String>,
    ApiJson(request): ApiJson<QuarantineRequest>,
) -> Result<Response, ApiError> {
    let id = door.visible_device(&caller, &device).await?.id;
    let reason = reason_of(&request)?;
    let wish = QuarantineWish::Release { by: caller.name.clone(), reason: reason.clone() };
    carry_out(&door, id.clone(), wish).await?;
    answer(&state, &door, &caller, &id, reason).await
}

async fn carry_out(door: &JobDoor, device: DeviceId, wish: QuarantineWish) -> Result<(), ApiError> {
    let done = door.desk.quarantine(device.clone(), wish).await;
    let done = done.map_err(|source| ApiError::internal("reach the devices", source))?;
    match done.map_err(|source| ApiError::internal("note a quarantine", source))? {
        QuarantineState::Done => Ok(()),
        QuarantineState::Held(held) => Err(ApiError::new(Code::Conflict, format!("{device} is {held}"))),
        QuarantineState::Free => Err(ApiError::new(Code::Conflict, format!("{device} is not in quarantine"))),
        QuarantineState::NoDevice => Err(ApiError::not_found("device", device)),
    }
}

async fn answer(
    state: &ApiState,
    door: &JobDoor,
    caller: &Caller,
    id: &DeviceId,
    detail: String,
) -> Result<Response, ApiError> {
    let device = door.visible_device(caller, id.as_str()).await?;
    let view = views(state, caller, &[&device], false)
        .await?
        .pop()
        .ok_or_else(|| ApiError::not_found("device", id))?;
    let noted = Noted { detail, ..Noted::default() };
    Ok((Extension(noted), Success(view)).into_response())
}

fn reason_of(request: &QuarantineRequest) -> Result<String, ApiError> {
    let reason = request.reason.trim();
    let length = reason.chars().count();
    if !(1..=LONGEST_REASON).contains(&length) {
        let msg = format!("`reason` has {length} characters; 1 to {LONGEST_REASON} are allowed");
        return Err(ApiError::new(Code::Parameter, msg));
    }
    Ok(reason.to_owned())
}
