//! Schedules as people ask for them, each with its latest tick.

use std::collections::BTreeMap;
use std::time::Duration;

use dataset::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::rows::{schedule, tick};
use super::ticks::tick_of;
use crate::schedule::{
    CronExpression, MissedPolicy, Overlap, RunWords, Schedule, ScheduleId, ScheduleSpec, Tick,
};
use crate::store::queue::column::of_json;
use crate::store::{Store, StoreError};

/// A schedule in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScheduleEntry {
    /// The schedule.
    pub schedule: Schedule,
    /// What became of its latest tick.
    pub last: Option<Tick>,
    /// Whether its suite is there.
    pub suite_exists: bool,
}

impl Store {
    /// A page of a project's schedules, by name, and how many there are.
    pub async fn schedules(
        &self,
        project: &str,
        offset: u64,
        limit: u64,
    ) -> Result<(Vec<ScheduleEntry>, u64), StoreError> {
        let query = schedule::Entity::find().filter(schedule::Column::ProjectId.eq(project));
        let total = query.clone().count(self.reader()).await.map_err(StoreError::query("count schedules"))?;
        let rows = query
            .order_by_asc(schedule::Column::Name)
            .offset(offset)
            .limit(limit)
            .all(self.reader())
            .await
            .map_err(StoreError::query("list schedules"))?;
        let schedules = rows.into_iter().map(schedule_of).collect::<Result<Vec<_>, _>>()?;
        Ok((self.entries(project, schedules).await?, total))
    }

    /// A project's schedules of a suite, by name.
    pub async fn schedules_of_suite(&self, project: &str, suite: &str) -> Result<Vec<Schedule>, StoreError> {
        let rows = schedule::Entity::find()
            .filter(schedule::Column::ProjectId.eq(project))
            .filter(schedule::Column::Suite.eq(suite))
            .order_by_asc(schedule::Column::Name)
            .all(self.reader())
            .await
            .map_err(StoreError::query("list the schedules of a suite"))?;
        rows.into_iter().map(schedule_of).collect()
    }

    /// A project's schedule of this id.
    pub async fn schedule(&self, project: &str, id: ScheduleId) -> Result<Option<ScheduleEntry>, StoreError> {
        let row = schedule::Entity::find_by_id(id.to_string())
            .filter(schedule::Column::ProjectId.eq(project))
            .one(self.reader())
            .await
            .map_err(StoreError::query("read a schedule"))?;
        let Some(row) = row else { return Ok(None) };
        let entries = self.entries(project, vec![schedule_of(row)?]).await?;
        Ok(entries.into_iter().next())
    }

    /// Every enabled schedule of a project, by name.
    pub(crate) async fn enabled_schedules(&self, project: &str) -> Result<Vec<Schedule>, StoreError> {
        let rows = schedule::Entity::find()
            .filter(schedule::Column::ProjectId.eq(project))
            .filter(schedule::Column::Enabled.eq(true))
            .order_by_asc(schedule::Column::Name)
            .all(self.reader())
            .await
            .map_err(StoreError::query("list enabled schedules"))?;
        rows.into_iter().map(schedule_of).collect()
    }

    async fn entries(
        &self,
        project: &str,
        schedules: Vec<Schedule>,
    ) -> Result<Vec<ScheduleEntry>, StoreError> {
        let names = schedules.iter().map(|schedule| schedule.spec.suite.clone());
        let known = self.known_suites(project, names).await?;
        let mut last = self.last_ticks(&schedules).await?;
        let entry = |schedule: Schedule| ScheduleEntry {
            last: last.remove(&schedule.id.to_string()),
            suite_exists: known.contains(&schedule.spec.suite),
            schedule,
        };
        Ok(schedules.into_iter().map(entry).collect())
    }

    /// The latest tick of each schedule.
    async fn last_ticks(&self, schedules: &[Schedule]) -> Result<BTreeMap<String, Tick>, StoreError> {
        let mut last = BTreeMap::new();
        for schedule in schedules {
            let row = tick::Entity::find()
                .filter(tick::Column::ScheduleId.eq(schedule.id.to_string()))
                .order_by_desc(tick::Column::Due)
                .limit(1)
                .one(self.reader())
                .await
                .map_err(StoreError::query("read the latest tick of a schedule"))?;
            if let Some(row) = row {
                last.insert(row.schedule_id.clone(), tick_of(row)?);
            }
        }
        Ok(last)
    }
}

/// The schedule of a row. One that this version cannot read is an error of that row alone.
pub(super) fn schedule_of(row: schedule::Model) -> Result<Schedule, StoreError> {
    let key = row.id.as_str();
    let unreadable = |what, reason: String| {
        StoreError::row(what, key)(<serde_json::Error as serde::de::Error>::custom(reason))
    };
    let cron = CronExpression::parse(&row.cron, &row.zone);
    let cron = cron.map_err(|error| unreadable("cron", error.to_string()))?;
    let overlap = Overlap::of_word(&row.overlap);
    let missed = MissedPolicy::of_word(&row.missed);
    let spec = ScheduleSpec {
        cron,
        overlap: overlap.ok_or_else(|| unreadable("overlap", format!("unknown policy `{}`", row.overlap)))?,
        missed: missed.ok_or_else(|| unreadable("missed", format!("unknown policy `{}`", row.missed)))?,
        grace: Duration::from_millis(row.grace_ms.unsigned_abs()),
        enabled: row.enabled,
        words: RunWords { tags: of_json("tags", key, &row.tags)?, release: row.release, build: row.build_id },
        name: row.name,
        suite: row.suite,
    };
    Ok(Schedule {
        id: key.parse().map_err(|error: uuid::Error| unreadable("id", error.to_string()))?,
        project: row.project_id,
        spec,
        created: (row.created_by, Timestamp::from_epoch_ms(row.created_at)),
        changed: (row.changed_by, Timestamp::from_epoch_ms(row.changed_at)),
        version: row.version.unsigned_abs(),
        decided_until: Timestamp::from_epoch_ms(row.decided_until),
        next_at: row.next_at.map(Timestamp::from_epoch_ms),
        waiting: row.waiting_due.map(Timestamp::from_epoch_ms),
    })
}
