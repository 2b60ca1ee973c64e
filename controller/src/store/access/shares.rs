//! Share links: a secret that shows one run to whoever holds it, until it ends or is revoked.

use dataset::Timestamp;
use protocol::RunId;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{hash_of, is_hash_of, secret_of};
use crate::store::runs::run_id;
use crate::store::{Store, StoreError};

/// The table, for whoever keeps a deleted run.
pub(in crate::store) use row::{Column as RowColumn, Entity as RowEntity, Model as Row};

/// Begins every secret of a share.
const SECRET_PREFIX: &str = "psl_";
/// A share's last use is written at most this often, ms.
const LAST_USED_STEP_MS: i64 = 60_000;

/// A share as it may be shown: everything but its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// Its id, by which it is revoked.
    pub id: Uuid,
    /// The one run that it shows.
    pub run: RunId,
    /// The run's project.
    pub project: String,
    /// Who made it.
    pub created_by: String,
    /// When.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

mod row {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "shares")]
    pub(in crate::store) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub run_id: String,
        pub project_id: String,
        pub sha256: String,
        pub created_by: String,
        pub created_at: i64,
        pub expires_at: i64,
        pub last_used_at: Option<i64>,
        pub revoked_at: Option<i64>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(in crate::store) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Store {
    /// Keeps the hash of a new share's secret and gives the secret, which cannot be asked for again.
    pub async fn create_share(&self, share: &Share, random: [u8; 32]) -> Result<String, StoreError> {
        let secret = secret_of(SECRET_PREFIX, random);
        let new = row::ActiveModel {
            id: Set(share.id.to_string()),
            run_id: Set(share.run.to_string()),
            project_id: Set(share.project.clone()),
            sha256: Set(hash_of(&secret)),
            created_by: Set(share.created_by.clone()),
            created_at: Set(share.created_at.epoch_ms()),
            expires_at: Set(share.expires_at.epoch_ms()),
            last_used_at: Set(None),
            revoked_at: Set(None),
        };
        new.insert(self.writer()).await.map_err(StoreError::query("store a share"))?;
        Ok(secret)
    }

    /// The share of a secret, if it holds; notes its use.
    pub async fn share_of_secret(&self, secret: &str, now: Timestamp) -> Result<Option<Share>, StoreError> {
        let query = row::Entity::find()
            .filter(row::Column::Sha256.eq(hash_of(secret)))
            .filter(row::Column::RevokedAt.is_null())
            .filter(row::Column::ExpiresAt.gt(now.epoch_ms()));
        let found = query.one(self.reader()).await.map_err(StoreError::query("look up a share"))?;
        let Some(found) = found.filter(|row| is_hash_of(&row.sha256, secret)) else { return Ok(None) };
        if found.last_used_at.is_none_or(|last| now.epoch_ms() - last >= LAST_USED_STEP_MS) {
            self.note_share_use(&found.id, now).await;
        }
        Ok(Some(share_of(found)))
    }

    /// Every share of a run, newest first, those that ended included.
    pub async fn shares_of_run(&self, run: RunId) -> Result<Vec<Share>, StoreError> {
        let query = row::Entity::find()
            .filter(row::Column::RunId.eq(run.to_string()))
            .order_by_desc(row::Column::CreatedAt)
            .order_by_desc(row::Column::Id);
        let rows = query.all(self.reader()).await.map_err(StoreError::query("list shares"))?;
        Ok(rows.into_iter().map(share_of).collect())
    }

    /// Revokes a share of a run. False if there is none that could be used.
    pub async fn revoke_share(&self, run: RunId, id: Uuid, now: Timestamp) -> Result<bool, StoreError> {
        let update = row::Entity::update_many()
            .col_expr(row::Column::RevokedAt, Expr::value(now.epoch_ms()))
            .filter(row::Column::Id.eq(id.to_string()))
            .filter(row::Column::RunId.eq(run.to_string()))
            .filter(row::Column::RevokedAt.is_null());
        let result = update.exec(self.writer()).await.map_err(StoreError::query("revoke a share"))?;
        Ok(result.rows_affected == 1)
    }

    /// A full disk must not shut out whoever only reads.
    async fn note_share_use(&self, id: &str, now: Timestamp) {
        let update = row::Entity::update_many()
            .col_expr(row::Column::LastUsedAt, Expr::value(now.epoch_ms()))
            .filter(row::Column::Id.eq(id));
        let noted = update.exec(self.writer()).await.map_err(StoreError::query("note the use of a share"));
        if let Err(error) = noted {
            tracing::warn!(error = crate::doors::chain(&error), "the use of a share is not noted");
        }
    }
}

/// Ends every share of a run that could still be used.
pub(in crate::store) async fn end_all(
    transaction: &DatabaseTransaction,
    run: RunId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let update = row::Entity::update_many()
        .col_expr(row::Column::RevokedAt, Expr::value(now.epoch_ms()))
        .filter(row::Column::RunId.eq(run.to_string()))
        .filter(row::Column::RevokedAt.is_null());
    update.exec(transaction).await.map_err(StoreError::query("end the shares of a run"))?;
    Ok(())
}

fn share_of(row: row::Model) -> Share {
    Share {
        id: Uuid::parse_str(&row.id).expect("share ids are written as UUIDs"),
        run: run_id(&row.run_id),
        project: row.project_id,
        created_by: row.created_by,
        created_at: Timestamp::from_epoch_ms(row.created_at),
        expires_at: Timestamp::from_epoch_ms(row.expires_at),
        last_used_at: row.last_used_at.map(Timestamp::from_epoch_ms),
        revoked_at: row.revoked_at.map(Timestamp::from_epoch_ms),
    }
}
