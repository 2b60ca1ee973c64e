//! The one place where a job reads the time. Never decides anything by it.

use dataset::Timestamp;

/// The present instant.
#[expect(clippy::disallowed_methods, reason = "the job is the edge that owns its clock")]
pub(crate) fn now() -> Timestamp {
    Timestamp::from_epoch_ms(jiff::Timestamp::now().as_millisecond())
}
