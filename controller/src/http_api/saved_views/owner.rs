//! Whose saved view a request is about, and whether the caller may write it.

use crate::http_api::access::auth::refuse_archived;
use crate::http_api::access::caller::{Caller, Proof};
use crate::http_api::state::ApiState;
use crate::http_api::wire::error::{ApiError, Code};
use crate::store::saved_views::ViewOwner;
use crate::store::tokens::Scope;

/// Whose views the caller sees beside the shared ones. Without a person there are none.
pub(super) fn seen_by(caller: &Caller) -> ViewOwner {
    match &caller.proof {
        Proof::Person(account) => ViewOwner::Person(account.id),
        Proof::Open | Proof::Token(_) | Proof::Link => ViewOwner::Project,
    }
}

/// Whose view the caller writes: a shared one for who may change runs, an own one for a person.
pub(super) async fn written_by(
    state: &ApiState,
    caller: &Caller,
    shared: bool,
) -> Result<ViewOwner, ApiError> {
    if shared {
        if !caller.may(Scope::Run) {
            let (name, project) = (&caller.name, &caller.project);
            let msg = format!("shared views need `{}`, which `{name}` lacks in `{project}`", Scope::Run);
            return Err(ApiError::new(Code::Denied, msg));
        }
        refuse_archived(state, &caller.project).await?;
        return Ok(ViewOwner::Project);
    }
    match seen_by(caller) {
        ViewOwner::Project => {
            let msg = "a view of one's own needs a signed-in person; save a shared one (`shared`)";
            Err(ApiError::new(Code::Conflict, msg))
        }
        own @ ViewOwner::Person(_) => Ok(own),
    }
}
