//! The agents' gRPC door. Wire types never leave this folder.

pub mod access;
mod introduction;
mod conversation;
mod file_name;
mod samples;
mod upload;
pub mod attempt_folder;
pub mod results;
pub mod serve;

pub use access::{AgentAccess, TokenCheck};
pub use attempt_folder::AttemptFolders;
pub use results::{AttemptRecord, AttemptResults, Intake, IntakeError};
pub use serve::{Door, ServeError, serve};
