//! Named filters of the runs page: a person's own, and those that a whole project sees. Never runs one.

use dataset::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::runs::storable;
use super::{Store, StoreError};

/// Most views of one owner in a project.
pub const MOST_VIEWS: u64 = 100;

/// Whose a view is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ViewOwner {
    /// Everybody's who sees the project.
    Project,
    /// The person's of this account.
    Person(Uuid),
}

/// A named filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedView {
    /// Its name, unique for its owner and project.
    pub name: String,
    /// Whether the whole project sees it.
    pub shared: bool,
    /// The search of the page's address, without `?`.
    pub query: String,
    /// Who wrote it last.
    pub changed_by: String,
    /// When.
    pub changed_at: Timestamp,
}

/// What became of a view that was to be saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    /// There was none of this name.
    New,
    /// The one of this name is different now.
    Changed,
    /// Its owner has too many.
    Full,
}

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "views")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub project_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub owner: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub name: String,
        pub query: String,
        pub changed_by: String,
        pub changed_at: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl ViewOwner {
    fn key(self) -> String {
        match self {
            Self::Project => String::new(),
            Self::Person(account) => account.to_string(),
        }
    }
}

impl Store {
    /// The views of a project that everybody sees, and those of `owner`, by name.
    pub async fn views(&self, project: &str, owner: ViewOwner) -> Result<Vec<SavedView>, StoreError> {
        let query = row::Entity::find()
            .filter(row::Column::ProjectId.eq(project))
            .filter(row::Column::Owner.is_in([ViewOwner::Project.key(), owner.key()]))
            .order_by_asc(row::Column::Name)
            .order_by_asc(row::Column::Owner);
        let rows = query.all(self.reader()).await.map_err(StoreError::query("list saved views"))?;
        Ok(rows.into_iter().map(view_of).collect())
    }

    /// Saves a view of an owner, in place of the one of its name.
    pub async fn save_view(
        &self,
        project: &str,
        owner: ViewOwner,
        view: &SavedView,
    ) -> Result<Saved, StoreError> {
        let transaction = self.begin().await?;
        let key = (project.to_owned(), owner.key(), storable(&view.name));
        let known = row::Entity::find_by_id(key.clone()).one(&transaction).await;
        let known = known.map_err(StoreError::query("look up a saved view"))?.is_some();
        if !known {
            let all = row::Entity::find()
                .filter(row::Column::ProjectId.eq(project))
                .filter(row::Column::Owner.eq(owner.key()));
            let all = all.count(&transaction).await.map_err(StoreError::query("count saved views"))?;
            if all >= MOST_VIEWS {
                return Ok(Saved::Full);
            }
        }
        let (project_id, owner, name) = key;
        let new = row::ActiveModel {
            project_id: Set(project_id),
            owner: Set(owner),
            name: Set(name),
            query: Set(storable(&view.query)),
            changed_by: Set(storable(&view.changed_by)),
            changed_at: Set(view.changed_at.epoch_ms()),
        };
        let replace = OnConflict::columns([row::Column::ProjectId, row::Column::Owner, row::Column::Name])
            .update_columns([row::Column::Query, row::Column::ChangedBy, row::Column::ChangedAt])
            .to_owned();
        let insert = row::Entity::insert(new).on_conflict(replace).exec_without_returning(&transaction).await;
        insert.map_err(StoreError::query("save a view"))?;
        transaction.commit().await.map_err(StoreError::query("commit a saved view"))?;
        Ok(if known { Saved::Changed } else { Saved::New })
    }

    /// Forgets a view of an owner. False if there is none of this name.
    pub async fn forget_view(&self, project: &str, owner: ViewOwner, name: &str) -> Result<bool, StoreError> {
        let key = (project.to_owned(), owner.key(), storable(name));
        let gone = row::Entity::delete_by_id(key).exec(self.writer()).await;
        Ok(gone.map_err(StoreError::query("forget a saved view"))?.rows_affected > 0)
    }
}

fn view_of(row: row::Model) -> SavedView {
    SavedView {
        shared: row.owner == ViewOwner::Project.key(),
        name: row.name,
        query: row.query,
        changed_by: row.changed_by,
        changed_at: Timestamp::from_epoch_ms(row.changed_at),
    }
}
