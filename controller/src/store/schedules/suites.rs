//! Suites as they were sent: kept, listed, read and deleted. Reads no YAML.

use dataset::Timestamp;
use scenarios::SuiteSource;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::rows::suite;
use crate::schedule::StoredSuite;
use crate::store::queue::column::{json, of_json};
use crate::store::runs::storable;
use crate::store::{Store, StoreError};

/// A suite to keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSuite {
    /// Its project.
    pub project: String,
    /// Its name.
    pub name: String,
    /// One sentence for the reader.
    pub description: Option<String>,
    /// Its text, and what came along.
    pub source: SuiteSource,
}

/// A suite was not kept or deleted.
#[derive(Debug, thiserror::Error)]
pub enum SuiteError {
    /// Somebody changed it in between.
    #[error("suite `{name}` was changed by somebody else in between; it is at version {version}")]
    Stale {
        /// Which.
        name: String,
        /// Its version.
        version: u64,
    },
    /// There is none.
    #[error("there is no suite `{name}`")]
    Unknown {
        /// Which.
        name: String,
    },
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Keeps a suite, in place of the one of its name. `seen` is the version that the author has seen, where they mind.
    pub async fn keep_suite(
        &self,
        new: &NewSuite,
        seen: Option<u64>,
        (by, now): (&str, Timestamp),
    ) -> Result<StoredSuite, SuiteError> {
        let transaction = self.begin().await?;
        let found = row(&transaction, &new.project, &new.name).await?;
        refuse_stale(found.as_ref(), &new.name, seen)?;
        let created = found.as_ref().map(|row| (row.created_by.clone(), row.created_at));
        let (created_by, created_at) = created.unwrap_or_else(|| (by.to_owned(), now.epoch_ms()));
        let kept = suite::Model {
            project_id: new.project.clone(),
            name: new.name.clone(),
            description: new.description.as_deref().map(storable),
            yaml: storable(&new.source.text),
            scenarios: storable(&json(&new.source.scenarios)),
            pages: storable(&json(&new.source.pages)),
            created_by,
            created_at,
            changed_by: by.to_owned(),
            changed_at: now.epoch_ms(),
            version: found.map_or(1, |row| row.version + 1),
        };
        let replace = OnConflict::columns([suite::Column::ProjectId, suite::Column::Name])
            .update_columns([
                suite::Column::Description,
                suite::Column::Yaml,
                suite::Column::Scenarios,
                suite::Column::Pages,
                suite::Column::ChangedBy,
                suite::Column::ChangedAt,
                suite::Column::Version,
            ])
            .to_owned();
        suite::Entity::insert(active(kept.clone()))
            .on_conflict(replace)
            .exec_without_returning(&transaction)
            .await
            .map_err(StoreError::query("keep a suite"))?;
        transaction.commit().await.map_err(StoreError::query("commit a suite"))?;
        Ok(suite_of(kept)?)
    }

    /// A page of a project's suites, by name, and how many there are.
    pub async fn suites(
        &self,
        project: &str,
        offset: u64,
        limit: u64,
    ) -> Result<(Vec<StoredSuite>, u64), StoreError> {
        let query = suite::Entity::find().filter(suite::Column::ProjectId.eq(project));
        let total = query.clone().count(self.reader()).await.map_err(StoreError::query("count suites"))?;
        let rows = query
            .order_by_asc(suite::Column::Name)
            .offset(offset)
            .limit(limit)
            .all(self.reader())
            .await
            .map_err(StoreError::query("list suites"))?;
        Ok((rows.into_iter().map(suite_of).collect::<Result<_, _>>()?, total))
    }

    /// A project's suite of this name.
    pub async fn suite(&self, project: &str, name: &str) -> Result<Option<StoredSuite>, StoreError> {
        row(self.reader(), project, name).await?.map(suite_of).transpose()
    }

    /// Forgets a suite; its starts stay. Schedules that name it start nothing any more.
    pub async fn delete_suite(&self, project: &str, name: &str, seen: Option<u64>) -> Result<(), SuiteError> {
        let transaction = self.begin().await?;
        let found = row(&transaction, project, name).await?;
        refuse_stale(found.as_ref(), name, seen)?;
        if found.is_none() {
            return Err(SuiteError::Unknown { name: name.to_owned() });
        }
        let delete = suite::Entity::delete_by_id((project.to_owned(), name.to_owned()));
        delete.exec(&transaction).await.map_err(StoreError::query("delete a suite"))?;
        transaction.commit().await.map_err(StoreError::query("commit the end of a suite"))?;
        Ok(())
    }

    /// Names of a project's suites that are among `names`.
    pub(super) async fn known_suites(
        &self,
        project: &str,
        names: impl IntoIterator<Item = String>,
    ) -> Result<Vec<String>, StoreError> {
        suite::Entity::find()
            .select_only()
            .column(suite::Column::Name)
            .filter(suite::Column::ProjectId.eq(project))
            .filter(suite::Column::Name.is_in(names))
            .into_tuple()
            .all(self.reader())
            .await
            .map_err(StoreError::query("look for suites"))
    }
}

async fn row(
    connection: &impl ConnectionTrait,
    project: &str,
    name: &str,
) -> Result<Option<suite::Model>, StoreError> {
    suite::Entity::find_by_id((project.to_owned(), name.to_owned()))
        .one(connection)
        .await
        .map_err(StoreError::query("read a suite"))
}

fn refuse_stale(found: Option<&suite::Model>, name: &str, seen: Option<u64>) -> Result<(), SuiteError> {
    let Some(seen) = seen else { return Ok(()) };
    let version = found.map_or(0, |row| row.version.unsigned_abs());
    if version == seen { Ok(()) } else { Err(SuiteError::Stale { name: name.to_owned(), version }) }
}

pub(super) fn suite_of(row: suite::Model) -> Result<StoredSuite, StoreError> {
    let key = &row.name;
    Ok(StoredSuite {
        source: SuiteSource {
            name: format!("{key}.yaml"),
            scenarios: of_json("scenarios", key, &row.scenarios)?,
            pages: of_json("pages", key, &row.pages)?,
            text: row.yaml,
        },
        project: row.project_id,
        description: row.description,
        created: (row.created_by, Timestamp::from_epoch_ms(row.created_at)),
        changed: (row.changed_by, Timestamp::from_epoch_ms(row.changed_at)),
        version: row.version.unsigned_abs(),
        name: row.name,
    })
}

fn active(row: suite::Model) -> suite::ActiveModel {
    suite::ActiveModel {
        project_id: Set(row.project_id),
        name: Set(row.name),
        description: Set(row.description),
        yaml: Set(row.yaml),
        scenarios: Set(row.scenarios),
        pages: Set(row.pages),
        created_by: Set(row.created_by),
        created_at: Set(row.created_at),
        changed_by: Set(row.changed_by),
        changed_at: Set(row.changed_at),
        version: Set(row.version),
    }
}
