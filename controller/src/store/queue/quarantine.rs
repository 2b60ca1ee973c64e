//! Devices that somebody took out of service, and those that somebody released. One quarantine of a device is open at a time.

use dataset::Timestamp;
use protocol::DeviceId;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};

use super::fleet::free_device;
use super::rows::quarantine;
use super::serves::{serves_of, word_of};
use crate::lease::{Quarantine, Quarantined};
use crate::store::{Store, StoreError};

/// A quarantine that holds, or has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastQuarantine {
    /// Why, who and since when.
    pub quarantine: Quarantine,
    /// When it ended, who released the device and why; absent while it holds.
    pub released: Option<(Timestamp, String, String)>,
}

impl Store {
    /// A device's quarantines, newest first.
    pub async fn device_quarantines(
        &self,
        device: &Quarantined,
        limit: u64,
    ) -> Result<Vec<PastQuarantine>, StoreError> {
        let query = quarantine::Entity::find()
            .filter(quarantine::Column::DeviceId.eq(device.0.as_str()))
            .filter(quarantine::Column::Serves.eq(word_of(&device.1)))
            .order_by_desc(quarantine::Column::SetAt)
            .limit(limit);
        let rows =
            query.all(self.reader()).await.map_err(StoreError::query("read a device's quarantines"))?;
        Ok(rows.into_iter().map(past_of).collect())
    }

    /// Devices that are in quarantine.
    pub(super) async fn held_quarantines(&self) -> Result<Vec<(Quarantined, Quarantine)>, StoreError> {
        let query = quarantine::Entity::find().filter(quarantine::Column::ReleasedAt.is_null());
        let rows = query.all(self.reader()).await.map_err(StoreError::query("read the quarantines"))?;
        let held = rows.into_iter().map(|row| {
            let device = (DeviceId::new(row.device_id.clone()), serves_of(&row.serves));
            (device, past_of(row).quarantine)
        });
        Ok(held.collect())
    }

    /// Writes down that a device is in quarantine.
    pub(super) async fn hold_device(
        &self,
        device: &Quarantined,
        held: &Quarantine,
    ) -> Result<(), StoreError> {
        let row = quarantine::ActiveModel {
            device_id: Set(device.0.to_string()),
            serves: Set(word_of(&device.1).to_owned()),
            set_at: Set(held.since.epoch_ms()),
            set_by: Set(held.by.clone()),
            reason: Set(held.reason.clone()),
            released_at: Set(None),
            released_by: Set(None),
            released_because: Set(None),
        };
        let inserted = quarantine::Entity::insert(row).exec_without_returning(self.writer()).await;
        inserted.map(drop).map_err(StoreError::query("put a device into quarantine"))
    }

    /// Writes down that a device is released.
    pub(super) async fn release_device(
        &self,
        device: &Quarantined,
        (by, reason): (&str, &str),
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let released = quarantine::Entity::update_many()
            .col_expr(quarantine::Column::ReleasedAt, Expr::value(now.epoch_ms()))
            .col_expr(quarantine::Column::ReleasedBy, Expr::value(by))
            .col_expr(quarantine::Column::ReleasedBecause, Expr::value(reason))
            .filter(quarantine::Column::DeviceId.eq(device.0.as_str()))
            .filter(quarantine::Column::Serves.eq(word_of(&device.1)))
            .filter(quarantine::Column::ReleasedAt.is_null())
            .exec(self.writer())
            .await;
        released.map_err(StoreError::query("release a device from quarantine"))?;
        free_device(self.writer(), &device.0, now).await
    }
}

fn past_of(row: quarantine::Model) -> PastQuarantine {
    let since = Timestamp::from_epoch_ms(row.set_at);
    let quarantine = Quarantine { reason: row.reason, by: row.set_by, since };
    let released = row.released_at.map(|at| {
        let (by, because) = (row.released_by.unwrap_or_default(), row.released_because.unwrap_or_default());
        (Timestamp::from_epoch_ms(at), by, because)
    });
    PastQuarantine { quarantine, released }
}
