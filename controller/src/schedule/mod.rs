//! From a request to queued jobs.

pub mod job;
pub mod submit;
pub mod session;

pub use job::{JobKind, JobState, NewJob};
pub use session::{SessionRequest, request_session};
pub use submit::{JobRequest, Submission, SubmitError, request_jobs};
