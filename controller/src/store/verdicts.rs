//! Verdicts with their evidence, and what the baseline check asks of the store.

use analysis::{RunVerdict, Side, Verdict};
use dataset::Timestamp;
use protocol::RunId;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Select,
};

use super::runs::row::runs;
use super::runs::{run_id, storable, storable_json};
use super::{Store, StoreError, alerts};
use crate::baseline_check::{BaselineStorage, BaselineStorageError, Candidate, Judgment, Scope, Subject};

/// The table, for whoever keeps a deleted run.
pub(super) use row::{Column as RowColumn, Entity as RowEntity, Model as Row};

/// Runs that a baseline is looked for among; more are never pooled.
const CANDIDATES: u64 = 200;

mod row {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "verdicts")]
    pub(in crate::store) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub run_id: String,
        pub verdict: String,
        pub judged_at: i64,
        pub alerted_at: Option<i64>,
        #[sea_orm(column_type = "JsonBinary")]
        pub basis: Json,
        #[sea_orm(column_type = "JsonBinary")]
        pub evidence: Json,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(in crate::store) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Store {
    /// The verdict on a run with its evidence.
    pub async fn judgment(&self, run: RunId) -> Result<Option<Judgment>, StoreError> {
        let row = row::Entity::find_by_id(run.to_string()).one(self.reader()).await;
        let Some(row) = row.map_err(StoreError::query("read a verdict"))? else { return Ok(None) };
        let verdict: RunVerdict =
            serde_json::from_value(row.evidence).map_err(StoreError::row("the evidence", run))?;
        let basis = serde_json::from_value(row.basis).map_err(StoreError::row("the baseline", run))?;
        Ok(Some(Judgment { verdict, basis, judged_at: Timestamp::from_epoch_ms(row.judged_at) }))
    }

    /// Runs whose verdict was not taken into account by the alerts, since the controller ended in between; oldest first.
    pub async fn unalerted_runs(&self) -> Result<Vec<RunId>, StoreError> {
        let query = row::Entity::find()
            .select_only()
            .column(row::Column::RunId)
            .filter(row::Column::AlertedAt.is_null())
            .order_by_asc(row::Column::JudgedAt)
            .order_by_asc(row::Column::RunId);
        let ids: Vec<String> = query
            .into_tuple()
            .all(self.reader())
            .await
            .map_err(StoreError::query("list verdicts that no alert took into account"))?;
        Ok(ids.iter().map(|id| run_id(id)).collect())
    }

    /// Runs that were stored and not judged, since the controller ended in between; oldest first.
    pub async fn unjudged_runs(&self) -> Result<Vec<RunId>, StoreError> {
        let query = runs::Entity::find()
            .select_only()
            .column(runs::Column::Id)
            .filter(runs::Column::Judgment.eq(PENDING))
            .order_by_asc(runs::Column::CreatedAt)
            .order_by_asc(runs::Column::Id);
        let ids: Vec<String> = query
            .into_tuple()
            .all(self.reader())
            .await
            .map_err(StoreError::query("list runs without a verdict"))?;
        Ok(ids.iter().map(|id| run_id(id)).collect())
    }

    async fn record_judgment(&self, run: RunId, judgment: Option<&Judgment>) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        let word = judgment.map(|judgment| verdict_word(judgment.verdict.verdict).to_owned());
        let summary = judgment.map(|judgment| storable(&judgment.verdict.summary));
        let newest =
            judgment.and_then(|judgment| judgment.basis.as_ref()?.runs.first()).map(ToString::to_string);
        let state = if judgment.is_some() { DONE } else { NOT_WANTED };
        let noted = runs::Entity::update_many()
            .col_expr(runs::Column::Verdict, Expr::value(word))
            .col_expr(runs::Column::VerdictSummary, Expr::value(summary))
            .col_expr(runs::Column::BaselineRunId, Expr::value(newest))
            .col_expr(runs::Column::Judgment, Expr::value(state))
            .filter(runs::Column::Id.eq(run.to_string()))
            .exec(&transaction)
            .await
            .map_err(StoreError::query("note a verdict on its run"))?;
        // Somebody deleted the run while it was judged.
        if noted.rows_affected == 0 {
            return Ok(());
        }
        if let Some(judgment) = judgment {
            put(&transaction, run, judgment).await?;
        }
        let change = self.run_counts().change();
        transaction.commit().await.map_err(StoreError::query("commit a verdict"))?;
        change.judged();
        Ok(())
    }

    async fn subject_of(&self, run: RunId) -> Result<Option<Subject>, StoreError> {
        let row = runs::Entity::find_by_id(run.to_string()).one(self.writer()).await;
        let Some(row) = row.map_err(StoreError::query("read a run"))? else { return Ok(None) };
        let Some((side, rule)) = self.side(run).await? else { return Ok(None) };
        let requested = self.requested_baseline(row.job_id.as_deref()).await?;
        Ok(Some(Subject {
            run,
            scope: scope_of(&row),
            created_at: Timestamp::from_epoch_ms(row.created_at),
            release: row.release,
            fingerprint_sha256: row.fingerprint_sha256,
            requested,
            rule,
            side,
        }))
    }

    async fn pinned_for(&self, subject: &Subject) -> Result<Option<Candidate>, StoreError> {
        let Some(run) = self.pinned_run(&subject.scope).await?.filter(|run| *run != subject.run) else {
            return Ok(None);
        };
        self.candidate(&subject.scope.project, run).await
    }

    async fn requested_for(&self, subject: &Subject) -> Result<Option<Candidate>, StoreError> {
        match subject.requested.filter(|run| *run != subject.run) {
            Some(run) => self.candidate(&subject.scope.project, run).await,
            None => Ok(None),
        }
    }

    async fn candidate(&self, project: &str, run: RunId) -> Result<Option<Candidate>, StoreError> {
        let query = runs::Entity::find_by_id(run.to_string())
            .filter(runs::Column::ProjectId.eq(project))
            .select_only()
            .columns(CANDIDATE_COLUMNS);
        let row = query.into_tuple::<CandidateRow>().one(self.reader()).await;
        Ok(row.map_err(StoreError::query("read the run of a baseline"))?.map(candidate_of))
    }
}

impl BaselineStorage for Store {
    async fn subject(&self, run: RunId) -> Result<Option<Subject>, BaselineStorageError> {
        self.subject_of(run).await.map_err(failed("read the run"))
    }

    async fn requested(&self, subject: &Subject) -> Result<Option<Candidate>, BaselineStorageError> {
        self.requested_for(subject).await.map_err(failed("read the requested baseline"))
    }

    async fn pinned(&self, subject: &Subject) -> Result<Option<Candidate>, BaselineStorageError> {
        self.pinned_for(subject).await.map_err(failed("read the pinned baseline"))
    }

    async fn releases(&self, subject: &Subject) -> Result<Vec<String>, BaselineStorageError> {
        let query = before(subject)
            .select_only()
            .column(runs::Column::Release)
            .filter(runs::Column::Release.is_not_null())
            .distinct();
        let releases =
            query.into_tuple().all(self.reader()).await.map_err(StoreError::query("list releases"));
        releases.map_err(failed("list the releases before the run"))
    }

    async fn candidates(
        &self,
        subject: &Subject,
        release: Option<&str>,
    ) -> Result<Vec<Candidate>, BaselineStorageError> {
        let query = before(subject)
            .select_only()
            .columns(CANDIDATE_COLUMNS)
            .filter(Condition::all().add_option(release.map(|release| runs::Column::Release.eq(release))))
            .order_by_desc(runs::Column::CreatedAt)
            .order_by_desc(runs::Column::Id)
            .limit(CANDIDATES);
        let rows = query.into_tuple::<CandidateRow>().all(self.reader()).await;
        let rows = rows
            .map_err(StoreError::query("list candidates"))
            .map_err(failed("list the runs before the run"))?;
        Ok(rows.into_iter().map(candidate_of).collect())
    }

    async fn side_of(&self, run: RunId) -> Result<Option<Side>, BaselineStorageError> {
        let side = self.side(run).await.map_err(failed("read the values of a baseline"))?;
        Ok(side.map(|(side, _)| side))
    }

    async fn record(&self, run: RunId, judgment: Option<&Judgment>) -> Result<(), BaselineStorageError> {
        self.record_judgment(run, judgment).await.map_err(failed("store the verdict"))
    }
}

/// Notes that the alerts took a verdict into account. False if they did before, or if there is none.
pub(super) async fn note_alerted(
    connection: &impl ConnectionTrait,
    run: RunId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let update = row::Entity::update_many()
        .col_expr(row::Column::AlertedAt, Expr::value(now.epoch_ms()))
        .filter(row::Column::RunId.eq(run.to_string()))
        .filter(row::Column::AlertedAt.is_null());
    let result = update.exec(connection).await.map_err(StoreError::query("note a verdict as seen"))?;
    Ok(result.rows_affected == 1)
}

/// Whether the alerts took a verdict into account.
pub(super) async fn is_alerted(connection: &impl ConnectionTrait, run: RunId) -> Result<bool, StoreError> {
    let query = row::Entity::find_by_id(run.to_string()).filter(row::Column::AlertedAt.is_not_null());
    let found = query.count(connection).await.map_err(StoreError::query("look up a verdict"))?;
    Ok(found > 0)
}

async fn put(transaction: &DatabaseTransaction, run: RunId, judgment: &Judgment) -> Result<(), StoreError> {
    let subject = runs::Entity::find_by_id(run.to_string()).one(transaction).await;
    let subject =
        subject.map_err(StoreError::query("read a judged run"))?.expect("its verdict was just noted");
    let mut new = row_of(run, judgment)?;
    if !alerts::concerns_alerts(transaction, &scope_of(&subject), &judgment.verdict).await? {
        new.alerted_at = Set(Some(judgment.judged_at.epoch_ms()));
    }
    // Whether a verdict was taken into account stays as it is: the same run judged again is no further run.
    let columns = [row::Column::Verdict, row::Column::JudgedAt, row::Column::Basis, row::Column::Evidence];
    let replace = OnConflict::column(row::Column::RunId).update_columns(columns).to_owned();
    let insert = row::Entity::insert(new).on_conflict(replace).exec_without_returning(transaction).await;
    insert.map(|_| ()).map_err(StoreError::query("store a verdict"))
}

fn scope_of(row: &runs::Model) -> Scope {
    Scope {
        project: row.project_id.clone(),
        scenario: row.scenario.clone(),
        platform: row.platform.clone(),
        device_class: row.device_class.clone(),
    }
}

/// Value of the column `judgment` of a run that was stored and not judged yet.
pub(super) const PENDING: &str = "pending";
/// Of a run that has a verdict.
const DONE: &str = "done";
/// Of a run that is not to be judged.
const NOT_WANTED: &str = "none";

/// The word of a verdict in its column.
pub(super) const fn verdict_word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Regressed => "regressed",
        Verdict::Improved => "improved",
        Verdict::Unchanged => "unchanged",
        Verdict::Inconclusive => "inconclusive",
    }
}

/// The verdict of a word that [`verdict_word`] gave.
pub(super) fn verdict_of(word: &str) -> Option<Verdict> {
    let all = [Verdict::Regressed, Verdict::Improved, Verdict::Unchanged, Verdict::Inconclusive];
    all.into_iter().find(|verdict| verdict_word(*verdict) == word)
}

fn row_of(run: RunId, judgment: &Judgment) -> Result<row::ActiveModel, StoreError> {
    let json = |value: Result<serde_json::Value, _>| value.map_err(StoreError::row("the verdict", run));
    Ok(row::ActiveModel {
        run_id: Set(run.to_string()),
        verdict: Set(verdict_word(judgment.verdict.verdict).to_owned()),
        judged_at: Set(judgment.judged_at.epoch_ms()),
        alerted_at: Set(None),
        basis: Set(json(serde_json::to_value(&judgment.basis))?),
        evidence: Set(storable_json(json(serde_json::to_value(&judgment.verdict))?)),
    })
}

/// Runs of the subject's scope that came to their end and took place before it. A Dataset that does not tell how its run
/// ended comes from a tool that uploads whole runs only.
fn before(subject: &Subject) -> Select<runs::Entity> {
    use runs::Column;
    let equal = |column: Column, value: &Option<String>| match value {
        Some(value) => column.eq(value.as_str()),
        None => column.is_null(),
    };
    let earlier = Condition::any().add(Column::CreatedAt.lt(subject.created_at.epoch_ms())).add(
        Condition::all()
            .add(Column::CreatedAt.eq(subject.created_at.epoch_ms()))
            .add(Column::Id.lt(subject.run.to_string())),
    );
    runs::Entity::find()
        .filter(Column::ProjectId.eq(subject.scope.project.as_str()))
        .filter(Column::Scenario.eq(subject.scope.scenario.as_str()))
        .filter(equal(Column::Platform, &subject.scope.platform))
        .filter(equal(Column::DeviceClass, &subject.scope.device_class))
        .filter(Column::Outcome.is_in(["completed", "unknown"]))
        .filter(earlier)
}

/// What a candidate is made of; a judgment looks at many and shows none of them.
const CANDIDATE_COLUMNS: [runs::Column; 4] =
    [runs::Column::Id, runs::Column::Release, runs::Column::FingerprintSha256, runs::Column::Verdict];

type CandidateRow = (String, Option<String>, String, Option<String>);

fn candidate_of((id, release, fingerprint_sha256, verdict): CandidateRow) -> Candidate {
    let regressed = verdict.as_deref() == Some(verdict_word(Verdict::Regressed));
    Candidate { run: run_id(&id), release, fingerprint_sha256, regressed }
}

fn failed(action: &'static str) -> impl FnOnce(StoreError) -> BaselineStorageError {
    move |source| BaselineStorageError { action, source: Box::new(source) }
}
