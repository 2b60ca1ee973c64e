//! Jobs, their attempts and logs as clients see them, and what a client sends to queue one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::waiting::WaitingView;
use crate::lease::EndKind;
use crate::store::queue::{Attempt, Job, LoggedLine};

/// What to run. Exactly one of `scenario` and `library` is given.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SubmitRequest {
    /// A scenario's YAML text.
    pub scenario: Option<String>,
    /// Its pages by their path relative to the YAML file.
    #[serde(default)]
    pub pages: BTreeMap<String, String>,
    /// Name of a shipped scenario.
    pub library: Option<String>,
    /// Name of the one device that shall take the jobs; any that fits where absent.
    pub device: Option<String>,
    /// Values of the scenario's variables.
    #[serde(default)]
    pub variables: BTreeMap<String, String>,
    /// Replaces the scenario's number of judged iterations.
    pub iterations: Option<u32>,
    /// Replaces the scenario's number of warm-up iterations.
    pub warmup: Option<u32>,
    /// Replaces the scenario's base address or pages.
    pub base_url: Option<String>,
    /// Replaces whether the browser shows no window.
    pub headless: Option<bool>,
    /// Title of the runs; the scenario's name where absent.
    pub title: Option<String>,
    /// Release under test.
    pub release: Option<String>,
    /// Build under test.
    pub build: Option<String>,
    /// Further tags of the runs.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Id of the run to be judged against, instead of the scenario's rule.
    pub baseline: Option<String>,
    /// Higher goes first; 0 is ordinary.
    #[serde(default)]
    pub priority: i32,
    /// The same key with the same content gives the same jobs again, however often it is sent.
    pub idempotency_key: Option<String>,
}

/// The jobs of a request, one per combination of the scenario's parameters.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SubmittedView {
    /// Whether this request queued them; otherwise an earlier one with the same key did.
    pub fresh: bool,
    /// In the order of the combinations.
    pub jobs: Vec<String>,
}

/// A request's mistakes.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct MistakesView {
    /// Every mistake, in the order of the text; absent where the request itself cannot be read.
    #[schema(required = false)]
    pub problems: Vec<MistakeView>,
}

/// One mistake in a request; line and column are absent where it does not stand in the scenario's text.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct MistakeView {
    /// Line, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// Column, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
    /// What is wrong and how to mend it.
    pub message: String,
}

/// A job. A field that does not apply yet is absent.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct JobView {
    /// The job's id.
    pub id: String,
    /// `scenario` where it drives one, `session` where it watches processes that somebody chose.
    pub kind: String,
    /// `queued`, `assigned`, `running`, `completed`, `failed`, `canceled`, `timed_out` or `infrastructure`.
    pub state: String,
    /// Name of the scenario.
    pub scenario: String,
    /// The device that somebody chose; absent where any that fits will do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// Title of the run.
    pub title: String,
    /// Release under test.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release: Option<String>,
    /// Build under test.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub build: Option<String>,
    /// Tags of the run.
    pub tags: Vec<String>,
    /// Higher goes first.
    pub priority: i32,
    /// Attempts so far.
    pub attempts: u32,
    /// Why it ended, or why its last attempt did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The run that counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run_id: Option<String>,
    /// When it was queued, RFC 3339.
    pub submitted_at: String,
    /// When its last attempt began, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_at: Option<String>,
    /// When it ended, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<String>,
}

/// A job with its history.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct JobDetailView {
    /// The job.
    #[serde(flatten)]
    pub job: JobView,
    /// What it waits for; absent unless it is queued.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting_for: Option<String>,
    /// Its place in the queue and what each device says; absent unless it is queued.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting: Option<WaitingView>,
    /// Its attempts, first one first.
    pub history: Vec<AttemptView>,
}

/// One attempt at a job.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct AttemptView {
    /// Counts from 1.
    pub number: u32,
    /// Id of its agent.
    pub agent_id: String,
    /// Its device.
    pub device: String,
    /// When it was offered, RFC 3339.
    pub offered_at: String,
    /// When the agent took it, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted_at: Option<String>,
    /// When it ended, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<String>,
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
}

/// A piece of a job's log.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct JobLogView {
    /// Lines, oldest first.
    pub lines: Vec<JobLogLineView>,
    /// Give this as `after` to read on.
    pub next: i64,
    /// Whether the job can say more.
    pub is_over: bool,
}

/// A line of a job's log.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct JobLogLineView {
    /// Which attempt said it.
    pub attempt: u32,
    /// When, RFC 3339.
    pub at: String,
    /// `step`, `log`, `state`, or `late` for evidence of an attempt that had ended.
    pub kind: String,
    /// `debug`, `info`, `warn` or `error`.
    #[schema(value_type = String)]
    pub level: dataset::LogLevel,
    /// Who said it.
    pub source: String,
    /// What was said.
    pub message: String,
}

/// Why a job is canceled.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CancelRequest {
    /// For whoever reads the job's log.
    #[schema(min_length = 1, max_length = 300)]
    pub reason: Option<String>,
}

/// What became of a request to cancel.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct CanceledView {
    /// `canceled` if it was waiting; `stopping` if a device was told to stop.
    pub state: String,
}

impl From<Job> for JobView {
    fn from(job: Job) -> Self {
        Self {
            id: job.id.to_string(),
            kind: job.kind().word().to_owned(),
            state: job.state.to_string(),
            scenario: job.scenario,
            device: job.queued.needs.device.as_ref().map(ToString::to_string),
            title: job.title,
            release: job.release,
            build: job.build,
            tags: job.tags,
            priority: job.queued.priority,
            attempts: job.attempts,
            reason: job.reason,
            run_id: job.run.map(|run| run.to_string()),
            submitted_at: job.submitted_at.to_string(),
            started_at: job.started_at.map(|at| at.to_string()),
            ended_at: job.ended_at.map(|at| at.to_string()),
        }
    }
}

impl From<Attempt> for AttemptView {
    fn from(attempt: Attempt) -> Self {
        Self {
            number: attempt.number.0,
            agent_id: attempt.agent.to_string(),
            device: attempt.device.to_string(),
            offered_at: attempt.offered_at.to_string(),
            accepted_at: attempt.accepted_at.map(|at| at.to_string()),
            ended_at: attempt.ended_at.map(|at| at.to_string()),
            end: attempt.end,
            reason: attempt.reason,
            run_id: attempt.run.map(|run| run.to_string()),
        }
    }
}

impl From<LoggedLine> for JobLogLineView {
    fn from(line: LoggedLine) -> Self {
        Self {
            attempt: line.attempt.0,
            at: line.at.to_string(),
            kind: line.kind,
            level: line.level,
            source: line.source,
            message: line.message,
        }
    }
}
