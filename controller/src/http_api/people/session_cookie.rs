//! The cookies of a session and of a sign-in under way: out of the reach of scripts, sent to this host alone, over TLS alone
//! where there is TLS.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::AppendHeaders;

use crate::access::session::ABSOLUTE;
use crate::access::ticket::LIFETIME_S;
use crate::http_api::access::credentials::{COOKIE, HOST_COOKIE, cookie};

/// Name of the cookie of a sign-in under way.
const TICKET: &str = "perfsight_sign_in";
/// Its name over TLS.
const HOST_TICKET: &str = "__Host-perfsight_sign_in";

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

/// A sign-in under way, on its way to the browser.
pub(crate) struct TicketCookie {
    /// What the browser shows when it comes back.
    pub(crate) ticket: String,
    /// Whether the browser may send it over TLS alone.
    pub(crate) secure: bool,
}

impl TicketCookie {
    /// The header that sets it. `Lax`, since the provider's page sends the browser back.
    pub(crate) fn set(&self) -> SetCookies {
        let (name, flag) = if self.secure { (HOST_TICKET, "; Secure") } else { (TICKET, "") };
        let ticket = &self.ticket;
        cookies(vec![format!("{name}={ticket}; Path=/; HttpOnly; SameSite=Lax; Max-Age={LIFETIME_S}{flag}")])
    }

    /// The headers that take it back, whichever way it was set.
    pub(crate) fn gone() -> SetCookies {
        cookies(vec![
            format!("{TICKET}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"),
            format!("{HOST_TICKET}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0; Secure"),
        ])
    }
}

/// What the browser shows of a sign-in under way.
pub(crate) fn ticket_of(headers: &HeaderMap) -> Option<String> {
    cookie(headers, HOST_TICKET).or_else(|| cookie(headers, TICKET))
}

fn cookies(lines: Vec<String>) -> SetCookies {
    let header = |line: String| {
        (header::SET_COOKIE, HeaderValue::from_str(&line).expect("names and secrets of ours are plain ASCII"))
    };
    AppendHeaders(lines.into_iter().map(header).collect())
}
