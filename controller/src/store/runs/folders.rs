//! Tags, releases and scenarios with their counts.

use dataset::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, Order, QueryFilter, QueryOrder, QuerySelect};

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
        let folders = self.folders(project, runs::Column::Release).await?;
        let release = |folder: Folder| ReleaseCount {
            release: folder.name,
            runs: folder.runs as u64,
            last_run_at: Timestamp::from_epoch_ms(folder.last_run_at),
        };
        Ok(folders.into_iter().map(release).collect())
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
        let newest = || Expr::col(runs::Column::CreatedAt).max();
        let query = runs::Entity::find()
            .select_only()
            .column_as(column, "name")
            .column_as(Expr::col(runs::Column::Id).count(), "runs")
            .column_as(newest(), "last_run_at")
            .filter(runs::Column::ProjectId.eq(project))
            .filter(column.is_not_null())
            .group_by(column)
            .order_by(newest(), Order::Desc)
            .order_by_asc(column);
        query
            .into_model()
            .all(self.reader())
            .await
            .map_err(StoreError::query("count the runs of each folder"))
    }
}
