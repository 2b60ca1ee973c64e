//! Schedules made, changed and deleted. A change of the times begins anew: what was due by the old ones is past.

use dataset::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel,
    QueryFilter,
};

use super::rows::{schedule, tick};
use crate::schedule::{Fate, Schedule, ScheduleId, ScheduleSpec};
use crate::store::queue::column::json;
use crate::store::runs::storable;
use crate::store::{Store, StoreError};

/// A schedule to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSchedule {
    /// Its id.
    pub id: ScheduleId,
    /// Its project.
    pub project: String,
    /// What is wanted.
    pub spec: ScheduleSpec,
}

/// A schedule was not made or changed.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// Another one is called so.
    #[error("another schedule of the project is called `{name}`; give this one another `name`")]
    NameTaken {
        /// The name.
        name: String,
    },
    /// Somebody changed it in between.
    #[error("the schedule was changed by somebody else in between; it is at version {version}")]
    Stale {
        /// Its version.
        version: u64,
    },
    /// There is none, or none in this project.
    #[error("there is no schedule `{id}`")]
    Unknown {
        /// Which.
        id: ScheduleId,
    },
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Makes a schedule; its first tick is the next one after `now`.
    pub async fn create_schedule(
        &self,
        new: &NewSchedule,
        (by, now): (&str, Timestamp),
    ) -> Result<Schedule, EditError> {
        let transaction = self.begin().await?;
        refuse_taken(&transaction, &new.project, new.id, &new.spec.name).await?;
        let at = (by.to_owned(), now);
        let schedule = Schedule {
            id: new.id,
            project: new.project.clone(),
            spec: new.spec.clone(),
            created: at.clone(),
            changed: at,
            version: 1,
            decided_until: now,
            next_at: next_of(&new.spec, now),
            waiting: None,
        };
        active(&schedule).insert(&transaction).await.map_err(StoreError::query("make a schedule"))?;
        transaction.commit().await.map_err(StoreError::query("commit a schedule"))?;
        Ok(schedule)
    }

    /// Changes a schedule. `seen` is the version that the author has seen, where they mind.
    pub async fn change_schedule(
        &self,
        (project, id): (&str, ScheduleId),
        spec: ScheduleSpec,
        seen: Option<u64>,
        (by, now): (&str, Timestamp),
    ) -> Result<Schedule, EditError> {
        let transaction = self.begin().await?;
        let mut schedule = found(&transaction, project, id, seen).await?;
        refuse_taken(&transaction, project, id, &spec.name).await?;
        if spec.cron != schedule.spec.cron || spec.enabled != schedule.spec.enabled {
            schedule.decided_until = now;
            schedule.next_at = next_of(&spec, now);
        }
        if let (Some(due), false) = (schedule.waiting, spec.enabled) {
            give_up(&transaction, id, due, now).await?;
            schedule.waiting = None;
        }
        schedule.spec = spec;
        schedule.changed = (by.to_owned(), now);
        schedule.version += 1;
        let row = active(&schedule);
        row.update(&transaction).await.map_err(StoreError::query("change a schedule"))?;
        transaction.commit().await.map_err(StoreError::query("commit a schedule"))?;
        Ok(schedule)
    }

    /// Forgets a schedule and its ticks; the suite runs that it started stay.
    pub async fn delete_schedule(
        &self,
        (project, id): (&str, ScheduleId),
        seen: Option<u64>,
    ) -> Result<(), EditError> {
        let transaction = self.begin().await?;
        found(&transaction, project, id, seen).await?;
        let delete = schedule::Entity::delete_by_id(id.to_string());
        delete.exec(&transaction).await.map_err(StoreError::query("delete a schedule"))?;
        transaction.commit().await.map_err(StoreError::query("commit the end of a schedule"))?;
        Ok(())
    }
}

fn next_of(spec: &ScheduleSpec, now: Timestamp) -> Option<Timestamp> {
    spec.enabled.then(|| spec.cron.next_after(now)).flatten()
}

async fn found(
    transaction: &DatabaseTransaction,
    project: &str,
    id: ScheduleId,
    seen: Option<u64>,
) -> Result<Schedule, EditError> {
    let row = schedule::Entity::find_by_id(id.to_string())
        .filter(schedule::Column::ProjectId.eq(project))
        .one(transaction)
        .await
        .map_err(StoreError::query("read a schedule"))?;
    let schedule = super::list::schedule_of(row.ok_or(EditError::Unknown { id })?)?;
    match seen {
        Some(seen) if seen != schedule.version => Err(EditError::Stale { version: schedule.version }),
        Some(_) | None => Ok(schedule),
    }
}

async fn refuse_taken(
    transaction: &DatabaseTransaction,
    project: &str,
    id: ScheduleId,
    name: &str,
) -> Result<(), EditError> {
    let other = schedule::Entity::find()
        .filter(schedule::Column::ProjectId.eq(project))
        .filter(schedule::Column::Name.eq(name))
        .filter(schedule::Column::Id.ne(id.to_string()))
        .one(transaction)
        .await
        .map_err(StoreError::query("look for a schedule of the same name"))?;
    if other.is_some() { Err(EditError::NameTaken { name: name.to_owned() }) } else { Ok(()) }
}

/// The tick that waited will never be started.
async fn give_up(
    connection: &impl ConnectionTrait,
    id: ScheduleId,
    due: Timestamp,
    now: Timestamp,
) -> Result<(), StoreError> {
    let reason = "the schedule was disabled while the tick waited";
    tick::Entity::update_many()
        .col_expr(tick::Column::Fate, Expr::value(Fate::Skipped.word()))
        .col_expr(tick::Column::Reason, Expr::value(reason))
        .col_expr(tick::Column::DecidedAt, Expr::value(now.epoch_ms()))
        .filter(tick::Column::ScheduleId.eq(id.to_string()))
        .filter(tick::Column::Due.eq(due.epoch_ms()))
        .filter(tick::Column::Fate.eq(Fate::Waiting.word()))
        .exec(connection)
        .await
        .map_err(StoreError::query("give up a tick"))?;
    Ok(())
}

fn active(schedule: &Schedule) -> schedule::ActiveModel {
    let Schedule { id, project, spec, created, changed, version, decided_until, next_at, waiting } = schedule;
    let ScheduleSpec { name, suite, cron, overlap, missed, grace, enabled, words } = spec;
    schedule::Model {
        id: id.to_string(),
        project_id: project.clone(),
        name: storable(name),
        suite: suite.clone(),
        cron: cron.text().to_owned(),
        zone: cron.zone_name().to_owned(),
        overlap: overlap.word().to_owned(),
        missed: missed.word().to_owned(),
        grace_ms: i64::try_from(grace.as_millis()).unwrap_or(i64::MAX),
        enabled: *enabled,
        release: words.release.as_deref().map(storable),
        build_id: words.build.as_deref().map(storable),
        tags: storable(&json(&words.tags)),
        created_by: created.0.clone(),
        created_at: created.1.epoch_ms(),
        changed_by: changed.0.clone(),
        changed_at: changed.1.epoch_ms(),
        version: i64::try_from(*version).unwrap_or(i64::MAX),
        decided_until: decided_until.epoch_ms(),
        next_at: next_at.map(Timestamp::epoch_ms),
        waiting_due: waiting.map(Timestamp::epoch_ms),
    }
    .into_active_model()
    .reset_all()
}
