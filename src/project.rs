//! `perfsight project`: makes, lists, renames and archives projects, straight in the controller's database.

use std::fmt::Write as _;

use controller::composition::system_clock;
use controller::store::Store;
use controller::store::projects::{Project, ProjectChange};
use serde_json::json;

use crate::cli::{ProjectAction, ProjectArgs};
use crate::exit::{CommandResult, Exit, FailWith};
use crate::lab::{create_project, failed, known_project, note, open};
use crate::print;

/// Does what was asked of projects.
pub(crate) async fn project(args: ProjectArgs) -> CommandResult {
    let store = open(&args.lab).await.fail_with(Exit::Infrastructure)?;
    let result = match args.action {
        ProjectAction::Create { name, description } => {
            let project = create_project(&store, &name, &description).await.map_err(failed)?;
            print::answer(project.id);
            return Ok(Exit::Passed);
        }
        ProjectAction::List { json } => {
            let projects = store.projects().await.fail_with(Exit::Infrastructure)?;
            print::answer(if json { listed_json(&projects) } else { listed(&projects) });
            return Ok(Exit::Passed);
        }
        ProjectAction::Rename { project, name } => {
            let change = ProjectChange { name: Some(name), ..ProjectChange::default() };
            changed(&store, &project, change).await
        }
        ProjectAction::Archive { project } => {
            let archived_at = Some(Some(system_clock()()));
            changed(&store, &project, ProjectChange { archived_at, ..ProjectChange::default() }).await
        }
        ProjectAction::Restore { project } => {
            let change = ProjectChange { archived_at: Some(None), ..ProjectChange::default() };
            changed(&store, &project, change).await
        }
    };
    let project = result.map_err(failed)?;
    print::answer(line(&project));
    Ok(Exit::Passed)
}

async fn changed(store: &Store, project: &str, change: ProjectChange) -> anyhow::Result<Project> {
    let found = known_project(store, project).await?;
    let project = store.change_project(&found.id, change).await?;
    note(store, Some(&project.id), ("project.change", &project.id, &line(&project))).await?;
    Ok(project)
}

fn listed(projects: &[Project]) -> String {
    let width = projects.iter().map(|project| project.id.len()).max().unwrap_or_default();
    let mut text = format!("{:<width$}  status    created                   name", "id");
    for project in projects {
        let (id, at, name) = (&project.id, project.created_at, &project.name);
        write!(text, "\n{id:<width$}  {:<8}  {at}  {name}", status(project))
            .expect("writing to a string cannot fail");
    }
    text
}

fn listed_json(projects: &[Project]) -> String {
    let item = |project: &Project| {
        json!({
            "id": project.id,
            "name": project.name,
            "description": project.description,
            "status": status(project),
            "created_at": project.created_at,
        })
    };
    let items: Vec<_> = projects.iter().map(item).collect();
    serde_json::to_string_pretty(&items).expect("projects have string keys only")
}

fn line(project: &Project) -> String {
    format!("{} ({}) is {}", project.name, project.id, status(project))
}

fn status(project: &Project) -> &'static str {
    if project.archived_at.is_some() { "archived" } else { "active" }
}
