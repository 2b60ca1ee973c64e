//! Protobuf messages to the domain's, every field checked. Never panics and never guesses: what is malformed is an
//! error that names its field.

use crate::generated as wire;
use crate::generated::agent_message::Message as FromAgent;
use crate::generated::controller_message::Message as FromController;
use crate::{AgentMessage, ControllerMessage};

mod field;
mod agent;
mod assignment;
mod samples;
mod watch;

/// A message that breaks the protocol; its sender runs another version, or is none of ours.
#[derive(Debug, thiserror::Error)]
pub enum FromWireError {
    /// A field that the message cannot do without.
    #[error("`{field}` is missing")]
    Missing {
        /// Path of the field, e.g. `assignment.device`.
        field: &'static str,
    },
    /// Bytes of a fixed length, such as an id or a hash.
    #[error("`{field}` holds {found} bytes where {expected} are expected")]
    Length {
        /// Path of the field.
        field: &'static str,
        /// Bytes that it must hold.
        expected: usize,
        /// Bytes that it holds.
        found: usize,
    },
    /// An enum number that this version does not know, or `…_UNSPECIFIED`.
    #[error("`{field}` holds the unknown value {value}")]
    UnknownValue {
        /// Path of the field.
        field: &'static str,
        /// The number.
        value: i32,
    },
    /// A number counted from 1.
    #[error("`{field}` is 0 but counts from 1")]
    Zero {
        /// Path of the field.
        field: &'static str,
    },
    /// Infinity or not-a-number, which no Dataset can hold.
    #[error("`{field}` is not a finite number")]
    NotFinite {
        /// Path of the field.
        field: &'static str,
    },
    /// A name that is to become a file's but could lead elsewhere.
    #[error("`{field}` is not a plain file name")]
    NotAFileName {
        /// Path of the field.
        field: &'static str,
    },
    /// A chunk that reaches beyond the file that it is a piece of.
    #[error("`{field}` reaches beyond the {total} bytes of the file")]
    BeyondTheEnd {
        /// Path of the field.
        field: &'static str,
        /// Size of the file.
        total: u64,
    },
    /// Embedded JSON that does not have the shape it should.
    #[error("`{field}` does not hold the JSON it should")]
    Json {
        /// Path of the field.
        field: &'static str,
        /// What is wrong with it.
        #[source]
        source: serde_json::Error,
    },
    /// Bytes that are no protobuf message at all.
    #[error("`{field}` does not hold a protobuf message")]
    Protobuf {
        /// Path of the field.
        field: &'static str,
        /// What is wrong with it.
        #[source]
        source: prost::DecodeError,
    },
}

impl TryFrom<wire::AgentMessage> for AgentMessage {
    type Error = FromWireError;

    fn try_from(message: wire::AgentMessage) -> Result<Self, FromWireError> {
        Ok(match field::present(message.message, "message")? {
            FromAgent::Hello(hello) => Self::Hello(agent::hello(hello)?),
            FromAgent::Heartbeat(wire::Heartbeat { devices, running }) => Self::Heartbeat {
                devices: field::each(devices, agent::device)?,
                running: field::each(running, |attempt| {
                    field::attempt(Some(attempt), "heartbeat.running.attempt")
                })?,
            },
            FromAgent::Accepted(wire::Accepted { attempt }) => {
                Self::Accepted(field::attempt(attempt, "accepted.attempt")?)
            }
            FromAgent::Rejected(wire::Rejected { attempt, reason }) => {
                Self::Rejected { attempt: field::attempt(attempt, "rejected.attempt")?, reason }
            }
            FromAgent::Step(event) => Self::Step(agent::step(event)?),
            FromAgent::Log(log) => {
                let (attempt, line) = samples::attempt_log(log)?;
                Self::Log { attempt, line }
            }
            FromAgent::Samples(batch) => Self::Samples(samples::sample_batch(batch)?),
            FromAgent::Upload(chunk) => Self::Upload(agent::upload(chunk)?),
            FromAgent::Result(result) => Self::Result(agent::result(result)?),
            FromAgent::Draining(wire::Draining {}) => Self::Draining,
            FromAgent::Processes(listed) => watch::processes_listed(listed)?,
        })
    }
}

impl TryFrom<wire::SampleBatch> for crate::SampleBatch {
    type Error = FromWireError;

    fn try_from(batch: wire::SampleBatch) -> Result<Self, FromWireError> {
        samples::sample_batch(batch)
    }
}

impl TryFrom<wire::AttemptResult> for crate::AttemptResult {
    type Error = FromWireError;

    fn try_from(result: wire::AttemptResult) -> Result<Self, FromWireError> {
        agent::result(result)
    }
}

impl TryFrom<wire::ControllerMessage> for ControllerMessage {
    type Error = FromWireError;

    fn try_from(message: wire::ControllerMessage) -> Result<Self, FromWireError> {
        Ok(match field::present(message.message, "message")? {
            FromController::Registered(registered) => assignment::registered(registered)?,
            FromController::Assignment(assignment) => {
                Self::Assignment(Box::new(assignment::assignment(assignment)?))
            }
            FromController::SamplesAcknowledged(wire::SamplesAcknowledged { attempt, up_to }) => {
                let attempt = field::attempt(attempt, "samples_acknowledged.attempt")?;
                Self::SamplesAcknowledged { attempt, up_to }
            }
            FromController::UploadAcknowledged(acknowledged) => {
                let wire::UploadAcknowledged { attempt, name, received_bytes } = acknowledged;
                let attempt = field::attempt(attempt, "upload_acknowledged.attempt")?;
                let name = field::file_name(name, "upload_acknowledged.name")?;
                Self::UploadAcknowledged { attempt, name, received_bytes }
            }
            FromController::ResultAcknowledged(wire::ResultAcknowledged { attempt, run_id }) => {
                let attempt = field::attempt(attempt, "result_acknowledged.attempt")?;
                let run = run_id
                    .map(|id| field::uuid(&id, "result_acknowledged.run_id"))
                    .transpose()?
                    .map(crate::RunId::new);
                Self::ResultAcknowledged { attempt, run }
            }
            FromController::AttemptEnded(wire::AttemptEnded { attempt }) => {
                Self::AttemptEnded(field::attempt(attempt, "attempt_ended.attempt")?)
            }
            FromController::Cancel(wire::Cancel { attempt, reason }) => {
                Self::Cancel { attempt: field::attempt(attempt, "cancel.attempt")?, reason }
            }
            FromController::Drain(wire::Drain {}) => Self::Drain,
            FromController::ListProcesses(question) => watch::list_processes(question)?,
            FromController::Finish(wire::Finish { attempt, reason }) => {
                Self::Finish { attempt: field::attempt(attempt, "finish.attempt")?, reason }
            }
        })
    }
}

#[cfg(test)]
mod tests;
