//! Writes the values of a run, in the transaction that writes the run.

use dataset::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};

use super::row::run_values;
use crate::intake::RunValue;
use crate::store::{StoreError, runs::storable};

/// Values per statement: SQLite binds at most 32,766.
const ROWS_PER_STATEMENT: usize = 2000;

/// What a value is found by, beside its metric.
pub(in crate::store) struct ValueOwner<'a> {
    pub(in crate::store) run: String,
    pub(in crate::store) project: &'a str,
    pub(in crate::store) scenario: &'a str,
    pub(in crate::store) platform: Option<&'a str>,
    pub(in crate::store) device_class: Option<&'a str>,
    pub(in crate::store) created_at: Timestamp,
}

/// Writes the values of a run; those that are there already stay.
pub(in crate::store) async fn insert_values(
    transaction: &DatabaseTransaction,
    owner: &ValueOwner<'_>,
    values: &[RunValue],
) -> Result<(), StoreError> {
    for values in values.chunks(ROWS_PER_STATEMENT) {
        let rows = values.iter().map(|value| row_of(owner, value));
        let kept = OnConflict::columns([run_values::Column::RunId, run_values::Column::Metric])
            .do_nothing()
            .to_owned();
        let insert = run_values::Entity::insert_many(rows).on_conflict(kept);
        insert
            .exec_without_returning(transaction)
            .await
            .map_err(StoreError::query("store the values of a run"))?;
    }
    Ok(())
}

/// A run that changes its project takes its values along.
pub(in crate::store) async fn move_values(
    transaction: &DatabaseTransaction,
    run: &str,
    project: &str,
) -> Result<(), StoreError> {
    let update = run_values::Entity::update_many()
        .col_expr(run_values::Column::ProjectId, Expr::value(project))
        .filter(run_values::Column::RunId.eq(run));
    update.exec(transaction).await.map_err(StoreError::query("move the values of a run"))?;
    Ok(())
}

fn row_of(owner: &ValueOwner<'_>, value: &RunValue) -> run_values::ActiveModel {
    let (low, high) = value.interval.unzip();
    run_values::ActiveModel {
        run_id: Set(owner.run.clone()),
        metric: Set(storable(&value.metric)),
        project_id: Set(owner.project.to_owned()),
        scenario: Set(storable(owner.scenario)),
        platform: Set(storable(owner.platform.unwrap_or_default())),
        device_class: Set(storable(owner.device_class.unwrap_or_default())),
        created_at: Set(owner.created_at.epoch_ms()),
        unit: Set(storable(&value.unit)),
        value: Set(value.value),
        low: Set(low),
        high: Set(high),
        count: Set(i64::try_from(value.count).unwrap_or(i64::MAX)),
    }
}
