//! The messages as both sides think of them; their protobuf form is private to this crate's wire modules.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use dataset::{BatchMetric, FailedStep, LogLine, Mark, ProcessInfo, Timestamp};

use crate::{AgentId, AttemptRef, DeviceId, ProcessList, RunId, Work};

/// What an agent says.
#[derive(Clone, Debug, PartialEq)]
pub enum AgentMessage {
    /// First on every stream: who I am, what I offer, and which attempts I still hold.
    Hello(Hello),
    /// At the interval that the controller asked for.
    Heartbeat {
        /// Devices whose state changed since the last heartbeat or hello.
        devices: Vec<DeviceAdvert>,
        /// Attempts under way: each renews its lease.
        running: Vec<AttemptRef>,
    },
    /// The assignment is taken; its lease begins.
    Accepted(AttemptRef),
    /// The assignment cannot be taken.
    Rejected {
        /// Which.
        attempt: AttemptRef,
        /// Why, in words.
        reason: String,
    },
    /// A step began or ended.
    Step(StepEvent),
    /// A log line of the run.
    Log {
        /// Which attempt.
        attempt: AttemptRef,
        /// The line.
        line: LogLine,
    },
    /// Samples, in sequence.
    Samples(SampleBatch),
    /// A piece of a Dataset or capture.
    Upload(UploadChunk),
    /// The attempt is over; sent after its uploads, repeated until acknowledged.
    Result(AttemptResult),
    /// No further assignments, please; running attempts are brought to their end.
    Draining,
    /// The processes that were asked for.
    Processes {
        /// That of the question.
        request: u64,
        /// What there is, or why it cannot be told, in words.
        answer: Result<ProcessList, String>,
    },
}

/// What the controller says.
#[derive(Clone, Debug, PartialEq)]
pub enum ControllerMessage {
    /// Answers hello.
    Registered {
        /// How often to send a heartbeat.
        heartbeat_interval: Duration,
        /// How long a lease lives without one.
        lease_duration: Duration,
        /// Attempts of the hello that have ended in the meantime: stop them, keep nothing.
        ended: Vec<AttemptRef>,
    },
    /// Run this.
    Assignment(Box<Assignment>),
    /// Samples up to and including this sequence number are on disk.
    SamplesAcknowledged {
        /// Which attempt.
        attempt: AttemptRef,
        /// Last sequence number on disk.
        up_to: u64,
    },
    /// So many bytes of this upload are on disk.
    UploadAcknowledged {
        /// Which attempt.
        attempt: AttemptRef,
        /// Which upload.
        name: String,
        /// Bytes on disk.
        received_bytes: u64,
    },
    /// The result is stored.
    ResultAcknowledged {
        /// Which attempt.
        attempt: AttemptRef,
        /// The stored run, where the attempt gave one.
        run: Option<RunId>,
    },
    /// The message belonged to an attempt that has ended: stop it.
    AttemptEnded(AttemptRef),
    /// Stop this attempt and send its result.
    Cancel {
        /// Which attempt.
        attempt: AttemptRef,
        /// Why, for the log of the run.
        reason: String,
    },
    /// Finish what is running and take nothing new.
    Drain,
    /// Which processes are there? Answered with [`AgentMessage::Processes`].
    ListProcesses {
        /// Stands in the answer.
        request: u64,
        /// On which of the agent's devices.
        device: DeviceId,
        /// Span over which CPU is to be measured; zero to leave it out.
        cpu_over: Duration,
    },
    /// Bring this attempt at a manual session to its ordinary end and send its result.
    Finish {
        /// Which attempt.
        attempt: AttemptRef,
        /// Why, for the log of the run.
        reason: String,
    },
}

/// Name and value of what an operator says of an agent, e.g. `lab=berlin`; a bare label has the value `true`.
pub type Labels = BTreeMap<String, String>;

/// An agent's introduction.
#[derive(Clone, Debug, PartialEq)]
pub struct Hello {
    /// Installed agent.
    pub agent: AgentId,
    /// Its name for people.
    pub name: String,
    /// Version of its binary.
    pub version: String,
    /// Operator's labels.
    pub labels: Labels,
    /// What it can drive and measure.
    pub devices: Vec<DeviceAdvert>,
    /// Attempts that it holds from before the stream broke.
    pub running: Vec<RunningAttempt>,
}

/// An attempt that an agent holds from before the stream broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunningAttempt {
    /// Which.
    pub attempt: AttemptRef,
    /// Last sequence number of its samples that was acknowledged; 0 for none.
    pub acknowledged: u64,
}

/// A device as its agent sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct DeviceAdvert {
    /// Unique name.
    pub device: DeviceId,
    /// `linux`, `macos`, `windows`, `chromeos`, `android`, `ios`, or `simulated`.
    pub platform: String,
    /// Operating system with version.
    pub os: String,
    /// Processor architecture.
    pub arch: String,
    /// Model, CPU, memory and the like, for people and for the device class.
    pub facts: BTreeMap<String, String>,
    /// Browsers that can be driven.
    pub browsers: Vec<BrowserAdvert>,
    /// Whether it can take a job.
    pub state: DeviceState,
    /// Whether it lists its processes and watches those that somebody chose.
    pub watches_processes: bool,
    /// What it can do of what scenarios ask for; absent where it can do everything, as agents beside their browser can.
    pub abilities: Option<Abilities>,
}

/// What a device can do that cannot do everything, in the words that authors write.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Abilities {
    /// Kinds of steps, e.g. `click`.
    pub steps: BTreeSet<String>,
    /// Conditions of `wait_for`, e.g. `visible`.
    pub conditions: BTreeSet<String>,
}

/// A browser with its driver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrowserAdvert {
    /// `chromium`, `firefox` or `simulated`.
    pub kind: String,
    /// Full version of the browser.
    pub version: String,
    /// Path of the browser's executable on the device.
    pub binary: String,
    /// Full version of the driver.
    pub driver_version: String,
}

/// Whether a device can take a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeviceState {
    /// Yes.
    Ready,
    /// It is running one.
    Busy,
    /// No, and why.
    Unavailable(String),
}

/// A job handed to a device.
#[derive(Clone, Debug, PartialEq)]
pub struct Assignment {
    /// Which attempt.
    pub attempt: AttemptRef,
    /// On which of the agent's devices.
    pub device: DeviceId,
    /// What to do there.
    pub work: Work,
    /// Title of the run.
    pub title: String,
    /// Build under test.
    pub build: Option<String>,
    /// Tags of the run, `release:<version>` among them.
    pub tags: Vec<String>,
    /// How long the lease lives without a heartbeat.
    pub lease_duration: Duration,
}

/// A step began or ended.
#[derive(Clone, Debug, PartialEq)]
pub struct StepEvent {
    /// Which attempt.
    pub attempt: AttemptRef,
    /// When.
    pub at: Timestamp,
    /// Iteration, from 0, warm-up included.
    pub iteration: u32,
    /// Number of the step, from 1.
    pub number: u32,
    /// Its name or kind.
    pub name: String,
    /// Which edge.
    pub state: StepState,
}

/// Which edge of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepState {
    /// It began.
    Began,
    /// It succeeded.
    Succeeded,
    /// It failed, and why.
    Failed(String),
}

/// Samples that were taken together or shortly after one another.
#[derive(Clone, Debug, PartialEq)]
pub struct SampleBatch {
    /// Which attempt.
    pub attempt: AttemptRef,
    /// Counts from 1 within the attempt; a gap is never skipped.
    pub sequence: u64,
    /// The samples, ascending by time.
    pub batches: Vec<BatchMetric>,
    /// Processes seen for the first time, or with a new title.
    pub processes: Vec<ProcessInfo>,
    /// Marks that were set or closed.
    pub marks: Vec<Mark>,
}

/// What an upload is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UploadKind {
    /// The Dataset of the attempt, as JSON.
    Dataset,
    /// A file stored beside it: screenshot, trace.
    Attachment,
}

/// A piece of a file, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadChunk {
    /// Which attempt.
    pub attempt: AttemptRef,
    /// What it is.
    pub kind: UploadKind,
    /// Plain file name, unique within the attempt.
    pub name: String,
    /// Position of the first byte.
    pub offset_bytes: u64,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Size of the whole file.
    pub total_bytes: u64,
    /// SHA-256 of the whole file.
    pub sha256: [u8; 32],
}

/// The end of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptResult {
    /// Which.
    pub attempt: AttemptRef,
    /// How it ended.
    pub outcome: AttemptOutcome,
}

/// How an attempt ended, as the agent saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttemptOutcome {
    /// Every step succeeded; the Dataset is uploaded.
    Completed,
    /// A step failed; a partial Dataset is uploaded.
    StepFailed(FailedStep),
    /// It was canceled; a partial Dataset may be uploaded.
    Canceled,
    /// Not the scenario's fault: driver, browser or machine. May be tried again.
    Infrastructure {
        /// What happened, in one sentence.
        reason: String,
    },
}
