//! What controller and agents say to each other: ids, messages, and (nowhere else) their wire form.

pub mod ids;
pub mod work;
pub mod processes;
pub mod message;
mod to_wire;
mod from_wire;
pub mod wire;
#[expect(
    clippy::pedantic,
    clippy::allow_attributes,
    clippy::allow_attributes_without_reason,
    unreachable_pub,
    reason = "generated code follows its generator's style, not ours"
)]
mod generated;

pub use from_wire::FromWireError;
pub use ids::{AgentId, AttemptNumber, AttemptRef, DeviceId, Ids, JobId, RunId};
pub use message::{
    Abilities, AgentMessage, Assignment, AttemptOutcome, AttemptResult, BrowserAdvert, ControllerMessage,
    DeviceAdvert, DeviceState, Hello, Labels, RunningAttempt, SampleBatch, StepEvent, StepState, UploadChunk,
    UploadKind,
};
pub use processes::{ListedProcess, MAX_LISTED, ProcessList};
pub use work::{ChosenProcess, SESSION_NAME, Watch, Work};
