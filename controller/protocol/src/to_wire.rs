//! Domain messages to their protobuf form. Never fails: what the domain can say, the wire can carry.

use std::time::Duration;

use crate::generated as wire;
use crate::generated::agent_message::Message as FromAgent;
use crate::generated::attempt_result::Outcome;
use crate::generated::controller_message::Message as FromController;
use crate::{
    AgentMessage, Assignment, AttemptOutcome, AttemptRef, AttemptResult, BrowserAdvert, ControllerMessage,
    DeviceAdvert, DeviceState, Hello, RunningAttempt, StepEvent, StepState, UploadChunk, UploadKind,
};

mod samples;
mod watch;

impl From<AgentMessage> for wire::AgentMessage {
    fn from(message: AgentMessage) -> Self {
        let message = match message {
            AgentMessage::Hello(hello) => FromAgent::Hello(hello.into()),
            AgentMessage::Heartbeat { devices, running } => {
                FromAgent::Heartbeat(wire::Heartbeat { devices: each(devices), running: each(running) })
            }
            AgentMessage::Accepted(attempt) => {
                FromAgent::Accepted(wire::Accepted { attempt: Some(attempt.into()) })
            }
            AgentMessage::Rejected { attempt, reason } => {
                FromAgent::Rejected(wire::Rejected { attempt: Some(attempt.into()), reason })
            }
            AgentMessage::Step(event) => FromAgent::Step(event.into()),
            AgentMessage::Log { attempt, line } => FromAgent::Log(samples::attempt_log(attempt, line)),
            AgentMessage::Samples(batch) => FromAgent::Samples(batch.into()),
            AgentMessage::Upload(chunk) => FromAgent::Upload(chunk.into()),
            AgentMessage::Result(result) => FromAgent::Result(result.into()),
            AgentMessage::Draining => FromAgent::Draining(wire::Draining {}),
            AgentMessage::Processes { request, answer } => {
                FromAgent::Processes(watch::processes_listed(request, answer))
            }
        };
        Self { message: Some(message) }
    }
}

impl From<ControllerMessage> for wire::ControllerMessage {
    fn from(message: ControllerMessage) -> Self {
        let message = match message {
            ControllerMessage::Registered { heartbeat_interval, lease_duration, ended } => {
                FromController::Registered(wire::Registered {
                    heartbeat_interval_ms: milliseconds(heartbeat_interval),
                    lease_duration_ms: milliseconds(lease_duration),
                    ended: each(ended),
                })
            }
            ControllerMessage::Assignment(assignment) => FromController::Assignment((*assignment).into()),
            ControllerMessage::SamplesAcknowledged { attempt, up_to } => {
                let attempt = Some(attempt.into());
                FromController::SamplesAcknowledged(wire::SamplesAcknowledged { attempt, up_to })
            }
            ControllerMessage::UploadAcknowledged { attempt, name, received_bytes } => {
                let attempt = Some(attempt.into());
                FromController::UploadAcknowledged(wire::UploadAcknowledged { attempt, name, received_bytes })
            }
            ControllerMessage::ResultAcknowledged { attempt, run } => {
                FromController::ResultAcknowledged(wire::ResultAcknowledged {
                    attempt: Some(attempt.into()),
                    run_id: run.map(|run| run.uuid().as_bytes().to_vec()),
                })
            }
            ControllerMessage::AttemptEnded(attempt) => {
                FromController::AttemptEnded(wire::AttemptEnded { attempt: Some(attempt.into()) })
            }
            ControllerMessage::Cancel { attempt, reason } => {
                FromController::Cancel(wire::Cancel { attempt: Some(attempt.into()), reason })
            }
            ControllerMessage::Drain => FromController::Drain(wire::Drain {}),
            ControllerMessage::ListProcesses { request, device, cpu_over } => {
                FromController::ListProcesses(watch::list_processes(request, &device, cpu_over))
            }
            ControllerMessage::Finish { attempt, reason } => {
                FromController::Finish(wire::Finish { attempt: Some(attempt.into()), reason })
            }
        };
        Self { message: Some(message) }
    }
}

impl From<AttemptRef> for wire::AttemptRef {
    fn from(attempt: AttemptRef) -> Self {
        Self { job_id: attempt.job.uuid().as_bytes().to_vec(), number: attempt.number.0 }
    }
}

impl From<Hello> for wire::Hello {
    fn from(hello: Hello) -> Self {
        let Hello { agent, name, version, labels, devices, running } = hello;
        Self {
            agent_id: agent.uuid().as_bytes().to_vec(),
            name,
            version,
            labels,
            devices: each(devices),
            running: each(running),
        }
    }
}

impl From<RunningAttempt> for wire::RunningAttempt {
    fn from(running: RunningAttempt) -> Self {
        let RunningAttempt { attempt, acknowledged } = running;
        Self { attempt: Some(attempt.into()), acknowledged }
    }
}

impl From<DeviceAdvert> for wire::DeviceAdvert {
    fn from(advert: DeviceAdvert) -> Self {
        let DeviceAdvert {
            device,
            platform,
            os,
            arch,
            facts,
            browsers,
            state,
            watches_processes,
            abilities: _,
        } = advert;
        let (status, unavailable_reason) = match state {
            DeviceState::Ready => (wire::DeviceStatus::Ready, String::new()),
            DeviceState::Busy => (wire::DeviceStatus::Busy, String::new()),
            DeviceState::Unavailable(reason) => (wire::DeviceStatus::Unavailable, reason),
        };
        Self {
            device: device.as_str().to_owned(),
            platform,
            os,
            arch,
            facts,
            browsers: each(browsers),
            status: status.into(),
            unavailable_reason,
            watches_processes,
        }
    }
}

impl From<BrowserAdvert> for wire::BrowserAdvert {
    fn from(browser: BrowserAdvert) -> Self {
        let BrowserAdvert { kind, version, binary, driver_version } = browser;
        Self { kind, version, binary, driver_version }
    }
}

impl From<StepEvent> for wire::StepEvent {
    fn from(event: StepEvent) -> Self {
        let StepEvent { attempt, at, iteration, number, name, state } = event;
        let (state, failure) = match state {
            StepState::Began => (wire::StepState::Began, String::new()),
            StepState::Succeeded => (wire::StepState::Succeeded, String::new()),
            StepState::Failed(reason) => (wire::StepState::Failed, reason),
        };
        Self {
            attempt: Some(attempt.into()),
            at_ms: at.epoch_ms(),
            iteration,
            number,
            name,
            state: state.into(),
            failure,
        }
    }
}

impl From<UploadChunk> for wire::UploadChunk {
    fn from(chunk: UploadChunk) -> Self {
        let UploadChunk { attempt, kind, name, offset_bytes, bytes, total_bytes, sha256 } = chunk;
        let kind = match kind {
            UploadKind::Dataset => wire::UploadKind::Dataset,
            UploadKind::Attachment => wire::UploadKind::Attachment,
        };
        Self {
            attempt: Some(attempt.into()),
            kind: kind.into(),
            name,
            offset_bytes,
            content: bytes,
            total_bytes,
            sha256: sha256.to_vec(),
        }
    }
}

impl From<AttemptResult> for wire::AttemptResult {
    fn from(result: AttemptResult) -> Self {
        let AttemptResult { attempt, outcome } = result;
        let outcome = match outcome {
            AttemptOutcome::Completed => Outcome::Completed(wire::Completed {}),
            AttemptOutcome::StepFailed(step) => {
                let dataset::FailedStep { number, kind, iteration, reason, screenshot, unknown } = step;
                let unknown_json = samples::json(&unknown);
                Outcome::StepFailed(wire::FailedStep {
                    number,
                    kind,
                    iteration,
                    reason,
                    screenshot,
                    unknown_json,
                })
            }
            AttemptOutcome::Canceled => Outcome::Canceled(wire::Canceled {}),
            AttemptOutcome::Infrastructure { reason } => {
                Outcome::Infrastructure(wire::Infrastructure { reason })
            }
        };
        Self { attempt: Some(attempt.into()), outcome: Some(outcome) }
    }
}

impl From<Assignment> for wire::Assignment {
    fn from(assignment: Assignment) -> Self {
        let Assignment { attempt, device, work, title, build, tags, lease_duration } = assignment;
        Self {
            attempt: Some(attempt.into()),
            device: device.as_str().to_owned(),
            work: Some(watch::work(work)),
            title,
            build,
            tags,
            lease_duration_ms: milliseconds(lease_duration),
        }
    }
}

fn milliseconds(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}

fn each<T: Into<U>, U>(items: Vec<T>) -> Vec<U> {
    items.into_iter().map(Into::into).collect()
}
