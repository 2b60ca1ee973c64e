//! Verdicts and people change alerts here: loads, lets the lifecycle decide, writes, and does it again where somebody was
//! faster. Decides nothing itself.

use std::sync::Arc;

use dataset::Timestamp;
use protocol::RunId;
use tokio::sync::Notify;
use uuid::Uuid;

use super::lifecycle::{Action, Change, Refusal, on_action, on_verdict};
use super::notice::Announcer;
use super::record::{Alert, AlertId};
use super::storage::{AlertStorage, AlertStorageError, Applied};

/// How often a change is decided anew before something else must be wrong.
const TRIES: u32 = 20;

/// What reacts to verdicts and to people. Cheap to clone; every clone wakes the same notifier.
#[derive(Clone, Debug, Default)]
pub struct Alerts {
    announcer: Option<Announcer>,
    wake: Arc<Notify>,
}

/// An alert of a project as somebody saw it who wants to change it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenAlert {
    /// The project.
    pub project: String,
    /// The alert.
    pub id: AlertId,
    /// Its version then; absent where whoever changes it does not mind what others did in between.
    pub version: Option<u64>,
}

/// A verdict has not changed the alerts that it should.
#[derive(Debug, thiserror::Error)]
pub enum ReactError {
    /// The store failed.
    #[error("cannot alert on run {run}")]
    Storage {
        /// The judged run.
        run: RunId,
        /// Why.
        source: AlertStorageError,
    },
    /// Others change the alerts without a pause.
    #[error("cannot alert on run {run}: its alerts changed {TRIES} times in between")]
    Moving {
        /// The judged run.
        run: RunId,
    },
}

/// Why an alert is as it was.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    /// The project has none of this id.
    #[error("there is no alert `{id}`")]
    Missing {
        /// Which.
        id: AlertId,
    },
    /// Somebody was faster.
    #[error("somebody changed the alert in between: version {seen} was read, it is at version {now}")]
    Stale {
        /// The version that was seen.
        seen: u64,
        /// The version that it has.
        now: u64,
    },
    /// It stands where this cannot be done.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// It stays resolved, since another one tells of the same metric now.
    #[error("the alert `{other}` of the same metric is not resolved; there is one at a time")]
    Taken {
        /// Which.
        other: AlertId,
    },
    /// Others change it without a pause.
    #[error("the alert changed {TRIES} times in between; try again")]
    Moving,
    /// The store failed.
    #[error(transparent)]
    Storage(#[from] AlertStorageError),
}

impl Alerts {
    /// Tells `announcer`'s notices to whoever empties the outbox; without one nothing is told.
    pub fn announced_by(announcer: Option<Announcer>) -> Self {
        Self { announcer, wake: Arc::default() }
    }

    /// Waits until there may be something new to send.
    pub async fn awaken(&self) {
        self.wake.notified().await;
    }

    /// Takes the verdict on a run into account, once however often it is asked; gives the alerts that changed.
    pub async fn on_verdict(
        &self,
        storage: &impl AlertStorage,
        run: RunId,
        now: Timestamp,
        ids: impl Fn() -> Uuid,
    ) -> Result<Vec<Change>, ReactError> {
        let failed = |source| ReactError::Storage { run, source };
        for _ in 0..TRIES {
            let Some(judged) = storage.judged(run).await.map_err(failed)? else { return Ok(Vec::new()) };
            let standing = storage.standing(&judged).await.map_err(failed)?;
            let changes = on_verdict(&judged, &standing, now, || AlertId::new(ids()));
            match self.apply(storage, Some(run), &changes, (now, &ids)).await.map_err(failed)? {
                Applied::Written => return Ok(changes),
                Applied::Before => return Ok(Vec::new()),
                Applied::Moved | Applied::Taken(_) => {}
            }
        }
        Err(ReactError::Moving { run })
    }

    /// Does what a person asks for, `by` whom and with which note.
    pub async fn act(
        &self,
        storage: &impl AlertStorage,
        seen: &SeenAlert,
        action: &Action,
        (by, note, now, ids): (&str, &str, Timestamp, impl Fn() -> Uuid),
    ) -> Result<Alert, ActError> {
        for _ in 0..TRIES {
            let alert = storage.alert(&seen.project, seen.id).await?;
            let alert = alert.ok_or(ActError::Missing { id: seen.id })?;
            if let Some(version) = seen.version.filter(|version| *version != alert.version) {
                return Err(ActError::Stale { seen: version, now: alert.version });
            }
            let change = on_action(&alert, action, (by, note, now))?;
            match self.apply(storage, None, std::slice::from_ref(&change), (now, &ids)).await? {
                Applied::Written => return Ok(change.alert),
                Applied::Taken(other) => return Err(ActError::Taken { other }),
                Applied::Before | Applied::Moved => {}
            }
        }
        Err(ActError::Moving)
    }

    async fn apply(
        &self,
        storage: &impl AlertStorage,
        run: Option<RunId>,
        changes: &[Change],
        (now, ids): (Timestamp, &impl Fn() -> Uuid),
    ) -> Result<Applied, AlertStorageError> {
        let announcer = self.announcer.as_ref();
        let told: Vec<_> = changes
            .iter()
            .map(|change| (change.clone(), announcer.and_then(|announcer| announcer.notice(change, ids))))
            .collect();
        let applied = storage.apply(run, &told, now).await?;
        if applied == Applied::Written && told.iter().any(|(_, notice)| notice.is_some()) {
            self.wake.notify_one();
        }
        Ok(applied)
    }
}
