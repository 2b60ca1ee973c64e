//! From a verdict to an alert that people look at, and from its turns to whoever wants to be told. Never judges anything.

pub mod evidence;
pub mod state;
pub mod record;
pub mod lifecycle;
pub mod storage;
pub mod notice;
pub mod alerts;
pub mod webhook;
pub mod retry;
mod send;
pub mod notify;

pub use alerts::{ActError, Alerts, ReactError, SeenAlert};
pub use evidence::{Comparison, JudgedRun, Mark, Reading, Sighting};
pub use lifecycle::{Action, Change, Refusal, Standing};
pub use notice::{Announcer, Notice};
pub use notify::Notifier;
pub use record::{Alert, AlertId, AlertKey};
pub use send::SendError;
pub use state::{AlertKind, AlertState, Event, Resolution, Step, StepKind};
pub use storage::{AlertStorage, AlertStorageError, Applied, Outbox, Outgoing, Waiting};
pub use webhook::{Webhook, WebhookError, WebhookSecret, WebhookUrl};
