//! Devices that a person took out of service: they get nothing new until a person releases them, and what they run ends in
//! peace. Decides nothing about jobs.

use std::fmt;

use dataset::Timestamp;
use protocol::DeviceId;

use crate::lease::fit::Serves;
use crate::lease::storage::{LeaseStorage, ResultStore, StorageError};
use crate::lease::tick::Keeper;

/// Why a device is out of service.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quarantine {
    /// For people.
    pub reason: String,
    /// Who said so.
    pub by: String,
    /// Since when.
    pub since: Timestamp,
}

/// A device of whom its agent serves: a name that another project's agent takes over is another device.
pub type Quarantined = (DeviceId, Serves);

/// What somebody wants of a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QuarantineWish {
    /// It shall get nothing new.
    Hold(Quarantine),
    /// It shall get jobs again.
    Release {
        /// Who says so.
        by: String,
        /// Why.
        reason: String,
    },
}

/// What became of a wish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QuarantineState {
    /// It is as it was wished.
    Done,
    /// It was in quarantine before.
    Held(Quarantine),
    /// It was not in quarantine.
    Free,
    /// Nobody knows such a device.
    NoDevice,
}

impl fmt::Display for Quarantine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "quarantined by {} since {}: {}", self.by, self.since, self.reason)
    }
}

impl<S: LeaseStorage, R: ResultStore> Keeper<S, R> {
    /// Takes a device out of service, or releases it: first written down, then planned with.
    pub(super) async fn quarantine(
        &mut self,
        device: DeviceId,
        wish: QuarantineWish,
    ) -> Result<QuarantineState, StorageError> {
        let Some(serves) = self.fleet.serves_of(&device) else { return Ok(QuarantineState::NoDevice) };
        let key = (device, serves);
        let held = self.fleet.quarantine_of(&key).cloned();
        match (wish, held) {
            (QuarantineWish::Hold(_), Some(held)) => return Ok(QuarantineState::Held(held)),
            (QuarantineWish::Release { .. }, None) => return Ok(QuarantineState::Free),
            (QuarantineWish::Hold(quarantine), None) => {
                self.storage.quarantine(&key, &quarantine).await?;
                tracing::warn!(device_id = %key.0, by = quarantine.by, reason = quarantine.reason, "a device is in quarantine");
                self.fleet.set_quarantine(key, Some(quarantine));
            }
            (QuarantineWish::Release { by, reason }, Some(_)) => {
                self.storage.release(&key, &by, &reason, (self.clock)()).await?;
                tracing::info!(device_id = %key.0, by, reason, "a device is released from quarantine");
                self.fleet.set_quarantine(key, None);
                self.replan = true;
            }
        }
        Ok(QuarantineState::Done)
    }
}
