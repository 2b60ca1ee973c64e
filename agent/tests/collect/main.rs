//! The collector against the real thing: processes of this machine and a real Chromium, ended by the tests.
#![cfg(target_os = "linux")]

#[cfg(test)]
mod support;
#[cfg(test)]
mod system;
#[cfg(test)]
mod browser;
#[cfg(test)]
mod chosen;
#[cfg(test)]
mod loss;
