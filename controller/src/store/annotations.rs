//! What people note at a moment of a scenario's history, or of the whole project's. Never about one run: that has notes of its own.

use dataset::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::runs::storable;
use super::{Store, StoreError};

/// A note at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annotation {
    /// Its id.
    pub id: Uuid,
    /// The project.
    pub project: String,
    /// The scenario that it is about; absent where it is about all of them.
    pub scenario: Option<String>,
    /// The moment.
    pub at: Timestamp,
    /// What happened.
    pub text: String,
    /// Who noted it.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
}

/// Which annotations a list is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnnotationFilter {
    /// The project.
    pub project: String,
    /// About this scenario or about all of them; absent for every one.
    pub scenario: Option<String>,
    /// Earliest moment, inclusive.
    pub from: Option<Timestamp>,
    /// Latest moment, exclusive.
    pub to: Option<Timestamp>,
}

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "annotations")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub project_id: String,
        pub scenario: Option<String>,
        pub at: i64,
        pub text: String,
        pub made_by: String,
        pub made_at: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Store {
    /// Keeps an annotation.
    pub async fn annotate(&self, new: &Annotation) -> Result<(), StoreError> {
        let row = row::ActiveModel {
            id: Set(new.id.to_string()),
            project_id: Set(new.project.clone()),
            scenario: Set(new.scenario.as_deref().map(storable)),
            at: Set(new.at.epoch_ms()),
            text: Set(storable(&new.text)),
            made_by: Set(new.made_by.clone()),
            made_at: Set(new.made_at.epoch_ms()),
        };
        row.insert(self.writer()).await.map_err(StoreError::query("keep an annotation"))?;
        Ok(())
    }

    /// The newest annotations, at most `limit`, oldest first.
    pub async fn annotations(
        &self,
        filter: &AnnotationFilter,
        limit: u64,
    ) -> Result<Vec<Annotation>, StoreError> {
        use row::Column;
        let about = |scenario: &String| {
            Condition::any().add(Column::Scenario.is_null()).add(Column::Scenario.eq(scenario.as_str()))
        };
        let query = row::Entity::find()
            .filter(
                Condition::all()
                    .add(Column::ProjectId.eq(filter.project.as_str()))
                    .add_option(filter.scenario.as_ref().map(about))
                    .add_option(filter.from.map(|from| Column::At.gte(from.epoch_ms())))
                    .add_option(filter.to.map(|to| Column::At.lt(to.epoch_ms()))),
            )
            .order_by_desc(Column::At)
            .order_by_desc(Column::Id)
            .limit(limit);
        let mut rows = query.all(self.reader()).await.map_err(StoreError::query("list annotations"))?;
        rows.reverse();
        Ok(rows.into_iter().map(annotation_of).collect())
    }

    /// Removes an annotation and gives what it was; nothing where the project has none of this id.
    pub async fn remove_annotation(&self, project: &str, id: Uuid) -> Result<Option<Annotation>, StoreError> {
        let query = row::Entity::find_by_id(id.to_string()).filter(row::Column::ProjectId.eq(project));
        let row = query.one(self.writer()).await.map_err(StoreError::query("look up an annotation"))?;
        let Some(row) = row else { return Ok(None) };
        let gone = row::Entity::delete_by_id(row.id.clone()).exec(self.writer()).await;
        gone.map_err(StoreError::query("remove an annotation"))?;
        Ok(Some(annotation_of(row)))
    }
}

fn annotation_of(row: row::Model) -> Annotation {
    Annotation {
        id: Uuid::parse_str(&row.id).expect("annotation ids are written as UUIDs"),
        project: row.project_id,
        scenario: row.scenario,
        at: Timestamp::from_epoch_ms(row.at),
        text: row.text,
        made_by: row.made_by,
        made_at: Timestamp::from_epoch_ms(row.made_at),
    }
}
