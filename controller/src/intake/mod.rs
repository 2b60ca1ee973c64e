//! The one way in for a run: every door calls it.

pub mod source;
pub mod package;
mod pass;
mod attach;
pub mod record;
mod describe;
mod run_values;
pub mod storage;
pub mod error;
pub mod store_run;
pub mod streaming;

pub(crate) use attach::described;
pub(crate) use describe::{ENVIRONMENT_TAG, RELEASE_TAG, viewpoint};
pub use error::IntakeError;
pub use package::{Archive, Package, PackageError, UnpackLimits, unpack};
pub use record::{Headline, NewRun, RunRecord, RunValue, Statistic};
pub use run_values::{definition_of, run_values};
pub use source::{Context, IncomingFile, MAX_DATASET_BYTES, Overrides, Source, UPLOAD_RULE};
pub use storage::{Extent, Identity, Kept, RunStorage, RunStorageError, Staging};
pub use store_run::{RunStored, StoredRun, store_package, store_run};
