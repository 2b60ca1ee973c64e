//! From a stored run and its baseline to a verdict that is stored with its evidence.

pub mod release;
pub mod choose;
pub mod storage;
pub mod check;

pub use check::{CheckError, VerdictRecorded, check};
pub use choose::{Basis, BasisKind, Candidate};
pub use storage::{BaselineStorage, BaselineStorageError, Judgment, Scope, Subject};
