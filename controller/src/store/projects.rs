//! Projects: what keeps one team's runs apart from another's.

use dataset::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, EntityTrait};

use super::StoreError;

/// The project of everything that names none. It exists from the first start on.
pub const DEFAULT_PROJECT: &str = "default";

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "projects")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub name: String,
        pub created_at: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Makes the project unless it exists.
pub(super) async fn ensure(
    connection: &impl ConnectionTrait,
    project: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let new = row::ActiveModel {
        id: Set(project.to_owned()),
        name: Set(project.to_owned()),
        created_at: Set(now.epoch_ms()),
    };
    let insert = row::Entity::insert(new).on_conflict(OnConflict::new().do_nothing().to_owned());
    insert.exec_without_returning(connection).await.map_err(StoreError::query("store a project"))?;
    Ok(())
}
