//! One table: which request needs which permission. What nobody listed is for administrators, so that forgetting is safe.

use axum::http::Method;

use crate::store::tokens::Scope;

/// What somebody must be allowed to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Nothing but to be somebody.
    Anyone,
    /// What a scope covers, in the project that the request is about.
    Scope(Scope),
    /// To administer the installation: a person who is administrator of every project, or open mode.
    Operator,
}

/// Which links open an address without anything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Links {
    /// None.
    None,
    /// The share of the run that it is about.
    Share,
    /// The share, and a link that was signed for exactly this address.
    ShareAndSigned,
}

/// A line of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    method: &'static str,
    route: &'static str,
    /// What it needs.
    pub need: Need,
    /// Which links open it.
    pub links: Links,
    /// The deed in the audit log; absent for what changes nothing.
    pub deed: Option<&'static str>,
}

/// The deed of a route that nobody listed: the log then names the request itself.
pub(crate) const UNLISTED: &str = "unlisted";

const READ: Need = Need::Scope(Scope::Read);
const INGEST: Need = Need::Scope(Scope::Ingest);
const RUN: Need = Need::Scope(Scope::Run);
const ADMIN: Need = Need::Scope(Scope::Admin);

/// The table. Routes stand as the router has them.
const RULES: &[Rule] = &[
    ask("GET", "/metrics", READ),
    ask("GET", "/api/v1/me", Need::Anyone),
    act("POST", "/api/v1/logout", Need::Anyone, "logout"),
    act("POST", "/api/v1/me/password", Need::Anyone, "account.password"),
    ask("GET", "/api/v1/runs", READ),
    ask("GET", "/api/runs", READ),
    ask("GET", "/api/v1/runs/{id}", READ).shared(),
    ask("GET", "/api/runs/{id}", READ),
    act("PATCH", "/api/v1/runs/{id}", RUN, "run.edit"),
    act("DELETE", "/api/v1/runs/{id}", ADMIN, "run.delete"),
    ask("GET", "/api/v1/runs/{id}/logs", READ).shared(),
    ask("GET", "/api/v1/runs/{id}/verdict", READ).shared(),
    ask("GET", "/api/v1/runs/{id}/series", READ).shared(),
    ask("GET", "/api/v1/runs/{id}/download", READ).shared().signed(),
    ask("GET", "/api/v1/runs/{id}/attachments/{name}", READ).shared().signed(),
    ask("POST", "/api/v1/runs/{id}/download-link", READ),
    ask("GET", "/api/v1/runs/{id}/shares", RUN),
    act("POST", "/api/v1/runs/{id}/shares", RUN, "share.create"),
    act("DELETE", "/api/v1/runs/{id}/shares/{share}", RUN, "share.revoke"),
    ask("GET", "/api/v1/live", READ),
    ask("GET", "/api/v1/runs/{id}/live", READ).shared(),
    ask("GET", "/api/v1/jobs/{id}/live", READ),
    ask("GET", "/api/v1/tags", READ),
    ask("GET", "/api/v1/releases", READ),
    ask("GET", "/api/v1/compare", READ),
    ask("POST", "/api/v1/compare", READ),
    ask("GET", "/api/v1/compare/series", READ),
    ask("GET", "/api/v1/scenarios", READ),
    ask("POST", "/api/v1/scenarios/validate", READ),
    act("POST", "/api/v1/datasets", INGEST, "run.upload"),
    ask("GET", "/api/v1/jobs", READ),
    ask("GET", "/api/v1/jobs/{id}", READ),
    ask("GET", "/api/v1/jobs/{id}/log", READ),
    act("POST", "/api/v1/jobs", RUN, "job.submit"),
    act("POST", "/api/v1/jobs/{id}/cancel", RUN, "job.cancel"),
    act("POST", "/api/v1/sessions", RUN, "session.start"),
    ask("GET", "/api/v1/sessions/{id}", READ),
    act("POST", "/api/v1/sessions/{id}/stop", RUN, "session.stop"),
    ask("GET", "/api/v1/baselines", READ),
    ask("GET", "/api/v1/baselines/{id}", READ),
    act("POST", "/api/v1/baselines", RUN, "baseline.pin"),
    act("DELETE", "/api/v1/baselines/{id}", RUN, "baseline.clear"),
    ask("GET", "/api/v1/agents", READ),
    ask("GET", "/api/v1/devices", READ),
    ask("GET", "/api/v1/devices/{device}/processes", RUN),
    ask("GET", "/api/v1/projects", Need::Anyone),
    ask("GET", "/api/v1/projects/{project}", READ),
    act("POST", "/api/v1/projects", Need::Operator, "project.create"),
    act("PUT", "/api/v1/projects/{project}", ADMIN, "project.change"),
    ask("GET", "/api/v1/tokens", ADMIN),
    act("POST", "/api/v1/tokens", ADMIN, "token.create"),
    act("DELETE", "/api/v1/tokens/{id}", ADMIN, "token.revoke"),
    ask("GET", "/api/v1/users", ADMIN),
    act("POST", "/api/v1/users", Need::Operator, "user.create"),
    act("PUT", "/api/v1/users/{name}", Need::Operator, "user.change"),
    act("PUT", "/api/v1/users/{name}/role", ADMIN, "user.role"),
    ask("GET", "/api/v1/audit", ADMIN),
];

const fn ask(method: &'static str, route: &'static str, need: Need) -> Rule {
    Rule { method, route, need, links: Links::None, deed: None }
}

const fn act(method: &'static str, route: &'static str, need: Need, deed: &'static str) -> Rule {
    Rule { method, route, need, links: Links::None, deed: Some(deed) }
}

impl Rule {
    const fn shared(self) -> Self {
        Self { links: Links::Share, ..self }
    }

    const fn signed(self) -> Self {
        Self { links: Links::ShareAndSigned, ..self }
    }

    /// Whether such a request puts something into its project.
    pub fn adds(&self, method: &Method) -> bool {
        matches!(self.need, Need::Scope(Scope::Ingest | Scope::Run)) && !method.is_safe()
    }
}

/// The rule of a route; none if nobody listed it.
pub fn listed(method: &Method, route: &str) -> Option<Rule> {
    let asked = if method == Method::HEAD { "GET" } else { method.as_str() };
    RULES.iter().copied().find(|rule| rule.method == asked && rule.route == route)
}

/// What a request to a route needs.
pub fn rule(method: &Method, route: &str) -> Rule {
    let unlisted = || match *method {
        Method::GET | Method::HEAD => ask("", "", ADMIN),
        _ => act("", "", ADMIN, UNLISTED),
    };
    listed(method, route).unwrap_or_else(unlisted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_that_nobody_listed_is_for_administrators() {
        let check =
            |method: Method, route, need| assert_eq!(rule(&method, route).need, need, "{method} {route}");
        check(Method::GET, "/api/v1/runs", READ);
        check(Method::HEAD, "/api/v1/runs", READ);
        check(Method::POST, "/api/v1/datasets", INGEST);
        check(Method::POST, "/api/v1/jobs/{id}/cancel", RUN);
        check(Method::GET, "/api/v1/anything-new", ADMIN);
        check(Method::POST, "/api/v1/anything-new", ADMIN);
        check(Method::DELETE, "/api/v1/runs/{id}", ADMIN);
    }

    #[test]
    fn links_open_nothing_but_what_can_be_seen_of_a_run() {
        for rule in RULES.iter().filter(|rule| rule.links != Links::None) {
            assert_eq!((rule.method, rule.need), ("GET", READ), "{}", rule.route);
            assert!(rule.route.starts_with("/api/v1/runs/{id}"), "{}", rule.route);
        }
    }

    #[test]
    fn what_changes_something_is_noted() {
        for rule in RULES.iter().filter(|rule| rule.method != "GET" && rule.deed.is_none()) {
            assert_eq!(rule.need, READ, "{} {}", rule.method, rule.route);
        }
    }
}
