//! The way from a request to the queue. Decides nothing.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::{Extension, Router};
use protocol::Ids;

use crate::http_api::wire::error::ApiError;
use crate::lease::{Desk, Device};

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
}

impl<S: Send + Sync> FromRequestParts<S> for JobDoor {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let door = Extension::<Self>::from_request_parts(parts, state).await;
        door.map(|Extension(door)| door).map_err(|rejection| ApiError::internal("reach the queue", rejection))
    }
}
