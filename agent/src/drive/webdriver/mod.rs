//! One browser with its driver, over `WebDriver`. Never waits without a limit.

pub(crate) mod capabilities;
pub(crate) mod failure;
pub(crate) mod session;
pub(crate) mod browser;
