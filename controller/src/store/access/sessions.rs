//! Logins: one row a browser, under the hash of what its cookie holds.

use dataset::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::accounts::Account;
use super::{hash_of, is_hash_of, secret_of};
use crate::access::session::{ABSOLUTE, holds};
use crate::store::{Store, StoreError};

/// Begins every secret of a session.
const SECRET_PREFIX: &str = "pss_";
/// A session's last use is written at most this often, ms.
const LAST_USED_STEP_MS: i64 = 60_000;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sessions")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub sha256: String,
        pub account_id: String,
        pub created_at: i64,
        pub last_used_at: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Store {
    /// Begins a session, forgets those that ended by their age, and gives the secret for the cookie.
    pub async fn start_session(
        &self,
        account: Uuid,
        random: [u8; 32],
        now: Timestamp,
    ) -> Result<String, StoreError> {
        let oldest = now.epoch_ms() - i64::try_from(ABSOLUTE.as_millis()).unwrap_or(i64::MAX);
        let sweep = row::Entity::delete_many().filter(row::Column::CreatedAt.lte(oldest));
        sweep.exec(self.writer()).await.map_err(StoreError::query("forget ended sessions"))?;
        let secret = secret_of(SECRET_PREFIX, random);
        let session = row::ActiveModel {
            sha256: Set(hash_of(&secret)),
            account_id: Set(account.to_string()),
            created_at: Set(now.epoch_ms()),
            last_used_at: Set(now.epoch_ms()),
        };
        session.insert(self.writer()).await.map_err(StoreError::query("store a session"))?;
        Ok(secret)
    }

    /// The account of a session that holds, if it is not disabled; notes the session's use.
    pub async fn account_of_session(
        &self,
        secret: &str,
        now: Timestamp,
    ) -> Result<Option<Account>, StoreError> {
        let found = row::Entity::find_by_id(hash_of(secret)).one(self.reader()).await;
        let found = found.map_err(StoreError::query("look up a session"))?;
        let Some(session) = found.filter(|row| is_hash_of(&row.sha256, secret)) else { return Ok(None) };
        let at = Timestamp::from_epoch_ms;
        if !holds(at(session.created_at), at(session.last_used_at), now) {
            return Ok(None);
        }
        let id = Uuid::parse_str(&session.account_id).expect("account ids are written as UUIDs");
        let account = self.account(id).await?.filter(|account| account.disabled_at.is_none());
        if account.is_some() && now.epoch_ms() - session.last_used_at >= LAST_USED_STEP_MS {
            self.note_session_use(&session.sha256, now).await;
        }
        Ok(account)
    }

    /// Ends a session.
    pub async fn end_session(&self, secret: &str) -> Result<(), StoreError> {
        let delete = row::Entity::delete_by_id(hash_of(secret)).exec(self.writer()).await;
        delete.map(|_| ()).map_err(StoreError::query("end a session"))
    }

    /// Ends every session of an account.
    pub async fn end_sessions_of(&self, account: Uuid) -> Result<(), StoreError> {
        let delete = row::Entity::delete_many().filter(row::Column::AccountId.eq(account.to_string()));
        delete.exec(self.writer()).await.map(|_| ()).map_err(StoreError::query("end sessions"))
    }

    /// A full disk must not shut out whoever only reads, or makes room.
    async fn note_session_use(&self, sha256: &str, now: Timestamp) {
        let update = row::Entity::update_many()
            .col_expr(row::Column::LastUsedAt, Expr::value(now.epoch_ms()))
            .filter(row::Column::Sha256.eq(sha256));
        let noted = update.exec(self.writer()).await.map_err(StoreError::query("note the use of a session"));
        if let Err(error) = noted {
            tracing::warn!(error = crate::doors::chain(&error), "the use of a session is not noted");
        }
    }
}
