//! From a request to queued jobs.
