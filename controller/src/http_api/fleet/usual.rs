//! How long a device usually takes for what it runs, from its own history. A guess for people, never for the planner.

use std::collections::BTreeMap;
use std::time::Duration;

use dataset::Timestamp;
use protocol::DeviceId;

use crate::http_api::access::caller::Caller;
use crate::http_api::state::ApiState;
use crate::http_api::wire::error::ApiError;
use crate::store::queue::DeviceAttempt;

/// Attempts of a device that are looked at and shown.
pub(crate) const HISTORY: u64 = 50;

/// How long an attempt usually takes where it runs, ms; nothing where none like it completed there.
pub(crate) async fn usual_ms(state: &ApiState, attempt: &DeviceAttempt) -> Result<Option<u64>, ApiError> {
    if attempt.is_session {
        return Ok(None);
    }
    let history = state.store.device_attempts(&attempt.project, &attempt.device, HISTORY).await?;
    Ok(DeviceAttempt::usual_ms(&history, &attempt.scenario))
}

/// When these devices are free if what they run takes as long as usual; absent for what took longer already, for what never
/// ran there before, and for jobs of other projects.
pub(crate) async fn usually_free(
    state: &ApiState,
    caller: &Caller,
    devices: &[DeviceId],
) -> Result<BTreeMap<DeviceId, Timestamp>, ApiError> {
    let mut free = BTreeMap::new();
    if devices.is_empty() {
        return Ok(free);
    }
    let now = state.clock.now();
    for attempt in state.store.running_on(devices).await? {
        if attempt.project != caller.project {
            continue;
        }
        let at = usual_ms(state, &attempt).await?.map(|usual| free_at(&attempt, usual));
        if let Some(at) = at.filter(|at| *at > now) {
            free.insert(attempt.device, at);
        }
    }
    Ok(free)
}

/// When an attempt has ended if it takes this long, ms.
pub(crate) fn free_at(attempt: &DeviceAttempt, usual_ms: u64) -> Timestamp {
    attempt.offered_at.plus(Duration::from_millis(usual_ms))
}
