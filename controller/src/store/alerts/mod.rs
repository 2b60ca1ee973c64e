//! Alerts in rows: changed by compare-and-set together with their evidence, history and notices, read by filters.

mod row;
mod write;
mod storage;
mod list;
mod read;
mod outbox;

pub use list::{AlertFilter, OwnerFilter, StateCounts, StateFilter};
pub use read::{AlertRun, Attempt, Delivery, DeliveryState};
pub(super) use storage::concerns_alerts;
