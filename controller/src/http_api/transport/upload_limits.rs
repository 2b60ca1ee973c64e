//! What an upload may cost, beyond the size of its Dataset. Measures nothing.

use std::time::Duration;

use crate::intake::UnpackLimits;

/// What an upload may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UploadLimits {
    /// Longest wait for the next KiB of a body.
    pub stall: Duration,
    /// Largest factor between what came compressed and what it becomes, beyond
    /// [`GROWS_FREELY`](crate::intake::package::GROWS_FREELY). Long series of idle processes reach a hundred.
    pub expansion: u64,
    /// Most bytes that the files of a zip may have together.
    pub unpacked_bytes: u64,
    /// Most entries of a zip.
    pub files: usize,
}

impl Default for UploadLimits {
    fn default() -> Self {
        Self { stall: Duration::from_secs(30), expansion: 250, unpacked_bytes: 2 << 30, files: 1_000 }
    }
}

impl UploadLimits {
    /// How much a zip may hold whose Dataset has at most `dataset_bytes`.
    pub(crate) const fn of_packages(self, dataset_bytes: u64) -> UnpackLimits {
        UnpackLimits {
            dataset_bytes,
            unpacked_bytes: self.unpacked_bytes,
            expansion: self.expansion,
            files: self.files,
        }
    }
}
