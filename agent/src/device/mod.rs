//! What this host can do: operating system, browsers, drivers, versions. Never starts a session.

pub(crate) mod chromeos;
pub mod host;
pub mod browsers;
pub mod advert;
pub mod fingerprint;
pub mod examination;

pub use advert::{adverts, simulated_adverts};
pub use examination::{Examination, Finding, FindingState, examine};

/// Whether this process has every right, so that Chromium refuses to sandbox itself.
pub fn is_root() -> bool {
    #[cfg(unix)]
    return rustix::process::geteuid().is_root();
    #[cfg(not(unix))]
    return false;
}
