//! Saved views of the runs page: own ones for each person, shared ones of a project. Never runs one.

mod owner;
mod routes;

pub(crate) use routes::routes;
