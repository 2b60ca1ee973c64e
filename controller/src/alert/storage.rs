//! What the alert stage asks of a store. Names no database.

use std::error::Error;
use std::future::Future;

use dataset::Timestamp;
use protocol::RunId;
use uuid::Uuid;

use super::evidence::JudgedRun;
use super::lifecycle::{Change, Standing};
use super::notice::Notice;
use super::record::{Alert, AlertId};

/// The store did not do what was asked.
#[derive(Debug, thiserror::Error)]
#[error("cannot {action}")]
pub struct AlertStorageError {
    /// What we tried.
    pub action: &'static str,
    /// Why it failed.
    #[source]
    pub source: Box<dyn Error + Send + Sync>,
}

/// What became of changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applied {
    /// They are written.
    Written,
    /// Nothing is written: somebody changed an alert in between.
    Moved,
    /// Nothing is written: the run was taken into account before.
    Before,
    /// Nothing is written: of two alerts of one key, neither would be resolved.
    Taken(AlertId),
}

/// Where alerts are kept.
pub trait AlertStorage: Send + Sync {
    /// A run with its verdict; nothing if there is none, or if it was taken into account before.
    fn judged(&self, run: RunId)
    -> impl Future<Output = Result<Option<JudgedRun>, AlertStorageError>> + Send;

    /// The newest alert of each of the run's metrics in its scope.
    fn standing(
        &self,
        run: &JudgedRun,
    ) -> impl Future<Output = Result<Vec<Standing>, AlertStorageError>> + Send;

    /// An alert of a project.
    fn alert(
        &self,
        project: &str,
        id: AlertId,
    ) -> impl Future<Output = Result<Option<Alert>, AlertStorageError>> + Send;

    /// Writes changes and what is told of them in one transaction, and with them that `run` was taken into account; all of
    /// it or nothing.
    fn apply(
        &self,
        run: Option<RunId>,
        changes: &[(Change, Option<Notice>)],
        now: Timestamp,
    ) -> impl Future<Output = Result<Applied, AlertStorageError>> + Send;
}

/// A notice that has not arrived yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Which.
    pub id: Uuid,
    /// The alert that it is about.
    pub alert: AlertId,
    /// Attempts so far.
    pub attempts: u32,
    /// Not before.
    pub next_at: Timestamp,
}

/// A notice that is ours to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// Which; the same at every attempt.
    pub id: Uuid,
    /// The alert that it is about.
    pub alert: AlertId,
    /// Counts the attempts from 1.
    pub attempt: u32,
    /// What is sent, byte for byte.
    pub body: String,
}

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// When.
    pub at: Timestamp,
    /// The receiver's HTTP status; absent where it gave none.
    pub status: Option<u16>,
    /// Why it was in vain; absent for a delivery.
    pub problem: Option<String>,
    /// What happens now.
    pub then: Then,
}

/// What follows an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// It arrived and is never sent again.
    Delivered,
    /// It is tried again, not before this.
    Again(Timestamp),
    /// It is tried no more.
    GivenUp,
}

/// Where notices wait.
pub trait Outbox: Send + Sync {
    /// Notices that wait, oldest first.
    fn waiting(&self) -> impl Future<Output = Result<Vec<Waiting>, AlertStorageError>> + Send;

    /// Takes a notice for one attempt, so that nobody else sends it before `until`; nothing if somebody was faster.
    fn claim(
        &self,
        waiting: &Waiting,
        now: Timestamp,
        until: Timestamp,
    ) -> impl Future<Output = Result<Option<Outgoing>, AlertStorageError>> + Send;

    /// Notes how an attempt ended.
    fn settle(
        &self,
        outgoing: &Outgoing,
        ended: &Ended,
    ) -> impl Future<Output = Result<(), AlertStorageError>> + Send;
}
