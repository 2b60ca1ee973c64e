//! A controller's rows as the command line changes them: opened, looked up, every change noted in the audit log.

use anyhow::{Context, bail};
use controller::composition::{open_store, system_clock};
use controller::store::access::audit::Deed;
use controller::store::projects::{NewProject, Project, ProjectError};
use controller::store::{Store, StoreError};

use crate::cli::LabArgs;
use crate::exit::{Exit, Failure};

/// Opens the rows.
pub(crate) async fn open(args: &LabArgs) -> anyhow::Result<Store> {
    Ok(open_store(&args.data, args.database_url.as_deref()).await?)
}

/// What is wrong with a database is not the usage.
pub(crate) fn failed(error: anyhow::Error) -> Failure {
    let by_database = error.chain().any(|cause| {
        cause.is::<StoreError>() || matches!(cause.downcast_ref(), Some(ProjectError::Store(_)))
    });
    Failure { exit: if by_database { Exit::Infrastructure } else { Exit::Usage }, error }
}

/// Bytes from the system's random source.
pub(crate) fn random<const BYTES: usize>() -> anyhow::Result<[u8; BYTES]> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).context("the system gives no random bytes")?;
    Ok(bytes)
}

/// The project of this id or name.
pub(crate) async fn known_project(store: &Store, text: &str) -> anyhow::Result<Project> {
    match store.project_named(text).await? {
        Some(project) => Ok(project),
        None => bail!("there is no project `{text}`; `perfsight project list` shows them"),
    }
}

/// The project of this id or name, made where there is none.
pub(crate) async fn project_or_new(store: &Store, text: &str) -> anyhow::Result<Project> {
    match store.project_named(text).await? {
        Some(project) => Ok(project),
        None => create_project(store, text, "").await,
    }
}

/// Makes a project.
pub(crate) async fn create_project(store: &Store, name: &str, description: &str) -> anyhow::Result<Project> {
    let (name, description) = (name.to_owned(), description.to_owned());
    let new = NewProject { name, description, random: random()?, created_at: system_clock()() };
    let project = store.create_project(new).await?;
    note(store, None, ("project.create", &project.id, &project.name)).await?;
    Ok(project)
}

/// Notes what was done: action, object and further words; in a project, or in the installation itself.
pub(crate) async fn note(
    store: &Store,
    project: Option<&str>,
    (action, object, detail): (&str, &str, &str),
) -> anyhow::Result<()> {
    let deed = Deed {
        at: system_clock()(),
        actor_kind: "command line".to_owned(),
        actor: std::env::var("USER").unwrap_or_else(|_| "unknown".to_owned()),
        address: None,
        project: project.map(str::to_owned),
        action: action.to_owned(),
        object: object.to_owned(),
        detail: detail.to_owned(),
    };
    Ok(store.note_deed(&deed).await?)
}
