//! One attempt as a lease: its limits, its states and how it can end. Decides nothing; see `state_machine`.

use std::time::Duration;

use dataset::Timestamp;
use protocol::{AgentId, AttemptOutcome, AttemptRef, DeviceId, RunId};
use serde::{Deserialize, Serialize};

/// How long the controller waits for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// A lease lives this long without a sign of its agent.
    pub lease: Duration,
    /// An offer is withdrawn after this long without an answer.
    pub offer: Duration,
    /// The whole job, from acceptance to result.
    pub job: Duration,
    /// The longest time without progress.
    pub silence: Duration,
    /// A canceled attempt that gives no result in this time is ended without one.
    pub cancel: Duration,
    /// Pause before a result that could not be stored is stored again.
    pub store_retry: Duration,
    /// A result that cannot be stored for this long is given up.
    pub store_give_up: Duration,
}

/// Further attempts that the job may still have after this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryBudget {
    /// After infrastructure failures.
    pub infrastructure: u32,
    /// After failed steps.
    pub step: u32,
}

/// One attempt's lease.
#[derive(Clone, Debug, PartialEq)]
pub struct Lease {
    /// Which attempt.
    pub attempt: AttemptRef,
    /// The agent that holds it.
    pub agent: AgentId,
    /// The device that it occupies.
    pub device: DeviceId,
    /// Its limits.
    pub limits: Limits,
    /// What is left of the job's retries.
    pub budget: RetryBudget,
    /// Where it stands.
    pub state: LeaseState,
}

/// Where a lease stands.
#[derive(Clone, Debug, PartialEq)]
pub enum LeaseState {
    /// Sent, not yet answered.
    Offered {
        /// Withdrawn then.
        until: Timestamp,
    },
    /// The agent works on it.
    Active(Active),
    /// A result came and is being stored.
    Storing {
        /// As the agent saw it.
        outcome: AttemptOutcome,
        /// What was ordered before it came.
        stop: Option<Stop>,
        /// Storing is tried again then, if the last try failed.
        retry_at: Option<Timestamp>,
        /// Given up then.
        give_up_at: Timestamp,
    },
    /// Over.
    Ended {
        /// How.
        kind: EndKind,
        /// The run that counts, where this attempt gave it.
        run: Option<RunId>,
        /// Whether it ended by a result of the agent, which is then acknowledged as often as it is sent.
        by_result: bool,
    },
}

/// An attempt that an agent works on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Active {
    /// The job's time is up then.
    pub deadline: Timestamp,
    /// Lost then, unless renewed.
    pub expires_at: Timestamp,
    /// Last sign of progress.
    pub progress_at: Timestamp,
    /// Whether it was told to stop.
    pub stop: Option<Stop>,
    /// Why it was asked to come to its ordinary end, if it was.
    pub finish: Option<String>,
}

/// An order to stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// On whose account.
    pub cause: StopCause,
    /// For people.
    pub reason: String,
    /// The attempt is ended then, with or without a result.
    pub force_at: Timestamp,
}

/// On whose account an attempt is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopCause {
    /// Somebody canceled the job.
    Canceled,
    /// The job's time is up.
    JobTimeout,
    /// It showed no progress.
    Silence,
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndKind {
    /// Every step succeeded and the run is stored.
    Completed,
    /// A step failed.
    StepFailed,
    /// Somebody canceled it.
    Canceled,
    /// The job's time was up.
    TimedOut,
    /// Driver, browser, machine, agent or store failed.
    Infrastructure,
    /// The agent gave no sign for the length of a lease.
    Expired,
}

impl EndKind {
    /// Whether the device is to blame rather than the scenario.
    pub const fn is_infrastructure(self) -> bool {
        match self {
            Self::Infrastructure | Self::Expired => true,
            Self::Completed | Self::StepFailed | Self::Canceled | Self::TimedOut => false,
        }
    }
}

/// The end of an attempt, as it is written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndedAttempt {
    /// Which.
    pub attempt: AttemptRef,
    /// Where it ran.
    pub device: DeviceId,
    /// How it ended.
    pub kind: EndKind,
    /// Why, in one sentence; absent for a completed one.
    pub reason: Option<String>,
    /// The run that counts, where this attempt gave it.
    pub run: Option<RunId>,
    /// Whether it ended by a result of the agent.
    pub by_result: bool,
    /// When.
    pub at: Timestamp,
    /// What becomes of the job.
    pub next: NextForJob,
}

/// What becomes of a job after an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextForJob {
    /// It waits for its next attempt.
    Requeue,
    /// It is over, as its last attempt ended.
    Over,
}

impl Lease {
    /// A lease that is offered now.
    pub fn offer(
        attempt: AttemptRef,
        agent: AgentId,
        device: DeviceId,
        terms: (Limits, RetryBudget),
        now: Timestamp,
    ) -> Self {
        let (limits, budget) = terms;
        let state = LeaseState::Offered { until: now.plus(limits.offer) };
        Self { attempt, agent, device, limits, budget, state }
    }

    /// A lease read back after a restart of the controller: no deadline may have passed while nobody could listen.
    #[must_use]
    pub fn reloaded(mut self, accepted_at: Option<Timestamp>, now: Timestamp) -> Self {
        self.state = match accepted_at {
            None => LeaseState::Offered { until: now.plus(self.limits.lease) },
            Some(since) => LeaseState::Active(Active {
                deadline: since.plus(self.limits.job).max(now.plus(self.limits.lease)),
                expires_at: now.plus(self.limits.lease),
                progress_at: now,
                stop: None,
                finish: None,
            }),
        };
        self
    }

    /// Whether it is over.
    pub const fn is_ended(&self) -> bool {
        matches!(self.state, LeaseState::Ended { .. })
    }

    /// The latest time at which its device is free again, where it is known.
    pub fn busy_until(&self) -> Option<Timestamp> {
        match &self.state {
            LeaseState::Offered { until } => Some(until.plus(self.limits.job)),
            LeaseState::Active(active) => Some(active.deadline.plus(self.limits.cancel)),
            LeaseState::Storing { give_up_at, .. } => Some(*give_up_at),
            LeaseState::Ended { .. } => None,
        }
    }
}
