//! Carries out what the leases' state machines ask for. Decides nothing; what the store refuses is tried again.

use std::sync::Arc;

use dataset::Timestamp;
use protocol::{AgentId, Assignment, AttemptOutcome, AttemptRef, ControllerMessage};
use tokio::sync::mpsc;

use crate::doors::chain;
use crate::lease::attempt::EndedAttempt;
use crate::lease::desk::Order;
use crate::lease::state_machine::{Effect, Input};
use crate::lease::storage::{JobEvent, JobHappening, LeaseStorage, ResultError, ResultStore};
use crate::lease::tick::Keeper;

/// Log lines that wait for the store; when it fails for so long that more come, those are given up.
const MAX_WAITING_EVENTS: usize = 50_000;
/// Late messages of one attempt that are kept as evidence; what a broken agent repeats for ever is not.
const MAX_LATE_MESSAGES: u32 = 100;

/// An end that the store has not taken yet, with what follows it.
#[derive(Debug)]
pub(super) struct Unwritten {
    ended: EndedAttempt,
    agent: AgentId,
    then: Vec<Effect>,
}

impl<S: LeaseStorage, R: ResultStore> Keeper<S, R> {
    /// Feeds one lease and carries out what it asks for.
    pub(super) async fn feed(&mut self, attempt: AttemptRef, input: Input) {
        let now = (self.clock)();
        let Some(held) = self.leases.get_mut(&attempt) else { return };
        let agent = held.lease.agent;
        let effects = held.lease.step(input, now);
        self.perform(attempt, agent, effects, now).await;
    }

    /// Carries out effects in order; an end that cannot be written down holds back what follows it.
    pub(super) async fn perform(
        &mut self,
        attempt: AttemptRef,
        agent: AgentId,
        effects: Vec<Effect>,
        now: Timestamp,
    ) {
        let mut effects = effects.into_iter();
        while let Some(effect) = effects.next() {
            match effect {
                Effect::Offer => self.offer(attempt),
                Effect::Activate => self.activate(attempt, now).await,
                Effect::StoreResult(outcome) => self.store_result(attempt, outcome),
                Effect::Send(message) => {
                    self.fleet.send(agent, message);
                }
                Effect::Refuse => {
                    self.fleet.send(agent, ControllerMessage::AttemptEnded(attempt));
                }
                Effect::End(ended) => {
                    if let Err(error) = self.storage.end(&ended).await {
                        tracing::error!(job_id = %attempt.job, error = %chain(&error), "the end of an attempt is not written down yet");
                        self.unwritten.push(Unwritten { ended, agent, then: effects.collect() });
                        return;
                    }
                    self.ended(&ended);
                }
            }
        }
    }

    /// Tries again what the store refused.
    pub(super) async fn write_unwritten(&mut self) {
        let now = (self.clock)();
        for Unwritten { ended, agent, mut then } in std::mem::take(&mut self.unwritten) {
            then.insert(0, Effect::End(ended.clone()));
            self.perform(ended.attempt, agent, then, now).await;
        }
    }

    /// Keeps a line for the job's log.
    pub(super) fn note(&mut self, attempt: AttemptRef, what: JobHappening) {
        if self.events.len() >= MAX_WAITING_EVENTS {
            return;
        }
        self.events.push(JobEvent { at: (self.clock)(), attempt, what });
    }

    /// Keeps a message of an ended attempt as evidence.
    pub(super) fn note_late(&mut self, attempt: AttemptRef, summary: String) {
        let kept = self.late.entry(attempt).or_default();
        if *kept < MAX_LATE_MESSAGES {
            *kept += 1;
            self.note(attempt, JobHappening::Late(summary));
        }
    }

    /// Writes the kept lines; on failure they wait for the next time.
    pub(super) async fn write_events(&mut self) {
        if self.events.is_empty() {
            return;
        }
        match self.storage.append_events(&self.events).await {
            Ok(()) => self.events.clear(),
            Err(error) => {
                tracing::error!(lines = self.events.len(), error = %chain(&error), "log lines are not written yet");
            }
        }
    }

    fn ended(&mut self, ended: &EndedAttempt) {
        self.leases.remove(&ended.attempt);
        self.replan = true;
        let kind = ended.kind;
        tracing::info!(job_id = %ended.attempt.job, attempt = ended.attempt.number.0, device_id = %ended.device, ?kind, reason = ended.reason.as_deref(), "an attempt ended");
        let text = match &ended.reason {
            Some(reason) => format!("the attempt on {} ended: {reason}", ended.device),
            None => format!("the attempt on {} completed", ended.device),
        };
        self.note(ended.attempt, JobHappening::State(text));
        if ended.run.is_some() {
            let (results, attempt) = (Arc::clone(&self.results), ended.attempt);
            tokio::spawn(async move { results.counted(attempt).await });
        }
    }

    async fn activate(&mut self, attempt: AttemptRef, now: Timestamp) {
        let Some(held) = self.leases.get(&attempt) else { return };
        let device = held.lease.device.clone();
        tracing::info!(job_id = %attempt.job, attempt = attempt.number.0, device_id = %device, "a device took a job");
        self.note(attempt, JobHappening::State(format!("{device} took the job")));
        if let Err(error) = self.storage.activate(attempt, now).await {
            // Only a restart would notice: it would offer the attempt again, and the agent would say that it holds it.
            tracing::warn!(job_id = %attempt.job, error = %chain(&error), "an acceptance is not written down");
        }
    }

    /// Sends the assignment; an agent that does not read it is told again when it comes back.
    fn offer(&mut self, attempt: AttemptRef) {
        let Some(held) = self.leases.get(&attempt) else { return };
        let assignment = Assignment {
            attempt,
            device: held.lease.device.clone(),
            work: held.order.work.clone(),
            title: held.order.title.clone(),
            build: held.order.build.clone(),
            tags: held.order.tags.clone(),
            lease_duration: self.settings.lease,
        };
        let agent = held.lease.agent;
        if !self.fleet.send(agent, ControllerMessage::Assignment(Box::new(assignment))) {
            tracing::warn!(agent_id = %agent, job_id = %attempt.job, "an agent did not take an assignment");
        }
    }

    fn store_result(&self, attempt: AttemptRef, outcome: AttemptOutcome) {
        let results = Arc::clone(&self.results);
        let storing = tokio::spawn(async move { results.store(attempt, outcome).await });
        let orders = self.orders.clone();
        tokio::spawn(async move {
            let input = match storing.await {
                Ok(Ok(run)) => Input::Stored(run),
                Ok(Err(error)) => failed(attempt, &error),
                Err(join) => Input::StoreFailed { reason: join.to_string(), permanent: true },
            };
            report_back(orders, attempt, input).await;
        });
    }
}

/// A closed desk needs no answer: the result is stored again after the restart, which gives the same run.
async fn report_back(orders: mpsc::WeakSender<Order>, attempt: AttemptRef, input: Input) {
    if let Some(orders) = orders.upgrade()
        && orders.send(Order::Stored { attempt, input }).await.is_err()
    {
        tracing::info!(job_id = %attempt.job, "the controller stops; a result is reported after its restart");
    }
}

fn failed(attempt: AttemptRef, error: &ResultError) -> Input {
    let reason = chain(error);
    tracing::error!(job_id = %attempt.job, attempt = attempt.number.0, error = %reason, "a result is not stored");
    let permanent = match error {
        ResultError::Unusable { .. } => true,
        ResultError::Store { .. } => false,
    };
    Input::StoreFailed { reason, permanent }
}
