//! The browser's own view, over its debugging socket. Never drives: it only listens, asks and installs observers.

pub mod cdp_error;
mod endpoint;
pub mod cdp;
pub mod cpu;
pub mod page;
pub mod pages;
pub mod console;
pub mod custom;
pub mod vitals;
mod calls;
pub mod titles;
mod finding;
mod source;
mod border;
pub mod network;

pub use calls::browser_pid;
pub(super) use finding::{Finding, Inside, PageTotals, Signal};
pub(super) use source::BrowserSource;
