//! Runs one job on one device: browser up, steps, browser down, whatever happens. Never talks to a controller.

pub mod job;
