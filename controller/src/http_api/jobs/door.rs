//! The way from a request to the queue and to the devices. Decides nothing.

use std::time::Duration;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::{Extension, Router};
use protocol::{DeviceId, Ids, ProcessList};

use crate::http_api::access::caller::Caller;
use crate::http_api::wire::error::{ApiError, Code};
use crate::lease::{Desk, Device, ListError};

/// When to come again while too many processes are being listed.
const LISTS_WAIT: Duration = Duration::from_secs(1);

/// What the routes of jobs and devices need beyond [`ApiState`]; the composition puts it around the
/// whole router, so that an API without a queue (as in tests of runs) stays possible.
#[derive(Clone, Debug)]
pub struct JobDoor {
    /// Where leases are kept.
    pub desk: Desk,
    /// Where new ids come from.
    pub ids: Ids,
}

impl JobDoor {
    /// The same router, whose routes of jobs and devices now reach the queue.
    pub fn open(self, router: Router) -> Router {
        router.layer(Extension(self))
    }

    pub(crate) async fn planned_devices(&self) -> Result<Vec<Device>, ApiError> {
        self.desk.devices().await.map_err(|source| ApiError::internal("look at the devices", source))
    }

    /// The devices that serve the caller's project, by name; others are as good as none.
    pub(crate) async fn visible_devices(&self, caller: &Caller) -> Result<Vec<Device>, ApiError> {
        let devices = self.planned_devices().await?.into_iter();
        Ok(devices.filter(|device| device.serves.includes(&caller.project)).collect())
    }

    /// A device that serves the caller's project; another's is as good as none.
    pub(crate) async fn visible_device(&self, caller: &Caller, id: &str) -> Result<Device, ApiError> {
        let mut devices = self.visible_devices(caller).await?.into_iter();
        let device = devices.find(|device| device.id.as_str() == id);
        device.ok_or_else(|| ApiError::not_found("device", id))
    }

    /// What runs on a device; its CPU is measured over `cpu_over`, if that is not zero.
    pub(crate) async fn processes(
        &self,
        device: DeviceId,
        cpu_over: Duration,
    ) -> Result<ProcessList, ApiError> {
        let listed = self.desk.list_processes(device, cpu_over).await;
        let listed = listed.map_err(|source| ApiError::internal("ask for processes", source))?;
        listed.map_err(|error| match &error {
            ListError::NoDevice(device) => ApiError::not_found("device", device),
            ListError::Unable { .. } | ListError::Refused { .. } => {
                ApiError::new(Code::Conflict, error.to_string())
            }
            ListError::Silent { .. } => ApiError::new(Code::Timeout, error.to_string()),
            ListError::TooMany => ApiError::too_many(error.to_string(), LISTS_WAIT),
        })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for JobDoor {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let door = Extension::<Self>::from_request_parts(parts, state).await;
        door.map(|Extension(door)| door).map_err(|rejection| ApiError::internal("reach the queue", rejection))
    }
}
