//! Tags, releases and scenarios with their counts.

use analysis::Verdict;
use dataset::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, Order, QueryFilter, QueryOrder, QuerySelect, Select,
};

use super::row::{run_tags, runs};
use crate::store::{Store, StoreError};

/// A tag and how many runs carry it.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct TagCount {
    /// The tag.
    pub tag: String,
    /// Runs that carry it.
    pub runs: i64,
}

/// A release and its runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleaseCount {
    /// The version.
    pub release: String,
    /// Runs of it.
    pub runs: u64,
    /// When its newest run took place.
    pub last_run_at: Timestamp,
    /// The worst verdict on any of them; absent where none has one.
    pub worst: Option<Verdict>,
}

/// A value by which runs can be listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueCount {
    /// The value.
    pub value: String,
    /// Runs of it.
    pub runs: u64,
}

/// Values by which runs can be listed, each kind by its newest run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunValues {
    /// Builds.
    pub builds: Vec<ValueCount>,
    /// Environments.
    pub environments: Vec<ValueCount>,
    /// Platforms.
    pub platforms: Vec<ValueCount>,
    /// Devices.
    pub devices: Vec<ValueCount>,
    /// Verdicts, of runs that have one.
    pub verdicts: Vec<ValueCount>,
    /// Outcomes.
    pub outcomes: Vec<ValueCount>,
}

/// A scenario that has runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioCount {
    /// Its name.
    pub scenario: String,
    /// Runs of it.
    pub runs: u64,
    /// When its newest run took place.
    pub last_run_at: Timestamp,
}

#[derive(FromQueryResult)]
struct ReleaseFolder {
    name: String,
    runs: i64,
    last_run_at: i64,
    worst: i32,
}

#[derive(FromQueryResult)]
struct Folder {
    name: String,
    runs: i64,
    last_run_at: i64,
}

impl Store {
    /// Tags of a project, the most frequent first.
    pub async fn tags(&self, project: &str) -> Result<Vec<TagCount>, StoreError> {
        let count = || Expr::col(run_tags::Column::RunId).count();
        let query = run_tags::Entity::find()
            .select_only()
            .column(run_tags::Column::Tag)
            .column_as(count(), "runs")
            .filter(run_tags::Column::ProjectId.eq(project))
            .group_by(run_tags::Column::Tag)
            .order_by(count(), Order::Desc)
            .order_by_asc(run_tags::Column::Tag);
        query.into_model().all(self.reader()).await.map_err(StoreError::query("count tags"))
    }

    /// Releases of a project, the one with the newest run first.
    pub async fn releases(&self, project: &str) -> Result<Vec<ReleaseCount>, StoreError> {
        let worst = Expr::cust(
            "MAX(CASE verdict WHEN 'regressed' THEN 4 WHEN 'inconclusive' THEN 3 \
            WHEN 'unchanged' THEN 2 WHEN 'improved' THEN 1 ELSE 0 END)",
        );
        let query = by_folder(project, runs::Column::Release).column_as(worst, "worst");
        let found = query.into_model::<ReleaseFolder>().all(self.reader()).await;
        let folders = found.map_err(StoreError::query("count the runs of each release"))?;
        let release = |folder: ReleaseFolder| ReleaseCount {
            release: folder.name,
            runs: folder.runs as u64,
            last_run_at: Timestamp::from_epoch_ms(folder.last_run_at),
            worst: severity_of(folder.worst),
        };
        Ok(folders.into_iter().map(release).collect())
    }

    /// The values that a project's runs have; of each kind at most `most`, those of the newest runs.
    pub async fn run_values(&self, project: &str, most: usize) -> Result<RunValues, StoreError> {
        let of = async |column| {
            let folders = self.folders(project, column).await?.into_iter().take(most);
            let value = |folder: Folder| ValueCount { value: folder.name, runs: folder.runs as u64 };
            Ok::<_, StoreError>(folders.map(value).collect())
        };
        Ok(RunValues {
            builds: of(runs::Column::BuildId).await?,
            environments: of(runs::Column::Environment).await?,
            platforms: of(runs::Column::Platform).await?,
            devices: of(runs::Column::Device).await?,
            verdicts: of(runs::Column::Verdict).await?,
            outcomes: of(runs::Column::Outcome).await?,
        })
    }

    /// Scenarios of a project that have runs, the one with the newest run first.
    pub async fn scenarios(&self, project: &str) -> Result<Vec<ScenarioCount>, StoreError> {
        let folders = self.folders(project, runs::Column::Scenario).await?;
        let scenario = |folder: Folder| ScenarioCount {
            scenario: folder.name,
            runs: folder.runs as u64,
            last_run_at: Timestamp::from_epoch_ms(folder.last_run_at),
        };
        Ok(folders.into_iter().map(scenario).collect())
    }

    async fn folders(&self, project: &str, column: runs::Column) -> Result<Vec<Folder>, StoreError> {
        let found = by_folder(project, column).into_model().all(self.reader()).await;
        found.map_err(StoreError::query("count the runs of each folder"))
    }
}

/// The values of a column with the number of their runs, by the newest run.
fn by_folder(project: &str, column: runs::Column) -> Select<runs::Entity> {
    let newest = || Expr::col(runs::Column::CreatedAt).max();
    runs::Entity::find()
        .select_only()
        .column_as(column, "name")
        .column_as(Expr::col(runs::Column::Id).count(), "runs")
        .column_as(newest(), "last_run_at")
        .filter(runs::Column::ProjectId.eq(project))
        .filter(column.is_not_null())
        .group_by(column)
        .order_by(newest(), Order::Desc)
        .order_by_asc(column)
}

/// The verdict of a number by which verdicts are ordered.
fn severity_of(number: i32) -> Option<Verdict> {
    match number {
        4 => Some(Verdict::Regressed),
        3 => Some(Verdict::Inconclusive),
        2 => Some(Verdict::Unchanged),
        1 => Some(Verdict::Improved),
        _ => None,
    }
}
