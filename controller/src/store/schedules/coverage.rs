//! The latest ticks of enabled schedules with what their cells gave.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::rows::tick;
use super::suite_runs::CellState;
use super::ticks::tick_of;
use crate::schedule::{CellFact, CellResult, Coverage, Schedule, StoredSuite, TickFact};
use crate::store::{Store, StoreError};

/// Ticks that are looked at: a month of nights.
const TICKS: u64 = 30;

impl Store {
    /// Every enabled schedule of a project with its suite and its latest ticks, newest first. The cells that the suite asks
    /// for today are left empty: whoever reads YAML fills them in.
    pub async fn coverage(&self, project: &str) -> Result<Vec<(Coverage, Option<StoredSuite>)>, StoreError> {
        let mut found = Vec::new();
        for schedule in self.enabled_schedules(project).await? {
            let suite = self.suite(project, &schedule.spec.suite).await?;
            found.push((self.ticks_with_cells(schedule).await?, suite));
        }
        Ok(found)
    }

    async fn ticks_with_cells(&self, schedule: Schedule) -> Result<Coverage, StoreError> {
        let rows = tick::Entity::find()
            .filter(tick::Column::ScheduleId.eq(schedule.id.to_string()))
            .order_by_desc(tick::Column::Due)
            .limit(TICKS)
            .all(self.reader())
            .await
            .map_err(StoreError::query("read the latest ticks of a schedule"))?;
        let ids: Vec<String> = rows.iter().filter_map(|row| row.suite_run_id.clone()).collect();
        let mut cells = self.cells_of(&ids).await?;
        let mut ticks = Vec::with_capacity(rows.len());
        for row in rows {
            let results = row.suite_run_id.as_ref().and_then(|run| cells.remove(run)).unwrap_or_default();
            let tick = tick_of(row)?;
            let cells = results.into_iter().map(result_of).collect();
            ticks.push(TickFact { due: tick.due, fate: tick.fate, reason: tick.reason, cells });
        }
        let (name, suite) = (schedule.spec.name, schedule.spec.suite);
        Ok(Coverage { schedule: schedule.id, name, suite, cells: Vec::new(), ticks })
    }
}

fn result_of(state: CellState) -> CellResult {
    let cell = state.cell;
    CellResult {
        cell: CellFact {
            entry: cell.entry,
            scenario: cell.scenario,
            device: cell.device,
            parameters: cell.parameters,
        },
        state: state.state,
        reason: state.reason,
    }
}
