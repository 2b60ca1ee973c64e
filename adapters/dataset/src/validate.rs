//! The rules that every Dataset keeps, whichever door it comes through; never changes what it judges.

use std::collections::{BTreeMap, BTreeSet};

use crate::path::{indexed, keyed};
use crate::refusal::{Fault, Refusal};
use crate::{Attachment, BatchMetric, Collection, Dataset, Field, Flag, Iteration, MetricPoint, Timestamp};

/// Judges everything of a Dataset except `report.metrics`.
pub fn validate_header(dataset: &Dataset) -> Result<(), Refusal> {
    let report = &dataset.report;
    let context = &report.meta.test_context;
    if context.scenario_name.trim().is_empty() {
        return Err(Refusal::at("report.meta.test_context.scenario_name", Fault::Missing));
    }
    one_release(&context.tags)?;
    window(&report.meta.collection)?;
    for (key, definition) in &report.meta.definitions {
        let path = keyed("report.meta.definitions", key);
        finite(definition.threshold, || keyed(&path, "threshold"))?;
        let limit = definition.practical_limit.unwrap_or_default();
        finite(limit.percent, || keyed(&keyed(&path, "practical_limit"), "percent"))?;
        finite(limit.absolute, || keyed(&keyed(&path, "practical_limit"), "absolute"))?;
    }
    iterations(&report.iterations)?;
    attachments(&report.attachments)?;
    let screenshot =
        report.outcome.as_ref().and_then(|outcome| outcome.failed_step.as_ref()?.screenshot.as_ref());
    if let Some(name) = screenshot {
        file_name(name, || "report.outcome.failed_step.screenshot".to_owned())?;
    }
    Ok(())
}

/// Judges batches one after another: finite numbers, percentages of 0 or more, time that does not go back.
#[derive(Clone, Debug, Default)]
pub struct BatchRules {
    count: usize,
    last: Option<Timestamp>,
}

impl BatchRules {
    /// Judges the next batch.
    pub fn check(&mut self, batch: &BatchMetric) -> Result<(), Refusal> {
        let path = indexed("report.metrics", self.count);
        if let Some(previous) = self.last.filter(|last| batch.timestamp < *last) {
            let fault = Fault::TimeGoesBack { previous, found: batch.timestamp };
            return Err(Refusal::at(keyed(&path, "timestamp"), fault));
        }
        for (pid, point) in &batch.metrics {
            check_point(point, || keyed(&keyed(&path, "metrics"), &pid.to_string()))?;
        }
        self.last = Some(batch.timestamp);
        self.count += 1;
        Ok(())
    }

    /// How many batches have passed.
    pub const fn count(&self) -> usize {
        self.count
    }
}

/// Flags for what a Dataset leaves unsaid: definitions without unit or meaning, and `keys` (custom metrics that
/// occurred in its batches) as well as results of iterations that have no definition at all.
pub fn flag_definitions(dataset: &Dataset, keys: &BTreeSet<String>) -> Vec<Flag> {
    let definitions = &dataset.report.meta.definitions;
    let mut flags: Vec<Flag> = definitions
        .iter()
        .filter(|(_, each)| each.unit.trim().is_empty() || each.meaning.trim().is_empty())
        .map(|(key, _)| Flag::EmptyDefinition { key: key.clone() })
        .collect();
    let results = dataset.report.iterations.iter().flat_map(|iteration| iteration.results.keys());
    let undefined: BTreeSet<&String> = keys
        .iter()
        .chain(results)
        .filter(|key| !definitions.contains_key(*key) && Field::named(key).is_none())
        .collect();
    flags.extend(undefined.into_iter().map(|key| Flag::NoDefinition { key: key.clone() }));
    flags
}

/// End minus start, s.
pub(crate) fn window_seconds(collection: &Collection) -> f64 {
    collection.ended_at.epoch_ms().saturating_sub(collection.started_at.epoch_ms()) as f64 / 1000.0
}

fn check_point(point: &MetricPoint, path: impl Fn() -> String) -> Result<(), Refusal> {
    for field in Field::ALL {
        let value = field.of(point);
        finite(value, || keyed(&path(), field.name()))?;
        if let Some(value) = value.filter(|value| *value < 0.0) {
            return Err(Refusal::at(keyed(&path(), field.name()), Fault::NegativePercentage { value }));
        }
    }
    finite_values(&point.custom_metrics, || keyed(&path(), "custom_metrics"))
}

fn one_release(tags: &[String]) -> Result<(), Refusal> {
    let mut releases = tags.iter().enumerate().filter(|(_, tag)| tag.starts_with("release:"));
    let first = releases.next();
    match (first, releases.next()) {
        (Some((_, first)), Some((index, tag))) => {
            let fault = Fault::SecondRelease { first: first.clone(), tag: tag.clone() };
            Err(Refusal::at(indexed("report.meta.test_context.tags", index), fault))
        }
        (Some(_) | None, None) | (None, Some(_)) => Ok(()),
    }
}

fn window(collection: &Collection) -> Result<(), Refusal> {
    let path = "report.meta.collection";
    finite(Some(collection.duration_seconds), || keyed(path, "duration_seconds"))?;
    ends_after_start(collection.started_at, collection.ended_at, path)?;
    let Some(overhead) = &collection.overhead else { return Ok(()) };
    let path = keyed(path, "overhead");
    let numbers = [
        ("cpu_percent", Some(overhead.cpu_percent)),
        ("collecting_cpu_percent", overhead.collecting_cpu_percent),
        ("poll_ms_p50", Some(overhead.poll_ms_p50)),
        ("poll_ms_p95", Some(overhead.poll_ms_p95)),
        ("poll_ms_max", Some(overhead.poll_ms_max)),
    ];
    numbers.into_iter().try_for_each(|(name, value)| finite(value, || keyed(&path, name)))
}

fn iterations(iterations: &[Iteration]) -> Result<(), Refusal> {
    let mut before: Option<&Iteration> = None;
    for (position, iteration) in iterations.iter().enumerate() {
        let path = indexed("report.iterations", position);
        if let Some(previous) = before {
            if iteration.index <= previous.index {
                let fault = Fault::IndexGoesBack { previous: previous.index, found: iteration.index };
                return Err(Refusal::at(keyed(&path, "index"), fault));
            }
            if iteration.started_at < previous.started_at {
                let fault =
                    Fault::TimeGoesBack { previous: previous.started_at, found: iteration.started_at };
                return Err(Refusal::at(keyed(&path, "started_at"), fault));
            }
        }
        ends_after_start(iteration.started_at, iteration.ended_at, &path)?;
        finite_values(&iteration.results, || keyed(&path, "results"))?;
        before = Some(iteration);
    }
    Ok(())
}

fn attachments(attachments: &[Attachment]) -> Result<(), Refusal> {
    let mut names = BTreeSet::new();
    for (position, attachment) in attachments.iter().enumerate() {
        let path = || keyed(&indexed("report.attachments", position), "name");
        file_name(&attachment.name, path)?;
        if !names.insert(&attachment.name) {
            return Err(Refusal::at(path(), Fault::Twice));
        }
    }
    Ok(())
}

fn file_name(name: &str, path: impl Fn() -> String) -> Result<(), Refusal> {
    let folder = |character: char| matches!(character, '/' | '\\' | ':') || character.is_control();
    if name.is_empty() || name.len() > 255 || name == "." || name == ".." || name.contains(folder) {
        return Err(Refusal::at(path(), Fault::NotAFileName { name: name.to_owned() }));
    }
    Ok(())
}

fn ends_after_start(started_at: Timestamp, ended_at: Timestamp, path: &str) -> Result<(), Refusal> {
    if ended_at < started_at {
        return Err(Refusal::at(keyed(path, "ended_at"), Fault::EndsBeforeStart { started_at, ended_at }));
    }
    Ok(())
}

fn finite_values(values: &BTreeMap<String, f64>, path: impl Fn() -> String) -> Result<(), Refusal> {
    values.iter().try_for_each(|(key, value)| finite(Some(*value), || keyed(&path(), key)))
}

fn finite(value: Option<f64>, path: impl Fn() -> String) -> Result<(), Refusal> {
    match value {
        Some(value) if !value.is_finite() => Err(Refusal::at(path(), Fault::NotFinite { value })),
        Some(_) | None => Ok(()),
    }
}
