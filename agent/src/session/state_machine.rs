//! Decides everything that an agent's session does. Never touches a clock, a socket or a disk: `step` takes what
//! happened and says what is to be done.
//!
//! A job goes on while the controller is away, for at most [`AWAY_FACTOR`] lease durations. What was measured stays on
//! disk and is sent from the first unacknowledged batch on; files go on where the controller says; the result is
//! repeated until it is acknowledged. A device takes its next job when the one before is wholly delivered.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use protocol::{
    AgentMessage, Assignment, AttemptOutcome, AttemptRef, AttemptResult, ControllerMessage, DeviceAdvert,
    DeviceId, DeviceState, Hello, RunningAttempt,
};

use super::effect::{DrainPolicy, Effect, Input, Introduction, Leftover};

mod attempt;
mod link;
mod timekeeping;

use attempt::{Attempt, Next, Phase};
use link::Link;

pub use timekeeping::AWAY_FACTOR;

/// The session of one agent.
#[derive(Debug)]
pub struct StateMachine {
    introduction: Introduction,
    link: Link,
    intake: Intake,
    devices: Vec<DeviceAdvert>,
    changed: BTreeSet<DeviceId>,
    attempts: BTreeMap<AttemptRef, Attempt>,
}

/// Whether assignments are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Intake {
    Open,
    /// The controller wants no more of them taken.
    Closed,
    /// The agent comes to its end.
    Leaving {
        cancel_at: Duration,
        leave_at: Duration,
    },
}

impl StateMachine {
    /// A session that has not spoken yet, with what an earlier life left on disk. Its first input is a tick.
    pub fn new(introduction: Introduction, leftovers: Vec<Leftover>) -> Self {
        let attempts = leftovers.into_iter().map(|left| (left.attempt, Attempt::left_over(left))).collect();
        Self {
            introduction,
            link: Link::new(),
            intake: Intake::Open,
            devices: Vec::new(),
            changed: BTreeSet::new(),
            attempts,
        }
    }

    /// Takes what happened at `now` (since the session began) and says what is to be done, in order.
    pub fn step(&mut self, input: Input, now: Duration) -> Vec<Effect> {
        let mut effects = Vec::new();
        match input {
            Input::Tick => {}
            Input::LinkUp { devices } => self.link_up(devices, now, &mut effects),
            Input::LinkDown { jitter } => {
                self.link.down(jitter, now);
                self.attempts.values_mut().for_each(Attempt::link_down);
            }
            Input::Controller(message) => self.controller_said(message, now, &mut effects),
            Input::Leave(policy) => self.leave(policy, now, &mut effects),
            Input::PreparationFailed { attempt, reason } => {
                self.say(AgentMessage::Rejected { attempt, reason }, &mut effects);
                self.forget(attempt, &mut effects);
            }
            Input::Prepared(attempt)
            | Input::Job { attempt, .. }
            | Input::Spooled { attempt, .. }
            | Input::SpoolFailed { attempt, .. }
            | Input::JobEnded(attempt)
            | Input::Sealed { attempt, .. } => self.worked(attempt, input, &mut effects),
            Input::Listed { request, answer } => {
                self.say(AgentMessage::Processes { request, answer }, &mut effects);
            }
        }
        if self.link.is_registered() {
            self.attempts.values_mut().for_each(|attempt| attempt.send_due(now, &mut effects));
        }
        self.keep_time(now, &mut effects);
        effects
    }

    fn worked(&mut self, id: AttemptRef, input: Input, effects: &mut Vec<Effect>) {
        let listening = self.link.is_registered();
        let Some(attempt) = self.attempts.get_mut(&id) else { return };
        let discarding = matches!(attempt.phase, Phase::Discarding);
        match input {
            Input::Prepared(_) | Input::JobEnded(_) | Input::Sealed { .. } if discarding => {
                self.forget(id, effects);
            }
            Input::Prepared(_) => {
                if listening {
                    effects.push(Effect::Send(AgentMessage::Accepted(id)));
                }
                attempt.prepared(effects);
            }
            Input::Job { event, .. } => attempt.job_told(event, effects),
            Input::Spooled { sequence, .. } => attempt.spooled(sequence),
            Input::SpoolFailed { reason, .. } => attempt.spool_failed(reason, effects),
            Input::JobEnded(_) => attempt.job_ended(effects),
            Input::Sealed { sealed, .. } => attempt.sealed(sealed),
            Input::Tick
            | Input::LinkUp { .. }
            | Input::LinkDown { .. }
            | Input::Controller(_)
            | Input::PreparationFailed { .. }
            | Input::Listed { .. }
            | Input::Leave(_) => {}
        }
    }

    fn link_up(&mut self, devices: Vec<DeviceAdvert>, now: Duration, effects: &mut Vec<Effect>) {
        self.link.up(now);
        self.devices = devices;
        self.changed.clear();
        let held = self.attempts.iter().filter(|(_, attempt)| !matches!(attempt.phase, Phase::Discarding));
        let running = held
            .map(|(id, attempt)| RunningAttempt { attempt: *id, acknowledged: attempt.acknowledged })
            .collect();
        effects.push(Effect::Send(AgentMessage::Hello(Hello {
            agent: self.introduction.agent,
            name: self.introduction.name.clone(),
            version: self.introduction.version.clone(),
            labels: self.introduction.labels.clone(),
            devices: self.devices.iter().map(|device| self.advert(device)).collect(),
            running,
        })));
    }

    fn controller_said(&mut self, message: ControllerMessage, now: Duration, effects: &mut Vec<Effect>) {
        match message {
            ControllerMessage::Registered { heartbeat_interval, lease_duration: _, ended } => {
                self.link.registered(heartbeat_interval, now);
                self.registered(&ended, effects);
            }
            ControllerMessage::Assignment(assignment) => self.assigned(assignment, effects),
            ControllerMessage::SamplesAcknowledged { attempt, up_to } => {
                if let Some(attempt) = self.attempts.get_mut(&attempt) {
                    attempt.samples_acknowledged(up_to, effects);
                }
            }
            ControllerMessage::UploadAcknowledged { attempt, name, received_bytes } => {
                if let Some(attempt) = self.attempts.get_mut(&attempt) {
                    attempt.upload_acknowledged(&name, received_bytes);
                }
            }
            ControllerMessage::ResultAcknowledged { attempt, run: _ } => {
                let awaited = self.attempts.get(&attempt).map(|attempt| &attempt.phase);
                if matches!(awaited, Some(Phase::AwaitingAcknowledgment { .. })) {
                    self.forget(attempt, effects);
                }
            }
            ControllerMessage::AttemptEnded(attempt) => self.end(attempt, effects),
            ControllerMessage::Cancel { attempt, reason } => self.cancel(attempt, &reason, effects),
            ControllerMessage::Finish { attempt, reason } => self.finish(attempt, reason, effects),
            ControllerMessage::ListProcesses { request, device, cpu_over } => {
                self.list_processes(request, &device, cpu_over, effects);
            }
            ControllerMessage::Drain => {
                if self.intake == Intake::Open {
                    self.intake = Intake::Closed;
                    self.say(AgentMessage::Draining, effects);
                }
            }
        }
    }

    fn registered(&mut self, ended: &[AttemptRef], effects: &mut Vec<Effect>) {
        for attempt in ended {
            self.end(*attempt, effects);
        }
        for attempt in self.attempts.values_mut() {
            if matches!(attempt.phase, Phase::Interrupted) {
                let reason = "the agent restarted during the attempt".to_owned();
                attempt.conclude(AttemptOutcome::Infrastructure { reason });
            }
        }
        if self.intake != Intake::Open {
            self.say(AgentMessage::Draining, effects);
        }
    }

    fn assigned(&mut self, assignment: Box<Assignment>, effects: &mut Vec<Effect>) {
        let attempt = assignment.attempt;
        match self.attempts.get(&attempt).map(|held| &held.phase) {
            // Its folder is still being made, and acceptance follows.
            Some(Phase::Preparing | Phase::CanceledEarly) => return,
            Some(Phase::Discarding) => {
                let reason = "the attempt has ended".to_owned();
                return self.say(AgentMessage::Rejected { attempt, reason }, effects);
            }
            Some(
                Phase::Running { .. }
                | Phase::Sealing
                | Phase::Uploading { .. }
                | Phase::AwaitingAcknowledgment { .. }
                | Phase::Interrupted,
            ) => return self.say(AgentMessage::Accepted(attempt), effects),
            None => {}
        }
        // A higher attempt at a job says that every lower one counts no more.
        let outdated: Vec<AttemptRef> = self
            .attempts
            .keys()
            .filter(|held| held.job == attempt.job && **held < attempt)
            .copied()
            .collect();
        for held in outdated {
            self.end(held, effects);
        }
        if let Some(reason) = self.obstacle(&assignment.device) {
            return self.say(AgentMessage::Rejected { attempt, reason }, effects);
        }
        let device = assignment.device.clone();
        self.changed.insert(device.clone());
        self.attempts.insert(attempt, Attempt::new(attempt, device, assignment.lease_duration));
        effects.push(Effect::Prepare(assignment));
    }

    /// Why a device cannot take a job now.
    fn obstacle(&self, device: &DeviceId) -> Option<String> {
        if self.intake != Intake::Open {
            return Some("the agent takes no further jobs".to_owned());
        }
        let Some(advert) = self.devices.iter().find(|advert| advert.device == *device) else {
            return Some(format!("this agent has no device `{device}`"));
        };
        match self.advert(advert).state {
            DeviceState::Ready => None,
            DeviceState::Busy => Some(format!("`{device}` is busy with another job")),
            DeviceState::Unavailable(reason) => Some(format!("`{device}` is unavailable: {reason}")),
        }
    }

    fn cancel(&mut self, id: AttemptRef, reason: &str, effects: &mut Vec<Effect>) {
        if let Some(attempt) = self.attempts.get_mut(&id) {
            return attempt.stop(reason, false, effects);
        }
        let result = AttemptResult { attempt: id, outcome: AttemptOutcome::Canceled };
        self.say(AgentMessage::Result(result), effects);
    }

    /// An attempt that is unknown here is told of by the next hello or heartbeat.
    fn finish(&mut self, id: AttemptRef, reason: String, effects: &mut Vec<Effect>) {
        if let Some(attempt) = self.attempts.get(&id) {
            attempt.finish(reason, effects);
        }
    }

    fn list_processes(&self, request: u64, device: &DeviceId, cpu_over: Duration, effects: &mut Vec<Effect>) {
        let advert = self.devices.iter().find(|advert| advert.device == *device);
        let refusal = match advert {
            Some(advert) if advert.watches_processes => {
                let ask_browsers = !self.attempts.values().any(Attempt::is_at_work);
                effects.push(Effect::ListProcesses { request, cpu_over, ask_browsers });
                return;
            }
            Some(_) => format!("`{device}` has no processes that could be measured"),
            None => format!("this agent has no device `{device}`"),
        };
        self.say(AgentMessage::Processes { request, answer: Err(refusal) }, effects);
    }

    fn end(&mut self, id: AttemptRef, effects: &mut Vec<Effect>) {
        if let Some(attempt) = self.attempts.get_mut(&id)
            && attempt.discard(effects) == Next::Drop
        {
            self.forget(id, effects);
        }
    }

    fn forget(&mut self, id: AttemptRef, effects: &mut Vec<Effect>) {
        if let Some(attempt) = self.attempts.remove(&id) {
            self.changed.extend(attempt.device);
            effects.push(Effect::DropAttempt(id));
        }
    }

    fn leave(&mut self, policy: DrainPolicy, now: Duration, effects: &mut Vec<Effect>) {
        let cancel_at = match policy {
            DrainPolicy::Cancel => now,
            DrainPolicy::Finish { within } => now + within,
        };
        let newly = self.intake == Intake::Open;
        self.intake = Intake::Leaving { cancel_at, leave_at: cancel_at + timekeeping::DELIVERY_LIMIT };
        if newly {
            self.say(AgentMessage::Draining, effects);
        }
    }

    /// Says what only matters to a listening controller.
    fn say(&self, message: AgentMessage, effects: &mut Vec<Effect>) {
        if self.link.is_registered() {
            effects.push(Effect::Send(message));
        }
    }

    /// A device as the controller is to see it: busy while an attempt occupies it.
    fn advert(&self, device: &DeviceAdvert) -> DeviceAdvert {
        let occupied = self.attempts.values().any(|attempt| attempt.device.as_ref() == Some(&device.device));
        let state = if occupied { DeviceState::Busy } else { device.state.clone() };
        DeviceAdvert { state, ..device.clone() }
    }
}
