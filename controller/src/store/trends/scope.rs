//! Which metrics a scenario has values of, on what.

use dataset::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect};

use super::row::run_values;
use crate::store::{Store, StoreError};

/// A metric of a scenario on a platform and device class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetricCount {
    /// The platform; empty where the runs name none.
    pub platform: String,
    /// The device class; empty where the runs name none.
    pub device_class: String,
    /// Metric key.
    pub metric: String,
    /// Runs with a value.
    pub runs: u64,
    /// When the first of them took place.
    pub first_at: Timestamp,
    /// When the last of them did.
    pub last_at: Timestamp,
}

#[derive(FromQueryResult)]
struct Counted {
    platform: String,
    device_class: String,
    metric: String,
    runs: i64,
    first_at: i64,
    last_at: i64,
}

impl Store {
    /// Metrics of a scenario, by platform, device class and name.
    pub async fn trend_metrics(&self, project: &str, scenario: &str) -> Result<Vec<MetricCount>, StoreError> {
        use run_values::Column;
        let query = run_values::Entity::find()
            .select_only()
            .columns([Column::Platform, Column::DeviceClass, Column::Metric])
            .column_as(Expr::col(Column::RunId).count(), "runs")
            .column_as(Expr::col(Column::CreatedAt).min(), "first_at")
            .column_as(Expr::col(Column::CreatedAt).max(), "last_at")
            .filter(Column::ProjectId.eq(project))
            .filter(Column::Scenario.eq(scenario))
            .group_by(Column::Platform)
            .group_by(Column::DeviceClass)
            .group_by(Column::Metric)
            .order_by_asc(Column::Platform)
            .order_by_asc(Column::DeviceClass)
            .order_by_asc(Column::Metric);
        let rows: Vec<Counted> = query
            .into_model()
            .all(self.reader())
            .await
            .map_err(StoreError::query("count the values of a scenario"))?;
        let count = |row: Counted| MetricCount {
            platform: row.platform,
            device_class: row.device_class,
            metric: row.metric,
            runs: row.runs.unsigned_abs(),
            first_at: Timestamp::from_epoch_ms(row.first_at),
            last_at: Timestamp::from_epoch_ms(row.last_at),
        };
        Ok(rows.into_iter().map(count).collect())
    }
}
