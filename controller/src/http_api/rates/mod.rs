//! How often a client may ask. Knows what a client showed, never what it wants.

pub(crate) mod rate;
pub(crate) mod clients;
pub(crate) mod limit;
