//! Names of scenarios that have been seen, with the time of their first run.

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, EntityTrait};

use super::StoreError;
use crate::intake::RunRecord;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "scenarios")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub project_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub name: String,
        pub first_run_at: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Notes the scenario of a run unless it is known.
pub(super) async fn ensure(connection: &impl ConnectionTrait, record: &RunRecord) -> Result<(), StoreError> {
    let new = row::ActiveModel {
        project_id: Set(record.project.clone()),
        name: Set(record.scenario.clone()),
        first_run_at: Set(record.created_at.epoch_ms()),
    };
    let insert = row::Entity::insert(new).on_conflict(
        OnConflict::columns([row::Column::ProjectId, row::Column::Name]).do_nothing().to_owned(),
    );
    insert.exec_without_returning(connection).await.map_err(StoreError::query("note a scenario"))?;
    Ok(())
}
