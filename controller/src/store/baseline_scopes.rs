//! Which runs are judged against the same baseline, and by which rule where none is pinned. Never pins one.

use dataset::Timestamp;
use protocol::RunId;
use scenarios::BaselineRule;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect};

use super::baselines::{BaselineFilter, PinnedBaseline};
use super::runs::row::runs;
use super::runs::run_id;
use super::{Store, StoreError};
use crate::baseline_check::Scope;

/// Runs of one scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopeRuns {
    /// The scope.
    pub scope: Scope,
    /// How many.
    pub runs: u64,
    /// When the newest took place.
    pub last_at: Timestamp,
}

/// The newest run of a scope and what it asks to be judged against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewestRule {
    /// The run.
    pub run: RunId,
    /// Its rule; absent where it is deleted at this moment.
    pub rule: Option<BaselineRule>,
}

#[derive(FromQueryResult)]
struct Counted {
    scenario: String,
    platform: Option<String>,
    device_class: Option<String>,
    runs: i64,
    last_at: i64,
}

impl Store {
    /// Every scope of a project that has runs, by scenario, platform and device class.
    pub async fn scopes(&self, project: &str) -> Result<Vec<ScopeRuns>, StoreError> {
        use runs::Column;
        let query = runs::Entity::find()
            .select_only()
            .columns([Column::Scenario, Column::Platform, Column::DeviceClass])
            .column_as(Expr::col(Column::Id).count(), "runs")
            .column_as(Expr::col(Column::CreatedAt).max(), "last_at")
            .filter(Column::ProjectId.eq(project))
            .group_by(Column::Scenario)
            .group_by(Column::Platform)
            .group_by(Column::DeviceClass)
            .order_by_asc(Column::Scenario)
            .order_by_asc(Column::Platform)
            .order_by_asc(Column::DeviceClass);
        let rows: Vec<Counted> = query
            .into_model()
            .all(self.reader())
            .await
            .map_err(StoreError::query("count the runs of scopes"))?;
        let scope = |row: Counted| ScopeRuns {
            scope: Scope {
                project: project.to_owned(),
                scenario: row.scenario,
                platform: row.platform,
                device_class: row.device_class,
            },
            runs: row.runs.unsigned_abs(),
            last_at: Timestamp::from_epoch_ms(row.last_at),
        };
        Ok(rows.into_iter().map(scope).collect())
    }

    /// What the newest run of a scope asks to be judged against.
    pub async fn newest_rule(&self, scope: &Scope) -> Result<Option<NewestRule>, StoreError> {
        use runs::Column;
        let named = |column: Column, value: &Option<String>| match value {
            Some(value) => column.eq(value.as_str()),
            None => column.is_null(),
        };
        let query = runs::Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::ProjectId.eq(scope.project.as_str()))
            .filter(Column::Scenario.eq(scope.scenario.as_str()))
            .filter(named(Column::Platform, &scope.platform))
            .filter(named(Column::DeviceClass, &scope.device_class))
            .order_by_desc(Column::CreatedAt)
            .order_by_desc(Column::Id);
        let id: Option<String> = query
            .into_tuple()
            .one(self.reader())
            .await
            .map_err(StoreError::query("find the newest run of a scope"))?;
        let Some(id) = id else { return Ok(None) };
        let run = run_id(&id);
        Ok(Some(NewestRule { run, rule: self.side(run).await?.map(|(_, rule)| rule) }))
    }

    /// The baseline that is pinned for a scope.
    pub async fn pinned_baseline(&self, scope: &Scope) -> Result<Option<PinnedBaseline>, StoreError> {
        let filter = BaselineFilter {
            project: scope.project.clone(),
            scenario: Some(scope.scenario.clone()),
            platform: Some(scope.platform.clone().unwrap_or_default()),
            device_class: Some(scope.device_class.clone().unwrap_or_default()),
            cleared: false,
        };
        Ok(self.baselines(&filter, 0, 1).await?.0.into_iter().next())
    }
}
