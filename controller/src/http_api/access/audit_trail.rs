//! Notes what a request changed, once it has. Never what only looked, never a body.

use axum::extract::Request;
use dataset::Timestamp;

use super::caller::{Caller, Proof};
use super::permissions::UNLISTED;
use super::route::Route;
use crate::http_api::state::ApiState;
use crate::http_api::transport::forwarded::Visit;
use crate::store::access::audit::Deed;

/// What a handler adds to the note: the id of what it made, and words for people.
#[derive(Clone, Debug, Default)]
pub(crate) struct Noted {
    /// The id; the variable parts of the path where empty.
    pub(crate) object: String,
    /// Further words, never a secret.
    pub(crate) detail: String,
    /// Whether it concerns the installation and not a project.
    pub(crate) everywhere: bool,
}

/// What a handler adds where one request was about many objects: a note for each, none where nothing changed.
#[derive(Clone, Debug)]
pub(crate) struct NotedEach(pub(crate) Vec<Noted>);

/// Another project that a deed concerns: its log tells of it too.
#[derive(Clone, Debug)]
pub(crate) struct AlsoIn(pub(crate) String);

/// Where a request went, kept while it is served.
pub(crate) struct Scene {
    request: String,
    object: String,
    address: Option<String>,
}

impl Scene {
    pub(crate) fn of(request: &Request, route: &Route) -> Self {
        Self {
            request: format!("{} {}", request.method(), route.pattern),
            object: route.variables.values().map(String::as_str).collect::<Vec<_>>().join("/"),
            address: request.extensions().get::<Visit>().map(|visit| visit.client.to_string()),
        }
    }

    /// The deed of a request that succeeded.
    pub(crate) fn deed(&self, caller: &Caller, action: &str, noted: Noted, at: Timestamp) -> Deed {
        Deed {
            at,
            actor_kind: kind_of(&caller.proof).to_owned(),
            actor: caller.name.clone(),
            address: self.address.clone(),
            project: (!noted.everywhere).then(|| caller.project.clone()),
            action: if action == UNLISTED { self.request.clone() } else { action.to_owned() },
            object: if noted.object.is_empty() { self.object.clone() } else { noted.object },
            detail: noted.detail,
        }
    }
}

/// Appends a deed. What was done is done: a log that cannot be written is for the operator to mend.
pub(crate) async fn append(state: &ApiState, deed: &Deed) {
    append_all(state, std::slice::from_ref(deed)).await;
}

/// [`append`] for what one request did to many objects.
pub(crate) async fn append_all(state: &ApiState, deeds: &[Deed]) {
    if let Err(error) = state.store.note_deeds(deeds).await {
        let error = crate::doors::chain(&error);
        for deed in deeds {
            let Deed { action, actor, object, .. } = deed;
            tracing::error!(error, action, actor, object, "a deed is missing in the audit log");
        }
    }
}

/// The word of a proof in the audit log.
pub(crate) const fn kind_of(proof: &Proof) -> &'static str {
    match proof {
        Proof::Open => "open",
        Proof::Token(_) => "token",
        Proof::Person(_) => "person",
        Proof::Link => "link",
    }
}
