//! How much a package may hold. Decides nothing about what it holds.

/// Unpacked bytes up to which nobody asks how well they were compressed.
pub const GROWS_FREELY: u64 = 16 << 20;

/// How much a package may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnpackLimits {
    /// Largest Dataset, bytes.
    pub dataset_bytes: u64,
    /// Most bytes of all files together.
    pub unpacked_bytes: u64,
    /// Largest factor between the archive and what it unpacks to, beyond [`GROWS_FREELY`].
    pub expansion: u64,
    /// Most files.
    pub files: usize,
}
