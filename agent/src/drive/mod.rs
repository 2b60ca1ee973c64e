//! Runs one job on one device: browser up, steps, browser down, whatever happens; or watches processes that somebody
//! chose. Never talks to a controller.

pub mod job;
pub mod execute;
mod guarded;
mod up;
mod iterate;
mod stage;
mod steps;
mod webdriver;
mod pages;
mod address;
mod keys;
mod secrets;
mod narrator;
mod simulated;
mod chosen;
mod watch;
mod results;
mod report;
pub mod process;
pub mod guard;

pub use execute::run_job;
pub use guard::GuardCommand;
pub use job::{JobEnvironment, JobEvent, JobReport};
pub use process::sweep::{SweepError, Swept, sweep};
