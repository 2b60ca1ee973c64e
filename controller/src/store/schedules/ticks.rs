//! What became of a schedule's ticks.

use dataset::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::rows::tick;
use super::suite_runs::id_of;
use crate::schedule::{Fate, ScheduleId, Tick};
use crate::store::{Store, StoreError};

impl Store {
    /// A page of a schedule's ticks, newest first, and how many there are.
    pub async fn schedule_ticks(
        &self,
        schedule: ScheduleId,
        offset: u64,
        limit: u64,
    ) -> Result<(Vec<Tick>, u64), StoreError> {
        let query = tick::Entity::find().filter(tick::Column::ScheduleId.eq(schedule.to_string()));
        let total = query.clone().count(self.reader()).await.map_err(StoreError::query("count ticks"))?;
        let rows = query
            .order_by_desc(tick::Column::Due)
            .offset(offset)
            .limit(limit)
            .all(self.reader())
            .await
            .map_err(StoreError::query("list ticks"))?;
        Ok((rows.into_iter().map(tick_of).collect::<Result<_, _>>()?, total))
    }
}

pub(super) fn tick_of(row: tick::Model) -> Result<Tick, StoreError> {
    let fate = Fate::of_word(&row.fate).ok_or_else(|| {
        let reason = format!("unknown fate `{}`", row.fate);
        StoreError::row("fate", &row.schedule_id)(<serde_json::Error as serde::de::Error>::custom(reason))
    })?;
    Ok(Tick {
        due: Timestamp::from_epoch_ms(row.due),
        fate,
        reason: row.reason,
        suite_run: row.suite_run_id.as_deref().map(id_of),
        decided_at: Timestamp::from_epoch_ms(row.decided_at),
    })
}
