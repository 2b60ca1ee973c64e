//! Reads the runs of a scope in a stretch of time, and what metrics were in them.

use analysis::Verdict;
use dataset::{OutcomeStatus, Timestamp};
use protocol::RunId;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};

use super::row::run_values;
use crate::store::runs::row::{outcome_of, runs};
use crate::store::runs::run_id;
use crate::store::verdicts::verdict_of;
use crate::store::{Store, StoreError};

/// Runs that are comparable with each other. Empty texts are runs that name none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrendScope {
    /// The project.
    pub project: String,
    /// The scenario.
    pub scenario: String,
    /// The platform.
    pub platform: String,
    /// The device class.
    pub device_class: String,
}

/// Which runs of a scope a trend is of: the newest ones that all conditions hold for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrendWindow {
    /// Earliest creation, inclusive.
    pub from: Option<Timestamp>,
    /// Latest creation, exclusive.
    pub to: Option<Timestamp>,
    /// Of this release only.
    pub release: Option<String>,
    /// Most runs.
    pub limit: u64,
}

/// A run as a trend shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrendRun {
    /// Which.
    pub id: RunId,
    /// When it took place.
    pub created_at: Timestamp,
    /// Its release.
    pub release: Option<String>,
    /// Build under test.
    pub build_id: Option<String>,
    /// The device that it ran on.
    pub device: Option<String>,
    /// How it ended; absent where the Dataset does not tell.
    pub outcome: Option<OutcomeStatus>,
    /// The word on it.
    pub verdict: Option<Verdict>,
    /// Equal exactly where the fingerprints are.
    pub fingerprint_sha256: String,
}

/// What a metric was in a run.
#[derive(Clone, Debug, PartialEq)]
pub struct MetricValue {
    /// The run.
    pub run: RunId,
    /// Metric key.
    pub metric: String,
    /// Unit of the value.
    pub unit: String,
    /// Median over the measured iterations.
    pub value: f64,
    /// Lower and upper end of its 95 % confidence interval.
    pub interval: Option<(f64, f64)>,
    /// Iterations that it stands on.
    pub count: u64,
}

impl TrendRun {
    /// Whether it came to its end; a Dataset that does not tell comes from a tool that uploads whole runs only.
    pub fn completed(&self) -> bool {
        self.outcome.is_none_or(|outcome| outcome == OutcomeStatus::Completed)
    }
}

type RunRow = (String, i64, Option<String>, Option<String>, Option<String>, String, Option<String>, String);
type ValueRow = (String, String, String, f64, Option<f64>, Option<f64>, i64);

impl Store {
    /// The runs, oldest first, and whether the limit left older ones out.
    pub async fn trend_runs(
        &self,
        scope: &TrendScope,
        window: &TrendWindow,
    ) -> Result<(Vec<TrendRun>, bool), StoreError> {
        use runs::Column;
        let named = |column: Column, value: &str| match value {
            "" => column.is_null(),
            value => column.eq(value),
        };
        let conditions = Condition::all()
            .add(Column::ProjectId.eq(scope.project.as_str()))
            .add(Column::Scenario.eq(scope.scenario.as_str()))
            .add(named(Column::Platform, &scope.platform))
            .add(named(Column::DeviceClass, &scope.device_class))
            .add_option(window.from.map(|from| Column::CreatedAt.gte(from.epoch_ms())))
            .add_option(window.to.map(|to| Column::CreatedAt.lt(to.epoch_ms())))
            .add_option(window.release.as_ref().map(|release| Column::Release.eq(release.as_str())));
        let query = runs::Entity::find()
            .select_only()
            .columns([Column::Id, Column::CreatedAt, Column::Release, Column::BuildId, Column::Device])
            .columns([Column::Outcome, Column::Verdict, Column::FingerprintSha256])
            .filter(conditions)
            .order_by_desc(Column::CreatedAt)
            .order_by_desc(Column::Id)
            .limit(window.limit + 1);
        let rows: Vec<RunRow> =
            query.into_tuple().all(self.reader()).await.map_err(StoreError::query("read a trend"))?;
        let more = rows.len() as u64 > window.limit;
        let mut runs: Vec<TrendRun> =
            rows.into_iter().take(usize::try_from(window.limit).unwrap_or(usize::MAX)).map(run_of).collect();
        runs.reverse();
        Ok((runs, more))
    }

    /// Values of metrics in a scope, from one moment to another, both inclusive; in no order.
    pub async fn trend_values(
        &self,
        scope: &TrendScope,
        metrics: &[String],
        (from, to): (Timestamp, Timestamp),
    ) -> Result<Vec<MetricValue>, StoreError> {
        use run_values::Column;
        let query = values_in(scope)
            .filter(Column::Metric.is_in(metrics))
            .filter(Column::CreatedAt.gte(from.epoch_ms()))
            .filter(Column::CreatedAt.lte(to.epoch_ms()));
        let rows: Vec<ValueRow> = query
            .into_tuple()
            .all(self.reader())
            .await
            .map_err(StoreError::query("read the values of a trend"))?;
        Ok(rows.into_iter().map(value_of).collect())
    }

    /// The newest value of a metric in a scope.
    pub async fn newest_value(
        &self,
        scope: &TrendScope,
        metric: &str,
    ) -> Result<Option<MetricValue>, StoreError> {
        use run_values::Column;
        let query = values_in(scope)
            .filter(Column::Metric.eq(metric))
            .order_by_desc(Column::CreatedAt)
            .order_by_desc(Column::RunId);
        let row: Option<ValueRow> = query
            .into_tuple()
            .one(self.reader())
            .await
            .map_err(StoreError::query("read the newest value of a metric"))?;
        Ok(row.map(value_of))
    }
}

fn values_in(scope: &TrendScope) -> Select<run_values::Entity> {
    use run_values::Column;
    run_values::Entity::find()
        .select_only()
        .columns([Column::RunId, Column::Metric, Column::Unit, Column::Value, Column::Low])
        .columns([Column::High, Column::Count])
        .filter(Column::ProjectId.eq(scope.project.as_str()))
        .filter(Column::Scenario.eq(scope.scenario.as_str()))
        .filter(Column::Platform.eq(scope.platform.as_str()))
        .filter(Column::DeviceClass.eq(scope.device_class.as_str()))
}

fn run_of((id, at, release, build_id, device, outcome, verdict, fingerprint_sha256): RunRow) -> TrendRun {
    TrendRun {
        id: run_id(&id),
        created_at: Timestamp::from_epoch_ms(at),
        release,
        build_id,
        device,
        outcome: outcome_of(&outcome),
        verdict: verdict.as_deref().and_then(verdict_of),
        fingerprint_sha256,
    }
}

fn value_of((run, metric, unit, value, low, high, count): ValueRow) -> MetricValue {
    MetricValue {
        run: run_id(&run),
        metric,
        unit,
        value,
        interval: low.zip(high),
        count: count.unsigned_abs(),
    }
}
