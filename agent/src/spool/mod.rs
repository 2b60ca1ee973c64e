//! What a job has measured, on disk until the controller has it. Never drops what is not acknowledged.
//!
//! One folder per attempt holds the samples (one append-only file of checksummed frames), the last acknowledged
//! sequence number, the job's own files and, once the job is over, what is to be uploaded and the result.

pub mod folder;
pub mod samples;
pub mod assemble;
pub mod sealed;
mod frame;

pub use folder::{AttemptFolder, FolderError};
pub use samples::{SampleReader, Spool, SpoolError};
pub use sealed::{Sealed, SealedFile, read_chunk, seal};
