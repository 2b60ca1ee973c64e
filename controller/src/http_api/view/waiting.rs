//! The queue, what a job waits for and which device would take it, as clients see it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::job::JobView;
use crate::http_api::wire::paging::Page;
use crate::lease::{Reason, Waiting};

/// What the devices say to a job. Devices that get no jobs of the project are not among them.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct AskedView {
    /// When one that fits is free again if all goes as usual, RFC 3339; absent where that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_free_at: Option<String>,
    /// When one that fits is free again at the latest, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_free_at_latest: Option<String>,
    /// Those that would take it, then those that may later, then the others; 200 at most.
    pub devices: Vec<CandidateView>,
    /// Devices beyond these.
    pub further: u64,
}

/// What one device says to a job.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct CandidateView {
    /// Its name.
    pub device: String,
    /// Whether it would take the job now.
    pub takes_it: bool,
    /// What speaks against it: `not_chosen`, `processes`, `platform`, `label`, `browser`, `browser_version`, `unable`,
    /// `quarantined`, `busy`, `unavailable`, `draining` or `offline`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub predicate: Option<String>,
    /// The same in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why_not: Option<String>,
    /// Whether it may take the job later.
    pub may_later: bool,
    /// When it is free again if all goes as usual, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub free_at: Option<String>,
    /// When it is free again at the latest, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub free_at_latest: Option<String>,
}

/// Why a job waits.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct WaitsView {
    /// `no_devices`, `nothing_fits` (no known device ever can), `nothing_free`, `queued` (jobs before it take the free
    /// devices) or `other_device` (the free one failed it).
    pub because: String,
    /// The same in words.
    pub reason: String,
    /// Place in the project's queue, from 1.
    pub position: u64,
}

/// Why a job waits, and what each device says to it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct WaitingView {
    /// Why.
    #[serde(flatten)]
    pub waits: WaitsView,
    /// Each device.
    #[serde(flatten)]
    pub asked: AskedView,
}

/// The queue of a project.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct QueueView {
    /// Jobs that wait, the next one first.
    pub waiting: Page<QueuedView>,
    /// Jobs that devices work on, the oldest first; 100 at most.
    pub running: Vec<RunningView>,
    /// How many there are.
    pub running_total: u64,
}

/// A job that waits.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct QueuedView {
    /// The job.
    #[serde(flatten)]
    pub job: JobView,
    /// Why it waits.
    pub waiting: WaitsView,
}

/// A job that a device works on.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct RunningView {
    /// The job.
    #[serde(flatten)]
    pub job: JobView,
    /// Where, and how far.
    pub on: ProgressView,
}

/// How far an attempt is.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ProgressView {
    /// The device.
    pub device: String,
    /// The attempt, from 1.
    pub attempt: u32,
    /// Since when, RFC 3339.
    pub since: String,
    /// What it was last heard of doing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// When that was, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step_at: Option<String>,
    /// How long the scenario usually takes on this device, ms; absent where it never completed there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usual_ms: Option<u64>,
    /// When it has ended at the latest, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends_latest: Option<String>,
}

/// What a request to queue jobs would lead to now.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PlanView {
    /// How many jobs it would queue.
    pub total: u64,
    /// The first of them, in the order of the combinations; 50 at most.
    pub jobs: Vec<PlannedView>,
}

/// A job that is not queued yet.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PlannedView {
    /// Title of its run.
    pub title: String,
    /// Name of its scenario.
    pub scenario: String,
    /// Values of its parameters.
    pub parameters: BTreeMap<String, String>,
    /// Judged iterations.
    pub iterations: u32,
    /// Iterations before those.
    pub warmup: u32,
    /// Steps of one iteration.
    pub steps: u64,
    /// The device that would take it now; absent where none would.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// Why it would wait; absent where a device would take it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waits: Option<WaitsView>,
    /// Why it would be refused: no device of the right kind can do what it asks for. Empty where it would be queued.
    pub refused: Vec<String>,
    /// Each device.
    #[serde(flatten)]
    pub asked: AskedView,
}

/// Where a job shall stand in the queue.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PriorityRequest {
    /// Higher goes first; 0 is ordinary.
    pub priority: i32,
}

impl WaitsView {
    /// A reason of the planner's.
    pub(crate) fn new(waiting: &Waiting, before: u64) -> Self {
        Self { because: waiting.word().to_owned(), reason: waiting.to_string(), position: before + 1 }
    }
}

impl CandidateView {
    /// A device with what speaks against it.
    pub(crate) fn new(device: &str, reason: Option<&Reason>) -> Self {
        let until = match reason {
            Some(Reason::Busy { until }) => until.map(|until| until.to_string()),
            Some(_) | None => None,
        };
        Self {
            device: device.to_owned(),
            takes_it: reason.is_none(),
            predicate: reason.map(|reason| reason.word().to_owned()),
            why_not: reason.map(ToString::to_string),
            may_later: reason.is_none_or(Reason::passes),
            free_at: None,
            free_at_latest: until,
        }
    }
}
