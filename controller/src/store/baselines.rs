//! Pinned baselines: one per scope at a time; those that were cleared stay as history.

use dataset::Timestamp;
use protocol::RunId;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::runs::{run_id, storable};
use super::{Store, StoreError};
use crate::baseline_check::Scope;

/// The table, for whoever keeps a deleted run.
pub(super) use row::{Entity as RowEntity, Model as Row};

/// A run that somebody pinned as the baseline of a scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PinnedBaseline {
    /// Its id.
    pub id: Uuid,
    /// The scope that it holds for.
    pub scope: Scope,
    /// The pinned run.
    pub run: RunId,
    /// Who pinned it.
    pub set_by: String,
    /// When.
    pub set_at: Timestamp,
    /// Why.
    pub reason: String,
    /// Who cleared it, when and why; absent while it holds.
    pub cleared: Option<Cleared>,
}

/// The end of a pinned baseline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cleared {
    /// Who cleared it, or pinned another one in its place.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Why; empty where nobody said.
    pub reason: String,
}

/// Which pinned baselines a list is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaselineFilter {
    /// The project.
    pub project: String,
    /// The scenario.
    pub scenario: Option<String>,
    /// The platform; empty for runs that name none.
    pub platform: Option<String>,
    /// The device class; empty for runs that name none.
    pub device_class: Option<String>,
    /// Whether those that were cleared are listed too.
    pub cleared: bool,
}

mod row {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "baselines")]
    pub(in crate::store) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub project_id: String,
        pub scenario: String,
        pub platform: String,
        pub device_class: String,
        pub run_id: String,
        pub set_by: String,
        pub set_at: i64,
        pub reason: String,
        pub cleared_by: Option<String>,
        pub cleared_at: Option<i64>,
        pub cleared_reason: Option<String>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(in crate::store) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Store {
    /// Pins a baseline; the one that held for the scope before is cleared by whoever pins.
    pub async fn pin_baseline(&self, pin: &PinnedBaseline) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        let replaced = Cleared { by: pin.set_by.clone(), at: pin.set_at, reason: String::new() };
        clear(&transaction, in_scope(&pin.scope), &replaced).await?;
        let new = row::ActiveModel {
            id: Set(pin.id.to_string()),
            project_id: Set(pin.scope.project.clone()),
            scenario: Set(pin.scope.scenario.clone()),
            platform: Set(pin.scope.platform.clone().unwrap_or_default()),
            device_class: Set(pin.scope.device_class.clone().unwrap_or_default()),
            run_id: Set(pin.run.to_string()),
            set_by: Set(pin.set_by.clone()),
            set_at: Set(pin.set_at.epoch_ms()),
            reason: Set(storable(&pin.reason)),
            cleared_by: Set(None),
            cleared_at: Set(None),
            cleared_reason: Set(None),
        };
        new.insert(&transaction).await.map_err(StoreError::query("pin a baseline"))?;
        transaction.commit().await.map_err(StoreError::query("commit a baseline"))
    }

    /// Clears a pinned baseline. False if none of this id holds.
    pub async fn clear_baseline(
        &self,
        project: &str,
        id: Uuid,
        cleared: &Cleared,
    ) -> Result<bool, StoreError> {
        let which =
            Condition::all().add(row::Column::ProjectId.eq(project)).add(row::Column::Id.eq(id.to_string()));
        Ok(clear(self.writer(), which, cleared).await? == 1)
    }

    /// The run that is pinned for a scope.
    pub async fn pinned_run(&self, scope: &Scope) -> Result<Option<RunId>, StoreError> {
        let query = row::Entity::find().filter(in_scope(scope)).filter(row::Column::ClearedAt.is_null());
        let row = query.one(self.reader()).await.map_err(StoreError::query("look up a pinned baseline"))?;
        Ok(row.map(|row| run_id(&row.run_id)))
    }

    /// A pinned baseline of a project, cleared or not.
    pub async fn baseline(&self, project: &str, id: Uuid) -> Result<Option<PinnedBaseline>, StoreError> {
        let query = row::Entity::find_by_id(id.to_string()).filter(row::Column::ProjectId.eq(project));
        let row = query.one(self.reader()).await.map_err(StoreError::query("read a pinned baseline"))?;
        Ok(row.map(baseline_of))
    }

    /// A page of pinned baselines, newest first, and how many there are in all.
    pub async fn baselines(
        &self,
        filter: &BaselineFilter,
        offset: u64,
        limit: u64,
    ) -> Result<(Vec<PinnedBaseline>, u64), StoreError> {
        let query = row::Entity::find().filter(
            Condition::all()
                .add(row::Column::ProjectId.eq(filter.project.as_str()))
                .add_option(
                    filter.scenario.as_ref().map(|scenario| row::Column::Scenario.eq(scenario.as_str())),
                )
                .add_option(
                    filter.platform.as_ref().map(|platform| row::Column::Platform.eq(platform.as_str())),
                )
                .add_option(
                    filter.device_class.as_ref().map(|class| row::Column::DeviceClass.eq(class.as_str())),
                )
                .add_option((!filter.cleared).then(|| row::Column::ClearedAt.is_null())),
        );
        let total = query.clone().count(self.reader()).await.map_err(StoreError::query("count baselines"))?;
        let page = query
            .order_by_desc(row::Column::SetAt)
            .order_by_desc(row::Column::Id)
            .offset(offset)
            .limit(limit);
        let rows = page.all(self.reader()).await.map_err(StoreError::query("list baselines"))?;
        Ok((rows.into_iter().map(baseline_of).collect(), total))
    }
}

/// The pin of a run, while it holds.
pub(super) async fn pin_of(
    connection: &impl ConnectionTrait,
    run: RunId,
) -> Result<Option<Uuid>, StoreError> {
    let query = row::Entity::find()
        .filter(row::Column::RunId.eq(run.to_string()))
        .filter(row::Column::ClearedAt.is_null());
    let row = query.one(connection).await.map_err(StoreError::query("look for the pin of a run"))?;
    Ok(row.map(|row| baseline_of(row).id))
}

/// Takes out the pins that a run once had, since it is deleted.
pub(super) async fn take(connection: &impl ConnectionTrait, run: RunId) -> Result<Vec<Row>, StoreError> {
    let of_run = row::Column::RunId.eq(run.to_string());
    let pins = row::Entity::find().filter(of_run.clone()).all(connection).await;
    let pins = pins.map_err(StoreError::query("read the pins of a run"))?;
    let gone = row::Entity::delete_many().filter(of_run).exec(connection).await;
    gone.map_err(StoreError::query("forget the pins of a run"))?;
    Ok(pins)
}

async fn clear(
    connection: &impl ConnectionTrait,
    which: Condition,
    cleared: &Cleared,
) -> Result<u64, StoreError> {
    let update = row::Entity::update_many()
        .col_expr(row::Column::ClearedBy, Expr::value(cleared.by.as_str()))
        .col_expr(row::Column::ClearedAt, Expr::value(cleared.at.epoch_ms()))
        .col_expr(row::Column::ClearedReason, Expr::value(storable(&cleared.reason)))
        .filter(which)
        .filter(row::Column::ClearedAt.is_null());
    let result = update.exec(connection).await.map_err(StoreError::query("clear a baseline"))?;
    Ok(result.rows_affected)
}

fn in_scope(scope: &Scope) -> Condition {
    Condition::all()
        .add(row::Column::ProjectId.eq(scope.project.as_str()))
        .add(row::Column::Scenario.eq(scope.scenario.as_str()))
        .add(row::Column::Platform.eq(scope.platform.as_deref().unwrap_or_default()))
        .add(row::Column::DeviceClass.eq(scope.device_class.as_deref().unwrap_or_default()))
}

fn baseline_of(row: row::Model) -> PinnedBaseline {
    let some = |text: String| (!text.is_empty()).then_some(text);
    PinnedBaseline {
        id: Uuid::parse_str(&row.id).expect("baseline ids are written as UUIDs"),
        scope: Scope {
            project: row.project_id,
            scenario: row.scenario,
            platform: some(row.platform),
            device_class: some(row.device_class),
        },
        run: run_id(&row.run_id),
        set_by: row.set_by,
        set_at: Timestamp::from_epoch_ms(row.set_at),
        reason: row.reason,
        cleared: row.cleared_by.zip(row.cleared_at).map(|(by, at)| Cleared {
            by,
            at: Timestamp::from_epoch_ms(at),
            reason: row.cleared_reason.unwrap_or_default(),
        }),
    }
}
