//! Who may do what, decided purely: roles, passwords, the pace of logins, signed links. Never touches a row or a request.

mod role;
pub mod password;
pub mod throttle;
pub mod session;
pub mod signed_link;

pub use role::{Role, UnknownRole};
