//! People: accounts and their roles. Accounts are made by whoever administers the installation, roles given by whoever
//! administers a project.

use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use protocol::Ids;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::login::hashed;
use crate::access::Role;
use crate::access::email::{BadEmail, Email};
use crate::http_api::access::audit_trail::Noted;
use crate::http_api::access::caller::Caller;
use crate::http_api::access::login_desk::LoginDesk;
use crate::http_api::state::ApiState;
use crate::http_api::view::person::{NewUserRequest, RoleRequest, UserChangeRequest, UserView};
use crate::http_api::wire::envelope::{Created, Envelope, Success};
use crate::http_api::wire::error::{ApiError, Code, Nothing};
use crate::http_api::wire::extract::{ApiJson, ApiPath, ApiQuery};
use crate::http_api::wire::paging::{Page, PageQuery};
use crate::store::access::accounts::{Account, Membership, NewAccount, account_name};
use crate::store::access::identities::EmailChange;

/// The routes of this module.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list_users, create_user))
        .routes(routes!(change_user))
        .routes(routes!(change_role))
}

/// Lists people by name: those with a role in the project, or all for whoever administers the installation.
#[utoipa::path(get, path = "/api/v1/users", tag = "access", params(PageQuery), responses(
    (status = 200, body = Envelope<Page<UserView>>),
))]
pub(crate) async fn list_users(
    State(state): State<ApiState>,
    caller: Caller,
    ApiQuery(page): ApiQuery<PageQuery>,
) -> Result<Success<Page<UserView>>, ApiError> {
    let paging = page.checked()?;
    let accounts = state.store.accounts().await?.into_iter();
    let seen = accounts.filter(|account| caller.is_operator() || account.role_in(&caller.project).is_some());
    Ok(Success(paging.slice(seen.map(|account| view(&caller, account)).collect())))
}

/// Makes an account. It may do nothing until it is given a role.
#[utoipa::path(post, path = "/api/v1/users", tag = "access", request_body = NewUserRequest, responses(
    (status = 201, body = Envelope<UserView>),
    (status = 400, body = Envelope<Nothing>, description = "1000: name, address or password cannot be one, or both of the latter are missing"),
    (status = 409, body = Envelope<Nothing>, description = "1002: another account has the name or the address"),
))]
pub(crate) async fn create_user(
    State(state): State<ApiState>,
    desk: LoginDesk,
    caller: Caller,
    ApiJson(request): ApiJson<NewUserRequest>,
) -> Result<Response, ApiError> {
    let name =
        account_name(&request.name).map_err(|error| ApiError::new(Code::Parameter, error.to_string()))?;
    let email = request.email.as_deref().map(address).transpose()?;
    let password = match request.password {
        Some(password) => Some(hashed(&desk, password).await?),
        None if email.is_some() => None,
        None => {
            return Err(ApiError::new(Code::Parameter, "an account needs a password or an e-mail address"));
        }
    };
    let new = NewAccount {
        id: Ids.uuid(),
        name: name.clone(),
        display_name: request.display_name,
        email,
        password,
        created_at: state.clock.now(),
    };
    if !state.store.create_account(new).await? {
        return Err(ApiError::new(
            Code::Exists,
            format!("there is an account `{name}`, or of its address, already"),
        ));
    }
    let account = found(&state, &name).await?;
    let noted = Noted { object: name, everywhere: true, ..Noted::default() };
    Ok((Extension(noted), Created(view(&caller, account))).into_response())
}

/// Disables or enables an account, or gives it a new password or address; either way its sessions end.
#[utoipa::path(put, path = "/api/v1/users/{name}", tag = "access", params(("name" = String, Path, description = "Account name")),
    request_body = UserChangeRequest, responses(
    (status = 200, body = Envelope<UserView>),
    (status = 400, body = Envelope<Nothing>, description = "1000: the password or the address cannot be one"),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such account"),
    (status = 409, body = Envelope<Nothing>, description = "1002: another account has the address"),
))]
pub(crate) async fn change_user(
    State(state): State<ApiState>,
    desk: LoginDesk,
    caller: Caller,
    ApiPath(name): ApiPath<String>,
    ApiJson(request): ApiJson<UserChangeRequest>,
) -> Result<Response, ApiError> {
    let account = found(&state, &name).await?;
    let mut detail = Vec::new();
    if let Some(text) = request.email {
        let email = Some(text.as_str()).filter(|text| !text.is_empty()).map(address).transpose()?;
        if state.store.set_email(account.id, email.as_ref()).await? == EmailChange::Taken {
            return Err(ApiError::new(Code::Exists, format!("there is an account of `{text}` already")));
        }
        detail.push("new address");
    }
    if let Some(password) = request.password {
        let hash = hashed(&desk, password).await?;
        state.store.set_password(account.id, &hash).await?;
        detail.push("new password");
    }
    if let Some(disabled) = request.disabled {
        let since = disabled.then(|| state.clock.now());
        state.store.set_disabled(account.id, since).await?;
        detail.push(if disabled { "disabled" } else { "enabled" });
    }
    let account = found(&state, &name).await?;
    let noted = Noted { object: account.name.clone(), detail: detail.join(", "), everywhere: true };
    Ok((Extension(noted), Success(view(&caller, account))).into_response())
}

/// Gives a person a role in the project in place of the one they had, or takes it away.
#[utoipa::path(put, path = "/api/v1/users/{name}/role", tag = "access", params(("name" = String, Path, description = "Account name")),
    request_body = RoleRequest, responses(
    (status = 200, body = Envelope<UserView>),
    (status = 400, body = Envelope<Nothing>, description = "1000: there is no such role"),
    (status = 403, body = Envelope<Nothing>, description = "1003: a role in every project is given by whoever has it"),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such account"),
))]
pub(crate) async fn change_role(
    State(state): State<ApiState>,
    caller: Caller,
    ApiPath(name): ApiPath<String>,
    ApiJson(request): ApiJson<RoleRequest>,
) -> Result<Response, ApiError> {
    if request.everywhere && !caller.is_operator() {
        let msg = "a role in every project is given by a person who administers every project";
        return Err(ApiError::new(Code::Denied, msg));
    }
    let role = match request.role.as_str() {
        "none" => None,
        word => {
            Some(word.parse::<Role>().map_err(|error| ApiError::new(Code::Parameter, error.to_string()))?)
        }
    };
    let account = found(&state, &name).await?;
    let project = (!request.everywhere).then_some(caller.project.as_str());
    state.store.set_role(account.id, project, role).await?;
    let account = found(&state, &name).await?;
    let noted = Noted { object: account.name.clone(), detail: request.role, everywhere: request.everywhere };
    Ok((Extension(noted), Success(view(&caller, account))).into_response())
}

fn address(text: &str) -> Result<Email, ApiError> {
    text.parse().map_err(|error: BadEmail| ApiError::new(Code::Parameter, error.to_string()))
}

async fn found(state: &ApiState, name: &str) -> Result<Account, ApiError> {
    state.store.account_named(name).await?.ok_or_else(|| ApiError::not_found("account", name))
}

/// Of another project's roles only those hear who administer the installation.
fn view(caller: &Caller, account: Account) -> UserView {
    UserView::new(account, |membership: &Membership| {
        caller.is_operator() || membership.project.as_ref().is_none_or(|project| *project == caller.project)
    })
}
