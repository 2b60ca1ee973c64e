//! What the baseline check asks of storage.

use std::error::Error;
use std::future::Future;

use analysis::{RunVerdict, Side};
use dataset::Timestamp;
use protocol::RunId;
use scenarios::BaselineRule;

use super::choose::{Basis, Candidate};

/// Storage did not do what was asked.
#[derive(Debug, thiserror::Error)]
#[error("cannot {action}")]
pub struct BaselineStorageError {
    /// What we tried.
    pub action: &'static str,
    /// Why it failed.
    #[source]
    pub source: Box<dyn Error + Send + Sync>,
}

/// Runs of one scope may serve as each other's baseline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The project.
    pub project: String,
    /// The scenario.
    pub scenario: String,
    /// The platform; runs that name none are among themselves.
    pub platform: Option<String>,
    /// The device class; runs that name none are among themselves.
    pub device_class: Option<String>,
}

/// A run that is to be judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Subject {
    /// Which.
    pub run: RunId,
    /// Where its baseline is looked for.
    pub scope: Scope,
    /// When it took place: its baseline lies before.
    pub created_at: Timestamp,
    /// Its release.
    pub release: Option<String>,
    /// Equal exactly where the fingerprints are.
    pub fingerprint_sha256: String,
    /// The run that its job asks to be judged against, before any pin and any rule.
    pub requested: Option<RunId>,
    /// What it is to be judged against.
    pub rule: BaselineRule,
    /// Its values.
    pub side: Side,
}

/// A verdict that is to be stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgment {
    /// The verdict with its evidence.
    pub verdict: RunVerdict,
    /// What it was judged against; absent where there was nothing.
    pub basis: Option<Basis>,
    /// When.
    pub judged_at: Timestamp,
}

/// Where runs, baselines and verdicts are kept.
pub trait BaselineStorage: Send + Sync {
    /// The run that is to be judged; nothing if it does not exist.
    fn subject(
        &self,
        run: RunId,
    ) -> impl Future<Output = Result<Option<Subject>, BaselineStorageError>> + Send;

    /// The run that the subject's job asks for; nothing where it asks for none.
    fn requested(
        &self,
        subject: &Subject,
    ) -> impl Future<Output = Result<Option<Candidate>, BaselineStorageError>> + Send;

    /// The run that is pinned for the subject's scope, if it is another one.
    fn pinned(
        &self,
        subject: &Subject,
    ) -> impl Future<Output = Result<Option<Candidate>, BaselineStorageError>> + Send;

    /// Releases that have runs in the subject's scope before it.
    fn releases(
        &self,
        subject: &Subject,
    ) -> impl Future<Output = Result<Vec<String>, BaselineStorageError>> + Send;

    /// Runs that came to their end, in the subject's scope, before it, newest first; of one release where it is given.
    fn candidates(
        &self,
        subject: &Subject,
        release: Option<&str>,
    ) -> impl Future<Output = Result<Vec<Candidate>, BaselineStorageError>> + Send;

    /// The values of a run.
    fn side_of(&self, run: RunId) -> impl Future<Output = Result<Option<Side>, BaselineStorageError>> + Send;

    /// Stores a verdict with its evidence; absent where the run is not to be judged. A second judgment replaces the first.
    fn record(
        &self,
        run: RunId,
        judgment: Option<&Judgment>,
    ) -> impl Future<Output = Result<(), BaselineStorageError>> + Send;
}
