//! Accounts, identities, roles, sessions, shares, the links' key and the audit log in rows. Never a secret that could be used: hashes
//! alone, except the key of signed links.

mod secret;
pub mod accounts;
pub mod identities;
mod roles;
mod sessions;
pub mod shares;
mod signing_key;
pub mod audit;

pub(super) use secret::{hash_of, is_hash_of, secret_of};
