//! `/proc`, read through descriptors that stay open: a descriptor names its process for good, so a pid that the
//! kernel gives away again is never mistaken for the old one.

mod text;
mod held;
mod tree;
mod sampler;
mod footprint;
mod host;
mod table;

pub use footprint::FootprintFiles;
pub use held::CPU_CLOCK;
pub use host::host_busy;
pub use sampler::Sampler;
pub use table::read_table;
pub use tree::ProcessTree;
