//! Tokens of the request's project: list, make, revoke. A secret is in the answer that makes it and nowhere else.

use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use protocol::Ids;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::http_api::access::audit_trail::Noted;
use crate::http_api::access::caller::Caller;
use crate::http_api::access::random::random;
use crate::http_api::state::ApiState;
use crate::http_api::view::access::{NewTokenRequest, NewTokenView, TokenView};
use crate::http_api::wire::envelope::{Created, Envelope, Success};
use crate::http_api::wire::error::{ApiError, Code, Nothing};
use crate::http_api::wire::expiry::expiry;
use crate::http_api::wire::extract::{ApiJson, ApiPath, ApiQuery};
use crate::http_api::wire::paging::{Page, PageQuery};
use crate::store::tokens::{NewToken, Scope, Token};

/// Longest name of a token, characters.
const LONGEST_NAME: usize = 100;
/// Longest life of a token that ends, s: ten years.
const LONGEST_LIFE_S: u64 = 10 * 366 * 24 * 3600;

/// The routes of this module.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list_tokens, create_token)).routes(routes!(revoke_token))
}

/// Lists the project's tokens without their secrets, oldest first, those that ended included.
#[utoipa::path(get, path = "/api/v1/tokens", tag = "access", params(PageQuery), responses(
    (status = 200, body = Envelope<Page<TokenView>>),
))]
pub(crate) async fn list_tokens(
    State(state): State<ApiState>,
    caller: Caller,
    ApiQuery(page): ApiQuery<PageQuery>,
) -> Result<Success<Page<TokenView>>, ApiError> {
    let paging = page.checked()?;
    let tokens = state.store.tokens_of(&caller.project).await?;
    Ok(Success(paging.slice(tokens.into_iter().map(TokenView::from).collect())))
}

/// Makes a token for the project. The answer shows its secret this once.
#[utoipa::path(post, path = "/api/v1/tokens", tag = "access", request_body = NewTokenRequest, responses(
    (status = 201, body = Envelope<NewTokenView>),
    (status = 400, body = Envelope<Nothing>, description = "1000: no or unknown scopes, no name, or a life that is too long"),
))]
pub(crate) async fn create_token(
    State(state): State<ApiState>,
    caller: Caller,
    ApiJson(request): ApiJson<NewTokenRequest>,
) -> Result<Response, ApiError> {
    let scopes = scopes_of(&request.scopes)?;
    let name = request.name.trim().to_owned();
    if !(1..=LONGEST_NAME).contains(&name.chars().count()) {
        let msg = format!("`name` has 1 to {LONGEST_NAME} characters; say what the token is for");
        return Err(ApiError::new(Code::Parameter, msg));
    }
    let now = state.clock.now();
    let life = request.expires_in_seconds;
    let expires_at = life.map(|life| expiry(now, Some(life), (0, LONGEST_LIFE_S))).transpose()?;
    let id = Ids.uuid();
    let new = NewToken {
        id,
        random: random()?,
        name: name.clone(),
        scopes: scopes.clone(),
        project: Some(caller.project.clone()),
        created_at: now,
        created_by: caller.name.clone(),
        expires_at,
    };
    let secret = state.store.create_token(new).await?;
    let token = Token {
        id,
        name: name.clone(),
        scopes,
        project: Some(caller.project),
        created_at: now,
        created_by: caller.name,
        expires_at,
        last_used_at: None,
        revoked_at: None,
    };
    let noted = Noted { object: id.to_string(), detail: name, everywhere: false };
    Ok((Extension(noted), Created(NewTokenView { secret, token: token.into() })).into_response())
}

/// Ends a token's validity at once.
#[utoipa::path(delete, path = "/api/v1/tokens/{id}", tag = "access", params(("id" = String, Path, description = "Token id")), responses(
    (status = 200, body = Envelope<Nothing>),
    (status = 404, body = Envelope<Nothing>, description = "1001: the project has no such token that is valid"),
))]
pub(crate) async fn revoke_token(
    State(state): State<ApiState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
) -> Result<Success<Nothing>, ApiError> {
    let missing = || ApiError::not_found("valid token", &id);
    let known: Uuid = id.parse().map_err(|_| missing())?;
    let own = state.store.tokens_of(&caller.project).await?;
    own.iter().find(|token| token.id == known).ok_or_else(missing)?;
    if !state.store.revoke_token(known, state.clock.now()).await? {
        return Err(missing());
    }
    Ok(Success(Nothing {}))
}

fn scopes_of(words: &[String]) -> Result<Vec<Scope>, ApiError> {
    if words.is_empty() {
        return Err(ApiError::new(Code::Parameter, "`scopes` is empty; say what the token shall allow"));
    }
    let parsed: Result<Vec<Scope>, _> = words.iter().map(|word| word.parse()).collect();
    let mut scopes = parsed.map_err(|error| ApiError::new(Code::Parameter, format!("`scopes`: {error}")))?;
    scopes.sort_unstable();
    scopes.dedup();
    Ok(scopes)
}
