//! What happens to a session and what it wants done: the only two languages of its state machine.

use std::time::Duration;

use protocol::{
    AgentMessage, Assignment, AttemptRef, ControllerMessage, DeviceAdvert, Labels, ProcessList, SampleBatch,
};

use crate::drive::job::JobEvent;
use crate::spool::Sealed;

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// Time has passed; also the very first input.
    Tick,
    /// A stream to the controller is open.
    LinkUp {
        /// What this agent offers right now.
        devices: Vec<DeviceAdvert>,
    },
    /// The stream broke, or could not be opened.
    LinkDown {
        /// Chance, from 0 to 1: keeps a lab of agents from knocking all at once.
        jitter: f64,
    },
    /// The controller spoke.
    Controller(ControllerMessage),
    /// The attempt's folder and spool are there.
    Prepared(AttemptRef),
    /// They cannot be made.
    PreparationFailed {
        /// Which attempt.
        attempt: AttemptRef,
        /// Why.
        reason: String,
    },
    /// A job told something.
    Job {
        /// Which attempt.
        attempt: AttemptRef,
        /// What.
        event: JobEvent,
    },
    /// A batch is on disk.
    Spooled {
        /// Which attempt.
        attempt: AttemptRef,
        /// Its sequence number.
        sequence: u64,
    },
    /// A batch could not be put on disk, or not be read again.
    SpoolFailed {
        /// Which attempt.
        attempt: AttemptRef,
        /// Why.
        reason: String,
    },
    /// A job has ended, all its events before it.
    JobEnded(AttemptRef),
    /// The attempt's result and files are on disk.
    Sealed {
        /// Which attempt.
        attempt: AttemptRef,
        /// Result and files.
        sealed: Sealed,
    },
    /// The processes of this machine were listed, or cannot be.
    Listed {
        /// Number of the question.
        request: u64,
        /// What there is, or why it cannot be told.
        answer: Result<ProcessList, String>,
    },
    /// Come to an end: the operator stops this agent.
    Leave(DrainPolicy),
}

/// Something to be done, in order.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Open a stream; answered with [`Input::LinkUp`] or [`Input::LinkDown`].
    Connect,
    /// Close the stream; answered with [`Input::LinkDown`].
    Disconnect,
    /// Say this to the controller.
    Send(AgentMessage),
    /// Make folder and spool; answered with [`Input::Prepared`] or [`Input::PreparationFailed`].
    Prepare(Box<Assignment>),
    /// Run the job of a prepared attempt; answered with [`Input::JobEnded`].
    StartJob(AttemptRef),
    /// Have a running job come to its end.
    CancelJob {
        /// Which attempt.
        attempt: AttemptRef,
        /// Why.
        reason: String,
    },
    /// Have a running session come to its ordinary end.
    FinishJob {
        /// Which attempt.
        attempt: AttemptRef,
        /// Why.
        reason: String,
    },
    /// List the processes of this machine; answered with [`Input::Listed`].
    ListProcesses {
        /// Number of the question.
        request: u64,
        /// Span over which CPU is to be measured; zero to leave it out.
        cpu_over: Duration,
        /// Whether browsers may be asked for the titles of their tabs: not while one of them is measured.
        ask_browsers: bool,
    },
    /// Put a batch on disk; answered with [`Input::Spooled`] or [`Input::SpoolFailed`].
    Persist(SampleBatch),
    /// Send these batches from the disk.
    SendSamples {
        /// Which attempt.
        attempt: AttemptRef,
        /// First sequence number.
        first: u64,
        /// Last sequence number.
        last: u64,
    },
    /// Remember the last acknowledged sequence number.
    KeepAcknowledged {
        /// Which attempt.
        attempt: AttemptRef,
        /// The number.
        up_to: u64,
    },
    /// Make result and files of an ended job ready; answered with [`Input::Sealed`].
    Seal {
        /// Which attempt.
        attempt: AttemptRef,
        /// Why the attempt counts as an infrastructure failure whatever the job says, if it does.
        failure: Option<String>,
    },
    /// Send the piece of a sealed file that begins at an offset.
    SendChunk {
        /// Which attempt.
        attempt: AttemptRef,
        /// Place of the file among the sealed ones.
        file: usize,
        /// First byte.
        offset_bytes: u64,
    },
    /// Remove the attempt's folder and forget it.
    DropAttempt(AttemptRef),
    /// The session is over.
    Finish(Ending),
}

/// Why a session is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It was told to leave, and has.
    Left,
    /// The controller could not be reached for longer than the session was to try.
    Unreachable,
}

/// What becomes of running jobs when the agent is to leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DrainPolicy {
    /// They are canceled, and their results sent.
    Cancel,
    /// They may finish within this time; then they are canceled.
    Finish {
        /// Time from the request to leave.
        within: Duration,
    },
}

/// Who this agent is and how patient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Introduction {
    /// Installed agent.
    pub agent: protocol::AgentId,
    /// Its name for people.
    pub name: String,
    /// Version of its binary.
    pub version: String,
    /// Operator's labels.
    pub labels: Labels,
    /// For how long an unreachable controller is tried; for ever where absent.
    pub give_up_after: Option<Duration>,
}

/// An attempt whose folder an earlier life of this agent left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leftover {
    /// Which.
    pub attempt: AttemptRef,
    /// Last sequence number on disk.
    pub spooled: u64,
    /// Last sequence number that was acknowledged.
    pub acknowledged: u64,
    /// Result and files, where the job had ended.
    pub sealed: Option<Sealed>,
}
