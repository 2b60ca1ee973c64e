//! What each device says to a job, in the planner's own words, and when those that are busy are free again. Plans nothing.

use dataset::Timestamp;
use protocol::{DeviceId, JobId};

use crate::http_api::access::caller::Caller;
use crate::http_api::fleet::usual::usually_free;
use crate::http_api::state::ApiState;
use crate::http_api::view::waiting::{AskedView, CandidateView};
use crate::http_api::wire::error::ApiError;
use crate::lease::{Device, Needs, Plan, Reason, Waiting, why_not};

/// Devices that are told of one by one.
const SHOWN: usize = 200;
/// Busy devices whose history is looked at for how long they usually take.
const LOOKED_AT: usize = 16;

/// Why a job of the queue waits though it was not looked at among the others: a free device is for those before it.
pub(super) fn why_waiting(planned: &Plan, job: JobId) -> Waiting {
    let waiting = planned.waiting.iter().find(|(waiting, _)| *waiting == job);
    waiting.map_or(Waiting::Queued, |(_, waiting)| waiting.clone())
}

/// What each of `devices` says to `needs`.
pub(super) async fn asked(
    state: &ApiState,
    caller: &Caller,
    needs: &Needs,
    devices: &[Device],
) -> Result<AskedView, ApiError> {
    let mut said: Vec<(&DeviceId, Option<Reason>)> =
        devices.iter().map(|device| (&device.id, why_not(needs, device))).collect();
    said.sort_by_key(|(id, reason)| (rank(reason.as_ref()), *id));
    let busy = |reason: &Option<Reason>| matches!(reason, Some(Reason::Busy { .. }));
    let soonest: Vec<DeviceId> =
        said.iter().filter(|(_, reason)| busy(reason)).map(|(id, _)| (*id).clone()).take(LOOKED_AT).collect();
    let expected = usually_free(state, caller, &soonest).await?;
    let next_free_at_latest = said.iter().filter_map(|(_, reason)| latest(reason.as_ref())).min();
    let candidates = said.iter().take(SHOWN).map(|(id, reason)| {
        let candidate = CandidateView::new(id.as_str(), reason.as_ref());
        CandidateView { free_at: expected.get(*id).map(ToString::to_string), ..candidate }
    });
    Ok(AskedView {
        next_free_at: expected.values().min().map(ToString::to_string),
        next_free_at_latest: next_free_at_latest.map(|at| at.to_string()),
        devices: candidates.collect(),
        further: said.len().saturating_sub(SHOWN) as u64,
    })
}

fn rank(reason: Option<&Reason>) -> u8 {
    match reason {
        None => 0,
        Some(Reason::Busy { .. }) => 1,
        Some(reason) if reason.passes() => 2,
        Some(Reason::NotChosen(_)) => 4,
        Some(_) => 3,
    }
}

fn latest(reason: Option<&Reason>) -> Option<Timestamp> {
    match reason {
        Some(Reason::Busy { until }) => *until,
        Some(_) | None => None,
    }
}
