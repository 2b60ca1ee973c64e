//! A run that arrives frame by frame: what each frame means, what becomes of it, the journal that keeps it and the Dataset
//! that the journal becomes. Never a second way in: the Dataset goes through intake like every other.

pub(crate) mod json;
pub mod fault;
mod time;
pub mod hello;
pub mod frame;
mod sample;
mod tally;
pub mod state_machine;
pub mod record;
pub mod journal;
mod gather;
mod processes;
mod header;
pub mod assemble;

pub use assemble::{AssembleError, Beside, assemble, assemble_with};
pub use fault::FrameFault;
pub(crate) use frame::typed;
pub use frame::{CustomMetric, Frame, MAX_FRAME_BYTES, MarkEdge, MarkFrame, ReadFrame, read_frame};
pub use hello::{Client, Hello, HelloFault, Labels, Resume, Start, read_hello};
pub use journal::{Head, Journal, JournalError, Records};
pub use record::{EndReason, Record, RecordKind};
pub use state_machine::{Effect, Input, Moment, StreamRules, StreamedRun};
