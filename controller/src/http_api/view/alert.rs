//! Alerts as lists and their own pages show them, and what people may ask of them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::http_api::wire::paging::Pagination;

/// A metric of a scenario that got worse on one class of devices. Numbers are in `unit`.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct AlertView {
    /// Its id.
    pub id: String,
    /// `open`, `acknowledged` or `resolved`.
    pub state: String,
    /// `regression`, or `threshold` where the metric is beyond its absolute threshold and no regression was shown.
    pub kind: String,
    /// Scenario.
    pub scenario: String,
    /// Metric key.
    pub metric: String,
    /// Unit of every number of this alert.
    pub unit: String,
    /// `lower_is_better` or `higher_is_better`.
    pub direction: String,
    /// Platform; absent where its runs name none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
    /// Device class; absent where its runs name none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_class: Option<String>,
    /// Who looks after it; absent where nobody does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// When it was opened, RFC 3339.
    pub opened_at: String,
    /// The last thing that was done to it.
    pub last_step: AlertStepView,
    /// The run that opened it.
    pub first_bad: SightingView,
    /// The bad run that came in last.
    pub last_bad: SightingView,
    /// The bad run with the worst shift.
    pub worst: SightingView,
    /// Bad runs in all.
    pub bad_runs: u64,
    /// The newest run of the baseline that the first bad run was judged against; absent where there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_good: Option<RunMarkView>,
    /// Good runs that came in after the last bad one. They end no alert: a person does.
    pub good_since: u64,
    /// The last of those.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub good_run: Option<RunMarkView>,
    /// The resolved alert of the same metric, scenario, platform and device class that was there before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous: Option<String>,
    /// Counts what people did to it, from 1 on; the `ETag` of its page.
    pub version: u64,
}

/// A run as an alert knows it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct RunMarkView {
    /// The run. It may be deleted by now.
    pub run_id: String,
    /// When it took place, RFC 3339.
    pub at: String,
    /// Its release.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release: Option<String>,
    /// Its build.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub build_id: Option<String>,
}

/// A run with what it measured of the alert's metric, in the alert's unit.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SightingView {
    /// The run.
    #[serde(flatten)]
    pub mark: RunMarkView,
    /// Whether the metric was judged as regressed.
    pub regressed: bool,
    /// Whether the median is beyond the threshold.
    pub breached: bool,
    /// The metric's absolute threshold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threshold: Option<f64>,
    /// Median of the run's measured iterations.
    pub median: f64,
    /// Measured iterations with a value.
    pub values: u64,
    /// The numbers against the baseline; absent where there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comparison: Option<ShiftView>,
}

/// The size of a change, in the alert's unit.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ShiftView {
    /// Median of the baseline's values.
    pub baseline_median: f64,
    /// How many there are.
    pub baseline_values: u64,
    /// Hodges-Lehmann shift, run minus baseline.
    pub shift: f64,
    /// Lower end of the shift's confidence interval.
    pub shift_low: f64,
    /// Upper end of the shift's confidence interval.
    pub shift_high: f64,
    /// Confidence of that interval, e.g. 0.957.
    pub confidence: f64,
    /// Shift in percent of the baseline's median; absent where that is zero.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shift_percent: Option<f64>,
    /// Smallest change that counts.
    pub practical_limit: f64,
    /// p-value after Benjamini-Hochberg over the run's metrics.
    pub p_adjusted: f64,
}

/// One turn of an alert.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct AlertStepView {
    /// `opened`, `acknowledged`, `resolved`, `reopened` or `assigned`.
    pub kind: String,
    /// When, RFC 3339.
    pub at: String,
    /// Who; absent for the controller itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// In their words; empty where they gave none.
    pub note: String,
    /// Why it was resolved: `fixed`, `accepted`, `noise`, `infrastructure` or `will_not_fix`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whom it was assigned to; absent for every other turn, and where it was assigned to nobody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The run that opened it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run_id: Option<String>,
}

/// One page of alerts, and how many stand where.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct AlertPageView {
    /// The alerts, newest first.
    pub items: Vec<AlertView>,
    /// Where this page stands.
    pub pagination: Pagination,
    /// How many stand where, of all that the other filters find.
    pub counts: AlertCountsView,
}

/// How many alerts stand where.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) struct AlertCountsView {
    /// Open ones.
    pub open: u64,
    /// Acknowledged ones.
    pub acknowledged: u64,
    /// Resolved ones.
    pub resolved: u64,
}

/// An alert with everything that is known of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct AlertDetailView {
    /// The alert as it stands in lists.
    pub alert: AlertView,
    /// Its turns, first to last.
    pub history: Vec<AlertStepView>,
    /// The runs that came in last, newest first, at most 200.
    pub runs: Vec<AlertRunView>,
    /// Runs in all.
    pub runs_total: u64,
    /// The notices of it that go to the operator's webhook, first to last; none where there is no webhook.
    pub deliveries: Vec<DeliveryView>,
}

/// A run of an alert.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct AlertRunView {
    /// The run and what it measured.
    #[serde(flatten)]
    pub sighting: SightingView,
    /// Whether it was a bad one.
    pub bad: bool,
    /// When its verdict was taken into account, RFC 3339.
    pub seen_at: String,
    /// Whether it is still stored in the alert's project.
    pub stored: bool,
}

/// A notice of an alert and what became of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct DeliveryView {
    /// Its `webhook-id`: the same at every attempt.
    pub id: String,
    /// `alert.opened`, `alert.resolved` or `alert.reopened`.
    pub event: String,
    /// When it was written, RFC 3339.
    pub created_at: String,
    /// `waiting`, `delivered` or `given_up`.
    pub state: String,
    /// When it is tried next at the earliest, RFC 3339; absent unless it waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_at: Option<String>,
    /// Its attempts, first to last.
    pub attempts: Vec<DeliveryAttemptView>,
}

/// One attempt at sending a notice.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct DeliveryAttemptView {
    /// Counts from 1.
    pub number: u32,
    /// When it began, RFC 3339.
    pub started_at: String,
    /// When it ended, RFC 3339; absent while it is under way, and where its controller ended in the middle of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<String>,
    /// The receiver's HTTP status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Why it was in vain; absent for a delivery.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// A turn that needs no more than words.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoteRequest {
    /// Why, for whoever asks later; at most 2,000 characters.
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub note: String,
}

/// Ends an alert.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResolveRequest {
    /// `fixed`, `accepted` (as the new normal), `noise`, `infrastructure` or `will_not_fix`.
    #[schema(pattern = "^(fixed|accepted|noise|infrastructure|will_not_fix)$")]
    pub reason: String,
    /// In words, for whoever asks later; at most 2,000 characters.
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub note: String,
}

/// Says who looks after an alert.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OwnerRequest {
    /// A person's name of at most 100 characters; null or empty for nobody.
    // Whoever leaves it out has not said that it is nobody.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(max_length = 100, required = true)]
    pub owner: Option<String>,
    /// Why, for whoever asks later; at most 2,000 characters.
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub note: String,
}
