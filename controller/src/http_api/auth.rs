//! Who asks, and whether they may. Secrets are known by their hash alone and never reach a log.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;
use uuid::Uuid;

use super::audit_trail::{Noted, Scene, append};
use super::error::{ApiError, Code};
use super::forwarded::Visit;
use super::identify::{Asked, identify};
use super::login_desk::LoginDesk;
use super::permissions::{Need, rule};
use super::policy::Policy;
use super::route::Route;
use super::state::ApiState;
use crate::store::DEFAULT_PROJECT;
use crate::store::access::accounts::Account;
use crate::store::tokens::{Scope, Token};

/// Who asks, as proved by a token, a session or a link, or granted by open mode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Name of the token or account; `open` without one.
    pub name: String,
    /// What it allows.
    pub scopes: Vec<Scope>,
    /// The project whose runs it sees and adds to.
    pub project: String,
    /// How it is known.
    pub proof: Proof,
}

/// How a caller is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// Open mode asks for none.
    Open,
    /// A token of this id.
    Token(Uuid),
    /// A session of this person.
    Person(Box<Account>),
    /// A link that opens what the address is about, and nothing else.
    Link,
}

impl Caller {
    /// Open mode's, in a project or the default one.
    pub(super) fn open(project: Option<String>) -> Self {
        let project = project.unwrap_or_else(|| DEFAULT_PROJECT.to_owned());
        Self { name: "open".to_owned(), scopes: vec![Scope::Admin], project, proof: Proof::Open }
    }

    /// A token's.
    pub(super) fn of(token: Token) -> Self {
        let project = token.project().to_owned();
        Self { name: token.name, scopes: token.scopes, project, proof: Proof::Token(token.id) }
    }

    /// A person's, with their role in a project.
    pub(super) fn person(account: Account, project: String) -> Self {
        let role = account.role_in(&project);
        let scopes = role.map(|role| role.scopes().to_vec()).unwrap_or_default();
        Self { name: account.name.clone(), scopes, project, proof: Proof::Person(Box::new(account)) }
    }

    /// A link's, which shows what it is about and nothing else.
    pub(super) fn link(project: String) -> Self {
        Self { name: "link".to_owned(), scopes: vec![Scope::Read], project, proof: Proof::Link }
    }

    /// Whether it may do what `scope` covers. `admin` covers everything.
    pub fn may(&self, scope: Scope) -> bool {
        self.scopes.iter().any(|held| *held == scope || *held == Scope::Admin)
    }

    /// Whether it administers the installation itself, projects and people included.
    pub fn is_operator(&self) -> bool {
        match &self.proof {
            Proof::Open => true,
            Proof::Person(account) => account.is_operator(),
            Proof::Token(_) | Proof::Link => false,
        }
    }

    /// Whether a project is the caller's to see.
    pub fn sees(&self, project: &str) -> bool {
        match &self.proof {
            Proof::Open => true,
            Proof::Person(account) => account.role_in(project).is_some(),
            Proof::Token(_) | Proof::Link => self.project == project,
        }
    }

    fn satisfies(&self, need: Need) -> bool {
        match need {
            Need::Anyone => true,
            Need::Scope(scope) => self.may(scope),
            Need::Operator => self.is_operator(),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let caller = parts.extensions.get::<Self>().cloned();
        caller.ok_or_else(|| ApiError::new(Code::Unauthenticated, "this address needs a token"))
    }
}

/// Lets a request through with its [`Caller`], or answers 401 or 403; what it changed is noted.
pub(super) async fn authenticate(
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
    if adds(&asked) {
        refuse_archived(&state, &caller.project).await?;
    }
    request.extensions_mut().insert(caller.clone());
    let scene = Scene::of(&request, &route);
    let response = next.run(request).await;
    if let Some(action) = rule.deed.filter(|_| response.status().is_success()) {
        let noted = response.extensions().get::<Noted>().cloned().unwrap_or_default();
        append(&state, &scene.deed(&caller, action, noted, state.clock.now())).await;
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

/// Whether a request puts something into its project.
fn adds(asked: &Asked<'_>) -> bool {
    matches!(asked.rule.need, Need::Scope(Scope::Ingest | Scope::Run)) && !asked.method.is_safe()
}

/// An archived project can be looked at and restored; it takes nothing in.
pub(crate) async fn refuse_archived(state: &ApiState, project: &str) -> Result<(), ApiError> {
    if state.store.project(project).await?.is_some_and(|project| project.archived_at.is_some()) {
        let msg = format!("the project `{project}` is archived; restore it first");
        return Err(ApiError::new(Code::ProjectState, msg));
    }
    Ok(())
}
