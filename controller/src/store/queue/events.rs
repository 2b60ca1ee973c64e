//! The jobs' logs: appended in batches, read page by page.

use dataset::{LogLevel, Timestamp};
use protocol::{AttemptNumber, JobId, StepState};
use sea_orm::{ColumnTrait, EntityTrait, NotSet, QueryFilter, QueryOrder, QuerySelect, Set};

use super::column::{json, number_column, of_json};
use super::rows::event;
use crate::lease::storage::{JobEvent, JobHappening};
use crate::store::{Store, StoreError};

/// Rows of one statement; 7 columns each stay under `SQLite`'s 32,766 bound values.
const ROWS_PER_STATEMENT: usize = 4_000;

/// A line of a job's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedLine {
    /// Ascends with time; the position to read on from.
    pub id: i64,
    /// Which attempt said it.
    pub attempt: AttemptNumber,
    /// When.
    pub at: Timestamp,
    /// `step`, `log`, `state`, or `late` for evidence of an attempt that had ended.
    pub kind: String,
    /// How much it matters.
    pub level: LogLevel,
    /// Who said it.
    pub source: String,
    /// What was said.
    pub message: String,
}

impl Store {
    /// Lines of a job's log after `after` (0 for the beginning), at most `limit`.
    pub async fn job_log(&self, job: JobId, after: i64, limit: u64) -> Result<Vec<LoggedLine>, StoreError> {
        let rows = event::Entity::find()
            .filter(event::Column::JobId.eq(job.to_string()))
            .filter(event::Column::Id.gt(after))
            .order_by_asc(event::Column::Id)
            .limit(limit)
            .all(self.reader())
            .await
            .map_err(StoreError::query("read a job's log"))?;
        rows.into_iter().map(line_of).collect()
    }

    /// Appends to the jobs' logs, in order.
    pub(super) async fn append_job_events(&self, events: &[JobEvent]) -> Result<(), StoreError> {
        if events.is_empty() {
            return Ok(());
        }
        let transaction = self.begin().await?;
        for chunk in events.chunks(ROWS_PER_STATEMENT) {
            event::Entity::insert_many(chunk.iter().map(row_of))
                .exec_without_returning(&transaction)
                .await
                .map_err(StoreError::query("append to a job's log"))?;
        }
        transaction.commit().await.map_err(StoreError::query("append to a job's log"))
    }
}

fn line_of(row: event::Model) -> Result<LoggedLine, StoreError> {
    Ok(LoggedLine {
        id: row.id,
        attempt: AttemptNumber(row.attempt.unsigned_abs()),
        at: Timestamp::from_epoch_ms(row.at),
        level: of_json("level", &row.job_id, &json(&row.level))?,
        kind: row.kind,
        source: row.source,
        message: row.message,
    })
}

fn row_of(happened: &JobEvent) -> event::ActiveModel {
    let (kind, at, level, source, message) = match &happened.what {
        JobHappening::Step(step) => {
            let (level, edge) = match &step.state {
                StepState::Began => (LogLevel::Debug, "began".to_owned()),
                StepState::Succeeded => (LogLevel::Info, "succeeded".to_owned()),
                StepState::Failed(reason) => (LogLevel::Error, format!("failed: {reason}")),
            };
            let message = format!("iteration {} step {} ({}) {edge}", step.iteration, step.number, step.name);
            ("step", step.at, level, "step".to_owned(), message)
        }
        JobHappening::Log(line) => {
            ("log", line.timestamp, line.level, line.source.clone(), line.text.clone())
        }
        JobHappening::State(text) => {
            ("state", happened.at, LogLevel::Info, "controller".to_owned(), text.clone())
        }
        JobHappening::Late(text) => {
            ("late", happened.at, LogLevel::Warn, "controller".to_owned(), text.clone())
        }
    };
    event::ActiveModel {
        id: NotSet,
        job_id: Set(happened.attempt.job.to_string()),
        attempt: Set(number_column(happened.attempt)),
        at: Set(at.epoch_ms()),
        kind: Set(kind.to_owned()),
        level: Set(json(&level).trim_matches('"').to_owned()),
        // PostgreSQL text cannot hold a NUL, a page's console can.
        source: Set(source.replace('\0', "\u{fffd}")),
        message: Set(message.replace('\0', "\u{fffd}")),
    }
}
