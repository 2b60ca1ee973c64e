//! What a job has measured, on disk until the controller has it. Never drops what is not acknowledged.
