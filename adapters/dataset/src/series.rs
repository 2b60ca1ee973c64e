//! One field of one process over time, taken out of batches; never fills a gap.

use std::collections::BTreeSet;

use crate::{BatchMetric, Field, MetricPoint, Timestamp};

/// What is measured: a built-in field or a custom metric.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// A built-in field.
    Field(Field),
    /// A custom metric, by its key.
    Custom(String),
}

impl Value {
    /// The name that the file uses: the field's or the metric's key.
    pub fn name(&self) -> &str {
        match self {
            Self::Field(field) => field.name(),
            Self::Custom(key) => key,
        }
    }

    /// Its number in one point, in the field's or the definition's unit; absent where nothing was measured.
    pub fn of(&self, point: &MetricPoint) -> Option<f64> {
        match self {
            Self::Field(field) => field.of(point),
            Self::Custom(key) => point.custom_metrics.get(key).copied(),
        }
    }
}

/// One series: a process (or [`crate::RUN_PID`]) and what is measured of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SeriesKey {
    /// Process id; [`crate::RUN_PID`] for the run as a whole.
    pub pid: u32,
    /// What is measured.
    pub value: Value,
}

/// The samples of one series in the batches' order; each at its own instant where the point has one.
pub fn series(batches: &[BatchMetric], key: &SeriesKey) -> Vec<(Timestamp, f64)> {
    let sample = |batch: &BatchMetric| {
        let point = batch.metrics.get(&key.pid)?;
        Some((point.timestamp.unwrap_or(batch.timestamp), key.value.of(point)?))
    };
    batches.iter().filter_map(sample).collect()
}

/// Every series that occurs in the batches.
pub fn occurring<'b>(batches: impl IntoIterator<Item = &'b BatchMetric>) -> BTreeSet<SeriesKey> {
    let mut keys = BTreeSet::new();
    for (pid, point) in batches.into_iter().flat_map(|batch| &batch.metrics) {
        keys.extend(values(point).map(|(value, _)| SeriesKey { pid: *pid, value }));
    }
    keys
}

/// What a point measures, with its numbers.
pub(crate) fn values(point: &MetricPoint) -> impl Iterator<Item = (Value, f64)> + '_ {
    let fields = Field::ALL.into_iter().filter_map(|field| Some((Value::Field(field), field.of(point)?)));
    fields.chain(point.custom_metrics.iter().map(|(key, value)| (Value::Custom(key.clone()), *value)))
}
