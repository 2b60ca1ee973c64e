//! What a job is given and what it tells while it runs.

use std::path::PathBuf;

use dataset::{BatchMetric, Dataset, LogLine, Mark, ProcessInfo};
use protocol::{Assignment, AttemptOutcome, DeviceAdvert, StepEvent};

/// Everything that a job needs beside its assignment.
#[derive(Clone, Debug)]
pub struct JobEnvironment {
    /// The device that it runs on, with its browsers.
    pub device: DeviceAdvert,
    /// A folder of this attempt alone, made by the session and removed by it after the result is acknowledged.
    pub folder: PathBuf,
    /// Outside programs that `exec` steps may run, by name.
    pub allowed_programs: std::collections::BTreeMap<String, PathBuf>,
    /// Labels of the agent; `device_class` among them, where the operator set one.
    pub labels: protocol::Labels,
    /// Version of the agent's binary.
    pub agent_version: String,
    /// How the process is started that cleans up when the agent is killed.
    pub guard: super::guard::GuardCommand,
    /// What `exec` steps get in their environment beside their site and attempt: the run's address and a token. The
    /// values are masked in logs.
    pub program_environment: std::collections::BTreeMap<String, String>,
    /// Canceled when somebody ends a manual session in the ordinary way; a scenario goes on to its own end.
    pub finish: tokio_util::sync::CancellationToken,
}

/// What a job tells while it runs, in order.
#[derive(Clone, Debug, PartialEq)]
pub enum JobEvent {
    /// A step began or ended.
    Step(StepEvent),
    /// A line for the run's log.
    Log(LogLine),
    /// The processes of one tick.
    Batch(BatchMetric),
    /// A process was seen for the first time, or changed its title.
    Process(ProcessInfo),
    /// A phase was closed or an instant marked.
    Mark(Mark),
}

/// What a job leaves.
#[derive(Debug)]
pub struct JobReport {
    /// How it ended.
    pub outcome: AttemptOutcome,
    /// The run without its `report.metrics` (those went out as [`JobEvent::Batch`] and stand in the spool), and
    /// without `report.id`; absent if nothing was measured.
    pub dataset: Option<Box<Dataset>>,
    /// Files in the job's folder that belong to the run, as `report.attachments` lists them.
    pub attachments: Vec<PathBuf>,
}

/// What runs a job; see [`Assignment`].
pub type JobAssignment = Assignment;
