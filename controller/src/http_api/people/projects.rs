//! Projects: list, make, rename, archive. A project that is not the caller's is as if it did not exist.

use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http_api::access::audit_trail::Noted;
use crate::http_api::access::caller::Caller;
use crate::http_api::access::identify::no_project;
use crate::http_api::access::random::random;
use crate::http_api::state::ApiState;
use crate::http_api::view::access::{NewProjectRequest, ProjectChangeRequest, ProjectView};
use crate::http_api::wire::envelope::{Created, Envelope, Success};
use crate::http_api::wire::error::{ApiError, Code, Nothing};
use crate::http_api::wire::extract::{ApiJson, ApiPath, ApiQuery};
use crate::http_api::wire::paging::{Page, PageQuery};
use crate::store::projects::{NewProject, Project, ProjectChange, ProjectError};

/// The routes of this module.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list_projects, create_project))
        .routes(routes!(project, change_project))
}

/// Lists the projects that the caller may see, by name.
#[utoipa::path(get, path = "/api/v1/projects", tag = "access", params(PageQuery), responses(
    (status = 200, body = Envelope<Page<ProjectView>>),
))]
pub(crate) async fn list_projects(
    State(state): State<ApiState>,
    caller: Caller,
    ApiQuery(page): ApiQuery<PageQuery>,
) -> Result<Success<Page<ProjectView>>, ApiError> {
    let paging = page.checked()?;
    let projects = state.store.projects().await?;
    let seen = projects.into_iter().filter(|project: &Project| caller.sees(&project.id));
    Ok(Success(paging.slice(seen.map(ProjectView::from).collect())))
}

/// One project.
#[utoipa::path(get, path = "/api/v1/projects/{project}", tag = "access", params(("project" = String, Path, description = "Project id")), responses(
    (status = 200, body = Envelope<ProjectView>),
    (status = 404, body = Envelope<Nothing>, description = "2001: there is no such project"),
))]
pub(crate) async fn project(
    State(state): State<ApiState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
) -> Result<Success<ProjectView>, ApiError> {
    let project = state.store.project(&id).await?.filter(|project| caller.sees(&project.id));
    project.map(|project| Success(project.into())).ok_or_else(|| no_project(&id))
}

/// Makes a project.
#[utoipa::path(post, path = "/api/v1/projects", tag = "access", request_body = NewProjectRequest, responses(
    (status = 201, body = Envelope<ProjectView>),
    (status = 400, body = Envelope<Nothing>, description = "1000: the name cannot be one"),
    (status = 409, body = Envelope<Nothing>, description = "2002: another project has the name"),
))]
pub(crate) async fn create_project(
    State(state): State<ApiState>,
    ApiJson(NewProjectRequest { name, description }): ApiJson<NewProjectRequest>,
) -> Result<Response, ApiError> {
    let new = NewProject { name, description, random: random()?, created_at: state.clock.now() };
    let project = state.store.create_project(new).await.map_err(refused)?;
    let noted = Noted { object: project.id.clone(), detail: project.name.clone(), everywhere: true };
    Ok((Extension(noted), Created(ProjectView::from(project))).into_response())
}

/// Renames, describes, archives or restores a project. An archived one can be looked at and takes nothing in.
#[utoipa::path(put, path = "/api/v1/projects/{project}", tag = "access", params(("project" = String, Path, description = "Project id")),
    request_body = ProjectChangeRequest, responses(
    (status = 200, body = Envelope<ProjectView>),
    (status = 400, body = Envelope<Nothing>, description = "1000: no such status, or the name cannot be one"),
    (status = 404, body = Envelope<Nothing>, description = "2001: there is no such project"),
    (status = 409, body = Envelope<Nothing>, description = "2002: another project has the name"),
))]
pub(crate) async fn change_project(
    State(state): State<ApiState>,
    ApiPath(id): ApiPath<String>,
    ApiJson(request): ApiJson<ProjectChangeRequest>,
) -> Result<Response, ApiError> {
    let archived_at = match request.status.as_deref() {
        None => None,
        Some("active") => Some(None),
        Some("archived") => Some(Some(state.clock.now())),
        Some(other) => {
            let msg = format!("unknown status `{other}`; choose active or archived");
            return Err(ApiError::new(Code::Parameter, msg));
        }
    };
    let detail = [request.name.as_deref(), request.status.as_deref()];
    let detail = detail.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let change = ProjectChange { name: request.name, description: request.description, archived_at };
    let project = state.store.change_project(&id, change).await.map_err(refused)?;
    let noted = Noted { object: id, detail, everywhere: false };
    Ok((Extension(noted), Success(ProjectView::from(project))).into_response())
}

fn refused(error: ProjectError) -> ApiError {
    let code = match error {
        ProjectError::BadName => Code::Parameter,
        ProjectError::NameTaken { .. } => Code::ProjectName,
        ProjectError::Unknown { .. } => Code::NoProject,
        ProjectError::Store(source) => return source.into(),
    };
    ApiError::new(code, error.to_string())
}
