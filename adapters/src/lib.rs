//! Pure assembly of measurements into the Dataset's form: samples in, samples out; never a file, a socket or a clock.

pub mod hybrid;
pub mod iteration_results;
pub mod alignment;

pub use alignment::{AlignedRow, AlignmentError, Buckets, align};
pub use hybrid::{BrowserSample, HybridSample, Kept, PidMap, SystemSample, assemble};
pub use iteration_results::{IterationWindow, MeasuredValue, iteration_results};
