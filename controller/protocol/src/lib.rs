//! What controller and agents say to each other: ids, messages, and (nowhere else) their wire form.

pub mod ids;
pub mod message;

pub use ids::{AgentId, AttemptNumber, AttemptRef, DeviceId, JobId, RunId};
pub use message::{
    AgentMessage, Assignment, AttemptOutcome, AttemptResult, BrowserAdvert, ControllerMessage, DeviceAdvert,
    DeviceState, Hello, Labels, RunningAttempt, SampleBatch, StepEvent, StepState, UploadChunk, UploadKind,
};
