//! Cells of suite runs with what became of their jobs, read for many suite runs at once.

use std::collections::{BTreeMap, HashMap};

use dataset::Timestamp;
use protocol::DeviceId;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::rows::cell;
use super::suite_runs::CellState;
use crate::schedule::Cell;
use crate::store::queue::column::{job_id, job_state, of_json, run_id};
use crate::store::queue::rows::{attempt, job};
use crate::store::runs::row::runs;
use crate::store::{Store, StoreError};

/// Ids of one statement.
const IDS_PER_STATEMENT: usize = 1_000;

/// What is read of a job.
type JobRow = (String, String, Option<String>, Option<String>, Option<i64>, Option<i64>);

impl Store {
    /// The cells of each suite run, in the order of the suite.
    pub(super) async fn cells_of(
        &self,
        suite_runs: &[String],
    ) -> Result<HashMap<String, Vec<CellState>>, StoreError> {
        let mut found = HashMap::new();
        for chunk in suite_runs.chunks(IDS_PER_STATEMENT) {
            let rows = cell::Entity::find()
                .filter(cell::Column::SuiteRunId.is_in(chunk))
                .order_by_asc(cell::Column::SuiteRunId)
                .order_by_asc(cell::Column::Ordinal)
                .all(self.reader())
                .await
                .map_err(StoreError::query("read the cells of suite runs"))?;
            self.with_jobs(rows, &mut found).await?;
        }
        Ok(found)
    }

    async fn with_jobs(
        &self,
        rows: Vec<cell::Model>,
        found: &mut HashMap<String, Vec<CellState>>,
    ) -> Result<(), StoreError> {
        let ids: Vec<String> = rows.iter().map(|row| row.job_id.clone()).collect();
        let mut jobs: HashMap<String, JobRow> = HashMap::new();
        let mut devices: HashMap<String, String> = HashMap::new();
        for chunk in ids.chunks(IDS_PER_STATEMENT) {
            jobs.extend(self.job_rows(chunk).await?.into_iter().map(|row| (row.0.clone(), row)));
            devices.extend(self.last_devices(chunk).await?);
        }
        let run_ids: Vec<String> = jobs.values().filter_map(|row| row.3.clone()).collect();
        let mut verdicts = HashMap::new();
        for chunk in run_ids.chunks(IDS_PER_STATEMENT) {
            verdicts.extend(self.verdict_words(chunk).await?);
        }
        for row in rows {
            let job = jobs.get(&row.job_id).expect("the database keeps a cell's job as long as the cell");
            let device = devices.get(&row.job_id);
            let verdict = job.3.as_ref().and_then(|run| verdicts.get(run).cloned().flatten());
            let suite_run = row.suite_run_id.clone();
            found.entry(suite_run).or_default().push(state_of(row, job, device, verdict)?);
        }
        Ok(())
    }

    async fn job_rows(&self, ids: &[String]) -> Result<Vec<JobRow>, StoreError> {
        let columns = [
            job::Column::Id,
            job::Column::State,
            job::Column::Reason,
            job::Column::RunId,
            job::Column::StartedAt,
            job::Column::EndedAt,
        ];
        job::Entity::find()
            .select_only()
            .columns(columns)
            .filter(job::Column::Id.is_in(ids))
            .into_tuple()
            .all(self.reader())
            .await
            .map_err(StoreError::query("read the jobs of suite runs"))
    }

    /// The device of each job's last attempt.
    async fn last_devices(&self, ids: &[String]) -> Result<BTreeMap<String, String>, StoreError> {
        let rows: Vec<(String, String)> = attempt::Entity::find()
            .select_only()
            .columns([attempt::Column::JobId, attempt::Column::DeviceId])
            .filter(attempt::Column::JobId.is_in(ids))
            .order_by_asc(attempt::Column::Number)
            .into_tuple()
            .all(self.reader())
            .await
            .map_err(StoreError::query("read the devices of suite runs"))?;
        // Of several attempts the last one stays.
        Ok(rows.into_iter().collect())
    }

    async fn verdict_words(&self, ids: &[String]) -> Result<Vec<(String, Option<String>)>, StoreError> {
        runs::Entity::find()
            .select_only()
            .columns([runs::Column::Id, runs::Column::Verdict])
            .filter(runs::Column::Id.is_in(ids))
            .into_tuple()
            .all(self.reader())
            .await
            .map_err(StoreError::query("read the verdicts of suite runs"))
    }
}

fn state_of(
    row: cell::Model,
    (_, state, reason, run, started_at, ended_at): &JobRow,
    device: Option<&String>,
    verdict: Option<String>,
) -> Result<CellState, StoreError> {
    Ok(CellState {
        state: job_state(&row.job_id, state)?,
        reason: reason.clone(),
        on: device.map(|device| DeviceId::new(device.clone())),
        run: run_id(run.as_deref())?,
        verdict,
        started_at: started_at.map(Timestamp::from_epoch_ms),
        ended_at: ended_at.map(Timestamp::from_epoch_ms),
        cell: Cell {
            parameters: of_json("parameters", &row.suite_run_id, &row.parameters)?,
            job: job_id(&row.job_id)?,
            entry: row.entry,
            scenario: row.scenario,
            device: row.device,
        },
    })
}
