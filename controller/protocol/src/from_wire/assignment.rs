//! What the controller hands out: the terms of the connection, and jobs.

use std::time::Duration;

use super::{FromWireError, field, watch};
use crate::generated as wire;
use crate::{Assignment, ControllerMessage};

pub(super) fn registered(registered: wire::Registered) -> Result<ControllerMessage, FromWireError> {
    let wire::Registered { heartbeat_interval_ms, lease_duration_ms, ended } = registered;
    Ok(ControllerMessage::Registered {
        heartbeat_interval: span(heartbeat_interval_ms, "registered.heartbeat_interval_ms")?,
        lease_duration: span(lease_duration_ms, "registered.lease_duration_ms")?,
        ended: field::each(ended, |attempt| field::attempt(Some(attempt), "registered.ended.attempt"))?,
    })
}

pub(super) fn assignment(assignment: wire::Assignment) -> Result<Assignment, FromWireError> {
    let wire::Assignment { attempt, device, work, title, build, tags, lease_duration_ms } = assignment;
    Ok(Assignment {
        attempt: field::attempt(attempt, "assignment.attempt")?,
        device: field::device(device, "assignment.device")?,
        work: watch::work(field::present(work, "assignment.work")?)?,
        title,
        build,
        tags,
        lease_duration: span(lease_duration_ms, "assignment.lease_duration_ms")?,
    })
}

/// A span of zero would have the other side spin.
pub(super) fn span(ms: u64, field: &'static str) -> Result<Duration, FromWireError> {
    if ms == 0 { Err(FromWireError::Missing { field }) } else { Ok(Duration::from_millis(ms)) }
}
