//! Which account holds which role where.

use std::collections::HashMap;

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::accounts::Membership;
use crate::access::Role;
use crate::store::{Store, StoreError};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "account_roles")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub project_id: String,
        pub role: String,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Store {
    /// Gives an account a role in a project (absent: in every project) in place of the one it had there, or takes it away.
    pub async fn set_role(
        &self,
        account: Uuid,
        project: Option<&str>,
        role: Option<Role>,
    ) -> Result<(), StoreError> {
        let (account, project) = (account.to_string(), project.unwrap_or_default().to_owned());
        let Some(role) = role else {
            let delete = row::Entity::delete_by_id((account, project)).exec(self.writer()).await;
            return delete.map(|_| ()).map_err(StoreError::query("take a role away"));
        };
        let new = row::ActiveModel {
            account_id: Set(account),
            project_id: Set(project),
            role: Set(role.word().to_owned()),
        };
        let mut replaced = OnConflict::columns([row::Column::AccountId, row::Column::ProjectId]);
        let insert =
            row::Entity::insert(new).on_conflict(replaced.update_column(row::Column::Role).to_owned());
        insert.exec_without_returning(self.writer()).await.map_err(StoreError::query("give a role"))?;
        Ok(())
    }

    pub(super) async fn memberships(&self, account: &str) -> Result<Vec<Membership>, StoreError> {
        let query = row::Entity::find()
            .filter(row::Column::AccountId.eq(account))
            .order_by_asc(row::Column::ProjectId);
        let rows = query.all(self.reader()).await.map_err(StoreError::query("read roles"))?;
        Ok(rows.into_iter().filter_map(membership_of).collect())
    }

    pub(super) async fn all_memberships(&self) -> Result<HashMap<String, Vec<Membership>>, StoreError> {
        let query = row::Entity::find().order_by_asc(row::Column::ProjectId);
        let rows = query.all(self.reader()).await.map_err(StoreError::query("read roles"))?;
        let mut all: HashMap<String, Vec<Membership>> = HashMap::new();
        for row in rows {
            all.entry(row.account_id.clone()).or_default().extend(membership_of(row));
        }
        Ok(all)
    }
}

/// A role that a later version wrote grants nothing here.
fn membership_of(row: row::Model) -> Option<Membership> {
    let role = row.role.parse().ok()?;
    Some(Membership { project: (!row.project_id.is_empty()).then_some(row.project_id), role })
}
