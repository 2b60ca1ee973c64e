//! What devices did lately, and how much of the time they had work. Plans nothing.

use std::time::Duration;

use dataset::Timestamp;
use protocol::DeviceId;

use super::usual::HISTORY;
use crate::http_api::access::caller::Caller;
use crate::http_api::state::ApiState;
use crate::http_api::view::device::{ActivityView, UtilizationView};
use crate::http_api::wire::error::ApiError;
use crate::store::queue::{DeviceEntry, Shares};

const DAY: Duration = Duration::from_hours(24);
const WEEK: Duration = Duration::from_hours(24 * 7);

/// What each of these devices did, in the same order.
pub(super) async fn activities(
    state: &ApiState,
    caller: &Caller,
    devices: &[DeviceEntry],
) -> Result<Vec<ActivityView>, ApiError> {
    let now = state.clock.now();
    let ids: Vec<DeviceId> = devices.iter().map(|entry| entry.advert.device.clone()).collect();
    let day = state.store.device_shares(&ids, before(now, DAY), now).await?;
    let week = state.store.device_shares(&ids, before(now, WEEK), now).await?;
    let mut activities = Vec::with_capacity(devices.len());
    for (entry, id) in devices.iter().zip(&ids) {
        let known = now.since(entry.known_since);
        let history = state.store.device_attempts(&caller.project, id, HISTORY).await?;
        activities.push(ActivityView {
            history: history.into_iter().map(Into::into).collect(),
            day: share(&day, id, DAY.min(known)),
            week: share(&week, id, WEEK.min(known)),
        });
    }
    Ok(activities)
}

fn share(shares: &Shares, device: &DeviceId, of: Duration) -> UtilizationView {
    let of_ms = u64::try_from(of.as_millis()).unwrap_or(u64::MAX);
    UtilizationView { leased_ms: shares.get(device).copied().unwrap_or(0).min(of_ms), of_ms }
}

fn before(now: Timestamp, span: Duration) -> Timestamp {
    let span = i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
    Timestamp::from_epoch_ms(now.epoch_ms().saturating_sub(span))
}
