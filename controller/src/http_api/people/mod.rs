//! Those who come and what they may do: sign-in, projects, tokens, accounts, and the log of what they did.

mod session_cookie;
pub(crate) mod oidc_door;
mod login;
mod problem;
mod admit;
mod oidc;
mod projects;
mod tokens;
mod users;
mod audit;

use utoipa_axum::router::OpenApiRouter;

use crate::http_api::state::ApiState;

/// The routes of this room.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .merge(login::routes())
        .merge(projects::routes())
        .merge(tokens::routes())
        .merge(users::routes())
        .merge(audit::routes())
}

/// The routes by which whoever is nobody yet becomes somebody.
pub(crate) fn public_routes() -> OpenApiRouter<ApiState> {
    login::public_routes().merge(oidc::routes())
}
