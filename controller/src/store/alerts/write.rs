//! Writes what the lifecycle decided: alert, evidence, history and notice in one transaction, or nothing of it.

use dataset::Timestamp;
use protocol::RunId;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter};

use super::row::{alert_id, alert_notices, alert_runs, alert_steps, alerts, json, row_of};
use crate::alert::{Alert, AlertState, Applied, Change, Notice};
use crate::store::verdicts::note_alerted;
use crate::store::{Store, StoreError};

/// State of a notice that has not arrived yet.
pub(super) const WAITING: &str = "waiting";

impl Store {
    pub(super) async fn apply_changes(
        &self,
        run: Option<RunId>,
        changes: &[(Change, Option<Notice>)],
        now: Timestamp,
    ) -> Result<Applied, StoreError> {
        let transaction = self.begin().await?;
        if let Some(run) = run
            && !note_alerted(&transaction, run, now).await?
        {
            return Ok(Applied::Before);
        }
        for (change, notice) in changes {
            match write(&transaction, change, now).await? {
                Applied::Written => {}
                refused @ (Applied::Moved | Applied::Before | Applied::Taken(_)) => return Ok(refused),
            }
            if let Some(notice) = notice {
                put(&transaction, notice, now).await?;
            }
        }
        transaction.commit().await.map_err(StoreError::query("commit the change of an alert"))?;
        Ok(Applied::Written)
    }
}

async fn write(
    transaction: &DatabaseTransaction,
    change: &Change,
    now: Timestamp,
) -> Result<Applied, StoreError> {
    let Change { alert, sighting, step, event: _ } = change;
    let written = match alert.revision {
        1 => open(transaction, alert).await?,
        _ => replace(transaction, alert).await?,
    };
    if written != Applied::Written {
        return Ok(written);
    }
    if let Some((sighting, bad)) = sighting {
        let new = alert_runs::ActiveModel {
            alert_id: Set(alert.id.to_string()),
            run_id: Set(sighting.mark.run.to_string()),
            bad: Set(*bad),
            seen_at: Set(now.epoch_ms()),
            sighting: Set(json(sighting)),
        };
        let insert = alert_runs::Entity::insert(new).exec_without_returning(transaction).await;
        insert.map_err(StoreError::query("add a run to an alert"))?;
    }
    if let Some(step) = step {
        let new = alert_steps::ActiveModel {
            alert_id: Set(alert.id.to_string()),
            revision: Set(alert.revision.cast_signed()),
            step: Set(json(step)),
        };
        let insert = alert_steps::Entity::insert(new).exec_without_returning(transaction).await;
        insert.map_err(StoreError::query("add to the history of an alert"))?;
    }
    Ok(Applied::Written)
}

/// Somebody else may have opened one of the same key since.
async fn open(connection: &impl ConnectionTrait, alert: &Alert) -> Result<Applied, StoreError> {
    let insert = alerts::Entity::insert(row_of(alert)).on_conflict(OnConflict::new().do_nothing().to_owned());
    let rows = insert.exec_without_returning(connection).await.map_err(StoreError::query("open an alert"))?;
    Ok(if rows == 1 { Applied::Written } else { Applied::Moved })
}

async fn replace(transaction: &DatabaseTransaction, alert: &Alert) -> Result<Applied, StoreError> {
    if alert.state != AlertState::Resolved {
        let query = alerts::Entity::find()
            .filter(super::storage::of_key(&alert.key))
            .filter(alerts::Column::State.ne(AlertState::Resolved.word()))
            .filter(alerts::Column::Id.ne(alert.id.to_string()));
        let other = query.one(transaction).await.map_err(StoreError::query("look for another alert"))?;
        if let Some(other) = other {
            return Ok(Applied::Taken(alert_id(&other.id)?));
        }
    }
    let seen = alert.revision.cast_signed() - 1;
    let update = alerts::Entity::update_many()
        .set(row_of(alert))
        .filter(alerts::Column::Id.eq(alert.id.to_string()))
        .filter(alerts::Column::Revision.eq(seen));
    let result = update.exec(transaction).await.map_err(StoreError::query("change an alert"))?;
    Ok(if result.rows_affected == 1 { Applied::Written } else { Applied::Moved })
}

async fn put(connection: &impl ConnectionTrait, notice: &Notice, now: Timestamp) -> Result<(), StoreError> {
    let new = alert_notices::ActiveModel {
        id: Set(notice.id.to_string()),
        alert_id: Set(notice.alert.to_string()),
        event: Set(notice.event.word().to_owned()),
        body: Set(notice.body.replace("\\u0000", "\u{fffd}")),
        created_at: Set(now.epoch_ms()),
        state: Set(WAITING.to_owned()),
        attempts: Set(0),
        next_at: Set(now.epoch_ms()),
    };
    let insert = alert_notices::Entity::insert(new).exec_without_returning(connection).await;
    insert.map(|_| ()).map_err(StoreError::query("put a notice into the outbox"))
}
