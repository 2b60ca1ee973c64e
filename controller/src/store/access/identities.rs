//! Which identity of a provider is which account, and the addresses that accounts wait for. Decides nothing about who comes
//! in.

use dataset::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, Condition, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use super::accounts::{Account, row as account_row};
use crate::access::admission::{Candidate, Identity, Known};
use crate::access::email::Email;
use crate::store::{Store, StoreError};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "identities")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub issuer: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub subject: String,
        pub account_id: String,
        pub created_at: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What became of a change of an account's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmailChange {
    /// It holds; identities and sessions of before are gone.
    Done,
    /// Another account waits for the address.
    Taken,
    /// There is no such account.
    NoAccount,
}

impl Store {
    /// What the rows say of an identity.
    pub async fn known(&self, identity: &Identity) -> Result<Known, StoreError> {
        let Identity { issuer, subject, email, .. } = identity;
        let linked = row::Entity::find_by_id((issuer.clone(), subject.clone())).one(self.reader()).await;
        let by_identity = match linked.map_err(StoreError::query("look up an identity"))? {
            Some(linked) => {
                self.account(id_of(&linked.account_id)).await?.map(|account| candidate(&account, false))
            }
            None => None,
        };
        let by_email = match email {
            Some(email) => self.waiting_for(email, issuer).await?,
            None => None,
        };
        Ok(Known { by_identity, by_email })
    }

    async fn waiting_for(&self, email: &Email, issuer: &str) -> Result<Option<Candidate>, StoreError> {
        let condition = Condition::all().add(account_row::Column::Email.eq(email.as_str()));
        let Some(account) = self.account_where(condition).await? else { return Ok(None) };
        let linked = row::Entity::find()
            .filter(row::Column::AccountId.eq(account.id.to_string()))
            .filter(row::Column::Issuer.eq(issuer))
            .count(self.reader())
            .await
            .map_err(StoreError::query("look up an identity"))?;
        Ok(Some(candidate(&account, linked > 0)))
    }

    /// Links an identity to an account. False, and nothing linked, if either of them is linked already.
    pub async fn link_identity(
        &self,
        identity: &Identity,
        account: Uuid,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let new = row::ActiveModel {
            issuer: Set(identity.issuer.clone()),
            subject: Set(identity.subject.clone()),
            account_id: Set(account.to_string()),
            created_at: Set(now.epoch_ms()),
        };
        let insert = row::Entity::insert(new).on_conflict(OnConflict::new().do_nothing().to_owned());
        let inserted = insert.exec_without_returning(self.writer()).await;
        Ok(inserted.map_err(StoreError::query("link an identity"))? == 1)
    }

    /// Lets an account wait for another address, or for none. Whoever came by the one before is a stranger from now on.
    pub async fn set_email(&self, account: Uuid, email: Option<&Email>) -> Result<EmailChange, StoreError> {
        let transaction = self.begin().await?;
        let change = set_email_in(&transaction, account, email).await?;
        match change {
            EmailChange::Done => transaction.commit().await,
            EmailChange::Taken | EmailChange::NoAccount => transaction.rollback().await,
        }
        .map_err(StoreError::query("change an address"))?;
        if change == EmailChange::Done {
            self.end_sessions_of(account).await?;
        }
        Ok(change)
    }
}

async fn set_email_in(
    transaction: &DatabaseTransaction,
    account: Uuid,
    email: Option<&Email>,
) -> Result<EmailChange, StoreError> {
    let id = account.to_string();
    if let Some(email) = email {
        let others = account_row::Entity::find()
            .filter(account_row::Column::Email.eq(email.as_str()))
            .filter(account_row::Column::Id.ne(&id));
        if others.count(transaction).await.map_err(StoreError::query("look up an address"))? > 0 {
            return Ok(EmailChange::Taken);
        }
    }
    let update = account_row::Entity::update_many()
        .col_expr(account_row::Column::Email, Expr::value(email.map(|email| email.as_str().to_owned())))
        .filter(account_row::Column::Id.eq(&id));
    let updated = update.exec(transaction).await.map_err(StoreError::query("change an address"))?;
    if updated.rows_affected == 0 {
        return Ok(EmailChange::NoAccount);
    }
    let forget = row::Entity::delete_many().filter(row::Column::AccountId.eq(&id));
    forget.exec(transaction).await.map_err(StoreError::query("forget identities"))?;
    Ok(EmailChange::Done)
}

fn candidate(account: &Account, taken: bool) -> Candidate {
    Candidate { account: account.id, disabled: account.disabled_at.is_some(), taken }
}

fn id_of(text: &str) -> Uuid {
    Uuid::parse_str(text).expect("account ids are written as UUIDs")
}
