//! `/metrics`: what operators watch. Needs a token like everything else and tells nothing of any project.

use std::collections::BTreeMap;

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderName, header};

use super::jobs::door::JobDoor;
use super::state::ApiState;
use crate::lease::{Availability, Device};
use crate::metrics::{Looked, MEDIA_TYPE};

/// Everything in the `OpenMetrics` text format.
pub(super) async fn metrics(
    State(state): State<ApiState>,
    door: Option<Extension<JobDoor>>,
) -> ([(HeaderName, &'static str); 1], String) {
    // The rest is worth having above all when the database fails.
    let jobs = match state.store.job_counts().await {
        Ok(jobs) => Some(jobs),
        Err(error) => {
            tracing::warn!(error = crate::doors::chain(&error), "the jobs are not counted");
            None
        }
    };
    let devices = match door {
        Some(Extension(door)) => door.desk.devices().await.ok(),
        None => None,
    };
    let looked = Looked {
        jobs,
        agents: devices.as_deref().map(agents_of),
        devices: devices.as_deref().map(counted).unwrap_or_default(),
    };
    ([(header::CONTENT_TYPE, MEDIA_TYPE)], state.doors.metrics().text(&looked))
}

fn agents_of(devices: &[Device]) -> u64 {
    let there = devices.iter().filter(|device| device.availability != Availability::Offline);
    there.map(|device| device.agent).collect::<std::collections::BTreeSet<_>>().len() as u64
}

fn counted(devices: &[Device]) -> Vec<(&'static str, u64)> {
    let mut counts: BTreeMap<&'static str, u64> =
        ["ready", "busy", "unavailable", "draining", "offline", "quarantined"]
            .into_iter()
            .map(|word| (word, 0))
            .collect();
    for device in devices {
        *counts.entry(device.state()).or_default() += 1;
    }
    counts.into_iter().collect()
}
