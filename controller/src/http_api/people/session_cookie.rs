//! The cookie of a session: out of the reach of scripts, sent to this host alone, over TLS alone where there is TLS.

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::AppendHeaders;

use crate::access::session::ABSOLUTE;
use crate::http_api::access::credentials::{COOKIE, HOST_COOKIE};

/// A session's secret on its way to the browser.
pub(crate) struct SessionCookie {
    /// The secret.
    pub(crate) secret: String,
    /// Whether the browser may send it over TLS alone.
    pub(crate) secure: bool,
}

type SetCookies = AppendHeaders<Vec<(HeaderName, HeaderValue)>>;

impl SessionCookie {
    /// The header that sets it. The secret is ours, so that it is plain ASCII.
    pub(crate) fn set(&self) -> SetCookies {
        let (name, flag) = if self.secure { (HOST_COOKIE, "; Secure") } else { (COOKIE, "") };
        let age = ABSOLUTE.as_secs();
        cookies(vec![format!("{name}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age={age}{flag}", self.secret)])
    }

    /// The headers that take it back, whichever way it was set.
    pub(crate) fn gone() -> SetCookies {
        cookies(vec![
            format!("{COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"),
            format!("{HOST_COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0; Secure"),
        ])
    }
}

fn cookies(lines: Vec<String>) -> SetCookies {
    let header = |line: String| {
        (header::SET_COOKIE, HeaderValue::from_str(&line).expect("names and secrets of ours are plain ASCII"))
    };
    AppendHeaders(lines.into_iter().map(header).collect())
}
