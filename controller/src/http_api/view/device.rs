//! What a device does, did, and why somebody took it out of service, as clients see it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::fleet::{AgentView, DeviceView};
use crate::lease::{EndKind, Quarantine};
use crate::store::queue::{DeviceAttempt, PastQuarantine};

/// Why a device is out of service.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct QuarantineView {
    /// In somebody's words.
    pub reason: String,
    /// Whose.
    pub by: String,
    /// Since when, RFC 3339.
    pub since: String,
}

/// A quarantine that holds, or has ended.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PastQuarantineView {
    /// Why, who and since when.
    #[serde(flatten)]
    pub quarantine: QuarantineView,
    /// When it ended, RFC 3339; absent while it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub released_at: Option<String>,
    /// Who ended it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub released_by: Option<String>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub released_because: Option<String>,
}

/// What a device runs at this moment.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct NowView {
    /// Since when, RFC 3339.
    pub since: String,
    /// The job; absent for one of another project.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_id: Option<String>,
    /// Name of its scenario.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scenario: Option<String>,
    /// Title of its run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// When it is free again if this takes as long as it usually does there, RFC 3339; absent where nothing like it ran.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub free_at: Option<String>,
    /// When it is free again at the latest, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub free_at_latest: Option<String>,
}

/// What a device did lately.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ActivityView {
    /// Its newest attempts at jobs of this project, newest first, 50 at most.
    pub history: Vec<DeviceAttemptView>,
    /// How much of the last 24 hours it was leased.
    pub day: UtilizationView,
    /// How much of the last 7 days it was leased.
    pub week: UtilizationView,
}

/// How much of a span of time a device was leased.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) struct UtilizationView {
    /// Leased, ms.
    pub leased_ms: u64,
    /// The span, ms; shorter for an agent that has not been known for as long.
    pub of_ms: u64,
}

/// One attempt of a device.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct DeviceAttemptView {
    /// Its job.
    pub job_id: String,
    /// Counts from 1.
    pub number: u32,
    /// Name of the scenario.
    pub scenario: String,
    /// Title of the run.
    pub title: String,
    /// When it was given to the device, RFC 3339.
    pub offered_at: String,
    /// When the device took it, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted_at: Option<String>,
    /// When it ended, RFC 3339; absent while it goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<String>,
    /// From the offer to the end, ms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length_ms: Option<u64>,
    /// `completed`, `step_failed`, `canceled`, `timed_out`, `infrastructure` or `expired`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub end: Option<EndKind>,
    /// Why it ended so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The run that counts, where it gave one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run_id: Option<String>,
    /// The verdict on that run: `regressed`, `improved`, `unchanged` or `inconclusive`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<String>,
}

/// A device with its agent and what it did.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct DeviceDetailView {
    /// The device, with what it did lately.
    #[serde(flatten)]
    pub device: DeviceView,
    /// Its agent.
    pub agent: AgentView,
    /// Its quarantines, newest first, 20 at most.
    pub quarantines: Vec<PastQuarantineView>,
}

/// Why a device is taken out of service, or released.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct QuarantineRequest {
    /// For whoever wonders.
    #[schema(min_length = 1, max_length = 300)]
    pub reason: String,
}

impl From<Quarantine> for QuarantineView {
    fn from(quarantine: Quarantine) -> Self {
        let Quarantine { reason, by, since } = quarantine;
        Self { reason, by, since: since.to_string() }
    }
}

impl From<PastQuarantine> for PastQuarantineView {
    fn from(past: PastQuarantine) -> Self {
        let (released_at, released_by, released_because) = match past.released {
            Some((at, by, because)) => (Some(at.to_string()), Some(by), Some(because)),
            None => (None, None, None),
        };
        Self { quarantine: past.quarantine.into(), released_at, released_by, released_because }
    }
}

impl From<DeviceAttempt> for DeviceAttemptView {
    fn from(attempt: DeviceAttempt) -> Self {
        Self {
            length_ms: attempt.length_ms(),
            job_id: attempt.job.to_string(),
            number: attempt.number.0,
            scenario: attempt.scenario,
            title: attempt.title,
            offered_at: attempt.offered_at.to_string(),
            accepted_at: attempt.accepted_at.map(|at| at.to_string()),
            ended_at: attempt.ended_at.map(|at| at.to_string()),
            end: attempt.end,
            reason: attempt.reason,
            run_id: attempt.run.map(|run| run.to_string()),
            verdict: attempt.verdict,
        }
    }
}
