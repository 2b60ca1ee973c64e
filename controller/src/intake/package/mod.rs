//! A Dataset with files around it, as one zip: `dataset.json` at its root, everything else an attachment. Believes no
//! header that it has not checked, and gives no entry's name to the file system.

mod limits;
mod error;
mod name;
mod media_type;
mod directory;
mod entry;
mod nested;
mod unpack;

use std::path::PathBuf;

use super::source::Source;

pub use error::PackageError;
pub use limits::{GROWS_FREELY, UnpackLimits};
pub use name::NameFault;
pub use unpack::unpack;

pub(super) use media_type::media_type;

/// Media type of a package.
pub const MEDIA_TYPE: &str = "application/zip";

/// A run that came as one archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// What it held.
    pub source: Source,
    /// The archive itself, which is kept as it came.
    pub archive: Archive,
}

/// The bytes that a package came as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Archive {
    /// Where they lie.
    pub path: PathBuf,
    /// Their SHA-256, lower-case hex.
    pub sha256: String,
    /// Their number.
    pub bytes: u64,
}
