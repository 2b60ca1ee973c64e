//! Notices on their way out. A notice is taken by compare-and-set, so that of several controllers one sends it.

use dataset::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::read::DeliveryState;
use super::row::{alert_attempts, alert_id, alert_notices, uuid};
use super::storage::failed;
use super::write::WAITING;
use crate::alert::storage::{Ended, Then};
use crate::alert::{AlertStorageError, Outbox, Outgoing, Waiting};
use crate::store::runs::storable;
use crate::store::{Store, StoreError};

/// Notices that are looked at at once; the others follow when these are out.
const AT_ONCE: u64 = 1000;
const DELIVERED: &str = "delivered";
const GIVEN_UP: &str = "given_up";

impl Outbox for Store {
    async fn waiting(&self) -> Result<Vec<Waiting>, AlertStorageError> {
        self.waiting_notices().await.map_err(failed("read the outbox"))
    }

    async fn claim(
        &self,
        waiting: &Waiting,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<Outgoing>, AlertStorageError> {
        self.claim_notice(waiting, now, until).await.map_err(failed("take a notice out of the outbox"))
    }

    async fn settle(&self, outgoing: &Outgoing, ended: &Ended) -> Result<(), AlertStorageError> {
        self.settle_notice(outgoing, ended).await.map_err(failed("note what came of a notice"))
    }
}

impl Store {
    async fn waiting_notices(&self) -> Result<Vec<Waiting>, StoreError> {
        use alert_notices::Column;
        let query = alert_notices::Entity::find()
            .select_only()
            .columns([Column::Id, Column::AlertId, Column::Attempts, Column::NextAt])
            .filter(Column::State.eq(WAITING))
            .order_by_asc(Column::CreatedAt)
            .order_by_asc(Column::Id)
            .limit(AT_ONCE);
        let rows: Vec<(String, String, i32, i64)> =
            query.into_tuple().all(self.reader()).await.map_err(StoreError::query("list notices"))?;
        let waiting = |(id, alert, attempts, next_at): (String, String, i32, i64)| {
            Ok(Waiting {
                id: uuid(&id)?,
                alert: alert_id(&alert)?,
                attempts: attempts.unsigned_abs(),
                next_at: Timestamp::from_epoch_ms(next_at),
            })
        };
        rows.into_iter().map(waiting).collect()
    }

    async fn claim_notice(
        &self,
        waiting: &Waiting,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<Outgoing>, StoreError> {
        use alert_notices::Column;
        let transaction = self.begin().await?;
        let (seen, id) = (waiting.attempts.cast_signed(), waiting.id.to_string());
        let update = alert_notices::Entity::update_many()
            .col_expr(Column::Attempts, Expr::value(seen + 1))
            .col_expr(Column::NextAt, Expr::value(until.epoch_ms()))
            .filter(Column::Id.eq(id.as_str()))
            .filter(Column::State.eq(WAITING))
            .filter(Column::Attempts.eq(seen))
            .filter(Column::NextAt.lte(now.epoch_ms()));
        let claimed = update.exec(&transaction).await.map_err(StoreError::query("claim a notice"))?;
        if claimed.rows_affected != 1 {
            return Ok(None);
        }
        let row = alert_notices::Entity::find_by_id(id.as_str()).one(&transaction).await;
        let row = row.map_err(StoreError::query("read a notice"))?.expect("it was just claimed");
        let attempt = alert_attempts::ActiveModel {
            notice_id: Set(id),
            number: Set(seen + 1),
            started_at: Set(now.epoch_ms()),
            ended_at: NotSet,
            status: NotSet,
            problem: NotSet,
        };
        let begun = alert_attempts::Entity::insert(attempt).exec_without_returning(&transaction).await;
        begun.map_err(StoreError::query("begin an attempt at a notice"))?;
        transaction.commit().await.map_err(StoreError::query("commit the claim of a notice"))?;
        let (id, alert) = (waiting.id, waiting.alert);
        Ok(Some(Outgoing { id, alert, attempt: waiting.attempts + 1, body: row.body }))
    }

    /// A delivery counts whoever notes it. What else came of an attempt counts only while nobody began a later one.
    async fn settle_notice(&self, outgoing: &Outgoing, ended: &Ended) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        let (id, number) = (outgoing.id.to_string(), outgoing.attempt.cast_signed());
        let attempt = alert_attempts::Entity::update_many()
            .col_expr(alert_attempts::Column::EndedAt, Expr::value(ended.at.epoch_ms()))
            .col_expr(alert_attempts::Column::Status, Expr::value(ended.status.map(i32::from)))
            .col_expr(alert_attempts::Column::Problem, Expr::value(ended.problem.as_deref().map(storable)))
            .filter(alert_attempts::Column::NoticeId.eq(id.as_str()))
            .filter(alert_attempts::Column::Number.eq(number));
        attempt.exec(&transaction).await.map_err(StoreError::query("end an attempt at a notice"))?;
        let (state, next_at) = match ended.then {
            Then::Delivered => (DELIVERED, ended.at),
            Then::Again(at) => (WAITING, at),
            Then::GivenUp => (GIVEN_UP, ended.at),
        };
        let mut notice = alert_notices::Entity::update_many()
            .col_expr(alert_notices::Column::State, Expr::value(state))
            .col_expr(alert_notices::Column::NextAt, Expr::value(next_at.epoch_ms()))
            .filter(alert_notices::Column::Id.eq(id.as_str()))
            .filter(alert_notices::Column::State.ne(DELIVERED));
        if ended.then != Then::Delivered {
            notice = notice.filter(alert_notices::Column::Attempts.eq(number));
        }
        notice.exec(&transaction).await.map_err(StoreError::query("settle a notice"))?;
        transaction.commit().await.map_err(StoreError::query("commit what came of a notice"))
    }
}

/// Where a notice stands.
pub(super) fn state_of(notice: &alert_notices::Model) -> Result<DeliveryState, StoreError> {
    match notice.state.as_str() {
        WAITING => Ok(DeliveryState::Waiting(Timestamp::from_epoch_ms(notice.next_at))),
        DELIVERED => Ok(DeliveryState::Delivered),
        GIVEN_UP => Ok(DeliveryState::GivenUp),
        word => Err(StoreError::row("the state of a notice", &notice.id)(serde::de::Error::custom(format!(
            "`{word}` is no state"
        )))),
    }
}
