//! From a request to queued jobs.

pub mod job;
pub mod submit;

pub use job::{JobState, NewJob};
pub use submit::{JobRequest, Submission, SubmitError, request_jobs};
