//! Projects: what keeps one team's runs apart from another's. A project's id never changes; its name may.

use dataset::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder};

use super::{Store, StoreError};

/// The project of everything that names none. It exists from the first start on.
pub const DEFAULT_PROJECT: &str = "default";
/// Longest part of an id that comes from the name, characters.
const LONGEST_SLUG: usize = 40;
/// Longest name of a project, characters.
pub const LONGEST_NAME: usize = 100;

/// A project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// Its id, which addresses and tokens carry.
    pub id: String,
    /// Its name for people, unique.
    pub name: String,
    /// What it is about.
    pub description: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// Since when it takes nothing new in.
    pub archived_at: Option<Timestamp>,
}

/// What a new project shall be.
#[derive(Clone, Debug)]
pub struct NewProject {
    /// Its name for people.
    pub name: String,
    /// What it is about.
    pub description: String,
    /// From the system's random source; part of the id where the name alone makes none that is free.
    pub random: [u8; 4],
    /// Now.
    pub created_at: Timestamp,
}

/// What shall be different about a project; absent is as it was.
#[derive(Clone, Debug, Default)]
pub struct ProjectChange {
    /// Its name.
    pub name: Option<String>,
    /// What it is about.
    pub description: Option<String>,
    /// Whether it takes nothing new in, and since when.
    pub archived_at: Option<Option<Timestamp>>,
}

/// Why a project is not as it was asked to be.
#[derive(Debug, thiserror::Error)]
pub enum ProjectError {
    /// It would look like another one, or like nothing.
    #[error("a project's name has 1 to {LONGEST_NAME} characters and no control characters")]
    BadName,
    /// Another one has the name.
    #[error("another project has the name `{name}`")]
    NameTaken {
        /// Which.
        name: String,
    },
    /// There is none of this id.
    #[error("there is no project `{id}`")]
    Unknown {
        /// Which.
        id: String,
    },
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "projects")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub name: String,
        pub description: String,
        pub created_at: i64,
        pub archived_at: Option<i64>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Store {
    /// Every project, by name.
    pub async fn projects(&self) -> Result<Vec<Project>, StoreError> {
        let rows = row::Entity::find().order_by_asc(row::Column::Name).all(self.reader()).await;
        let rows = rows.map_err(StoreError::query("list projects"))?;
        Ok(rows.into_iter().map(project_of).collect())
    }

    /// The project of this id.
    pub async fn project(&self, id: &str) -> Result<Option<Project>, StoreError> {
        let row = row::Entity::find_by_id(id).one(self.reader()).await;
        Ok(row.map_err(StoreError::query("read a project"))?.map(project_of))
    }

    /// The project of this id or, where there is none, of this name.
    pub async fn project_named(&self, text: &str) -> Result<Option<Project>, StoreError> {
        if let Some(project) = self.project(text).await? {
            return Ok(Some(project));
        }
        let row = row::Entity::find().filter(row::Column::Name.eq(text)).one(self.reader()).await;
        Ok(row.map_err(StoreError::query("look up a project"))?.map(project_of))
    }

    /// Makes a project.
    pub async fn create_project(&self, new: NewProject) -> Result<Project, ProjectError> {
        let name = checked_name(&new.name)?;
        let transaction = self.begin().await?;
        if id_of_name(&transaction, &name).await?.is_some() {
            return Err(ProjectError::NameTaken { name });
        }
        let row = row::Entity::find_by_id(slug(&name)).one(&transaction).await;
        let free = row.map_err(StoreError::query("look up a project"))?.is_none();
        let row = row::Model {
            id: id_for(&name, free, new.random),
            name,
            description: new.description,
            created_at: new.created_at.epoch_ms(),
            archived_at: None,
        };
        let insert = row::Entity::insert(row::ActiveModel::from(row.clone()));
        insert.exec_without_returning(&transaction).await.map_err(StoreError::query("store a project"))?;
        transaction.commit().await.map_err(StoreError::query("commit a project"))?;
        Ok(project_of(row))
    }

    /// Renames, describes, archives or restores a project.
    pub async fn change_project(&self, id: &str, change: ProjectChange) -> Result<Project, ProjectError> {
        let ProjectChange { name, description, archived_at } = change;
        let name = name.as_deref().map(checked_name).transpose()?;
        let transaction = self.begin().await?;
        let found = row::Entity::find_by_id(id).one(&transaction).await;
        let found = found.map_err(StoreError::query("read a project"))?;
        let found = found.ok_or_else(|| ProjectError::Unknown { id: id.to_owned() })?;
        if let Some(name) = &name
            && id_of_name(&transaction, name).await?.is_some_and(|other| other != id)
        {
            return Err(ProjectError::NameTaken { name: name.clone() });
        }
        let row = row::Model {
            name: name.unwrap_or(found.name),
            description: description.unwrap_or(found.description),
            archived_at: archived_at.map_or(found.archived_at, |at| at.map(Timestamp::epoch_ms)),
            ..found
        };
        let update = row::Entity::update_many()
            .col_expr(row::Column::Name, Expr::value(row.name.as_str()))
            .col_expr(row::Column::Description, Expr::value(row.description.as_str()))
            .col_expr(row::Column::ArchivedAt, Expr::value(row.archived_at))
            .filter(row::Column::Id.eq(id));
        update.exec(&transaction).await.map_err(StoreError::query("change a project"))?;
        transaction.commit().await.map_err(StoreError::query("commit a project"))?;
        Ok(project_of(row))
    }
}

/// Makes the project unless it exists.
pub(super) async fn ensure(
    connection: &impl ConnectionTrait,
    project: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let new = row::ActiveModel {
        id: Set(project.to_owned()),
        name: Set(project.to_owned()),
        description: Set(String::new()),
        created_at: Set(now.epoch_ms()),
        archived_at: Set(None),
    };
    let insert = row::Entity::insert(new).on_conflict(OnConflict::new().do_nothing().to_owned());
    insert.exec_without_returning(connection).await.map_err(StoreError::query("store a project"))?;
    Ok(())
}

async fn id_of_name(transaction: &DatabaseTransaction, name: &str) -> Result<Option<String>, StoreError> {
    let row = row::Entity::find().filter(row::Column::Name.eq(name)).one(transaction).await;
    Ok(row.map_err(StoreError::query("look up a project"))?.map(|row| row.id))
}

fn checked_name(name: &str) -> Result<String, ProjectError> {
    let plain = !name.chars().any(char::is_control);
    let name = name.trim();
    let fits = plain && (1..=LONGEST_NAME).contains(&name.chars().count());
    if fits { Ok(name.to_owned()) } else { Err(ProjectError::BadName) }
}

fn id_for(name: &str, free: bool, random: [u8; 4]) -> String {
    match slug(name) {
        slug if slug.is_empty() => format!("project-{}", crate::hex::hex(&random)),
        slug if free => slug,
        slug => format!("{slug}-{}", crate::hex::hex(&random)),
    }
}

/// What of a name can stand in an address: lower-case ASCII letters, digits and single hyphens. Empty for names in other
/// scripts.
fn slug(name: &str) -> String {
    let words = name.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let slug = words.collect::<Vec<_>>().join("-").to_ascii_lowercase();
    slug.chars().take(LONGEST_SLUG).collect::<String>().trim_end_matches('-').to_owned()
}

fn project_of(row: row::Model) -> Project {
    Project {
        id: row.id,
        name: row.name,
        description: row.description,
        created_at: Timestamp::from_epoch_ms(row.created_at),
        archived_at: row.archived_at.map(Timestamp::from_epoch_ms),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_can_stand_in_an_address_whatever_the_name() {
        let check = |name: &str, free, expected: &str| {
            assert_eq!(id_for(name, free, [0xab, 0, 1, 2]), expected, "{name}");
        };
        check("Web Performance (EU)", true, "web-performance-eu");
        check("Web Performance (EU)", false, "web-performance-eu-ab000102");
        check("性能", true, "project-ab000102");
        check(&"x".repeat(80), true, &"x".repeat(40));
    }

    #[test]
    fn a_name_is_short_and_can_be_read() {
        assert_eq!(checked_name(" Team A ").unwrap(), "Team A");
        for bad in ["", "  ", "a\nb", &"x".repeat(101)] {
            assert!(checked_name(bad).is_err(), "{bad:?}");
        }
    }
}
