//! What shows a run to somebody without an account: share links and signed download links. Never more than one run.

use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use dataset::Timestamp;
use protocol::{Ids, RunId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::found::found_run;
use crate::access::signed_link::Grant;
use crate::http_api::access::audit_trail::Noted;
use crate::http_api::access::caller::Caller;
use crate::http_api::access::login_desk::LoginDesk;
use crate::http_api::access::random::random;
use crate::http_api::state::ApiState;
use crate::http_api::view::access::{LinkRequest, LinkView, NewShareRequest, NewShareView, ShareView};
use crate::http_api::wire::address::encoded;
use crate::http_api::wire::envelope::{Created, Envelope, Success};
use crate::http_api::wire::error::{ApiError, Nothing};
use crate::http_api::wire::expiry::expiry;
use crate::http_api::wire::extract::{ApiJson, ApiPath, ApiQuery};
use crate::http_api::wire::paging::{Page, PageQuery};
use crate::store::access::shares::Share;

/// Life of a share where nobody says, and the longest, s.
const SHARE_LIFE_S: (u64, u64) = (7 * 24 * 3600, 90 * 24 * 3600);
/// Life of a signed link where nobody says, and the longest, s.
const LINK_LIFE_S: (u64, u64) = (600, 24 * 3600);

/// The routes of this module.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list_shares, create_share))
        .routes(routes!(revoke_share))
        .routes(routes!(download_link))
}

/// Lists the shares of a run without their secrets, newest first, those that ended included.
#[utoipa::path(get, path = "/api/v1/runs/{id}/shares", tag = "access", params(("id" = String, Path, description = "Run id"), PageQuery), responses(
    (status = 200, body = Envelope<Page<ShareView>>),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such run"),
))]
pub(crate) async fn list_shares(
    State(state): State<ApiState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
    ApiQuery(page): ApiQuery<PageQuery>,
) -> Result<Success<Page<ShareView>>, ApiError> {
    let paging = page.checked()?;
    let run = found_run(&state, &caller, &id).await?.record.id;
    let shares = state.store.shares_of_run(run).await?;
    Ok(Success(paging.slice(shares.into_iter().map(ShareView::from).collect())))
}

/// Shares a run: whoever has the secret sees this run and nothing else, until the share ends or is revoked.
#[utoipa::path(post, path = "/api/v1/runs/{id}/shares", tag = "access", params(("id" = String, Path, description = "Run id")),
    request_body = NewShareRequest, responses(
    (status = 201, body = Envelope<NewShareView>),
    (status = 400, body = Envelope<Nothing>, description = "1000: the share would end never or at once"),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such run"),
))]
pub(crate) async fn create_share(
    State(state): State<ApiState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
    ApiJson(request): ApiJson<NewShareRequest>,
) -> Result<Response, ApiError> {
    let run = found_run(&state, &caller, &id).await?.record.id;
    let now = state.clock.now();
    let share = Share {
        id: Ids.uuid(),
        run,
        project: caller.project,
        created_by: caller.name,
        created_at: now,
        expires_at: expiry(now, request.expires_in_seconds, SHARE_LIFE_S)?,
        last_used_at: None,
        revoked_at: None,
    };
    let secret = state.store.create_share(&share, random()?).await?;
    let noted = Noted { object: format!("{run}/{}", share.id), ..Noted::default() };
    let url = format!("/runs/{run}?share={secret}");
    Ok((Extension(noted), Created(NewShareView { secret, url, share: share.into() })).into_response())
}

/// Revokes a share at once.
#[utoipa::path(delete, path = "/api/v1/runs/{id}/shares/{share}", tag = "access", params(
    ("id" = String, Path, description = "Run id"),
    ("share" = String, Path, description = "Share id"),
), responses(
    (status = 200, body = Envelope<Nothing>),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such run, or no such share of it that could be used"),
))]
pub(crate) async fn revoke_share(
    State(state): State<ApiState>,
    caller: Caller,
    ApiPath((id, share)): ApiPath<(String, String)>,
) -> Result<Success<Nothing>, ApiError> {
    let run = found_run(&state, &caller, &id).await?.record.id;
    let missing = || ApiError::not_found("share", &share);
    let known = share.parse().map_err(|_| missing())?;
    if !state.store.revoke_share(run, known, state.clock.now()).await? {
        return Err(missing());
    }
    Ok(Success(Nothing {}))
}

/// Makes a link that opens one file of a run for whoever holds it, for a short time: a download by another program needs
/// no token.
#[utoipa::path(post, path = "/api/v1/runs/{id}/download-link", tag = "access", params(("id" = String, Path, description = "Run id")),
    request_body = LinkRequest, responses(
    (status = 200, body = Envelope<LinkView>),
    (status = 400, body = Envelope<Nothing>, description = "1000: the link would end never or at once"),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such run or file"),
))]
pub(crate) async fn download_link(
    State(state): State<ApiState>,
    desk: LoginDesk,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
    ApiJson(request): ApiJson<LinkRequest>,
) -> Result<Success<LinkView>, ApiError> {
    let run = found_run(&state, &caller, &id).await?.record.id;
    let file = match request.attachment {
        None => "download".to_owned(),
        Some(name) => {
            let known = state.store.attachments(run).await?;
            known
                .iter()
                .find(|known| known.name == name)
                .ok_or_else(|| ApiError::not_found("attachment", &name))?;
            format!("attachments/{}", encoded(&name))
        }
    };
    let expires_at = expiry(state.clock.now(), request.expires_in_seconds, LINK_LIFE_S)?;
    signed(&state, &desk, &caller, File { run, name: &file, expires_at }).await.map(Success)
}

/// A file of a run, and until when a link shall open it.
struct File<'a> {
    run: RunId,
    name: &'a str,
    expires_at: Timestamp,
}

async fn signed(
    state: &ApiState,
    desk: &LoginDesk,
    caller: &Caller,
    file: File<'_>,
) -> Result<LinkView, ApiError> {
    let key = desk.link_key(&state.store).await?;
    let expires_s = file.expires_at.epoch_ms() / 1000;
    let path = format!("/api/v1/runs/{}/{}", file.run, file.name);
    let grant = Grant { path, project: caller.project.clone(), expires_s };
    let signature = key.sign(&grant);
    let (path, project, key) = (&grant.path, encoded(&grant.project), &key.id);
    let url = format!("{path}?project={project}&expires={expires_s}&key={key}&signature={signature}");
    let expires_at = Timestamp::from_epoch_ms(expires_s * 1000).to_string();
    Ok(LinkView { url, expires_at })
}

/// A link to a run's Dataset with the usual life.
pub(crate) async fn dataset_link(
    state: &ApiState,
    desk: &LoginDesk,
    caller: &Caller,
    run: RunId,
) -> Result<LinkView, ApiError> {
    let expires_at = expiry(state.clock.now(), None, LINK_LIFE_S)?;
    signed(state, desk, caller, File { run, name: "download", expires_at }).await
}
