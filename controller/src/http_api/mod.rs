//! The HTTP door: who may come in, the routes behind it, and the pages. View types never leave this folder.

pub mod wire;
pub mod transport;
pub mod access;
mod rates;
mod state;
mod view;
pub(crate) mod people;
mod datasets;
mod runs;
mod alerts;
mod trends;
mod compare;
mod saved_views;
pub(crate) mod jobs;
mod schedules;
mod fleet;
mod health;
mod scrape;
mod pages;
mod layers;
mod document;
mod router;

pub use jobs::door::JobDoor;
pub use people::oidc_door::OidcDoor;
pub use router::{Beside, openapi, router, router_under};
pub use state::{Access, ApiState, Clock};
pub use transport::policy::Policy;
pub use transport::serve::{Cover, ServeError, listen, listen_under, serve};
pub use transport::upload_limits::UploadLimits;
