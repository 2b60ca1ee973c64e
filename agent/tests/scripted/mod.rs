//! The two ends that a session stands between, each doing what a test tells it to.

pub(crate) mod controller;
pub(crate) mod jobs;
