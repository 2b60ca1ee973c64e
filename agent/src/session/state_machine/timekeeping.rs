//! What the passing of time alone brings about: tries, heartbeats, and the ends of patience.

use std::time::Duration;

use protocol::AgentMessage;

use super::attempt::Phase;
use super::link::LinkState;
use super::{Intake, StateMachine};
use crate::session::effect::{Effect, Ending};

/// A job goes on without its controller for this many lease durations: half an hour at a lease of a minute.
pub const AWAY_FACTOR: u32 = 30;

/// How long a leaving agent tries to deliver after its jobs have ended; what is undelivered stays on disk.
pub(super) const DELIVERY_LIMIT: Duration = Duration::from_secs(30);

impl StateMachine {
    /// When the next tick is due, since the session began.
    pub fn deadline(&self) -> Option<Duration> {
        let patience = self.introduction.give_up_after;
        let give_up = self.link.away_since.zip(patience).map(|(since, patience)| since + patience);
        let listening = self.link.is_registered();
        let repeat = self.attempts.values().filter_map(super::Attempt::deadline).min();
        let abandon = self.link.away_since.and_then(|since| self.next_abandoned(since));
        let leave = match self.intake {
            Intake::Open | Intake::Closed => None,
            Intake::Leaving { cancel_at, leave_at } => {
                let attempts = || self.attempts.values();
                let cancelable = |phase: &Phase| {
                    matches!(phase, Phase::Preparing | Phase::Running { stopping: false, .. })
                };
                if attempts().any(|attempt| cancelable(&attempt.phase)) {
                    Some(cancel_at)
                } else if attempts().any(super::Attempt::is_at_work) {
                    Some(leave_at + DELIVERY_LIMIT)
                } else {
                    Some(leave_at)
                }
            }
        };
        [self.link.deadline(), give_up, repeat.filter(|_| listening), abandon, leave]
            .into_iter()
            .flatten()
            .min()
    }

    pub(super) fn keep_time(&mut self, now: Duration, effects: &mut Vec<Effect>) {
        self.keep_link(now, effects);
        self.abandon(now, effects);
        if let Intake::Leaving { cancel_at, .. } = self.intake
            && cancel_at <= now
        {
            for attempt in self.attempts.values_mut() {
                attempt.stop("the agent is leaving", false, effects);
            }
        }
        if let Some(ending) = self.ending(now) {
            effects.push(Effect::Finish(ending));
        }
    }

    fn keep_link(&mut self, now: Duration, effects: &mut Vec<Effect>) {
        match self.link.state {
            LinkState::Down { retry_at } if retry_at <= now => {
                self.link.state = LinkState::Connecting;
                effects.push(Effect::Connect);
            }
            LinkState::Greeting { until } if until <= now => {
                self.link.state = LinkState::Closing;
                effects.push(Effect::Disconnect);
            }
            LinkState::Registered { heartbeat_interval, heartbeat_at } => {
                if heartbeat_at <= now || !self.changed.is_empty() {
                    let heartbeat_at = now + heartbeat_interval;
                    self.link.state = LinkState::Registered { heartbeat_interval, heartbeat_at };
                    effects.push(Effect::Send(self.heartbeat()));
                    self.changed.clear();
                }
            }
            LinkState::Down { .. }
            | LinkState::Greeting { .. }
            | LinkState::Connecting
            | LinkState::Closing => {}
        }
    }

    fn heartbeat(&self) -> AgentMessage {
        let changed = self.devices.iter().filter(|device| self.changed.contains(&device.device));
        let running = self.attempts.iter().filter(|(_, attempt)| !matches!(attempt.phase, Phase::Discarding));
        AgentMessage::Heartbeat {
            devices: changed.map(|device| self.advert(device)).collect(),
            running: running.map(|(id, _)| *id).collect(),
        }
    }

    /// Stops jobs whose controller has been away for too long: by now another agent has them.
    fn abandon(&mut self, now: Duration, effects: &mut Vec<Effect>) {
        let Some(since) = self.link.away_since else { return };
        for attempt in self.attempts.values_mut() {
            let limit = attempt.lease_duration.saturating_mul(AWAY_FACTOR);
            if since.saturating_add(limit) <= now {
                let reason = format!("the controller was away for {} s", limit.as_secs());
                attempt.stop(&reason, true, effects);
            }
        }
    }

    fn next_abandoned(&self, since: Duration) -> Option<Duration> {
        let running = self
            .attempts
            .values()
            .filter(|attempt| matches!(attempt.phase, Phase::Running { stopping: false, .. }));
        running.map(|attempt| since.saturating_add(attempt.lease_duration.saturating_mul(AWAY_FACTOR))).min()
    }

    fn ending(&self, now: Duration) -> Option<Ending> {
        let patience_ends = self.link.away_since.zip(self.introduction.give_up_after);
        if patience_ends.is_some_and(|(since, patience)| since + patience <= now) {
            return Some(Ending::Unreachable);
        }
        let Intake::Leaving { leave_at, .. } = self.intake else { return None };
        let at_work = self.attempts.values().any(super::Attempt::is_at_work);
        let delivering = self.link.is_registered() && !self.attempts.is_empty() && now < leave_at;
        let overdue = leave_at + DELIVERY_LIMIT <= now;
        (overdue || !(at_work || delivering)).then_some(Ending::Left)
    }
}
