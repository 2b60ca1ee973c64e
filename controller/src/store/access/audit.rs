//! The audit log: who did what, when, to which object. Rows are appended and never changed; the database refuses it.

use dataset::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::store::runs::storable;
use crate::store::{Store, StoreError};

/// One deed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed {
    /// When.
    pub at: Timestamp,
    /// `person`, `token`, `open` or `command line`.
    pub actor_kind: String,
    /// The name of the account or token.
    pub actor: String,
    /// The network address that the request came from.
    pub address: Option<String>,
    /// The project that it concerned; absent where it concerned the installation.
    pub project: Option<String>,
    /// What was done, e.g. `token.create`.
    pub action: String,
    /// The id of what it was done to.
    pub object: String,
    /// Further words, never a secret.
    pub detail: String,
}

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_log")]
    pub(super) struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub at: i64,
        pub actor_kind: String,
        pub actor: String,
        pub address: Option<String>,
        pub project_id: Option<String>,
        pub action: String,
        pub object: String,
        pub detail: String,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Store {
    /// Appends a deed.
    pub async fn note_deed(&self, deed: &Deed) -> Result<(), StoreError> {
        self.note_deeds(std::slice::from_ref(deed)).await
    }

    /// Appends deeds, all of them or none.
    pub async fn note_deeds(&self, deeds: &[Deed]) -> Result<(), StoreError> {
        if deeds.is_empty() {
            return Ok(());
        }
        let new = deeds.iter().map(|deed| row::ActiveModel {
            id: NotSet,
            at: Set(deed.at.epoch_ms()),
            actor_kind: Set(deed.actor_kind.clone()),
            actor: Set(storable(&deed.actor)),
            address: Set(deed.address.clone()),
            project_id: Set(deed.project.clone()),
            action: Set(deed.action.clone()),
            object: Set(storable(&deed.object)),
            detail: Set(storable(&deed.detail)),
        });
        let insert = row::Entity::insert_many(new).exec_without_returning(self.writer()).await;
        insert.map(|_| ()).map_err(StoreError::query("append to the audit log"))
    }

    /// A page of deeds, newest first, and how many there are in all; of one project, or of the whole installation.
    pub async fn deeds(
        &self,
        project: Option<&str>,
        offset: u64,
        limit: u64,
    ) -> Result<(Vec<Deed>, u64), StoreError> {
        let query = row::Entity::find()
            .filter(Condition::all().add_option(project.map(|id| row::Column::ProjectId.eq(id))));
        let total = query.clone().count(self.reader()).await.map_err(StoreError::query("count deeds"))?;
        let page = query.order_by_desc(row::Column::Id).offset(offset).limit(limit);
        let rows = page.all(self.reader()).await.map_err(StoreError::query("read the audit log"))?;
        Ok((rows.into_iter().map(deed_of).collect(), total))
    }
}

fn deed_of(row: row::Model) -> Deed {
    Deed {
        at: Timestamp::from_epoch_ms(row.at),
        actor_kind: row.actor_kind,
        actor: row.actor,
        address: row.address,
        project: row.project_id,
        action: row.action,
        object: row.object,
        detail: row.detail,
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::ConnectionTrait;

    use super::*;

    #[tokio::test]
    async fn sqlite_refuses_to_rewrite_the_past() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}?mode=rwc", folder.path().join("a.db").display());
        let store = Store::open(&url).await.unwrap();
        let deed = Deed {
            at: Timestamp::from_epoch_ms(1),
            actor_kind: "person".to_owned(),
            actor: "ada".to_owned(),
            address: None,
            project: None,
            action: "login".to_owned(),
            object: String::new(),
            detail: String::new(),
        };
        store.note_deed(&deed).await.unwrap();
        for statement in ["UPDATE audit_log SET actor = 'eve'", "DELETE FROM audit_log"] {
            let refused = store.writer().execute_unprepared(statement).await.unwrap_err();
            assert!(refused.to_string().contains("append-only"), "{refused}");
        }
        assert_eq!(store.deeds(None, 0, 10).await.unwrap(), (vec![deed], 1));
    }
}
