//! API tokens: made here, shown once, kept as a hash. Never logs or returns a secret that it did not just make.

use std::fmt;
use std::str::FromStr;

use dataset::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::access::{hash_of, is_hash_of, secret_of};
use super::{Store, StoreError, projects};

/// Begins every secret, so that a leaked one is recognized for what it is.
const SECRET_PREFIX: &str = "psk_";
/// A token's last use is written at most this often, ms: each request would otherwise be a write.
const LAST_USED_STEP_MS: i64 = 60_000;

/// What a token allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// See runs, jobs and devices.
    Read,
    /// Add runs.
    Ingest,
    /// Submit and cancel jobs, pin and clear baselines.
    Run,
    /// Connect as an agent.
    Agent,
    /// Everything.
    Admin,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 5] = [Self::Read, Self::Ingest, Self::Run, Self::Agent, Self::Admin];

    /// As written on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Ingest => "ingest",
            Self::Run => "run",
            Self::Agent => "agent",
            Self::Admin => "admin",
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// No scope has this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown scope `{word}`; choose among read, ingest, run, agent and admin")]
pub struct UnknownScope {
    word: String,
}

impl FromStr for Scope {
    type Err = UnknownScope;

    fn from_str(word: &str) -> Result<Self, UnknownScope> {
        let found = Self::ALL.into_iter().find(|scope| scope.word() == word);
        found.ok_or_else(|| UnknownScope { word: word.to_owned() })
    }
}

/// A token as it may be shown: everything but its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its id, by which it is revoked.
    pub id: Uuid,
    /// Its name for people.
    pub name: String,
    /// What it allows.
    pub scopes: Vec<Scope>,
    /// The one project that it sees; the default project where absent.
    pub project: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Who made it; empty where nobody noted it.
    pub created_by: String,
    /// When it ends by itself.
    pub expires_at: Option<Timestamp>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// When somebody ended it.
    pub revoked_at: Option<Timestamp>,
}

/// What a new token shall be.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// A fresh id.
    pub id: Uuid,
    /// 32 bytes from the system's random source.
    pub random: [u8; 32],
    /// Its name for people.
    pub name: String,
    /// What it allows.
    pub scopes: Vec<Scope>,
    /// The one project that it sees; made where it does not exist.
    pub project: Option<String>,
    /// Now.
    pub created_at: Timestamp,
    /// Who makes it.
    pub created_by: String,
    /// When it ends by itself.
    pub expires_at: Option<Timestamp>,
}

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "api_tokens")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub name: String,
        pub scopes: String,
        pub project_id: Option<String>,
        pub sha256: String,
        pub created_at: i64,
        pub created_by: String,
        pub expires_at: Option<i64>,
        pub last_used_at: Option<i64>,
        pub revoked_at: Option<i64>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Store {
    /// Keeps the hash of a new token and gives back its secret, which cannot be asked for again.
    pub async fn create_token(&self, new: NewToken) -> Result<String, StoreError> {
        let secret = secret_of(SECRET_PREFIX, new.random);
        if let Some(project) = &new.project {
            projects::ensure(self.writer(), project, new.created_at).await?;
        }
        let token = row::ActiveModel {
            id: Set(new.id.to_string()),
            name: Set(new.name),
            scopes: Set(new.scopes.iter().map(|scope| scope.word()).collect::<Vec<_>>().join(",")),
            project_id: Set(new.project),
            sha256: Set(hash_of(&secret)),
            created_at: Set(new.created_at.epoch_ms()),
            created_by: Set(new.created_by),
            expires_at: Set(new.expires_at.map(Timestamp::epoch_ms)),
            last_used_at: Set(None),
            revoked_at: Set(None),
        };
        token.insert(self.writer()).await.map_err(StoreError::query("store a token"))?;
        Ok(secret)
    }

    /// The valid token of this secret, if there is one; notes its use.
    pub async fn token_of_secret(&self, secret: &str, now: Timestamp) -> Result<Option<Token>, StoreError> {
        let unexpired = Condition::any()
            .add(row::Column::ExpiresAt.is_null())
            .add(row::Column::ExpiresAt.gt(now.epoch_ms()));
        let query = row::Entity::find()
            .filter(row::Column::Sha256.eq(hash_of(secret)))
            .filter(row::Column::RevokedAt.is_null())
            .filter(unexpired);
        let found = query.one(self.reader()).await.map_err(StoreError::query("look up a token"))?;
        let Some(found) = found.filter(|row| is_hash_of(&row.sha256, secret)) else { return Ok(None) };
        if found.last_used_at.is_none_or(|last| now.epoch_ms() - last >= LAST_USED_STEP_MS) {
            // A full disk must not shut out whoever only reads, or makes room.
            if let Err(error) = self.note_use(&found.id, now).await {
                tracing::warn!(
                    token = found.name,
                    error = crate::doors::chain(&error),
                    "the use of a token is not noted"
                );
            }
        }
        Ok(Some(token_of(found)))
    }

    /// The tokens of a project, oldest first, those that ended included.
    pub async fn tokens_of(&self, project: &str) -> Result<Vec<Token>, StoreError> {
        let without = (project == projects::DEFAULT_PROJECT).then(|| row::Column::ProjectId.is_null());
        let own = Condition::any().add(row::Column::ProjectId.eq(project)).add_option(without);
        self.tokens_where(own).await
    }

    /// Every token, oldest first, those that ended included.
    pub async fn tokens(&self) -> Result<Vec<Token>, StoreError> {
        self.tokens_where(Condition::all()).await
    }

    async fn tokens_where(&self, condition: Condition) -> Result<Vec<Token>, StoreError> {
        let query = row::Entity::find().filter(condition);
        let query = query.order_by_asc(row::Column::CreatedAt).order_by_asc(row::Column::Id);
        let rows = query.all(self.reader()).await.map_err(StoreError::query("list tokens"))?;
        Ok(rows.into_iter().map(token_of).collect())
    }

    /// Ends a token's validity. False if there is no valid one of this id.
    pub async fn revoke_token(&self, id: Uuid, now: Timestamp) -> Result<bool, StoreError> {
        let update = row::Entity::update_many()
            .col_expr(row::Column::RevokedAt, Expr::value(now.epoch_ms()))
            .filter(row::Column::Id.eq(id.to_string()))
            .filter(row::Column::RevokedAt.is_null());
        let result = update.exec(self.writer()).await.map_err(StoreError::query("revoke a token"))?;
        Ok(result.rows_affected == 1)
    }

    async fn note_use(&self, id: &str, now: Timestamp) -> Result<(), StoreError> {
        let update = row::Entity::update_many()
            .col_expr(row::Column::LastUsedAt, Expr::value(now.epoch_ms()))
            .filter(row::Column::Id.eq(id));
        update.exec(self.writer()).await.map_err(StoreError::query("note the use of a token"))?;
        Ok(())
    }
}

impl Token {
    /// The one project that it sees.
    pub fn project(&self) -> &str {
        self.project.as_deref().unwrap_or(projects::DEFAULT_PROJECT)
    }
}

fn token_of(row: row::Model) -> Token {
    Token {
        id: Uuid::parse_str(&row.id).expect("token ids are written as UUIDs"),
        name: row.name,
        // A scope that a later version wrote grants nothing here.
        scopes: row.scopes.split(',').filter_map(|word| word.parse().ok()).collect(),
        project: row.project_id,
        created_at: Timestamp::from_epoch_ms(row.created_at),
        created_by: row.created_by,
        expires_at: row.expires_at.map(Timestamp::from_epoch_ms),
        last_used_at: row.last_used_at.map(Timestamp::from_epoch_ms),
        revoked_at: row.revoked_at.map(Timestamp::from_epoch_ms),
    }
}
