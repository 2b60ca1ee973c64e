//! People, by name and password. Never gives out a password's hash but for its comparison.

use dataset::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::access::Role;
use crate::access::email::Email;
use crate::access::password::PasswordHash;
use crate::store::{Store, StoreError};

/// Longest account name, characters.
const LONGEST_NAME: usize = 64;

/// A person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: Uuid,
    /// The name to sign in with: lower case, unique.
    pub name: String,
    /// The name for people.
    pub display_name: Option<String>,
    /// The address by which a provider of identities knows the person.
    pub email: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When the person last signed in.
    pub last_login_at: Option<Timestamp>,
    /// When it was disabled.
    pub disabled_at: Option<Timestamp>,
    /// What it may do where.
    pub memberships: Vec<Membership>,
}

/// A role in a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The project's id; absent for every project, those to come included.
    pub project: Option<String>,
    /// The role.
    pub role: Role,
}

/// What a new account shall be.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// A fresh id.
    pub id: Uuid,
    /// The name to sign in with, as [`account_name`] gives it.
    pub name: String,
    /// The name for people.
    pub display_name: Option<String>,
    /// The address by which a provider of identities knows the person.
    pub email: Option<Email>,
    /// The password's hash; without one, nobody signs in by a password.
    pub password: Option<PasswordHash>,
    /// Now.
    pub created_at: Timestamp,
}

/// A name that no account can have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{name}` cannot be an account's name; take 1 to {LONGEST_NAME} letters a to z, digits and the characters . _ @ + -"
)]
pub struct BadAccountName {
    name: String,
}

/// `name` as accounts have it: lower case, in characters that look like themselves.
pub fn account_name(name: &str) -> Result<String, BadAccountName> {
    let lower = name.trim().to_lowercase();
    let fits = (1..=LONGEST_NAME).contains(&lower.len())
        && lower.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._@+-".contains(&byte));
    if fits { Ok(lower) } else { Err(BadAccountName { name: name.to_owned() }) }
}

pub(super) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "accounts")]
    pub(in crate::store) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub name: String,
        pub display_name: Option<String>,
        /// Empty where nobody signs in by a password.
        pub password: String,
        pub created_at: i64,
        pub last_login_at: Option<i64>,
        pub disabled_at: Option<i64>,
        pub email: Option<String>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(in crate::store) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Store {
    /// Makes an account. False, and nothing made, if the name has one, or the address.
    pub async fn create_account(&self, new: NewAccount) -> Result<bool, StoreError> {
        let account = row::ActiveModel {
            id: Set(new.id.to_string()),
            name: Set(new.name),
            display_name: Set(new.display_name),
            password: Set(new.password.map(|hash| hash.as_str().to_owned()).unwrap_or_default()),
            created_at: Set(new.created_at.epoch_ms()),
            last_login_at: Set(None),
            disabled_at: Set(None),
            email: Set(new.email.map(|email| email.to_string())),
        };
        let insert = row::Entity::insert(account).on_conflict(OnConflict::new().do_nothing().to_owned());
        let inserted = insert.exec_without_returning(self.writer()).await;
        Ok(inserted.map_err(StoreError::query("store an account"))? == 1)
    }

    /// Every account, by name.
    pub async fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        let rows = row::Entity::find().order_by_asc(row::Column::Name).all(self.reader()).await;
        let rows = rows.map_err(StoreError::query("list accounts"))?;
        let mut memberships = self.all_memberships().await?;
        let with_roles = |row: row::Model| {
            let roles = memberships.remove(&row.id).unwrap_or_default();
            account_of(row, roles)
        };
        Ok(rows.into_iter().map(with_roles).collect())
    }

    /// The account of this id.
    pub async fn account(&self, id: Uuid) -> Result<Option<Account>, StoreError> {
        self.account_where(Condition::all().add(row::Column::Id.eq(id.to_string()))).await
    }

    /// The account of this name.
    pub async fn account_named(&self, name: &str) -> Result<Option<Account>, StoreError> {
        self.account_where(Condition::all().add(row::Column::Name.eq(name))).await
    }

    pub(super) async fn account_where(&self, condition: Condition) -> Result<Option<Account>, StoreError> {
        let row = row::Entity::find().filter(condition).one(self.reader()).await;
        let Some(row) = row.map_err(StoreError::query("read an account"))? else { return Ok(None) };
        let roles = self.memberships(&row.id).await?;
        Ok(Some(account_of(row, roles)))
    }

    /// The hash of an account's password, for a comparison; nothing where it has none.
    pub async fn password_of(&self, id: Uuid) -> Result<Option<PasswordHash>, StoreError> {
        let row = row::Entity::find_by_id(id.to_string()).one(self.reader()).await;
        let row = row.map_err(StoreError::query("read an account"))?;
        Ok(row.map(|row| row.password).filter(|kept| !kept.is_empty()).map(PasswordHash::from_kept))
    }

    /// Gives an account a new password and ends its sessions. False if there is no such account.
    pub async fn set_password(&self, id: Uuid, password: &PasswordHash) -> Result<bool, StoreError> {
        let changed = self.update_account(id, row::Column::Password, Expr::value(password.as_str())).await?;
        self.end_sessions_of(id).await?;
        Ok(changed)
    }

    /// Disables an account and ends its sessions, or enables it again. False if there is no such account.
    pub async fn set_disabled(&self, id: Uuid, since: Option<Timestamp>) -> Result<bool, StoreError> {
        let since = since.map(Timestamp::epoch_ms);
        let changed = self.update_account(id, row::Column::DisabledAt, Expr::value(since)).await?;
        self.end_sessions_of(id).await?;
        Ok(changed)
    }

    /// Notes that the person of an account signed in.
    pub async fn note_login(&self, id: Uuid, now: Timestamp) -> Result<(), StoreError> {
        self.update_account(id, row::Column::LastLoginAt, Expr::value(now.epoch_ms())).await.map(|_| ())
    }

    async fn update_account(&self, id: Uuid, column: row::Column, value: Expr) -> Result<bool, StoreError> {
        let update =
            row::Entity::update_many().col_expr(column, value).filter(row::Column::Id.eq(id.to_string()));
        let result = update.exec(self.writer()).await.map_err(StoreError::query("change an account"))?;
        Ok(result.rows_affected == 1)
    }
}

fn account_of(row: row::Model, memberships: Vec<Membership>) -> Account {
    Account {
        id: Uuid::parse_str(&row.id).expect("account ids are written as UUIDs"),
        name: row.name,
        display_name: row.display_name,
        email: row.email,
        created_at: Timestamp::from_epoch_ms(row.created_at),
        last_login_at: row.last_login_at.map(Timestamp::from_epoch_ms),
        disabled_at: row.disabled_at.map(Timestamp::from_epoch_ms),
        memberships,
    }
}

impl Account {
    /// The role in a project: the higher one of the project's own and the one for every project.
    pub fn role_in(&self, project: &str) -> Option<Role> {
        let here = |membership: &&Membership| membership.project.as_deref().is_none_or(|own| own == project);
        self.memberships.iter().filter(here).map(|membership| membership.role).max()
    }

    /// Whether the person administers the installation itself.
    pub fn is_operator(&self) -> bool {
        self.memberships
            .iter()
            .any(|membership| membership.project.is_none() && membership.role == Role::Admin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_plain_and_lower_case() {
        assert_eq!(account_name(" Ada.L@example.org "), Ok("ada.l@example.org".to_owned()));
        for bad in ["", "  ", "a b", "ädä", "a\u{200b}", &"x".repeat(65)] {
            assert!(account_name(bad).is_err(), "{bad}");
        }
    }
}
