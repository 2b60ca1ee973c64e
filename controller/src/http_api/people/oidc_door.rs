//! The way from a request to the provider of identities. Decides nothing.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::{Extension, Router};

use crate::access::admission::Rules;
use crate::http_api::access::login_desk::LoginDesk;
use crate::http_api::transport::forwarded::{Visit, link};
use crate::http_api::wire::error::{ApiError, Code};
use crate::oidc::Provider;

/// Where the provider sends people back to.
pub(crate) const CALLBACK: &str = "/api/v1/login/oidc/callback";

/// The provider that people may sign in by, and whom of them we let in. The composition puts it around the whole router
/// where an operator named one.
#[derive(Clone, Debug)]
pub struct OidcDoor {
    /// The provider.
    pub provider: Arc<Provider>,
    /// Whom we let in.
    pub rules: Arc<Rules>,
}

impl OidcDoor {
    /// The same router, whose routes of sign-in now reach the provider.
    pub fn open(self, router: Router) -> Router {
        router.layer(Extension(self))
    }
}

/// Somebody who comes by way of the provider.
pub(crate) struct Visitor {
    pub(crate) door: OidcDoor,
    pub(crate) desk: LoginDesk,
    pub(crate) visit: Visit,
    /// Address of [`CALLBACK`] as the visitor's browser reaches it.
    pub(crate) redirect: String,
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let Some(door) = parts.extensions.get::<OidcDoor>().cloned() else {
            return Err(ApiError::new(Code::NotFound, "this controller knows no provider of identities"));
        };
        let desk = LoginDesk::from_request_parts(parts, state).await?;
        let visit = Extension::<Visit>::from_request_parts(parts, state).await;
        let Extension(visit) = visit.map_err(|rejection| ApiError::internal("tell a visitor", rejection))?;
        let redirect = link(&parts.extensions, CALLBACK);
        if redirect == CALLBACK {
            let msg = "the request names no host to come back to; the operator sets `--public-url`";
            return Err(ApiError::new(Code::Parameter, msg));
        }
        Ok(Self { door, desk, visit, redirect })
    }
}
