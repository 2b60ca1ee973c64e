//! The HTTP door: envelope, paging, error codes and the pages. View types never leave this folder.

pub mod state;
pub mod auth;
pub mod extract;
pub mod paging;
pub mod envelope;
pub mod error;
mod health;
mod layers;

pub use state::{Access, ApiState, Clock};

use axum::Router;
use axum::middleware::from_fn_with_state;
use utoipa::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

#[derive(OpenApi)]
#[openapi(info(
    title = "PerfSight",
    description = "Runs, verdicts, jobs and devices of one controller. Every JSON answer is `{code, msg, data}`; `code` 0 is success."
))]
struct Document;

/// Every route of the API with its description, without state and layers.
fn api(state: &ApiState) -> OpenApiRouter<ApiState> {
    let protected = OpenApiRouter::new();
    OpenApiRouter::with_openapi(Document::openapi())
        .merge(protected.layer(from_fn_with_state(state.clone(), auth::authenticate)))
        .routes(routes!(health::health))
}

/// The whole HTTP door.
pub fn router(state: ApiState) -> Router {
    let (router, _) = api(&state).split_for_parts();
    layers::wrap(router).with_state(state)
}

/// The OpenAPI 3.1 document of [`router`].
pub fn openapi(state: &ApiState) -> utoipa::openapi::OpenApi {
    let (_, mut document) = api(state).split_for_parts();
    let bearer = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
    document.components.get_or_insert_default().add_security_scheme("token", bearer);
    document.security = Some(vec![SecurityRequirement::new("token", Vec::<String>::new())]);
    document
}
