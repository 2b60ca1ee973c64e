//! Time for the benches. Never judges whether something was fast enough.

use std::time::{Duration, Instant};

/// The present instant.
#[expect(clippy::disallowed_methods, reason = "a bench is the edge that owns its clock")]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// Lets this thread rest.
#[expect(
    clippy::disallowed_methods,
    reason = "a bench keeps its own pace, and looks at conditions with a deadline"
)]
pub(crate) fn pause(span: Duration) {
    std::thread::sleep(span);
}
