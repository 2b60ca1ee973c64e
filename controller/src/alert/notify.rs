//! Empties the outbox: claims a notice, sends it, notes what came of it. A notice that was taken is never sent again; only
//! where the controller ends between the receiver's answer and the note does it come twice, under the same `webhook-id`.

use std::time::Duration;

use dataset::Timestamp;
use tokio_util::sync::CancellationToken;

use super::alerts::Alerts;
use super::retry::{CLAIM, after_failure, due, next_due};
use super::send::{SendError, Sender};
use super::storage::{AlertStorageError, Ended, Outbox, Outgoing, Then, Waiting};
use super::webhook::Webhook;
use crate::doors::chain;

/// Other controllers of a PostgreSQL database put notices into the outbox too, and leave some behind.
const LONGEST_SLEEP: Duration = Duration::from_secs(5);
/// A database that does not answer is not asked all the time.
const SHORTEST_SLEEP: Duration = Duration::from_millis(50);

/// Sends what waits in an outbox to one receiver.
#[derive(Debug)]
pub struct Notifier<S> {
    outbox: S,
    sender: Sender,
}

impl<S: Outbox> Notifier<S> {
    /// Takes notices out of `outbox`.
    pub fn new(outbox: S, webhook: Webhook) -> Result<Self, SendError> {
        Ok(Self { outbox, sender: Sender::new(webhook)? })
    }

    /// Sends until `shutdown`, whenever `alerts` has something new and whenever a wait is over. A notice that is under way
    /// is brought to its end. `chance` gives numbers from 0 to 1.
    pub async fn keep_sending(
        &self,
        alerts: &Alerts,
        (clock, chance): (impl Fn() -> Timestamp, impl Fn() -> f64),
        shutdown: &CancellationToken,
    ) {
        tracing::info!(receiver = self.sender.receiver(), "alerts are announced");
        loop {
            let next = match self.send_due(&clock, &chance, shutdown).await {
                Ok(next) => next,
                Err(error) => {
                    tracing::warn!(error = chain(&error), "the outbox of alerts waits");
                    None
                }
            };
            let sleep = next.map_or(LONGEST_SLEEP, |next| next.since(clock()));
            tokio::select! {
                () = tokio::time::sleep(sleep.clamp(SHORTEST_SLEEP, LONGEST_SLEEP)) => {}
                () = alerts.awaken() => {}
                () = shutdown.cancelled() => return,
            }
        }
    }

    /// Sends what is due until nothing is; gives when the next notice is.
    pub async fn send_due(
        &self,
        clock: impl Fn() -> Timestamp,
        chance: impl Fn() -> f64,
        shutdown: &CancellationToken,
    ) -> Result<Option<Timestamp>, AlertStorageError> {
        loop {
            let waiting = self.outbox.waiting().await?;
            let due = due(&waiting, clock());
            if due.is_empty() || shutdown.is_cancelled() {
                return Ok(next_due(&waiting));
            }
            for notice in due {
                if !shutdown.is_cancelled() {
                    self.send(&notice, &clock, chance()).await?;
                }
            }
        }
    }

    async fn send(
        &self,
        waiting: &Waiting,
        clock: &impl Fn() -> Timestamp,
        chance: f64,
    ) -> Result<(), AlertStorageError> {
        let now = clock();
        let Some(outgoing) = self.outbox.claim(waiting, now, now.plus(CLAIM)).await? else { return Ok(()) };
        let sent = self.sender.send(&outgoing, now).await;
        let ended = ended(&outgoing, &sent, clock(), chance);
        told(&outgoing, &ended);
        self.outbox.settle(&outgoing, &ended).await
    }
}

fn ended(outgoing: &Outgoing, sent: &Result<u16, SendError>, at: Timestamp, chance: f64) -> Ended {
    match sent {
        Ok(status) => Ended { at, status: Some(*status), problem: None, then: Then::Delivered },
        Err(error) => Ended {
            at,
            status: error.status(),
            problem: Some(chain(error)),
            then: if error.is_final() { Then::GivenUp } else { after_failure(outgoing.attempt, at, chance) },
        },
    }
}

fn told(Outgoing { id, alert, attempt, body: _ }: &Outgoing, ended: &Ended) {
    let problem = ended.problem.as_deref();
    match ended.then {
        Then::Delivered => tracing::info!(notice = %id, alert = %alert, attempt, "an alert was announced"),
        Then::Again(next) => {
            tracing::warn!(notice = %id, alert = %alert, attempt, problem, %next, "an alert is announced later");
        }
        Then::GivenUp => {
            tracing::error!(notice = %id, alert = %alert, attempt, problem, "an alert was not announced");
        }
    }
}
