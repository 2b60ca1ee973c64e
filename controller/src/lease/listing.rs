//! Questions for the processes of a device, and what agents answer. Keeps nothing of an answer, and no question for longer
//! than its limit.

use std::collections::BTreeMap;
use std::time::Duration;

use dataset::Timestamp;
use protocol::{AgentId, ControllerMessage, DeviceId, ProcessList};
use tokio::sync::oneshot;

use crate::lease::fit::{Availability, Reason};
use crate::lease::storage::{LeaseStorage, ResultStore};
use crate::lease::tick::{Keeper, give};

/// An agent that does not answer in this time, beyond that of its measurement, will not.
const ANSWER_LIMIT: Duration = Duration::from_secs(10);
/// Questions that wait for their answers; what comes then is turned away.
const MAX_QUESTIONS: usize = 64;

/// There is no list of processes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ListError {
    /// Nobody has such a device.
    #[error("there is no device `{0}`")]
    NoDevice(DeviceId),
    /// The device cannot be asked.
    #[error("the processes of {device} cannot be listed: {reason}")]
    Unable {
        /// Which.
        device: DeviceId,
        /// Why.
        reason: Reason,
    },
    /// Its agent says no.
    #[error("the agent of {device} cannot list its processes: {reason}")]
    Refused {
        /// Which.
        device: DeviceId,
        /// In the agent's words.
        reason: String,
    },
    /// Its agent says nothing.
    #[error("the agent of {device} did not say which processes there are in {} s", ANSWER_LIMIT.as_secs())]
    Silent {
        /// Which.
        device: DeviceId,
    },
    /// Too many ask at once.
    #[error("too many lists of processes are being made at this moment; try again")]
    TooMany,
}

/// Questions that wait for their answers.
#[derive(Debug)]
pub(super) struct Questions {
    last: u64,
    waiting: BTreeMap<u64, Question>,
}

#[derive(Debug)]
struct Question {
    agent: AgentId,
    device: DeviceId,
    until: Timestamp,
    answer: oneshot::Sender<Result<ProcessList, ListError>>,
}

impl Questions {
    /// Numbers that no earlier life of the controller gave, so that no late answer is taken for another one's.
    pub(super) fn since(now: Timestamp) -> Self {
        Self { last: now.epoch_ms().unsigned_abs().saturating_mul(1_000), waiting: BTreeMap::new() }
    }

    /// An agent answers. What nobody asked this agent is dropped.
    pub(super) fn answered(&mut self, agent: AgentId, request: u64, list: Result<ProcessList, String>) {
        if self.waiting.get(&request).is_none_or(|question| question.agent != agent) {
            tracing::debug!(agent_id = %agent, request, "a list of processes came that nobody waits for");
            return;
        }
        let Some(Question { device, answer, .. }) = self.waiting.remove(&request) else { return };
        give(answer, list.map_err(|reason| ListError::Refused { device, reason }));
    }

    /// Gives up the questions whose time is up.
    pub(super) fn expire(&mut self, now: Timestamp) {
        let silent = |question: &Question| now >= question.until;
        for Question { device, answer, .. } in self.take(silent) {
            give(answer, Err(ListError::Silent { device }));
        }
    }

    /// An agent's stream ended.
    pub(super) fn left(&mut self, agent: AgentId) {
        for Question { device, answer, .. } in self.take(|question| question.agent == agent) {
            give(answer, Err(ListError::Unable { device, reason: Reason::Offline }));
        }
    }

    fn take(&mut self, which: impl Fn(&Question) -> bool) -> Vec<Question> {
        let numbers: Vec<u64> =
            self.waiting.iter().filter(|(_, question)| which(question)).map(|(number, _)| *number).collect();
        numbers.iter().filter_map(|number| self.waiting.remove(number)).collect()
    }
}

impl<S: LeaseStorage, R: ResultStore> Keeper<S, R> {
    /// Asks the device's agent; the answer comes when the agent has given it, or its time is up.
    pub(super) fn ask_for_processes(
        &mut self,
        device: DeviceId,
        cpu_over: Duration,
        answer: oneshot::Sender<Result<ProcessList, ListError>>,
    ) {
        let agent = match self.agent_to_ask(&device) {
            Ok(agent) => agent,
            Err(error) => return give(answer, Err(error)),
        };
        self.questions.last += 1;
        let request = self.questions.last;
        let message = ControllerMessage::ListProcesses { request, device: device.clone(), cpu_over };
        if !self.fleet.send(agent, message) {
            return give(answer, Err(ListError::Unable { device, reason: Reason::Offline }));
        }
        let until = (self.clock)().plus(ANSWER_LIMIT.saturating_add(cpu_over));
        self.questions.waiting.insert(request, Question { agent, device, until, answer });
    }

    fn agent_to_ask(&self, id: &DeviceId) -> Result<AgentId, ListError> {
        let unable = |reason| ListError::Unable { device: id.clone(), reason };
        let devices = self.devices();
        let Some(device) = devices.iter().find(|device| device.id == *id) else {
            return Err(ListError::NoDevice(id.clone()));
        };
        if device.availability == Availability::Offline {
            return Err(unable(Reason::Offline));
        }
        if !device.watches_processes {
            return Err(unable(Reason::Processes));
        }
        if self.questions.waiting.len() >= MAX_QUESTIONS {
            return Err(ListError::TooMany);
        }
        Ok(device.agent)
    }
}
