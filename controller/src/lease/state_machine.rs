//! One attempt's lease on the controller's side: input and time in, effects out. No I/O, no clock, no randomness.

use dataset::Timestamp;
use protocol::{AttemptOutcome, ControllerMessage, RunId};

use crate::lease::attempt::{Active, EndKind, EndedAttempt, Lease, LeaseState, RetryBudget, Stop, StopCause};
use crate::lease::ending::{Ending, ending_after_stop, is_stored, stored_ending};
use crate::lease::storage::PastAttempt;

/// What happens to a lease.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// The agent took it.
    Accepted,
    /// The agent cannot take it.
    Rejected {
        /// Why.
        reason: String,
    },
    /// The agent says that it still works on it.
    Heartbeat,
    /// Samples, a step, a log line or a piece of an upload came.
    Progress,
    /// The agent says how it ended.
    Result(AttemptOutcome),
    /// The result is stored; the run, where there is one.
    Stored(Option<RunId>),
    /// The result could not be stored.
    StoreFailed {
        /// Why.
        reason: String,
        /// Whether trying again is pointless.
        permanent: bool,
    },
    /// The agent's stream ended.
    AgentGone,
    /// The agent's stream is back.
    Reconnected {
        /// Whether the agent still holds the attempt.
        holds: bool,
    },
    /// Somebody canceled the job.
    Cancel {
        /// For people.
        reason: String,
    },
    /// Somebody ended the manual session: what it measured counts.
    Finish {
        /// For people.
        reason: String,
    },
    /// Time passed.
    Tick,
}

/// What is to be done, in this order.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Send the assignment (again).
    Offer,
    /// Write down that the agent works on it.
    Activate,
    /// Store the result, then report [`Input::Stored`] or [`Input::StoreFailed`], exactly one of them.
    StoreResult(AttemptOutcome),
    /// Write down the end; only when that is done, what follows.
    End(EndedAttempt),
    /// Tell the agent.
    Send(ControllerMessage),
    /// The message belongs to an ended attempt: tell the agent so, and keep the message as evidence.
    Refuse,
}

impl Lease {
    /// Takes one input at `now` and returns what it leads to.
    pub fn step(&mut self, input: Input, now: Timestamp) -> Vec<Effect> {
        match self.state.clone() {
            LeaseState::Offered { until } => self.step_offered(input, until, now),
            LeaseState::Active(active) => self.step_active(input, active, now),
            LeaseState::Storing { outcome, stop, retry_at, give_up_at } => {
                let storing = Storing { outcome, stop, retry_at, give_up_at };
                self.step_storing(input, storing, now)
            }
            LeaseState::Ended { kind, run, by_result } => {
                step_past(PastAttempt { attempt: self.attempt, kind, run, by_result }, &input)
            }
        }
    }

    fn step_offered(&mut self, input: Input, until: Timestamp, now: Timestamp) -> Vec<Effect> {
        let failed = |reason: &str| Ending::without_result(EndKind::Infrastructure, reason);
        match input {
            Input::Accepted | Input::Heartbeat | Input::Progress | Input::Reconnected { holds: true } => {
                self.activate(now);
                vec![Effect::Activate]
            }
            Input::Result(outcome) => {
                let active = self.activate(now);
                let mut effects = vec![Effect::Activate];
                effects.extend(self.take_result(outcome, active.stop, now));
                effects
            }
            Input::Rejected { reason } => {
                self.end(failed(&format!("the agent cannot take the job: {reason}")), now)
            }
            Input::AgentGone => self.end(failed("the agent left before it took the job"), now),
            Input::Reconnected { holds: false } => vec![Effect::Offer],
            Input::Cancel { reason } | Input::Finish { reason } => {
                self.end(Ending::without_result(EndKind::Canceled, reason), now)
            }
            Input::Tick if now >= until => self.end(failed("the agent did not answer the assignment"), now),
            Input::Tick | Input::Stored(_) | Input::StoreFailed { .. } => Vec::new(),
        }
    }

    fn step_active(&mut self, input: Input, mut active: Active, now: Timestamp) -> Vec<Effect> {
        match input {
            Input::Accepted | Input::Heartbeat => {
                active.expires_at = now.plus(self.limits.lease);
                self.state = LeaseState::Active(active);
                Vec::new()
            }
            Input::Progress | Input::Reconnected { holds: true } => {
                active.expires_at = now.plus(self.limits.lease);
                active.progress_at = now;
                let is_back = matches!(input, Input::Reconnected { .. });
                let orders = if is_back { self.orders_of(&active) } else { Vec::new() };
                self.state = LeaseState::Active(active);
                orders
            }
            Input::Result(outcome) => self.take_result(outcome, active.stop, now),
            Input::Rejected { reason } => {
                let reason = format!("the agent gave the job up: {reason}");
                self.end(ending_after_stop(active.stop, EndKind::Infrastructure, reason), now)
            }
            Input::Reconnected { holds: false } => {
                let reason = "the agent came back without the job";
                self.end(ending_after_stop(active.stop, EndKind::Infrastructure, reason), now)
            }
            Input::Cancel { reason } => self.order_stop(active, StopCause::Canceled, reason, now),
            Input::Finish { reason } => self.order_finish(active, reason),
            Input::Tick => self.tick_active(active, now),
            // Work goes on while the link is down; the lease says for how long.
            Input::AgentGone | Input::Stored(_) | Input::StoreFailed { .. } => Vec::new(),
        }
    }

    fn tick_active(&mut self, active: Active, now: Timestamp) -> Vec<Effect> {
        if now >= active.expires_at {
            let reason = format!("the agent gave no sign for {} s", self.limits.lease.as_secs());
            return self.end(ending_after_stop(active.stop, EndKind::Expired, reason), now);
        }
        if let Some(stop) = &active.stop {
            if now >= stop.force_at {
                let reason = stop.reason.clone();
                return self.end(ending_after_stop(active.stop, EndKind::Infrastructure, reason), now);
            }
            return Vec::new();
        }
        if now >= active.deadline {
            let reason = format!("the job took longer than its limit of {} s", self.limits.job.as_secs());
            return self.order_stop(active, StopCause::JobTimeout, reason, now);
        }
        if now >= active.progress_at.plus(self.limits.silence) {
            let reason = format!("no sign of progress for {} s", self.limits.silence.as_secs());
            return self.order_stop(active, StopCause::Silence, reason, now);
        }
        Vec::new()
    }

    fn step_storing(&mut self, input: Input, storing: Storing, now: Timestamp) -> Vec<Effect> {
        let Storing { outcome, mut stop, retry_at, give_up_at } = storing;
        let mut effects = Vec::new();
        let mut next_retry = retry_at;
        match input {
            Input::Stored(run) => return self.end(stored_ending(&outcome, stop, run), now),
            Input::StoreFailed { reason, permanent } if permanent || now >= give_up_at => {
                let reason = format!("the result could not be stored: {reason}");
                return self.end(ending_after_stop(stop, EndKind::Infrastructure, reason), now);
            }
            Input::StoreFailed { .. } => next_retry = Some(now.plus(self.limits.store_retry)),
            Input::Tick if retry_at.is_some_and(|at| now >= at) => {
                next_retry = None;
                effects.push(Effect::StoreResult(outcome.clone()));
            }
            Input::Cancel { reason } => {
                let force_at = now.plus(self.limits.cancel);
                stop.get_or_insert(Stop { cause: StopCause::Canceled, reason, force_at });
            }
            Input::Accepted
            | Input::Rejected { .. }
            | Input::Heartbeat
            | Input::Progress
            | Input::Result(_)
            | Input::AgentGone
            | Input::Reconnected { .. }
            | Input::Finish { .. }
            | Input::Tick => {}
        }
        self.state = LeaseState::Storing { outcome, stop, retry_at: next_retry, give_up_at };
        effects
    }

    fn activate(&mut self, now: Timestamp) -> Active {
        let active = Active {
            deadline: now.plus(self.limits.job),
            expires_at: now.plus(self.limits.lease),
            progress_at: now,
            stop: None,
            finish: None,
        };
        self.state = LeaseState::Active(active.clone());
        active
    }

    fn take_result(&mut self, outcome: AttemptOutcome, stop: Option<Stop>, now: Timestamp) -> Vec<Effect> {
        if !is_stored(self, &outcome, stop.as_ref()) {
            return self.end(stored_ending(&outcome, stop, None), now);
        }
        let give_up_at = now.plus(self.limits.store_give_up);
        self.state = LeaseState::Storing { outcome: outcome.clone(), stop, retry_at: None, give_up_at };
        vec![Effect::StoreResult(outcome)]
    }

    fn order_stop(
        &mut self,
        mut active: Active,
        cause: StopCause,
        reason: String,
        now: Timestamp,
    ) -> Vec<Effect> {
        // A person's word replaces the clock's, since it forbids a further attempt; nothing else replaces an order.
        let replaces = match &active.stop {
            None => true,
            Some(stop) => cause == StopCause::Canceled && stop.cause != StopCause::Canceled,
        };
        if !replaces {
            return Vec::new();
        }
        let force_at = active.stop.as_ref().map_or(now.plus(self.limits.cancel), |stop| stop.force_at);
        active.stop = Some(Stop { cause, reason: reason.clone(), force_at });
        self.state = LeaseState::Active(active);
        vec![self.cancel_message(reason)]
    }

    /// Asks for the ordinary end. The usual limits hold until the result is there: what was measured may take its time to
    /// arrive. Whatever comes instead of a result, nothing is begun again that somebody ended.
    fn order_finish(&mut self, mut active: Active, reason: String) -> Vec<Effect> {
        self.budget = RetryBudget { infrastructure: 0, step: 0 };
        let is_first = active.finish.is_none() && active.stop.is_none();
        if is_first {
            active.finish = Some(reason.clone());
        }
        self.state = LeaseState::Active(active);
        if is_first { vec![self.finish_message(reason)] } else { Vec::new() }
    }

    /// What an agent that comes back may not have heard.
    fn orders_of(&self, active: &Active) -> Vec<Effect> {
        let finish = active.finish.clone().map(|reason| self.finish_message(reason));
        let stop = active.stop.clone().map(|stop| self.cancel_message(stop.reason));
        finish.into_iter().chain(stop).collect()
    }

    fn cancel_message(&self, reason: String) -> Effect {
        Effect::Send(ControllerMessage::Cancel { attempt: self.attempt, reason })
    }

    fn finish_message(&self, reason: String) -> Effect {
        Effect::Send(ControllerMessage::Finish { attempt: self.attempt, reason })
    }
}

/// What a message of an attempt that has ended leads to. Its counted result is acknowledged as often as it is sent.
pub fn step_past(past: PastAttempt, input: &Input) -> Vec<Effect> {
    let PastAttempt { attempt, run, by_result, kind: _ } = past;
    match input {
        Input::Result(_) if by_result => {
            vec![Effect::Send(ControllerMessage::ResultAcknowledged { attempt, run })]
        }
        Input::Accepted | Input::Heartbeat | Input::Progress | Input::Result(_) => vec![Effect::Refuse],
        Input::Rejected { .. }
        | Input::Stored(_)
        | Input::StoreFailed { .. }
        | Input::AgentGone
        | Input::Reconnected { .. }
        | Input::Cancel { .. }
        | Input::Finish { .. }
        | Input::Tick => Vec::new(),
    }
}

struct Storing {
    outcome: AttemptOutcome,
    stop: Option<Stop>,
    retry_at: Option<Timestamp>,
    give_up_at: Timestamp,
}
