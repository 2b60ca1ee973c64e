//! Writes what people say of a run anew. Never what was measured, and never a file: the Dataset stays as it came.

use dataset::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
};
use serde_json::Value;

use super::change::{ChangeError, SeenRun, held, refuse_needed};
use super::insert::insert_tags;
use super::labels::{Labels, RunEdit};
use super::read::{RunSummary, run_id, summary_of};
use super::row::{details, run_tags, runs};
use super::search::write_words;
use super::text::storable;
use crate::store::access::shares;
use crate::store::{Store, StoreError, scenario_names, trends};

impl Store {
    /// Changes what is said of a run, all of it or nothing; `by` whom and when. A run that changes its project takes nothing
    /// along that was given away for the old one: its shares end.
    pub async fn edit_run(
        &self,
        seen: &SeenRun,
        edit: &RunEdit,
        by: (&str, Timestamp),
    ) -> Result<RunSummary, ChangeError> {
        let transaction = self.begin().await?;
        let row = held(&transaction, seen).await?;
        let old = details_of(&transaction, &row.id).await?;
        let labels = edit.over(labels_of(&row, &old.details)?)?;
        let moved = edit.project.as_ref().filter(|project| **project != row.project_id);
        if let Some(project) = moved {
            refuse_needed(&transaction, seen.run).await?;
            refuse_held(&transaction, &row, project).await?;
            shares::end_all(&transaction, seen.run, by.1).await?;
            trends::move_values(&transaction, &row.id, project).await?;
        }
        let project = moved.cloned();
        let summary = write(&transaction, (row, old), &labels, (project, by)).await?;
        let change = self.run_counts().change();
        transaction.commit().await.map_err(StoreError::query("commit an edited run"))?;
        change.rewritten();
        Ok(summary)
    }
}

/// Writes all that is said of a run; `project` where it is to have another one.
pub(super) async fn write(
    transaction: &DatabaseTransaction,
    (row, old): (runs::Model, details::Model),
    labels: &Labels,
    (project, by): (Option<String>, (&str, Timestamp)),
) -> Result<RunSummary, StoreError> {
    let summary = summary_of(write_row(transaction, row, labels, (project, by)).await?)?;
    write_tags(transaction, &summary).await?;
    write_words(transaction, &summary.record).await?;
    write_details(transaction, old, labels).await?;
    scenario_names::ensure(transaction, &summary.record).await?;
    Ok(summary)
}

pub(super) async fn details_of(
    transaction: &DatabaseTransaction,
    run: &str,
) -> Result<details::Model, StoreError> {
    let row = details::Entity::find_by_id(run).one(transaction).await;
    let row = row.map_err(StoreError::query("read the details of a run that is to change"))?;
    Ok(row.expect("a run's details are written with its row"))
}

pub(super) fn labels_of(row: &runs::Model, details: &Value) -> Result<Labels, StoreError> {
    let notes = details.pointer("/report/meta/test_context/notes").and_then(Value::as_str);
    Ok(Labels {
        title: row.title.clone(),
        notes: notes.map(str::to_owned),
        tags: serde_json::from_str(&row.tags).map_err(StoreError::row("the tags", &row.id))?,
        release: row.release.clone(),
    })
}

/// The same content is one run of a project.
pub(super) async fn refuse_held(
    transaction: &DatabaseTransaction,
    row: &runs::Model,
    project: &str,
) -> Result<(), ChangeError> {
    let query = runs::Entity::find()
        .filter(runs::Column::ProjectId.eq(project))
        .filter(runs::Column::ClientKey.eq(row.client_key.as_str()))
        .filter(runs::Column::ContentSha256.eq(row.content_sha256.as_str()));
    let held = query.one(transaction).await.map_err(StoreError::query("look up a run by its content"))?;
    match held {
        Some(other) => Err(ChangeError::Held { project: project.to_owned(), run: run_id(&other.id) }),
        None => Ok(()),
    }
}

async fn write_row(
    transaction: &DatabaseTransaction,
    row: runs::Model,
    labels: &Labels,
    (project, (by, at)): (Option<String>, (&str, Timestamp)),
) -> Result<runs::Model, StoreError> {
    let version = row.version;
    let mut change = row.into_active_model();
    if let Some(project) = project {
        change.project_id = Set(project);
    }
    change.title = Set(storable(&labels.title));
    change.release = Set(labels.release.as_deref().map(storable));
    change.tags = Set(Value::from(labels.tags.clone()).to_string());
    change.version = Set(version + 1);
    change.edited_at = Set(Some(at.epoch_ms()));
    change.edited_by = Set(Some(storable(by)));
    change.update(transaction).await.map_err(StoreError::query("change a run"))
}

async fn write_tags(transaction: &DatabaseTransaction, run: &RunSummary) -> Result<(), StoreError> {
    let old = run_tags::Entity::delete_many().filter(run_tags::Column::RunId.eq(run.record.id.to_string()));
    old.exec(transaction).await.map_err(StoreError::query("change the tags of a run"))?;
    insert_tags(transaction, &run.record).await
}

/// The report of a run says the same as its row.
async fn write_details(
    transaction: &DatabaseTransaction,
    old: details::Model,
    labels: &Labels,
) -> Result<(), StoreError> {
    let mut document = old.details.clone();
    let report = document.get_mut("report").expect("details hold a report");
    report["title"] = storable(&labels.title).into();
    let context = &mut report["meta"]["test_context"];
    context["tags"] = labels.tags.iter().map(|tag| storable(tag)).collect();
    context["notes"] = labels.notes.as_deref().map(storable).into();
    let mut change = old.into_active_model();
    change.details = Set(document);
    change.update(transaction).await.map_err(StoreError::query("change the details of a run"))?;
    Ok(())
}
