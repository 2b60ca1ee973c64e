//! How a lease ends: which kind, and whether the job is tried again. Never sends or stores.

use dataset::Timestamp;
use protocol::{AttemptOutcome, ControllerMessage, RunId};

use crate::lease::attempt::{EndKind, EndedAttempt, Lease, LeaseState, NextForJob, Stop, StopCause};
use crate::lease::state_machine::Effect;

/// How an attempt ends, before the job's future is known.
pub(crate) struct Ending {
    /// Kind.
    pub(crate) kind: EndKind,
    /// For people.
    pub(crate) reason: Option<String>,
    /// The run that counts.
    pub(crate) run: Option<RunId>,
    /// Whether the agent's result is acknowledged; otherwise it is told that the attempt is over.
    pub(crate) by_result: bool,
}

impl Ending {
    /// An end that is not owed to a stored result.
    pub(crate) fn without_result(kind: EndKind, reason: impl Into<String>) -> Self {
        Self { kind, reason: Some(reason.into()), run: None, by_result: false }
    }
}

impl Lease {
    /// Ends the lease: first it is written down, then the agent hears of it.
    pub(crate) fn end(&mut self, ending: Ending, now: Timestamp) -> Vec<Effect> {
        let Ending { kind, reason, run, by_result } = ending;
        let next = self.next_for_job(kind);
        self.state = LeaseState::Ended { kind, run, by_result };
        let attempt = self.attempt;
        let ended = EndedAttempt {
            attempt,
            device: self.device.clone(),
            kind,
            reason,
            run,
            by_result,
            at: now,
            next,
        };
        let message = if by_result {
            ControllerMessage::ResultAcknowledged { attempt, run }
        } else {
            ControllerMessage::AttemptEnded(attempt)
        };
        vec![Effect::End(ended), Effect::Send(message)]
    }

    fn next_for_job(&self, kind: EndKind) -> NextForJob {
        let left = match kind {
            EndKind::Completed | EndKind::Canceled | EndKind::TimedOut => 0,
            EndKind::StepFailed => self.budget.step,
            EndKind::Infrastructure | EndKind::Expired => self.budget.infrastructure,
        };
        if left > 0 { NextForJob::Requeue } else { NextForJob::Over }
    }
}

/// What an end without a usable result is called: an order to stop explains it better than what came of the order.
pub(crate) fn ending_after_stop(stop: Option<Stop>, otherwise: EndKind, reason: impl Into<String>) -> Ending {
    match stop {
        Some(stop) => Ending::without_result(stop_kind(stop.cause), stop.reason),
        None => Ending::without_result(otherwise, reason),
    }
}

/// The end that an order to stop leads to.
pub(crate) const fn stop_kind(cause: StopCause) -> EndKind {
    match cause {
        StopCause::Canceled => EndKind::Canceled,
        StopCause::JobTimeout => EndKind::TimedOut,
        StopCause::Silence => EndKind::Infrastructure,
    }
}

/// The end of an attempt whose result is stored.
pub(crate) fn stored_ending(outcome: &AttemptOutcome, stop: Option<Stop>, run: Option<RunId>) -> Ending {
    let (kind, reason) = match (outcome, stop) {
        (AttemptOutcome::Completed, _) => (EndKind::Completed, None),
        (
            AttemptOutcome::StepFailed(_) | AttemptOutcome::Canceled | AttemptOutcome::Infrastructure { .. },
            Some(stop),
        ) => (stop_kind(stop.cause), Some(stop.reason)),
        (AttemptOutcome::StepFailed(failed), None) => (
            EndKind::StepFailed,
            Some(format!(
                "step {} ({}) of iteration {} failed: {}",
                failed.number, failed.kind, failed.iteration, failed.reason
            )),
        ),
        (AttemptOutcome::Canceled, None) => {
            (EndKind::Infrastructure, Some("the agent stopped it without being told to".to_owned()))
        }
        (AttemptOutcome::Infrastructure { reason }, None) => (EndKind::Infrastructure, Some(reason.clone())),
    };
    Ending { kind, reason, run, by_result: true }
}

/// Whether the run behind this result may count: with a further attempt to come only that one's does.
pub(crate) fn is_stored(lease: &Lease, outcome: &AttemptOutcome, stop: Option<&Stop>) -> bool {
    match (outcome, stop.map(|stop| stop.cause)) {
        (AttemptOutcome::Completed, _)
        | (
            AttemptOutcome::StepFailed(_) | AttemptOutcome::Canceled,
            Some(StopCause::Canceled | StopCause::JobTimeout),
        ) => true,
        (AttemptOutcome::StepFailed(_), None) => lease.budget.step == 0,
        (AttemptOutcome::StepFailed(_) | AttemptOutcome::Canceled, Some(StopCause::Silence))
        | (AttemptOutcome::Canceled, None)
        | (AttemptOutcome::Infrastructure { .. }, _) => false,
    }
}
