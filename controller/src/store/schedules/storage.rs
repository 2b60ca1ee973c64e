//! The store as schedules ask for it: what is due, and what was decided, written down all or nothing.

use dataset::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select, TryInsertResult,
};

use super::list::schedule_of;
use super::rows::{cell, schedule, suite_run, tick};
use super::start::{claim, insert_rest};
use super::suite_runs::id_of;
use crate::schedule::cron::CLOCK_WAS_WRONG;
use crate::schedule::{
    DueSchedule, Fate, JobState, Replaced, Schedule, ScheduleStorage, ScheduleStorageError, Settlement,
    SuiteRunId, Tick,
};
use crate::store::queue::column::job_id;
use crate::store::queue::rows::job;
use crate::store::{Store, StoreError};

impl ScheduleStorage for Store {
    async fn due(&self, now: Timestamp) -> Result<Vec<DueSchedule>, ScheduleStorageError> {
        self.due_schedules(now).await.map_err(failed("look for schedules that are due"))
    }

    async fn settle(&self, settlement: &Settlement, now: Timestamp) -> Result<bool, ScheduleStorageError> {
        self.settle_schedule(settlement, now).await.map_err(failed("note the ticks of a schedule"))
    }

    async fn replaced(&self) -> Result<Vec<Replaced>, ScheduleStorageError> {
        self.replaced_runs().await.map_err(failed("look for suite runs that gave way"))
    }

    async fn gave_way(&self, run: SuiteRunId) -> Result<(), ScheduleStorageError> {
        let update = mark(run, false).exec(self.writer()).await;
        update
            .map_err(StoreError::query("note that a suite run gave way"))
            .map_err(failed("note the end of a suite run"))?;
        Ok(())
    }
}

impl Store {
    async fn due_schedules(&self, now: Timestamp) -> Result<Vec<DueSchedule>, StoreError> {
        let clock_was_wrong = now.plus(CLOCK_WAS_WRONG).epoch_ms();
        let due = Condition::any()
            .add(schedule::Column::NextAt.lte(now.epoch_ms()))
            .add(schedule::Column::WaitingDue.is_not_null())
            .add(schedule::Column::DecidedUntil.gt(clock_was_wrong));
        // Not from a reader's snapshot: what was settled a moment ago is settled.
        let rows = schedule::Entity::find()
            .filter(schedule::Column::Enabled.eq(true))
            .filter(due)
            .order_by_asc(schedule::Column::NextAt)
            .all(self.writer())
            .await
            .map_err(StoreError::query("look for schedules that are due"))?;
        let mut due = Vec::with_capacity(rows.len());
        for row in rows {
            match schedule_of(row) {
                Ok(schedule) => due.push(self.surroundings(schedule).await?),
                // One that this version cannot read keeps no other from its time.
                Err(error) => {
                    tracing::error!(error = crate::doors::chain(&error), "a schedule is left aside");
                }
            }
        }
        Ok(due)
    }

    async fn surroundings(&self, schedule: Schedule) -> Result<DueSchedule, StoreError> {
        let suite = self.suite(&schedule.project, &schedule.spec.suite).await?;
        let project = self.project(&schedule.project).await?;
        let last = suite_run::Entity::find()
            .filter(suite_run::Column::ScheduleId.eq(schedule.id.to_string()))
            .order_by_desc(suite_run::Column::StartedAt)
            .order_by_desc(suite_run::Column::Id)
            .limit(1)
            .one(self.writer())
            .await
            .map_err(StoreError::query("read the last suite run of a schedule"))?;
        let working = match last {
            Some(run) => {
                let open = open_jobs(&run.id).count(self.writer()).await;
                let open = open.map_err(StoreError::query("count the open jobs of a suite run"))?;
                (open > 0).then(|| id_of(&run.id))
            }
            None => None,
        };
        let archived = project.is_some_and(|project| project.archived_at.is_some());
        Ok(DueSchedule { schedule, suite, working, archived })
    }

    async fn settle_schedule(&self, settlement: &Settlement, now: Timestamp) -> Result<bool, StoreError> {
        let transaction = self.begin().await?;
        if !step_on(&transaction, settlement).await? {
            transaction.rollback().await.map_err(StoreError::query("end a transaction"))?;
            return Ok(false);
        }
        let mut fires = false;
        for tick in &settlement.ticks {
            let noted =
                note(&transaction, &settlement.seen, tick, settlement.waited == Some(tick.due)).await?;
            fires |= noted && tick.fate == Fate::Fired;
        }
        if let Some(start) = settlement.start.as_ref().filter(|_| fires)
            && claim(&transaction, start).await?
        {
            insert_rest(&transaction, start, now).await?;
            if let Some(earlier) = settlement.replaces {
                let update = mark(earlier, true).exec(&transaction).await;
                update.map_err(StoreError::query("note that a suite run gives way"))?;
            }
        }
        transaction.commit().await.map_err(StoreError::query("commit the ticks of a schedule"))?;
        Ok(true)
    }

    async fn replaced_runs(&self) -> Result<Vec<Replaced>, StoreError> {
        let rows = suite_run::Entity::find()
            .filter(suite_run::Column::GivesWay.eq(true))
            .all(self.writer())
            .await
            .map_err(StoreError::query("look for suite runs that gave way"))?;
        let mut replaced = Vec::with_capacity(rows.len());
        for row in rows {
            let jobs: Vec<String> = open_jobs(&row.id)
                .select_only()
                .column(job::Column::Id)
                .into_tuple()
                .all(self.writer())
                .await
                .map_err(StoreError::query("list the open jobs of a suite run"))?;
            let jobs = jobs.iter().map(|id| job_id(id)).collect::<Result<_, _>>()?;
            replaced.push(Replaced { run: id_of(&row.id), jobs });
        }
        Ok(replaced)
    }
}

/// Moves the schedule on. False if it is not as it was seen.
async fn step_on(transaction: &DatabaseTransaction, settlement: &Settlement) -> Result<bool, StoreError> {
    let Settlement { seen, decided_until, next_at, waiting, .. } = settlement;
    let waited = match seen.waiting {
        Some(due) => schedule::Column::WaitingDue.eq(due.epoch_ms()),
        None => schedule::Column::WaitingDue.is_null(),
    };
    let update = schedule::Entity::update_many()
        .col_expr(schedule::Column::DecidedUntil, Expr::value(decided_until.epoch_ms()))
        .col_expr(schedule::Column::NextAt, Expr::value(next_at.map(Timestamp::epoch_ms)))
        .col_expr(schedule::Column::WaitingDue, Expr::value(waiting.map(Timestamp::epoch_ms)))
        .filter(schedule::Column::Id.eq(seen.id.to_string()))
        .filter(schedule::Column::Version.eq(i64::try_from(seen.version).unwrap_or(i64::MAX)))
        .filter(schedule::Column::DecidedUntil.eq(seen.decided_until.epoch_ms()))
        .filter(waited)
        .exec(transaction)
        .await
        .map_err(StoreError::query("move a schedule on"))?;
    Ok(update.rows_affected == 1)
}

/// Notes a tick. False if it has its fate already.
async fn note(
    transaction: &DatabaseTransaction,
    schedule: &Schedule,
    tick: &Tick,
    waited: bool,
) -> Result<bool, StoreError> {
    let run = tick.suite_run.map(|run| run.to_string());
    if waited {
        let update = tick::Entity::update_many()
            .col_expr(tick::Column::Fate, Expr::value(tick.fate.word()))
            .col_expr(tick::Column::Reason, Expr::value(tick.reason.clone()))
            .col_expr(tick::Column::SuiteRunId, Expr::value(run))
            .col_expr(tick::Column::DecidedAt, Expr::value(tick.decided_at.epoch_ms()))
            .filter(tick::Column::ScheduleId.eq(schedule.id.to_string()))
            .filter(tick::Column::Due.eq(tick.due.epoch_ms()))
            .filter(tick::Column::Fate.eq(Fate::Waiting.word()));
        let update = update.exec(transaction).await.map_err(StoreError::query("note a tick that waited"))?;
        return Ok(update.rows_affected == 1);
    }
    let row = tick::ActiveModel {
        schedule_id: Set(schedule.id.to_string()),
        due: Set(tick.due.epoch_ms()),
        fate: Set(tick.fate.word().to_owned()),
        reason: Set(tick.reason.clone()),
        suite_run_id: Set(run),
        decided_at: Set(tick.decided_at.epoch_ms()),
    };
    let insert = tick::Entity::insert(row)
        .on_conflict_do_nothing_on([tick::Column::ScheduleId, tick::Column::Due])
        .exec_without_returning(transaction);
    let insert = insert.await.map_err(StoreError::query("note a tick"))?;
    Ok(matches!(insert, TryInsertResult::Inserted(rows) if rows > 0))
}

fn mark(run: SuiteRunId, gives_way: bool) -> sea_orm::UpdateMany<suite_run::Entity> {
    suite_run::Entity::update_many()
        .col_expr(suite_run::Column::GivesWay, Expr::value(gives_way))
        .filter(suite_run::Column::Id.eq(run.to_string()))
}

/// Jobs of a suite run that are not over.
fn open_jobs(run: &str) -> Select<job::Entity> {
    let cells = Query::select()
        .column(cell::Column::JobId)
        .from(cell::Entity)
        .and_where(cell::Column::SuiteRunId.eq(run))
        .to_owned();
    let open = JobState::ALL.into_iter().filter(|state| !state.is_over()).map(JobState::word);
    job::Entity::find().filter(job::Column::Id.in_subquery(cells)).filter(job::Column::State.is_in(open))
}

fn failed(attempted: &'static str) -> impl FnOnce(StoreError) -> ScheduleStorageError {
    move |source| ScheduleStorageError { attempted, source: Box::new(source) }
}
