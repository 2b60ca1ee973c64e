//! Sign in, sign out, and who one is. Never says whether an account exists to whoever does not know its password.

use axum::Extension;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::oidc_door::OidcDoor;
use super::session_cookie::SessionCookie;
use crate::access::password::PasswordHash;
use crate::http_api::access::audit_trail::{Noted, append, kind_of};
use crate::http_api::access::caller::{Caller, Proof};
use crate::http_api::access::credentials::session_secret;
use crate::http_api::access::login_desk::LoginDesk;
use crate::http_api::access::origin::refuse_other_origins;
use crate::http_api::access::random::random;
use crate::http_api::state::{Access, ApiState};
use crate::http_api::transport::forwarded::Visit;
use crate::http_api::view::access::ProjectView;
use crate::http_api::view::person::{LoginRequest, LoginWaysView, MeView, PasswordRequest, ProviderView};
use crate::http_api::wire::envelope::{Envelope, Success};
use crate::http_api::wire::error::{ApiError, Code, Nothing};
use crate::http_api::wire::extract::ApiJson;
use crate::store::access::accounts::{Account, account_name};
use crate::store::access::audit::Deed;
use crate::store::projects::Project;

/// The routes that need no login.
pub(crate) fn public_routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(ways, login))
}

/// The routes for whoever is somebody.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(me)).routes(routes!(logout)).routes(routes!(change_password))
}

/// How people may sign in beside a password.
#[utoipa::path(get, path = "/api/v1/login", tag = "access", security(()), responses(
    (status = 200, body = Envelope<LoginWaysView>),
))]
pub(crate) async fn ways(door: Option<Extension<OidcDoor>>) -> Success<LoginWaysView> {
    let provider = door.map(|Extension(door)| ProviderView {
        name: door.provider.name().to_owned(),
        url: "/api/v1/login/oidc".to_owned(),
    });
    Success(LoginWaysView { providers: provider.into_iter().collect() })
}

/// Signs in with a local account: the answer sets a cookie.
#[utoipa::path(post, path = "/api/v1/login", tag = "access", security(()), request_body = LoginRequest, responses(
    (status = 200, body = Envelope<Nothing>, description = "signed in"),
    (status = 401, body = Envelope<Nothing>, description = "1003: account or password is wrong"),
    (status = 403, body = Envelope<Nothing>, description = "1003: sent by a page of another site"),
    (status = 429, body = Envelope<Nothing>, description = "1004: too many tries; `Retry-After` says how long to wait"),
))]
pub(crate) async fn login(
    State(state): State<ApiState>,
    desk: LoginDesk,
    Extension(visit): Extension<Visit>,
    headers: HeaderMap,
    ApiJson(LoginRequest { account, password }): ApiJson<LoginRequest>,
) -> Result<Response, ApiError> {
    refuse_other_origins(&headers, Some(&visit))?;
    // What cannot be a name is no account's; it is compared all the same, so that it takes as long.
    let name = account_name(&account).unwrap_or_else(|_| "?".to_owned());
    let address = visit.client.to_string();
    desk.attempt(&name, &address, state.clock.now())?;
    let Some(account) = proved(&state, &desk, &name, password).await? else {
        state.doors.metrics().login("password", "refused");
        append(&state, &deed(&state, &name, &address, ("login.failed", ""))).await;
        return Err(ApiError::new(Code::Unauthenticated, "account or password is wrong"));
    };
    desk.succeeded(&name);
    let session = begun(&state, &account, visit.encrypted).await?;
    state.doors.metrics().login("password", "ok");
    append(&state, &deed(&state, &name, &address, ("login", ""))).await;
    Ok((session.set(), Success(Nothing {})).into_response())
}

/// The account of this name, if it is not disabled and the password is its own.
async fn proved(
    state: &ApiState,
    desk: &LoginDesk,
    name: &str,
    password: String,
) -> Result<Option<Account>, ApiError> {
    let account = state.store.account_named(name).await?.filter(|account| account.disabled_at.is_none());
    let hash = match &account {
        Some(account) => state.store.password_of(account.id).await?,
        None => None,
    };
    let right = desk.compare(hash, password).await;
    Ok(account.filter(|_| right))
}

/// What is noted of a login: the deed and further words.
pub(crate) fn deed(state: &ApiState, name: &str, address: &str, (action, detail): (&str, &str)) -> Deed {
    Deed {
        at: state.clock.now(),
        actor_kind: "person".to_owned(),
        actor: name.to_owned(),
        address: Some(address.to_owned()),
        project: None,
        action: action.to_owned(),
        object: String::new(),
        detail: detail.to_owned(),
    }
}

/// Begins a session for an account whose person has proved who they are.
pub(crate) async fn begun(
    state: &ApiState,
    account: &Account,
    secure: bool,
) -> Result<SessionCookie, ApiError> {
    let now = state.clock.now();
    let secret = state.store.start_session(account.id, random()?, now).await?;
    state.store.note_login(account.id, now).await?;
    Ok(SessionCookie { secret, secure })
}

/// Ends the session and takes the cookie back.
#[utoipa::path(post, path = "/api/v1/logout", tag = "access", responses(
    (status = 200, body = Envelope<Nothing>),
))]
pub(crate) async fn logout(State(state): State<ApiState>, headers: HeaderMap) -> Result<Response, ApiError> {
    if let Some(secret) = session_secret(&headers) {
        state.store.end_session(&secret).await?;
    }
    Ok((SessionCookie::gone(), Success(Nothing {})).into_response())
}

/// Who asks, and what they may do.
#[utoipa::path(get, path = "/api/v1/me", tag = "access", responses(
    (status = 200, body = Envelope<MeView>),
    (status = 401, body = Envelope<Nothing>, description = "1003: nobody that is known"),
))]
pub(crate) async fn me(State(state): State<ApiState>, caller: Caller) -> Result<Success<MeView>, ApiError> {
    let projects = state.store.projects().await?;
    let seen = projects.into_iter().filter(|project: &Project| caller.sees(&project.id));
    let display_name = match &caller.proof {
        Proof::Person(account) => account.display_name.clone(),
        Proof::Open | Proof::Token(_) | Proof::Link => None,
    };
    Ok(Success(MeView {
        kind: kind_of(&caller.proof).to_owned(),
        display_name,
        open: state.access == Access::Open,
        scopes: caller.scopes.iter().map(ToString::to_string).collect(),
        operator: caller.is_operator(),
        projects: seen.map(ProjectView::from).collect(),
        name: caller.name,
        project: caller.project,
    }))
}

/// Gives oneself a new password; every session ends, this one too.
#[utoipa::path(post, path = "/api/v1/me/password", tag = "access", request_body = PasswordRequest, responses(
    (status = 200, body = Envelope<Nothing>),
    (status = 400, body = Envelope<Nothing>, description = "1000: the new password is too short or too long"),
    (status = 403, body = Envelope<Nothing>, description = "1003: the current password is wrong, or the caller has none"),
    (status = 429, body = Envelope<Nothing>, description = "1004: too many tries"),
))]
pub(crate) async fn change_password(
    State(state): State<ApiState>,
    desk: LoginDesk,
    caller: Caller,
    ApiJson(PasswordRequest { current, new }): ApiJson<PasswordRequest>,
) -> Result<Response, ApiError> {
    let Proof::Person(account) = &caller.proof else {
        return Err(ApiError::new(Code::Denied, "only a person who signed in has a password"));
    };
    desk.attempt(&account.name, &account.name, state.clock.now())?;
    let hash = state.store.password_of(account.id).await?;
    if !desk.compare(hash, current).await {
        return Err(ApiError::new(Code::Denied, "the current password is wrong"));
    }
    desk.succeeded(&account.name);
    let hash = hashed(&desk, new).await?;
    state.store.set_password(account.id, &hash).await?;
    let noted = Noted { object: account.name.clone(), everywhere: true, ..Noted::default() };
    Ok((Extension(noted), SessionCookie::gone(), Success(Nothing {})).into_response())
}

/// The hash of a new password, or why it cannot be one.
pub(crate) async fn hashed(desk: &LoginDesk, password: String) -> Result<PasswordHash, ApiError> {
    let salt = random()?;
    let hash = desk.in_turn(move || PasswordHash::new(&password, salt)).await;
    hash.map_err(|error| ApiError::new(Code::Parameter, error.to_string()))
}
