//! The conversation with agents, and their gRPC door. Wire types never leave this folder.

pub mod access;
mod introduction;
mod file_name;
mod samples;
mod upload;
pub mod parting;
pub mod conversation;
pub mod attempt_folder;
mod streamed;
pub mod results;
pub mod serve;

pub use access::{AgentAccess, TokenCheck};
pub use attempt_folder::AttemptFolders;
pub use conversation::Conversation;
pub(crate) use file_name::is_plain;
pub use parting::{Parting, Remedy};
pub use results::{AttemptRecord, AttemptResults, Intake, IntakeError};
pub use serve::{Door, ServeError, serve};
