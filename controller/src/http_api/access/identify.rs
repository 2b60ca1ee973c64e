//! From what a request shows to who asks. Never decides what they may do.

use std::collections::BTreeMap;

use axum::http::{HeaderMap, Method, Uri};

use super::caller::Caller;
use super::credentials::{Credential, SignedLink, shown};
use super::login_desk::LoginDesk;
use super::origin::{refuse_foreign_pages, refuse_forged};
use super::permissions::{Links, Rule};
use crate::access::signed_link::LinkError;
use crate::http_api::state::{Access, ApiState};
use crate::http_api::transport::forwarded::Visit;
use crate::http_api::transport::policy::Policy;
use crate::http_api::wire::error::{ApiError, Code};
use crate::store::DEFAULT_PROJECT;
use crate::store::access::accounts::Account;

/// What a request is, before anybody looked at its body.
pub(crate) struct Asked<'a> {
    pub(crate) method: &'a Method,
    pub(crate) uri: &'a Uri,
    pub(crate) headers: &'a HeaderMap,
    /// What the operator decided; nothing beyond the default where absent.
    pub(crate) policy: Option<&'a Policy>,
    /// How it came, where that is known.
    pub(crate) visit: Option<&'a Visit>,
    /// The variable parts of its route.
    pub(crate) variables: &'a BTreeMap<String, String>,
    pub(crate) rule: Rule,
}

/// Who asks, or 401 where nobody does, or why what they showed opens nothing.
pub(crate) async fn identify(
    state: &ApiState,
    desk: &LoginDesk,
    asked: &Asked<'_>,
) -> Result<Caller, ApiError> {
    let shown = shown(asked.headers, asked.uri)?;
    // An address that is about a project is about no other.
    let project = asked.variables.get("project").cloned().or(shown.project);
    if state.access == Access::Open {
        refuse_foreign_pages(asked.headers, asked.policy)?;
        return open_caller(state, project).await;
    }
    match shown.credential {
        Credential::Token(secret) => caller_of_token(state, &secret, project).await,
        Credential::Session(secret) => {
            refuse_forged(asked.method, asked.headers, asked.visit)?;
            caller_of_session(state, &secret, project).await
        }
        Credential::Share(secret) => caller_of_share(state, &secret, asked).await,
        Credential::Link(link) => caller_of_link(state, desk, link, asked.rule).await,
        Credential::Nothing => {
            let msg = "no token: send `Authorization: Bearer <token>`; `perfsight token create` makes one";
            Err(ApiError::new(Code::Unauthenticated, msg))
        }
    }
}

async fn open_caller(state: &ApiState, project: Option<String>) -> Result<Caller, ApiError> {
    if let Some(project) = &project
        && state.store.project(project).await?.is_none()
    {
        return Err(no_project(project));
    }
    Ok(Caller::open(project))
}

/// The caller whose token has this secret; another project than its own does not exist for it.
pub(crate) async fn caller_of_token(
    state: &ApiState,
    secret: &str,
    project: Option<String>,
) -> Result<Caller, ApiError> {
    let token = state.store.token_of_secret(secret, state.clock.now()).await?;
    let missing = || ApiError::new(Code::Unauthenticated, "the token is unknown, revoked or expired");
    let caller = Caller::of(token.ok_or_else(missing)?);
    match project.filter(|project| *project != caller.project) {
        Some(other) => Err(no_project(&other)),
        None => Ok(caller),
    }
}

async fn caller_of_session(
    state: &ApiState,
    secret: &str,
    project: Option<String>,
) -> Result<Caller, ApiError> {
    let account = state.store.account_of_session(secret, state.clock.now()).await?;
    let ended = || ApiError::new(Code::Unauthenticated, "the session has ended; sign in again");
    let account = account.ok_or_else(ended)?;
    let project = match project {
        Some(project) if account.role_in(&project).is_none() => return Err(no_project(&project)),
        Some(project) if state.store.project(&project).await?.is_none() => return Err(no_project(&project)),
        Some(project) => project,
        None => usual_project(&account),
    };
    Ok(Caller::person(account, project))
}

/// The project of a person who names none: the default one where they have a role in it, else the first of theirs.
fn usual_project(account: &Account) -> String {
    if account.role_in(DEFAULT_PROJECT).is_some() {
        return DEFAULT_PROJECT.to_owned();
    }
    let first = account.memberships.iter().find_map(|membership| membership.project.clone());
    first.unwrap_or_else(|| DEFAULT_PROJECT.to_owned())
}

async fn caller_of_share(state: &ApiState, secret: &str, asked: &Asked<'_>) -> Result<Caller, ApiError> {
    let share = state.store.share_of_secret(secret, state.clock.now()).await?;
    let ended = || ApiError::new(Code::Denied, "the share link is unknown, revoked or expired");
    let share = share.ok_or_else(ended)?;
    match asked.rule.links {
        Links::Share | Links::ShareAndSigned => {}
        Links::None => {
            return Err(ApiError::new(Code::Denied, "a share link shows one run and nothing else"));
        }
    }
    let run = asked.variables.get("id").map(String::as_str).unwrap_or_default();
    if run.parse().ok() != Some(share.run) {
        return Err(ApiError::not_found("run", run));
    }
    Ok(Caller::link(share.project))
}

async fn caller_of_link(
    state: &ApiState,
    desk: &LoginDesk,
    link: SignedLink,
    rule: Rule,
) -> Result<Caller, ApiError> {
    match rule.links {
        Links::ShareAndSigned => {}
        Links::None | Links::Share => {
            return Err(ApiError::new(Code::Denied, "a signed link opens a download and nothing else"));
        }
    }
    let key = desk.link_key(&state.store).await?;
    let verified = if key.id == link.key {
        key.verify(&link.grant, &link.signature, state.clock.now())
    } else {
        Err(LinkError::Altered)
    };
    verified.map_err(|error| ApiError::new(Code::Denied, error.to_string()))?;
    Ok(Caller::link(link.grant.project))
}

/// What a project that is not the caller's is answered with, whether it exists or not.
pub(crate) fn no_project(id: &str) -> ApiError {
    ApiError::new(Code::NoProject, format!("there is no project `{id}`"))
}
