//! What pages report by themselves: vitals, custom metrics, console lines. What is wrong with it goes into the log.

use std::time::Instant;

use dataset::{Definition, RUN_PID, Timestamp};

use super::Watch;
use crate::collect::batch::{self, Points};
use crate::collect::browser::console::Console;
use crate::collect::browser::custom::{self, RATE};
use crate::collect::browser::vitals::{PageReport, ReportKind};
use crate::collect::definitions;
use crate::collect::seam::Collected;

/// A page's clock is believed this far back; a report that was under way longer came when it came.
const BELIEVED_MS: f64 = 5_000.0;
/// A report older than this gets an instant of its own in the batch.
const SAME_INSTANT_MS: i64 = 5;

impl Watch {
    pub(super) fn reported(&mut self, pid: Option<u32>, payload: &str) {
        let now = self.clock.now();
        if !self.let_through(now) {
            return;
        }
        match PageReport::read(payload, definitions::is_vital) {
            Ok(PageReport { at_ms, kind: ReportKind::Vital { key, value } }) => {
                let definition = definitions::definition(&key);
                self.record(pid, self.page_time(at_ms, now), (key, value), definition);
            }
            Ok(PageReport { at_ms, kind: ReportKind::Metric { text } }) => {
                self.custom(pid, self.page_time(at_ms, now), &text);
            }
            Err(error) => self.complain("a page's report is dropped", &error),
        }
    }

    pub(super) fn console(&mut self, pid: Option<u32>, console: Console) {
        let now = self.clock.now();
        match console {
            Console::Metric { text } => {
                if self.let_through(now) {
                    self.custom(pid, self.clock.timestamp(now), &text);
                }
            }
            Console::Line { level, text } => {
                if self.said.lines.pass(now) {
                    self.log(level, "console", text);
                } else if self.said.lines.held() == 1 {
                    let text = format!("console lines beyond {RATE} a second are dropped");
                    self.log(dataset::LogLevel::Warn, "agent", text);
                }
            }
        }
    }

    fn let_through(&mut self, now: Instant) -> bool {
        let open = self.said.metrics.pass(now);
        if !open && self.said.metrics.held() == 1 {
            let text = format!("reports of pages beyond {RATE} a second are dropped");
            self.log(dataset::LogLevel::Warn, "agent", text);
        }
        open
    }

    fn custom(&mut self, pid: Option<u32>, at: Timestamp, text: &str) {
        let built_in = |key: &str| definitions::definition(key).is_some();
        match self.said.keys.read(text, built_in) {
            Ok(metric) => {
                let meaning = metric.definition.clone().unwrap_or_else(|| custom::words(None, None));
                // What a page once said about a key stands, whatever it leaves out later.
                if metric.definition.is_some() {
                    self.said.definitions.insert(metric.key.clone(), meaning);
                } else {
                    self.said.definitions.entry(metric.key.clone()).or_insert(meaning);
                }
                self.record(pid, at, (metric.key, metric.value), metric.definition);
            }
            Err(error) => self.complain("a custom metric is dropped", &error),
        }
    }

    fn record(
        &mut self,
        pid: Option<u32>,
        at: Timestamp,
        (key, value): (String, f64),
        definition: Option<Definition>,
    ) {
        let now = self.clock.now();
        let mut points = Points::new();
        let place = pid.filter(|pid| self.processes.contains(*pid)).unwrap_or(RUN_PID);
        let late = self.clock.timestamp(now).epoch_ms() - at.epoch_ms() > SAME_INSTANT_MS;
        batch::add_custom(&mut points, place, (&key, value), late.then_some(at));
        self.value(Collected::Value { at, key, value, definition });
        self.close_batch();
        self.emit(now, points);
    }

    /// The page's own clock, where it can be right.
    fn page_time(&self, at_ms: f64, now: Instant) -> Timestamp {
        let now = self.clock.timestamp(now);
        let age = now.epoch_ms() as f64 - at_ms;
        if (0.0..=BELIEVED_MS).contains(&age) { Timestamp::from_epoch_ms(at_ms as i64) } else { now }
    }
}
