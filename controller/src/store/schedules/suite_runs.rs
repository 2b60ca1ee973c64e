//! Suite runs as people ask for them: one, or a page of a filtered list, each with its cells.

use dataset::Timestamp;
use protocol::{DeviceId, RunId};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::rows::suite_run;
use crate::schedule::{Cell, JobState, RunWords, ScheduleId, SuiteRunId, Trigger};
use crate::store::queue::column::of_json;
use crate::store::{Store, StoreError};

/// A suite run with what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuiteRunEntry {
    /// Its id.
    pub id: SuiteRunId,
    /// The suite, by name.
    pub suite: String,
    /// Who or what started it.
    pub trigger: Trigger,
    /// What its runs are called and marked with.
    pub words: RunWords,
    /// When it was started.
    pub started_at: Timestamp,
    /// Its cells, in the order of the suite.
    pub cells: Vec<CellState>,
}

/// A cell and what became of its job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellState {
    /// The cell.
    pub cell: Cell,
    /// Where its job stands.
    pub state: JobState,
    /// Why it ended, or why its last attempt did.
    pub reason: Option<String>,
    /// The device of its last attempt.
    pub on: Option<DeviceId>,
    /// The run that counts.
    pub run: Option<RunId>,
    /// Its verdict's word, once it is judged.
    pub verdict: Option<String>,
    /// When its last attempt began.
    pub started_at: Option<Timestamp>,
    /// When its job ended.
    pub ended_at: Option<Timestamp>,
}

/// Which suite runs a list shows; every field narrows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SuiteRunFilter {
    /// Of this project.
    pub project: String,
    /// Of this suite.
    pub suite: Option<String>,
    /// Of this schedule.
    pub schedule: Option<ScheduleId>,
    /// Started at or after.
    pub from: Option<Timestamp>,
    /// Started before.
    pub to: Option<Timestamp>,
}

impl SuiteRunEntry {
    /// Whether none of its jobs can change any more.
    pub fn is_over(&self) -> bool {
        self.cells.iter().all(|cell| cell.state.is_over())
    }

    /// When the last of its jobs ended; absent while one works.
    pub fn ended_at(&self) -> Option<Timestamp> {
        let ends: Option<Vec<Timestamp>> = self.cells.iter().map(|cell| cell.ended_at).collect();
        ends?.into_iter().max()
    }
}

impl Store {
    /// A page of suite runs, newest first, and how many there are.
    pub async fn suite_runs(
        &self,
        filter: &SuiteRunFilter,
        offset: u64,
        limit: u64,
    ) -> Result<(Vec<SuiteRunEntry>, u64), StoreError> {
        let SuiteRunFilter { project, suite, schedule, from, to } = filter;
        let matching = Condition::all()
            .add(suite_run::Column::ProjectId.eq(project.as_str()))
            .add_option(suite.as_ref().map(|suite| suite_run::Column::Suite.eq(suite.as_str())))
            .add_option(schedule.map(|id| suite_run::Column::ScheduleId.eq(id.to_string())))
            .add_option(from.map(|from| suite_run::Column::StartedAt.gte(from.epoch_ms())))
            .add_option(to.map(|to| suite_run::Column::StartedAt.lt(to.epoch_ms())));
        let query = suite_run::Entity::find().filter(matching);
        let total =
            query.clone().count(self.reader()).await.map_err(StoreError::query("count suite runs"))?;
        let rows = query
            .order_by_desc(suite_run::Column::StartedAt)
            .order_by_desc(suite_run::Column::Id)
            .offset(offset)
            .limit(limit)
            .all(self.reader())
            .await
            .map_err(StoreError::query("list suite runs"))?;
        Ok((self.with_cells(rows).await?, total))
    }

    /// A project's suite run of this id.
    pub async fn suite_run(
        &self,
        project: &str,
        id: SuiteRunId,
    ) -> Result<Option<SuiteRunEntry>, StoreError> {
        let row = suite_run::Entity::find_by_id(id.to_string())
            .filter(suite_run::Column::ProjectId.eq(project))
            .one(self.reader())
            .await
            .map_err(StoreError::query("read a suite run"))?;
        Ok(self.with_cells(row.into_iter().collect()).await?.into_iter().next())
    }

    async fn with_cells(&self, rows: Vec<suite_run::Model>) -> Result<Vec<SuiteRunEntry>, StoreError> {
        let ids: Vec<String> = rows.iter().map(|row| row.id.clone()).collect();
        let mut cells = self.cells_of(&ids).await?;
        let entry = |row: suite_run::Model| {
            let cells = cells.remove(&row.id).unwrap_or_default();
            entry_of(row, cells)
        };
        rows.into_iter().map(entry).collect()
    }
}

/// The id of a suite run's row.
pub(super) fn id_of(text: &str) -> SuiteRunId {
    text.parse().expect("suite runs' ids are written as UUIDs")
}

fn entry_of(row: suite_run::Model, cells: Vec<CellState>) -> Result<SuiteRunEntry, StoreError> {
    let schedule = row.schedule_id.zip(row.schedule_name).zip(row.due);
    let trigger = match schedule {
        Some(((id, name), due)) => Trigger::Schedule {
            id: id.parse().expect("schedules' ids are written as UUIDs"),
            name,
            due: Timestamp::from_epoch_ms(due),
        },
        None => Trigger::Person(row.started_by.unwrap_or_default()),
    };
    Ok(SuiteRunEntry {
        id: id_of(&row.id),
        trigger,
        words: RunWords {
            tags: of_json("tags", &row.id, &row.tags)?,
            release: row.release,
            build: row.build_id,
        },
        suite: row.suite,
        started_at: Timestamp::from_epoch_ms(row.started_at),
        cells,
    })
}
