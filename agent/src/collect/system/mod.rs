//! The operating system's view of the browser's processes. Never asks the browser anything.

pub mod reading;
pub mod label;
pub mod table;
#[cfg(target_os = "linux")]
pub mod linux;
pub mod portable;
mod lineage;
mod source;

pub use label::Label;
pub use lineage::Lineage;
#[cfg(target_os = "linux")]
pub use linux::{CPU_CLOCK, FootprintFiles, ProcessTree, Sampler, host_busy, read_table};
#[cfg(not(target_os = "linux"))]
pub use portable::{CPU_CLOCK, FootprintFiles, ProcessTree, Sampler, host_busy, read_table};
pub use reading::{Denied, Footprint, Member, Reading, Sample, SystemError};
pub(super) use source::SystemSource;
pub use table::{Row, Table};
