//! Every route, behind the checks that it has to pass. A route that nobody may reach without a token cannot be added here
//! by mistake: what needs none is listed apart.

use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use axum::{Extension, Router};
use utoipa::OpenApi;
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::access::login_desk::LoginDesk;
use super::access::{auth, credentials};
use super::document::completed;
use super::rates::limit;
use super::state::ApiState;
use super::transport::policy::Policy;
use super::{
    alerts, compare, datasets, fleet, health, jobs, layers, people, runs, saved_views, schedules, scrape,
    trends,
};

#[derive(OpenApi)]
#[openapi(info(
    title = "PerfSight",
    description = "Runs, verdicts, alerts, jobs, devices, projects and permissions of one controller. Every JSON answer is `{code, msg, data}`; `code` 0 is success. No text holds a NUL character."
))]
struct Document;

/// Routes of the edge next door, which the same address serves.
#[expect(missing_debug_implementations, reason = "the routers of utoipa have none")]
pub struct Beside {
    /// Those that need a token, with their descriptions.
    pub(crate) protected: OpenApiRouter<ApiState>,
    /// Those that ask for one themselves.
    pub(crate) public: Router<ApiState>,
}

/// The routes that need a token, with their descriptions.
fn protected() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .merge(people::routes())
        .merge(datasets::routes())
        .merge(runs::routes())
        .merge(alerts::routes())
        .merge(trends::routes())
        .merge(compare::routes())
        .merge(saved_views::routes())
        .merge(jobs::routes())
        .merge(schedules::routes())
        .merge(fleet::routes())
}

/// The routes that need none.
fn public() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(health::health)).merge(people::public_routes())
}

/// The whole HTTP door of a controller that stands alone.
pub fn router(state: ApiState, beside: Beside) -> Router {
    router_under(Policy::default(), state, beside)
}

/// The whole HTTP door, as the operator wants it.
pub fn router_under(policy: Policy, state: ApiState, beside: Beside) -> Router {
    let aliases = Router::new()
        .route("/api/runs", get(runs::read::list_runs))
        .route("/api/runs/{id}", get(runs::read::detail))
        .route("/metrics", get(scrape::metrics));
    let (protected, _) = protected().merge(beside.protected).split_for_parts();
    let protected = protected
        .merge(aliases)
        .route_layer(from_fn(limit::prove))
        .route_layer(from_fn_with_state(state.clone(), auth::authenticate));
    let (public, _) = public().split_for_parts();
    let routes = public.merge(beside.public).merge(protected);
    let routes = routes.layer(Extension(LoginDesk::default()));
    layers::wrap(routes, policy, state.doors.metrics()).with_state(state)
}

/// The `OpenAPI` 3.1 document of [`router`].
pub fn openapi(beside: Beside) -> utoipa::openapi::OpenApi {
    let routes = OpenApiRouter::with_openapi(Document::openapi()).merge(public()).merge(protected());
    let (_, mut document) = routes.merge(beside.protected).split_for_parts();
    let bearer = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
    let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(credentials::COOKIE)));
    let components = document.components.get_or_insert_default();
    components.add_security_scheme("token", bearer);
    components.add_security_scheme("session", cookie);
    let either = ["token", "session"].map(|name| SecurityRequirement::new(name, Vec::<String>::new()));
    document.security = Some(either.to_vec());
    completed(document)
}
