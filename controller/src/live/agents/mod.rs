//! `/ws/agent`: the agents' door for browsers, which speak no gRPC, and the pages of the scenarios that they drive. A second
//! transport into the one conversation with agents; never decides anything about a job.

mod fault;
mod frame;
mod attachment;
mod answer;
pub mod door;
mod line;
mod page_key;
mod page_file;
mod pages;

pub use door::AgentsDoor;

use axum::Router;
use axum::routing::get;

use crate::http_api::ApiState;

/// The door, which asks for a token in its first frame, and the pages, whose address is their key.
pub(super) fn routes() -> Router<ApiState> {
    Router::new()
        .route("/ws/agent", get(door::agent))
        .route(&format!("{}/{{job}}/{{number}}/{{key}}/", page_key::FOLDER), get(pages::first_page))
        .route(&format!("{}/{{job}}/{{number}}/{{key}}/{{*path}}", page_key::FOLDER), get(pages::page))
}
