//! The store as the alert stage asks for it.

use std::collections::HashSet;

use analysis::RunVerdict;
use dataset::Timestamp;
use protocol::RunId;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::row::{alert_id, alert_of, alert_runs, alerts};
use crate::alert::evidence::{Finding, finding};
use crate::alert::{
    Alert, AlertId, AlertKey, AlertState, AlertStorage, AlertStorageError, Applied, Change, JudgedRun, Mark,
    Notice, Standing,
};
use crate::baseline_check::{Judgment, Scope};
use crate::store::runs::{RunSummary, storable};
use crate::store::verdicts::is_alerted;
use crate::store::{Store, StoreError};

impl AlertStorage for Store {
    async fn judged(&self, run: RunId) -> Result<Option<JudgedRun>, AlertStorageError> {
        self.judged_run(run).await.map_err(failed("read a verdict"))
    }

    async fn standing(&self, run: &JudgedRun) -> Result<Vec<Standing>, AlertStorageError> {
        self.standing_alerts(run).await.map_err(failed("read the alerts of a scope"))
    }

    async fn alert(&self, project: &str, id: AlertId) -> Result<Option<Alert>, AlertStorageError> {
        self.alert_of(project, id).await.map_err(failed("read an alert"))
    }

    async fn apply(
        &self,
        run: Option<RunId>,
        changes: &[(Change, Option<Notice>)],
        now: Timestamp,
    ) -> Result<Applied, AlertStorageError> {
        self.apply_changes(run, changes, now).await.map_err(failed("change alerts"))
    }
}

impl Store {
    /// An alert of a project.
    pub async fn alert_of(&self, project: &str, id: AlertId) -> Result<Option<Alert>, StoreError> {
        let query = alerts::Entity::find_by_id(id.to_string()).filter(alerts::Column::ProjectId.eq(project));
        let row = query.one(self.reader()).await.map_err(StoreError::query("read an alert"))?;
        row.map(alert_of).transpose()
    }

    async fn judged_run(&self, run: RunId) -> Result<Option<JudgedRun>, StoreError> {
        if is_alerted(self.reader(), run).await? {
            return Ok(None);
        }
        let Some(Judgment { verdict, basis, judged_at: _ }) = self.judgment(run).await? else {
            return Ok(None);
        };
        let Some(RunSummary { record, .. }) = self.run_anywhere(run).await? else { return Ok(None) };
        let RunVerdict { metrics, .. } = verdict;
        let newest = basis.and_then(|basis| basis.runs.first().copied());
        let last_good = match newest {
            Some(newest) => self.run(&record.project, newest).await?.map(|run| mark_of(&run)),
            None => None,
        };
        Ok(Some(JudgedRun {
            completed: record.completed(),
            mark: Mark {
                run,
                at: record.created_at,
                release: record.release.clone(),
                build: record.build_id.clone(),
            },
            scope: Scope {
                project: record.project,
                scenario: record.scenario,
                platform: record.platform,
                device_class: record.device_class,
            },
            metrics,
            last_good,
        }))
    }

    async fn standing_alerts(&self, run: &JudgedRun) -> Result<Vec<Standing>, StoreError> {
        let mut alerts = Vec::new();
        let mut unresolved = unresolved_in(self.reader(), &run.scope).await?;
        for metric in &run.metrics {
            let key = AlertKey { scope: run.scope.clone(), metric: metric.metric.clone() };
            let place = unresolved.iter().position(|alert| alert.key.metric == storable(&key.metric));
            let newest = match place {
                Some(place) => Some(unresolved.swap_remove(place)),
                // A good run has nothing to add to what is over.
                None if matches!(finding(metric), Finding::Bad(_)) => self.newest_alert(&key).await?,
                None => None,
            };
            alerts.extend(newest.map(|alert| Alert { key, ..alert }));
        }
        let knowing = self.alerts_knowing(run.mark.run).await?;
        let standing = |alert: Alert| Standing { knows_run: knowing.contains(&alert.id), alert };
        Ok(alerts.into_iter().map(standing).collect())
    }

    /// The one that was opened last, resolved or not.
    async fn newest_alert(&self, key: &AlertKey) -> Result<Option<Alert>, StoreError> {
        let query = alerts::Entity::find()
            .filter(of_key(key))
            .order_by_desc(alerts::Column::OpenedAt)
            .order_by_desc(alerts::Column::Id);
        let row = query.one(self.reader()).await.map_err(StoreError::query("read the newest alert"))?;
        row.map(alert_of).transpose()
    }

    async fn alerts_knowing(&self, run: RunId) -> Result<HashSet<AlertId>, StoreError> {
        let query = alert_runs::Entity::find().filter(alert_runs::Column::RunId.eq(run.to_string()));
        let rows = query.all(self.reader()).await.map_err(StoreError::query("read the alerts of a run"))?;
        rows.iter().map(|row| alert_id(&row.alert_id)).collect()
    }
}

/// Every alert of a scope that is not resolved.
async fn unresolved_in(connection: &impl ConnectionTrait, scope: &Scope) -> Result<Vec<Alert>, StoreError> {
    let query = alerts::Entity::find()
        .filter(of_scope(scope))
        .filter(alerts::Column::State.ne(AlertState::Resolved.word()));
    let rows = query.all(connection).await.map_err(StoreError::query("read the alerts of a scope"))?;
    rows.into_iter().map(alert_of).collect()
}

/// Whether a verdict in a scope may have something to say to the alerts of it. Where it has not, nobody has to look at it
/// again, and its run costs no further transaction.
pub(in crate::store) async fn concerns_alerts(
    connection: &impl ConnectionTrait,
    scope: &Scope,
    verdict: &RunVerdict,
) -> Result<bool, StoreError> {
    if verdict.metrics.iter().any(|metric| matches!(finding(metric), Finding::Bad(_))) {
        return Ok(true);
    }
    Ok(!unresolved_in(connection, scope).await?.is_empty())
}

fn of_scope(scope: &Scope) -> Condition {
    let text = |text: &Option<String>| storable(text.as_deref().unwrap_or_default());
    Condition::all()
        .add(alerts::Column::ProjectId.eq(scope.project.as_str()))
        .add(alerts::Column::Scenario.eq(storable(&scope.scenario)))
        .add(alerts::Column::Platform.eq(text(&scope.platform)))
        .add(alerts::Column::DeviceClass.eq(text(&scope.device_class)))
}

/// The alerts of a key.
pub(super) fn of_key(AlertKey { scope, metric }: &AlertKey) -> Condition {
    of_scope(scope).add(alerts::Column::Metric.eq(storable(metric)))
}

/// What the alert stage is told of a failure.
pub(super) fn failed(action: &'static str) -> impl FnOnce(StoreError) -> AlertStorageError {
    move |source| AlertStorageError { action, source: Box::new(source) }
}

fn mark_of(run: &RunSummary) -> Mark {
    let record = &run.record;
    Mark {
        run: record.id,
        at: record.created_at,
        release: record.release.clone(),
        build: record.build_id.clone(),
    }
}
