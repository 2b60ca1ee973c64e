//! Whether a request comes from a page of our own. A browser sends cookies and reaches loopback for any page that asks it to.

use axum::http::{HeaderMap, Method, header};

use crate::http_api::transport::forwarded::Visit;
use crate::http_api::transport::policy::Policy;
use crate::http_api::wire::error::{ApiError, Code};

/// Header that a page of another site cannot send without being asked about first.
pub(crate) const OWN_HEADER: &str = "x-perfsight-request";

/// Open mode trusts whoever reaches loopback; a page of another site reaches it through the user's browser and must not be
/// trusted, whether it posts across origins or points its own name at 127.0.0.1.
pub(crate) fn refuse_foreign_pages(headers: &HeaderMap, policy: Option<&Policy>) -> Result<(), ApiError> {
    let host = text(headers, header::HOST.as_str()).unwrap_or_default();
    if !is_loopback_name(host) {
        return Err(ApiError::new(Code::Denied, "open mode answers only to localhost, 127.0.0.1 and [::1]"));
    }
    let answered = |origin: &str| policy.is_some_and(|policy| policy.answers(origin));
    if foreign_origin(headers, host).is_some_and(|origin| !answered(origin)) {
        return Err(ApiError::new(Code::Denied, "open mode answers only to its own pages"));
    }
    Ok(())
}

/// A cookie proves who the browser belongs to, not which page made it ask: whatever changes something must also come from
/// a page of ours, and carry a header that other sites cannot send.
pub(crate) fn refuse_forged(
    method: &Method,
    headers: &HeaderMap,
    visit: Option<&Visit>,
) -> Result<(), ApiError> {
    if method.is_safe() {
        return Ok(());
    }
    if !headers.contains_key(OWN_HEADER) {
        let msg = format!("with a session, whatever changes something needs the header `{OWN_HEADER}`");
        return Err(ApiError::new(Code::Denied, msg));
    }
    refuse_other_origins(headers, visit)
}

/// Refuses what a page of another site sends, one that may call the API with a token included: a session is for our own.
pub(crate) fn refuse_other_origins(headers: &HeaderMap, visit: Option<&Visit>) -> Result<(), ApiError> {
    let named = visit.and_then(|visit| visit.host.as_deref());
    let own = named.or_else(|| text(headers, header::HOST.as_str())).unwrap_or_default();
    let site = text(headers, "sec-fetch-site");
    let from_elsewhere = match site {
        Some(site) => !matches!(site, "same-origin" | "none"),
        None => foreign_origin(headers, own).is_some(),
    };
    if from_elsewhere {
        let msg = "this was sent by a page of another site; a proxy in front must tell the name that the page was called by";
        return Err(ApiError::new(Code::Denied, msg));
    }
    Ok(())
}

/// The origin of the page that sent it, where it is not `own`.
fn foreign_origin<'a>(headers: &'a HeaderMap, own: &str) -> Option<&'a str> {
    let origin = text(headers, header::ORIGIN.as_str())?;
    (origin.split_once("://").map_or(origin, |(_, host)| host) != own).then_some(origin)
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
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

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn open_mode_refuses_pages_of_other_sites() {
        let check = |host: &str, origin: Option<&str>, allowed: bool| {
            let mut pairs = vec![("host", host)];
            pairs.extend(origin.map(|origin| ("origin", origin)));
            let cors = vec!["https://allowed.example".parse().unwrap()];
            let policy = Policy { cors, ..Policy::default() };
            let found = refuse_foreign_pages(&headers(&pairs), Some(&policy));
            assert_eq!(found.is_ok(), allowed, "{host} {origin:?}");
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

    #[test]
    fn with_a_session_only_our_own_pages_change_something() {
        let check = |method: Method, pairs: &[(&'static str, &str)], allowed: bool| {
            assert_eq!(refuse_forged(&method, &headers(pairs), None).is_ok(), allowed, "{method} {pairs:?}");
        };
        let (host, own) = (("host", "perf.example"), (OWN_HEADER, "1"));
        check(Method::GET, &[host, ("origin", "https://evil.example")], true);
        check(Method::POST, &[host], false);
        check(Method::POST, &[host, own], true);
        check(Method::POST, &[host, own, ("origin", "https://perf.example")], true);
        check(Method::POST, &[host, own, ("origin", "https://evil.example")], false);
        check(Method::POST, &[host, own, ("origin", "null")], false);
        check(Method::DELETE, &[host, own, ("sec-fetch-site", "cross-site")], false);
        check(Method::DELETE, &[host, own, ("sec-fetch-site", "same-site")], false);
        check(Method::DELETE, &[("host", "inside"), own, ("sec-fetch-site", "same-origin")], true);
    }
}
