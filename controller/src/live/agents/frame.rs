//! An agent's frames as messages of the protocol. Pure: reads text, touches no socket and keeps no token.

use std::collections::{BTreeMap, BTreeSet};

use dataset::{FailedStep, Timestamp};
use protocol::{
    Abilities, AgentId, AgentMessage, AttemptOutcome, AttemptRef, AttemptResult, BrowserAdvert, DeviceAdvert,
    DeviceId, DeviceState, Hello, RunId, RunningAttempt, StepEvent, StepState,
};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::attachment;
use super::fault::AgentFault;
use crate::intake::streaming::json::{self, Parsed};
use crate::intake::streaming::{FrameFault, MAX_FRAME_BYTES, typed};

/// Why a result without a run is none.
const NO_RUN: &str = "the device tells of no run: what it measured did not reach the controller";

/// A socket's first frame.
pub(super) struct Introduction {
    /// The access token as it was sent.
    pub(super) token: String,
    /// Who speaks.
    pub(super) hello: Hello,
}

/// Reads the frames behind the first one.
#[derive(Debug)]
pub(super) struct FrameReader {
    /// The device as its agent described it last.
    device: DeviceAdvert,
}

#[derive(Deserialize)]
struct HelloForm {
    token: String,
    agent: AgentId,
    name: String,
    version: String,
    #[serde(default)]
    labels: BTreeMap<String, String>,
    device: DeviceForm,
    #[serde(default)]
    running: Vec<AttemptRef>,
}

#[derive(Deserialize)]
struct DeviceForm {
    device: DeviceId,
    platform: String,
    #[serde(default)]
    os: String,
    #[serde(default)]
    arch: String,
    #[serde(default)]
    facts: BTreeMap<String, String>,
    browsers: Vec<BrowserForm>,
    state: StateForm,
    steps: BTreeSet<String>,
    conditions: BTreeSet<String>,
}

#[derive(Deserialize)]
struct BrowserForm {
    kind: String,
    version: String,
    #[serde(default)]
    binary: String,
    #[serde(default)]
    driver_version: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum StateForm {
    Ready,
    Busy,
    Unavailable(String),
}

#[derive(Deserialize)]
struct HeartbeatForm {
    state: StateForm,
    #[serde(default)]
    running: Vec<AttemptRef>,
}

#[derive(Deserialize)]
struct AcceptedForm {
    attempt: AttemptRef,
}

#[derive(Deserialize)]
struct RejectedForm {
    attempt: AttemptRef,
    reason: String,
}

#[derive(Deserialize)]
struct StepForm {
    attempt: AttemptRef,
    at: i64,
    iteration: u32,
    number: u32,
    name: String,
    state: StepStateForm,
    #[serde(default)]
    failure: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum StepStateForm {
    Began,
    Succeeded,
    Failed,
}

#[derive(Deserialize)]
struct ResultForm {
    attempt: AttemptRef,
    #[serde(default)]
    run_id: Option<RunId>,
    outcome: OutcomeForm,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum OutcomeForm {
    Completed,
    StepFailed(FailedStep),
    Canceled,
    Infrastructure { reason: String },
}

/// Reads a socket's first frame.
pub(super) fn read_introduction(text: &str) -> Result<Introduction, AgentFault> {
    check_size(text)?;
    let mut object = object_of(text)?;
    if object.remove("type").is_none_or(|found| found != "hello") {
        return Err(AgentFault::NoHello);
    }
    let HelloForm { token, agent, name, version, labels, device, running } = form(object, "hello")?;
    let running = running.into_iter().map(|attempt| RunningAttempt { attempt, acknowledged: 0 });
    let devices = vec![device.advert()];
    Ok(Introduction {
        token,
        hello: Hello { agent, name, version, labels, devices, running: running.collect() },
    })
}

impl FrameReader {
    /// For the frames behind this introduction.
    pub(super) fn behind(hello: &Hello) -> Self {
        let device = hello.devices.first().expect("an introduction by frame has one device");
        Self { device: device.clone() }
    }

    /// Reads a frame.
    pub(super) fn read(&mut self, text: &str) -> Result<AgentMessage, AgentFault> {
        let mut object = object_of(text)?;
        let Some(Value::String(kind)) = object.remove("type") else {
            return Err(FrameFault::value("type", "expected the type of a frame").into());
        };
        if kind != "attachment" {
            check_size(text)?;
        }
        match kind.as_str() {
            "heartbeat" => Ok(self.heartbeat(form(object, "heartbeat")?)),
            "accepted" => {
                let AcceptedForm { attempt } = form(object, "accepted")?;
                Ok(AgentMessage::Accepted(attempt))
            }
            "rejected" => {
                let RejectedForm { attempt, reason } = form(object, "rejected")?;
                Ok(AgentMessage::Rejected { attempt, reason })
            }
            "step" => step(form(object, "step")?),
            "attachment" => {
                let chunk = attachment::chunk(form(object, "attachment")?)?;
                Ok(AgentMessage::Upload(chunk))
            }
            "result" => Ok(AgentMessage::Result(result(form(object, "result")?))),
            "draining" => Ok(AgentMessage::Draining),
            _ => Err(AgentFault::UnknownType { found: kind.chars().take(40).collect() }),
        }
    }

    fn heartbeat(&mut self, form: HeartbeatForm) -> AgentMessage {
        let HeartbeatForm { state, running } = form;
        let state = state.state();
        let devices = if state == self.device.state {
            Vec::new()
        } else {
            self.device.state = state;
            vec![self.device.clone()]
        };
        AgentMessage::Heartbeat { devices, running }
    }
}

fn step(form: StepForm) -> Result<AgentMessage, AgentFault> {
    let StepForm { attempt, at, iteration, number, name, state, failure } = form;
    if number == 0 {
        return Err(FrameFault::value("step.number", "steps count from 1").into());
    }
    let state = match state {
        StepStateForm::Began => StepState::Began,
        StepStateForm::Succeeded => StepState::Succeeded,
        StepStateForm::Failed => StepState::Failed(failure.unwrap_or_default()),
    };
    let at = Timestamp::from_epoch_ms(at);
    Ok(AgentMessage::Step(StepEvent { attempt, at, iteration, number, name, state }))
}

/// A device whose run never began cannot say that it came through.
fn result(form: ResultForm) -> AttemptResult {
    let ResultForm { attempt, run_id, outcome } = form;
    let outcome = match (outcome, run_id) {
        (OutcomeForm::Completed, Some(_)) => AttemptOutcome::Completed,
        (OutcomeForm::StepFailed(step), Some(_)) => AttemptOutcome::StepFailed(step),
        (OutcomeForm::Completed | OutcomeForm::StepFailed(_), None) => {
            AttemptOutcome::Infrastructure { reason: NO_RUN.to_owned() }
        }
        (OutcomeForm::Canceled, _) => AttemptOutcome::Canceled,
        (OutcomeForm::Infrastructure { reason }, _) => AttemptOutcome::Infrastructure { reason },
    };
    AttemptResult { attempt, outcome }
}

impl DeviceForm {
    fn advert(self) -> DeviceAdvert {
        let Self { device, platform, os, arch, facts, browsers, state, steps, conditions } = self;
        let browsers = browsers.into_iter().map(|browser| {
            let BrowserForm { kind, version, binary, driver_version } = browser;
            BrowserAdvert { kind, version, binary, driver_version }
        });
        DeviceAdvert {
            device,
            platform,
            os,
            arch,
            facts,
            browsers: browsers.collect(),
            state: state.state(),
            // What a browser's agent may see of its processes it tells in runs of its own.
            watches_processes: false,
            abilities: Some(Abilities { steps, conditions }),
        }
    }
}

impl StateForm {
    fn state(self) -> DeviceState {
        match self {
            Self::Ready => DeviceState::Ready,
            Self::Busy => DeviceState::Busy,
            Self::Unavailable(reason) => DeviceState::Unavailable(reason),
        }
    }
}

/// The frame without what is null: none of its fields has another use for null.
fn object_of(text: &str) -> Result<Map<String, Value>, FrameFault> {
    let Parsed { value, twice } =
        json::parse(text).map_err(|error| FrameFault::NotJson { message: error.to_string() })?;
    if let Some(key) = twice {
        return Err(FrameFault::Twice { key });
    }
    let Value::Object(mut object) = value else {
        return Err(FrameFault::value("frame", "expected an object"));
    };
    object.retain(|_, value| !value.is_null());
    Ok(object)
}

fn form<T: serde::de::DeserializeOwned>(object: Map<String, Value>, kind: &str) -> Result<T, FrameFault> {
    typed(Value::Object(object), kind)
}

fn check_size(text: &str) -> Result<(), FrameFault> {
    let bytes = text.len();
    if bytes > MAX_FRAME_BYTES { Err(FrameFault::TooLarge { bytes, limit: MAX_FRAME_BYTES }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    const JOB: &str = "0193a2c4-0000-7000-8000-000000000001";

    fn introduction() -> Value {
        json!({
            "type": "hello", "token": "psk_1", "agent": JOB, "name": "cb-7", "version": "0.1.0",
            "running": [{"job": JOB, "number": 1}],
            "device": {
                "device": "cb-7/chromeos", "platform": "chromeos", "os": "16093", "state": "ready",
                "browsers": [{"kind": "chromium", "version": "156"}], "steps": ["open"], "conditions": [],
            },
        })
    }

    fn reader() -> FrameReader {
        FrameReader::behind(&read_introduction(&introduction().to_string()).unwrap().hello)
    }

    #[test]
    fn a_device_is_told_again_only_when_its_state_changed() {
        let mut reader = reader();
        let mut heartbeat = |state: Value| {
            let frame = json!({"type": "heartbeat", "state": state, "running": []});
            let Ok(AgentMessage::Heartbeat { devices, .. }) = reader.read(&frame.to_string()) else {
                unreachable!("a heartbeat is one")
            };
            devices.into_iter().next().map(|device| device.state)
        };
        assert_eq!(heartbeat(json!("ready")), None);
        assert_eq!(heartbeat(json!("busy")), Some(DeviceState::Busy));
        let away = DeviceState::Unavailable("asleep".to_owned());
        assert_eq!(heartbeat(json!({"unavailable": "asleep"})), Some(away));
        assert_eq!(heartbeat(json!({"unavailable": "asleep"})), None);
    }

    #[test]
    fn a_result_without_a_run_never_counts_as_one_of_the_scenario() {
        let failed = json!({"step_failed": {"number": 1, "kind": "click", "iteration": 0, "reason": "none"}});
        let mut reader = reader();
        let mut outcome = |run_id: Value, outcome: &Value| {
            let attempt = json!({"job": JOB, "number": 1});
            let frame = json!({"type": "result", "attempt": attempt, "run_id": run_id, "outcome": outcome});
            let Ok(AgentMessage::Result(result)) = reader.read(&frame.to_string()) else {
                unreachable!("a result is one")
            };
            result.outcome
        };
        assert_eq!(outcome(json!(JOB), &json!("completed")), AttemptOutcome::Completed);
        assert!(matches!(outcome(json!(JOB), &failed), AttemptOutcome::StepFailed(_)));
        for told in [json!("completed"), failed] {
            let outcome = outcome(Value::Null, &told);
            assert!(matches!(outcome, AttemptOutcome::Infrastructure { .. }), "{outcome:?}");
        }
        assert_eq!(outcome(Value::Null, &json!("canceled")), AttemptOutcome::Canceled);
    }

    proptest! {
        #[test]
        fn no_text_of_a_stranger_is_more_than_a_fault(text in ".{0,200}", cut: prop::sample::Index, put in ".{0,4}") {
            let whole = introduction().to_string();
            let at = cut.index(whole.len());
            let altered = format!("{}{put}{}", &whole[..at], &whole[at..]);
            for text in [text.as_str(), &altered, &whole[..at]] {
                if let Ok(Introduction { hello, .. }) = read_introduction(text) {
                    prop_assert_eq!(hello.devices.len(), 1);
                }
                if let Err(fault) = reader().read(text) {
                    prop_assert!(!fault.to_string().is_empty());
                }
            }
        }
    }
}
