//! `GET /api/v1/live`: the runs that are being received. Never shows another project's.

use serde::Serialize;
use utoipa::ToSchema;

use super::door::LiveDoor;
use super::streams::LiveRun;
use crate::http_api::access::caller::Caller;
use crate::http_api::wire::envelope::{Envelope, Success};
use crate::http_api::wire::error::ApiError;
use crate::http_api::wire::extract::ApiQuery;
use crate::http_api::wire::paging::{Page, PageQuery};

/// A run that is being received.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct LiveRunView {
    /// Its id, which it keeps when it is stored.
    pub run_id: String,
    /// `streaming`; `waiting` for a client that went away; `storing`.
    pub state: String,
    /// Name of the scenario.
    pub scenario: String,
    /// Title of the run.
    pub title: String,
    /// Release under test.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release: Option<String>,
    /// Build under test.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub build_id: Option<String>,
    /// E.g. `chromeos`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
    /// Name of the client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// When it began, RFC 3339.
    pub started_at: String,
    /// Frames so far.
    pub frames: u64,
    /// When the last frame came, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_frame_at: Option<String>,
    /// Address of its events.
    pub live_url: String,
}

/// Lists the runs that are being received, newest first.
#[utoipa::path(get, path = "/api/v1/live", operation_id = "list_live_runs", tag = "live", params(PageQuery), responses(
    (status = 200, body = Envelope<Page<LiveRunView>>),
))]
pub(super) async fn list_live_runs(
    door: LiveDoor,
    caller: Caller,
    ApiQuery(page): ApiQuery<PageQuery>,
) -> Result<Success<Page<LiveRunView>>, ApiError> {
    let paging = page.checked()?;
    let runs = door.streams.shared().runs_of(&caller.project);
    Ok(Success(paging.slice(runs.iter().map(LiveRunView::from).collect())))
}

impl From<&LiveRun> for LiveRunView {
    fn from(run: &LiveRun) -> Self {
        let progress = *run.progress.borrow();
        let labels = run.head.start.labels.clone();
        let scenario = labels.scenario.unwrap_or_default();
        Self {
            run_id: run.head.run.to_string(),
            state: progress.state.word().to_owned(),
            title: labels.title.unwrap_or_else(|| scenario.clone()),
            scenario,
            release: labels.release,
            build_id: labels.build_id,
            platform: run.head.client.platform.clone(),
            client: run.head.client.name.clone(),
            started_at: run.head.created_at.to_string(),
            frames: progress.frames,
            last_frame_at: progress.last_frame.map(|at| at.to_string()),
            live_url: format!("/api/v1/runs/{}/live", run.head.run),
        }
    }
}
