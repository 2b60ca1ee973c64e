//! What an alert is made of: its history, its runs and the notices of it.

use std::collections::{HashMap, HashSet};

use dataset::Timestamp;
use protocol::RunId;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::outbox::state_of;
use super::row::{alert_attempts, alert_id, alert_notices, alert_runs, alert_steps, alerts, uuid};
use crate::alert::{AlertId, Sighting, Step};
use crate::store::runs::row::runs;
use crate::store::{Store, StoreError};

/// A run of an alert.
#[derive(Clone, Debug, PartialEq)]
pub struct AlertRun {
    /// What the alert saw of it.
    pub sighting: Sighting,
    /// Whether it was a bad one.
    pub bad: bool,
    /// When its verdict was taken into account.
    pub seen_at: Timestamp,
    /// Whether it is still stored in the alert's project.
    pub is_stored: bool,
}

/// A notice of an alert and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Its id.
    pub id: Uuid,
    /// What it tells, e.g. `alert.opened`.
    pub event: String,
    /// When it was written.
    pub created_at: Timestamp,
    /// Where it stands.
    pub state: DeliveryState,
    /// Its attempts, first to last.
    pub attempts: Vec<Attempt>,
}

/// Where a notice stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliveryState {
    /// It is to be sent, not before this.
    Waiting(Timestamp),
    /// The receiver took it.
    Delivered,
    /// It is tried no more.
    GivenUp,
}

/// One attempt at sending a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Counts from 1.
    pub number: u32,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended; absent while it is under way, and where its controller ended in the middle of it.
    pub ended_at: Option<Timestamp>,
    /// The receiver's HTTP status; absent where it gave none.
    pub status: Option<u16>,
    /// Why it was in vain; absent for a delivery.
    pub problem: Option<String>,
}

impl Store {
    /// The history of an alert, first to last.
    pub async fn alert_steps(&self, id: AlertId) -> Result<Vec<Step>, StoreError> {
        let query = alert_steps::Entity::find()
            .filter(alert_steps::Column::AlertId.eq(id.to_string()))
            .order_by_asc(alert_steps::Column::Revision);
        let rows =
            query.all(self.reader()).await.map_err(StoreError::query("read the history of an alert"))?;
        let step = |row: alert_steps::Model| {
            serde_json::from_str(&row.step).map_err(StoreError::row("a step", &row.alert_id))
        };
        rows.into_iter().map(step).collect()
    }

    /// The runs of an alert that came in last, newest first, at most `limit`, and how many there are in all.
    pub async fn alert_runs(
        &self,
        project: &str,
        id: AlertId,
        limit: u64,
    ) -> Result<(Vec<AlertRun>, u64), StoreError> {
        let query = alert_runs::Entity::find().filter(alert_runs::Column::AlertId.eq(id.to_string()));
        let failed = || StoreError::query("read the runs of an alert");
        let total = query.clone().count(self.reader()).await.map_err(failed())?;
        let newest = query.order_by_desc(alert_runs::Column::SeenAt).order_by_desc(alert_runs::Column::RunId);
        let rows = newest.limit(limit).all(self.reader()).await.map_err(failed())?;
        let stored = self.stored_among(project, rows.iter().map(|row| row.run_id.as_str())).await?;
        let run = |row: alert_runs::Model| {
            let sighting =
                serde_json::from_str(&row.sighting).map_err(StoreError::row("a run", &row.alert_id))?;
            let seen_at = Timestamp::from_epoch_ms(row.seen_at);
            Ok(AlertRun { sighting, bad: row.bad, seen_at, is_stored: stored.contains(&row.run_id) })
        };
        Ok((rows.into_iter().map(run).collect::<Result<_, StoreError>>()?, total))
    }

    /// The alerts of a project that a run is part of, oldest first.
    pub async fn alerts_of_run(&self, project: &str, run: RunId) -> Result<Vec<AlertId>, StoreError> {
        let query = alerts::Entity::find()
            .select_only()
            .column(alerts::Column::Id)
            .filter(alerts::Column::ProjectId.eq(project))
            .filter(alerts::Column::Id.in_subquery(knowing(run)))
            .order_by_asc(alerts::Column::OpenedAt)
            .order_by_asc(alerts::Column::Id);
        let ids: Vec<String> = query
            .into_tuple()
            .all(self.reader())
            .await
            .map_err(StoreError::query("read the alerts of a run"))?;
        ids.iter().map(|id| alert_id(id)).collect()
    }

    /// The notices of an alert with their attempts, first to last.
    pub async fn alert_deliveries(&self, id: AlertId) -> Result<Vec<Delivery>, StoreError> {
        let query = alert_notices::Entity::find()
            .filter(alert_notices::Column::AlertId.eq(id.to_string()))
            .order_by_asc(alert_notices::Column::CreatedAt)
            .order_by_asc(alert_notices::Column::Id);
        let notices =
            query.all(self.reader()).await.map_err(StoreError::query("read the notices of an alert"))?;
        let mut attempts = self.attempts_at(notices.iter().map(|notice| notice.id.as_str())).await?;
        let delivery = |notice: alert_notices::Model| {
            Ok(Delivery {
                id: uuid(&notice.id)?,
                state: state_of(&notice)?,
                attempts: attempts.remove(&notice.id).unwrap_or_default(),
                event: notice.event,
                created_at: Timestamp::from_epoch_ms(notice.created_at),
            })
        };
        notices.into_iter().map(delivery).collect()
    }

    async fn attempts_at(
        &self,
        notices: impl Iterator<Item = &str>,
    ) -> Result<HashMap<String, Vec<Attempt>>, StoreError> {
        let query = alert_attempts::Entity::find()
            .filter(alert_attempts::Column::NoticeId.is_in(notices))
            .order_by_asc(alert_attempts::Column::Number);
        let rows =
            query.all(self.reader()).await.map_err(StoreError::query("read the attempts at a notice"))?;
        let mut attempts: HashMap<String, Vec<Attempt>> = HashMap::new();
        for row in rows {
            attempts.entry(row.notice_id.clone()).or_default().push(attempt_of(row));
        }
        Ok(attempts)
    }

    async fn stored_among(
        &self,
        project: &str,
        runs: impl Iterator<Item = &str>,
    ) -> Result<HashSet<String>, StoreError> {
        let query = runs::Entity::find()
            .select_only()
            .column(runs::Column::Id)
            .filter(runs::Column::ProjectId.eq(project))
            .filter(runs::Column::Id.is_in(runs));
        let ids: Vec<String> =
            query.into_tuple().all(self.reader()).await.map_err(StoreError::query("look up runs"))?;
        Ok(ids.into_iter().collect())
    }
}

fn knowing(run: RunId) -> sea_orm::sea_query::SelectStatement {
    use sea_orm::QueryTrait;
    alert_runs::Entity::find()
        .select_only()
        .column(alert_runs::Column::AlertId)
        .filter(alert_runs::Column::RunId.eq(run.to_string()))
        .into_query()
}

fn attempt_of(row: alert_attempts::Model) -> Attempt {
    Attempt {
        number: row.number.unsigned_abs(),
        started_at: Timestamp::from_epoch_ms(row.started_at),
        ended_at: row.ended_at.map(Timestamp::from_epoch_ms),
        status: row.status.and_then(|status| u16::try_from(status).ok()),
        problem: row.problem,
    }
}
