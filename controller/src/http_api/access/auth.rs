//! Who asks, and whether they may. Secrets are known by their hash alone and never reach a log.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;

use super::audit_trail::{AlsoIn, Noted, NotedEach, Scene, append_all};
use super::caller::{Caller, Proof};
use super::identify::{Asked, identify};
use super::login_desk::LoginDesk;
use super::permissions::{Need, rule};
use super::route::Route;
use crate::http_api::state::ApiState;
use crate::http_api::transport::forwarded::Visit;
use crate::http_api::transport::policy::Policy;
use crate::http_api::wire::error::{ApiError, Code};
use crate::store::access::audit::Deed;

/// Lets a request through with its [`Caller`], or answers 401 or 403; what it changed is noted.
pub(crate) async fn authenticate(
    State(state): State<ApiState>,
    desk: LoginDesk,
    route: Route,
    mut request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let rule = rule(request.method(), &route.pattern);
    let asked = Asked {
        method: request.method(),
        uri: request.uri(),
        headers: request.headers(),
        policy: request.extensions().get::<Arc<Policy>>().map(Arc::as_ref),
        visit: request.extensions().get::<Visit>(),
        variables: &route.variables,
        rule,
    };
    let caller = identify(&state, &desk, &asked).await?;
    if !caller.satisfies(rule.need) {
        return Err(lacking(&caller, rule.need));
    }
    if rule.adds(asked.method) {
        refuse_archived(&state, &caller.project).await?;
    }
    request.extensions_mut().insert(caller.clone());
    let scene = Scene::of(&request, &route);
    let response = next.run(request).await;
    if let Some(action) = rule.deed.filter(|_| response.status().is_success()) {
        let noted = match response.extensions().get::<NotedEach>().cloned() {
            Some(NotedEach(each)) => each,
            None => vec![response.extensions().get::<Noted>().cloned().unwrap_or_default()],
        };
        let now = state.clock.now();
        let mut deeds: Vec<Deed> =
            noted.into_iter().map(|noted| scene.deed(&caller, action, noted, now)).collect();
        if let Some(AlsoIn(project)) = response.extensions().get().cloned() {
            let there = |deed: &Deed| Deed { project: Some(project.clone()), ..deed.clone() };
            deeds.extend(deeds.iter().map(there).collect::<Vec<_>>());
        }
        append_all(&state, &deeds).await;
    }
    Ok(response)
}

fn lacking(caller: &Caller, need: Need) -> ApiError {
    let name = &caller.name;
    let msg = match (&caller.proof, need) {
        (Proof::Token(_), Need::Scope(scope)) => format!("the token `{name}` lacks the scope `{scope}`"),
        (Proof::Person(_), Need::Scope(_)) if caller.scopes.is_empty() => {
            format!("`{name}` has no role in a project yet; an administrator gives one")
        }
        (Proof::Person(_) | Proof::Open | Proof::Link, Need::Scope(scope)) => {
            format!("the role of `{name}` in `{}` does not allow `{scope}`", caller.project)
        }
        (_, Need::Operator | Need::Anyone) => "this needs a person who administers every project".to_owned(),
    };
    ApiError::new(Code::Denied, msg)
}

/// An archived project can be looked at and restored; it takes nothing in.
pub(crate) async fn refuse_archived(state: &ApiState, project: &str) -> Result<(), ApiError> {
    if state.store.project(project).await?.is_some_and(|project| project.archived_at.is_some()) {
        let msg = format!("the project `{project}` is archived; restore it first");
        return Err(ApiError::new(Code::ProjectState, msg));
    }
    Ok(())
}
