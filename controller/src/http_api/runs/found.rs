//! Looks up the run that an address is about. Never tells of another project's.

use crate::http_api::access::caller::Caller;
use crate::http_api::state::ApiState;
use crate::http_api::wire::error::ApiError;
use crate::store::runs::RunSummary;

/// The run of this id, if the caller may see it. Another project's run is as if it did not exist.
pub(crate) async fn found_run(state: &ApiState, caller: &Caller, id: &str) -> Result<RunSummary, ApiError> {
    let missing = || ApiError::not_found("run", id);
    let run = id.parse().map_err(|_| missing())?;
    state.store.run(&caller.project, run).await?.ok_or_else(missing)
}
