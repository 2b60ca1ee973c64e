//! The HTTP door: envelope, paging, error codes and the pages. View types never leave this folder.

pub mod state;
pub mod policy;
pub mod forwarded;
pub(crate) mod origin;
mod credentials;
pub mod permissions;
mod route;
mod random;
mod login_desk;
pub(crate) mod identify;
mod audit_trail;
pub mod auth;
pub mod extract;
pub mod paging;
pub mod envelope;
pub mod error;
mod address;
mod view;
mod health;
mod session_cookie;
mod login;
mod expiry;
mod projects;
mod tokens;
mod users;
mod shares;
mod audit;
mod run_query;
mod runs;
mod run_detail;
mod run_files;
mod datasets;
mod compare;
mod folders;
mod scenarios;
mod baselines;
pub mod jobs;
mod job_submit;
mod agents;
mod devices;
mod pages;
mod scrape;
pub mod rate;
mod clients;
mod limit;
mod pace;
mod observe;
mod layers;
pub mod serve;

pub use datasets::limits::UploadLimits;
pub use jobs::JobDoor;
pub use policy::Policy;
pub use serve::{Cover, ServeError, listen, listen_under, serve};
pub use state::{Access, ApiState, Clock};

use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use axum::{Extension, Router};
use utoipa::OpenApi;
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use login_desk::LoginDesk;

#[derive(OpenApi)]
#[openapi(info(
    title = "PerfSight",
    description = "Runs, verdicts, jobs, devices, projects and permissions of one controller. Every JSON answer is `{code, msg, data}`; `code` 0 is success."
))]
struct Document;

/// The routes that need a token, with their descriptions.
fn protected() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .merge(runs::routes())
        .merge(run_files::routes())
        .merge(datasets::routes())
        .merge(compare::routes())
        .merge(folders::routes())
        .merge(scenarios::routes())
        .merge(baselines::routes())
        .merge(job_submit::routes())
        .merge(jobs::routes())
        .merge(agents::routes())
        .merge(devices::routes())
        .merge(crate::live::routes())
        .merge(login::routes())
        .merge(projects::routes())
        .merge(tokens::routes())
        .merge(users::routes())
        .merge(shares::routes())
        .merge(audit::routes())
}

/// The routes that need none.
fn public() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(health::health)).merge(login::public_routes())
}

/// The whole HTTP door of a controller that stands alone.
pub fn router(state: ApiState) -> Router {
    router_under(Policy::default(), state)
}

/// The whole HTTP door, as the operator wants it.
pub fn router_under(policy: Policy, state: ApiState) -> Router {
    let aliases = Router::new()
        .route("/api/runs", get(runs::list_runs))
        .route("/api/runs/{id}", get(runs::detail))
        .route("/metrics", get(scrape::metrics));
    let (protected, _) = protected().split_for_parts();
    let protected = protected
        .merge(aliases)
        .route_layer(from_fn(limit::prove))
        .route_layer(from_fn_with_state(state.clone(), auth::authenticate));
    let (public, _) = public().split_for_parts();
    let routes = public.merge(crate::live::stream_door()).merge(protected);
    let routes = routes.layer(Extension(LoginDesk::default()));
    layers::wrap(routes, policy, state.doors.metrics()).with_state(state)
}

/// The `OpenAPI` 3.1 document of [`router`].
pub fn openapi() -> utoipa::openapi::OpenApi {
    let routes = OpenApiRouter::with_openapi(Document::openapi()).merge(public()).merge(protected());
    let (_, mut document) = routes.split_for_parts();
    let bearer = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
    let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(credentials::COOKIE)));
    let components = document.components.get_or_insert_default();
    components.add_security_scheme("token", bearer);
    components.add_security_scheme("session", cookie);
    let either = ["token", "session"].map(|name| SecurityRequirement::new(name, Vec::<String>::new()));
    document.security = Some(either.to_vec());
    document
}
