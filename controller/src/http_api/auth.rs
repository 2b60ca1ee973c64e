//! Who asks, and what a token allows. Tokens are known by their hash alone and never reach a log.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Uri, header};
use axum::middleware::Next;
use axum::response::Response;

use super::error::{ApiError, Code};
use super::policy::Policy;
use super::state::{Access, ApiState};
use crate::store::tokens::{Scope, Token};

/// Who asks, as proved by a token or granted by open mode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Name of the token; `open` without one.
    pub name: String,
    /// What it allows.
    pub scopes: Vec<Scope>,
    /// The project whose runs it sees and adds to.
    pub project: String,
}

impl Caller {
    fn open() -> Self {
        Self {
            name: "open".to_owned(),
            scopes: vec![Scope::Admin],
            project: crate::store::DEFAULT_PROJECT.to_owned(),
        }
    }

    fn of(token: Token) -> Self {
        let project = token.project.unwrap_or_else(|| crate::store::DEFAULT_PROJECT.to_owned());
        Self { name: token.name, scopes: token.scopes, project }
    }

    /// Whether it may do what `scope` covers. `admin` covers everything.
    pub fn may(&self, scope: Scope) -> bool {
        self.scopes.iter().any(|held| *held == scope || *held == Scope::Admin)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let caller = parts.extensions.get::<Self>().cloned();
        caller.ok_or_else(|| ApiError::new(Code::Unauthenticated, "this address needs a token"))
    }
}

/// What a request needs. A route that nobody listed here is for administrators, so that forgetting one is safe.
pub fn required_scope(method: &Method, path: &str) -> Scope {
    let first =
        path.trim_start_matches("/api/").trim_start_matches("v1/").split('/').next().unwrap_or_default();
    match (method.as_str(), first) {
        ("GET" | "HEAD", _) | ("POST", "compare" | "scenarios") => Scope::Read,
        ("POST", "datasets") => Scope::Ingest,
        ("POST" | "DELETE", "jobs") | ("POST" | "PUT" | "DELETE", "baselines") => Scope::Run,
        _ => Scope::Admin,
    }
}

/// Lets a request through with its [`Caller`], or answers 401 or 403.
pub async fn authenticate(
    State(state): State<ApiState>,
    mut request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let caller = match &state.access {
        Access::Open => {
            let policy = request.extensions().get::<Arc<Policy>>().cloned().unwrap_or_default();
            refuse_foreign_pages(request.headers(), &policy)?;
            Caller::open()
        }
        Access::Tokens => {
            let secret = presented_secret(request.headers(), request.uri());
            caller_of_secret(&state, secret).await?
        }
    };
    let needed = required_scope(request.method(), request.uri().path());
    if !caller.may(needed) {
        let msg = format!("the token `{}` lacks the scope `{needed}`", caller.name);
        return Err(ApiError::new(Code::Denied, msg));
    }
    request.extensions_mut().insert(caller);
    Ok(next.run(request).await)
}

/// The caller whose token has this secret.
pub(crate) async fn caller_of_secret(state: &ApiState, secret: Option<String>) -> Result<Caller, ApiError> {
    let Some(secret) = secret else {
        let msg = "no token: send `Authorization: Bearer <token>`; `perfsight token create` makes one";
        return Err(ApiError::new(Code::Unauthenticated, msg));
    };
    let token = state.store.token_of_secret(&secret, state.clock.now()).await?;
    token
        .map(Caller::of)
        .ok_or_else(|| ApiError::new(Code::Unauthenticated, "the token is unknown or revoked"))
}

/// The secret that came with a request, valid or not.
pub(super) fn presented_secret(headers: &HeaderMap, uri: &Uri) -> Option<String> {
    bearer(headers).or_else(|| token_parameter(uri))
}

fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, secret) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| secret.trim().to_owned())
}

/// Tokens are hexadecimal with a plain prefix, so that no percent decoding is needed.
fn token_parameter(uri: &Uri) -> Option<String> {
    uri.query()?.split('&').find_map(|pair| pair.strip_prefix("token=")).map(str::to_owned)
}

/// Open mode trusts whoever reaches loopback; a page of another site reaches it through the user's browser and must not be
/// trusted, whether it posts across origins or points its own name at 127.0.0.1.
pub(crate) fn refuse_foreign_pages(headers: &HeaderMap, policy: &Policy) -> Result<(), ApiError> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let host = text(header::HOST).unwrap_or_default();
    if !is_loopback_name(host) {
        return Err(ApiError::new(Code::Denied, "open mode answers only to localhost, 127.0.0.1 and [::1]"));
    }
    let foreign = text(header::ORIGIN).is_some_and(|origin| {
        origin.split_once("://").map_or(origin, |(_, host)| host) != host && !policy.answers(origin)
    });
    if foreign {
        return Err(ApiError::new(Code::Denied, "open mode answers only to its own pages"));
    }
    Ok(())
}

fn is_loopback_name(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|digit| digit.is_ascii_digit()) => name,
        _ => host,
    };
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_that_nobody_listed_is_for_administrators() {
        let check =
            |method: Method, path, scope| assert_eq!(required_scope(&method, path), scope, "{method} {path}");
        check(Method::GET, "/api/v1/runs", Scope::Read);
        check(Method::GET, "/metrics", Scope::Read);
        check(Method::GET, "/api/runs/1", Scope::Read);
        check(Method::POST, "/api/v1/compare", Scope::Read);
        check(Method::POST, "/api/v1/datasets", Scope::Ingest);
        check(Method::POST, "/api/v1/jobs", Scope::Run);
        check(Method::POST, "/api/v1/jobs/7/cancel", Scope::Run);
        check(Method::POST, "/api/v1/anything-new", Scope::Admin);
        check(Method::DELETE, "/api/v1/runs/1", Scope::Admin);
    }

    #[test]
    fn open_mode_refuses_pages_of_other_sites() {
        let check = |host: &str, origin: Option<&str>, allowed: bool| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, host.parse().unwrap());
            if let Some(origin) = origin {
                headers.insert(header::ORIGIN, origin.parse().unwrap());
            }
            let cors = vec!["https://allowed.example".parse().unwrap()];
            let policy = Policy { cors, ..Policy::default() };
            assert_eq!(refuse_foreign_pages(&headers, &policy).is_ok(), allowed, "{host} {origin:?}");
        };
        check("127.0.0.1:8000", None, true);
        check("[::1]:8000", None, true);
        check("localhost:8000", Some("http://localhost:8000"), true);
        check("localhost:8000", Some("https://elsewhere.example"), false);
        check("localhost:8000", Some("https://allowed.example"), true);
        check("localhost:8000", Some("http://allowed.example"), false);
        check("localhost:8000", Some("null"), false);
        check("rebound.example:8000", None, false);
        check("127.0.0.1.elsewhere.example", None, false);
    }
}
