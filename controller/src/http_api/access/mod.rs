//! Who asks, and whether they may: every request passes here. Never does what they ask for.

pub(crate) mod origin;
pub(crate) mod credentials;
pub(crate) mod route;
pub mod permissions;
pub(crate) mod random;
pub(crate) mod login_desk;
pub mod caller;
pub(crate) mod identify;
pub(crate) mod audit_trail;
pub(crate) mod auth;
