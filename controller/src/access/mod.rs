//! Who may do what, decided purely: roles, passwords, the pace of logins, identities of a provider, signed links. Never
//! touches a row or a request.

mod role;
pub mod email;
pub mod password;
pub mod throttle;
pub mod return_path;
pub mod ticket;
pub mod admission;
pub mod session;
pub mod signed_link;

pub use role::{Role, UnknownRole};
