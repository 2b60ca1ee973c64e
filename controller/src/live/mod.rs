//! Runs while they are received: the WebSocket door that they stream through, and the events by which pages watch them.
//! Never a second way into the store: a run that has ended goes through intake.

pub mod settings;
pub mod streams;
mod outgoing;
mod run_task;
mod finish;
pub mod recover;
mod socket;
pub mod door;
mod list;
mod event;
mod tail;
mod follow_run;
mod sample_lines;
mod attempt_samples;
mod follow_job;
pub mod agents;

pub use agents::AgentsDoor;
pub use door::LiveDoor;
pub use settings::Settings;
pub use streams::{StreamParts, Streams};

use axum::routing::get;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http_api::Beside;

/// The routes by which runs are watched, which need a token, and the streaming door, which asks for one in its first frame.
pub fn routes() -> Beside {
    Beside {
        protected: OpenApiRouter::new()
            .routes(routes!(list::list_live_runs))
            .routes(routes!(follow_run::live_run))
            .routes(routes!(follow_job::live_job)),
        public: agents::routes().route("/ws", get(door::stream)),
    }
}
