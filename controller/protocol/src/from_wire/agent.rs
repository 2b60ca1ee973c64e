//! What an agent says of itself, its steps, its files and its results.

use dataset::{FailedStep, Timestamp};

use super::{FromWireError, field};
use crate::generated as wire;
use crate::generated::attempt_result::Outcome;
use crate::{
    AgentId, AttemptOutcome, AttemptResult, BrowserAdvert, DeviceAdvert, DeviceState, Hello, RunningAttempt,
    StepEvent, StepState, UploadChunk, UploadKind,
};

pub(super) fn hello(hello: wire::Hello) -> Result<Hello, FromWireError> {
    let wire::Hello { agent_id, name, version, labels, devices, running } = hello;
    Ok(Hello {
        agent: AgentId::new(field::uuid(&agent_id, "hello.agent_id")?),
        name: field::text(name, "hello.name")?,
        version: field::text(version, "hello.version")?,
        labels,
        devices: field::each(devices, device)?,
        running: field::each(running, |held| {
            let attempt = field::attempt(held.attempt, "hello.running.attempt")?;
            Ok(RunningAttempt { attempt, acknowledged: held.acknowledged })
        })?,
    })
}

pub(super) fn device(advert: wire::DeviceAdvert) -> Result<DeviceAdvert, FromWireError> {
    let wire::DeviceAdvert {
        device,
        platform,
        os,
        arch,
        facts,
        browsers,
        status,
        unavailable_reason,
        watches_processes,
    } = advert;
    let state = match field::known::<wire::DeviceStatus>(status, "device.status")? {
        wire::DeviceStatus::Ready => DeviceState::Ready,
        wire::DeviceStatus::Busy => DeviceState::Busy,
        wire::DeviceStatus::Unavailable => DeviceState::Unavailable(unavailable_reason),
        wire::DeviceStatus::Unspecified => {
            return Err(FromWireError::UnknownValue { field: "device.status", value: status });
        }
    };
    let browsers = field::each(browsers, |browser| {
        let wire::BrowserAdvert { kind, version, binary, driver_version } = browser;
        let kind = field::text(kind, "device.browsers.kind")?;
        Ok(BrowserAdvert { kind, version, binary, driver_version })
    })?;
    let device = field::device(device, "device.device")?;
    // Whoever speaks protobuf is an agent beside its browser.
    let abilities = None;
    Ok(DeviceAdvert { device, platform, os, arch, facts, browsers, state, watches_processes, abilities })
}

pub(super) fn step(event: wire::StepEvent) -> Result<StepEvent, FromWireError> {
    let wire::StepEvent { attempt, at_ms, iteration, number, name, state, failure } = event;
    let state = match field::known::<wire::StepState>(state, "step.state")? {
        wire::StepState::Began => StepState::Began,
        wire::StepState::Succeeded => StepState::Succeeded,
        wire::StepState::Failed => StepState::Failed(failure),
        wire::StepState::Unspecified => {
            return Err(FromWireError::UnknownValue { field: "step.state", value: state });
        }
    };
    Ok(StepEvent {
        attempt: field::attempt(attempt, "step.attempt")?,
        at: Timestamp::from_epoch_ms(at_ms),
        iteration,
        number: field::counted(number, "step.number")?,
        name,
        state,
    })
}

pub(super) fn upload(chunk: wire::UploadChunk) -> Result<UploadChunk, FromWireError> {
    let wire::UploadChunk { attempt, kind, name, offset_bytes, content, total_bytes, sha256 } = chunk;
    let kind = match field::known::<wire::UploadKind>(kind, "upload.kind")? {
        wire::UploadKind::Dataset => UploadKind::Dataset,
        wire::UploadKind::Attachment => UploadKind::Attachment,
        wire::UploadKind::Unspecified => {
            return Err(FromWireError::UnknownValue { field: "upload.kind", value: kind });
        }
    };
    let end = offset_bytes.checked_add(content.len() as u64);
    if end.is_none_or(|end| end > total_bytes) {
        return Err(FromWireError::BeyondTheEnd { field: "upload.content", total: total_bytes });
    }
    Ok(UploadChunk {
        attempt: field::attempt(attempt, "upload.attempt")?,
        kind,
        name: field::file_name(name, "upload.name")?,
        offset_bytes,
        bytes: content,
        total_bytes,
        sha256: field::fixed(&sha256, "upload.sha256")?,
    })
}

pub(super) fn result(result: wire::AttemptResult) -> Result<AttemptResult, FromWireError> {
    let wire::AttemptResult { attempt, outcome } = result;
    let outcome = match field::present(outcome, "result.outcome")? {
        Outcome::Completed(wire::Completed {}) => AttemptOutcome::Completed,
        Outcome::StepFailed(step) => {
            let wire::FailedStep { number, kind, iteration, reason, screenshot, unknown_json } = step;
            let number = field::counted(number, "result.step_failed.number")?;
            let unknown = field::unknown(&unknown_json, "result.step_failed.unknown_json")?;
            let step = FailedStep { number, kind, iteration, reason, screenshot, unknown };
            AttemptOutcome::StepFailed(step)
        }
        Outcome::Canceled(wire::Canceled {}) => AttemptOutcome::Canceled,
        Outcome::Infrastructure(wire::Infrastructure { reason }) => AttemptOutcome::Infrastructure { reason },
    };
    Ok(AttemptResult { attempt: field::attempt(attempt, "result.attempt")?, outcome })
}
