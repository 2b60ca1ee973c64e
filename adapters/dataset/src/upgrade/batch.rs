//! One batch in any form that was ever written; never mixes two forms.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::path::{indexed, keyed};
use crate::refusal::{Fault, Refusal};
use crate::{BatchMetric, MetricPoint, Timestamp, Unknown};

/// A batch as it stands in the file: points by process id, or a list of points that carry theirs.
#[derive(Deserialize)]
pub(crate) struct BatchForm {
    timestamp: Timestamp,
    #[serde(default)]
    metrics: Option<BTreeMap<u32, MetricPoint>>,
    #[serde(default)]
    points: Option<Vec<MetricPoint>>,
    #[serde(flatten)]
    unknown: Unknown,
}

impl BatchForm {
    /// The current form. `path` is where the batch stands in the file.
    pub(crate) fn upgrade(self, path: &str) -> Result<BatchMetric, Refusal> {
        let mut metrics = match (self.metrics, self.points) {
            (Some(metrics), None) => metrics,
            (None, Some(points)) => by_pid(points, self.timestamp, &keyed(path, "points"))?,
            (Some(_), Some(_)) => return Err(Refusal::at(keyed(path, "points"), Fault::Twice)),
            (None, None) => {
                let message = "missing: a map from process id to point".to_owned();
                return Err(Refusal::at(keyed(path, "metrics"), Fault::Shape { message }));
            }
        };
        for (pid, point) in &mut metrics {
            rename_cpu(point, || keyed(&keyed(path, "metrics"), &pid.to_string()))?;
        }
        Ok(BatchMetric { timestamp: self.timestamp, metrics, unknown: self.unknown })
    }
}

fn by_pid(
    points: Vec<MetricPoint>,
    at: Timestamp,
    path: &str,
) -> Result<BTreeMap<u32, MetricPoint>, Refusal> {
    let mut metrics = BTreeMap::new();
    for (position, mut point) in points.into_iter().enumerate() {
        let path = || keyed(&indexed(path, position), "pid");
        let pid = point.unknown.remove("pid").and_then(|pid| u32::try_from(pid.as_u64()?).ok());
        let Some(pid) = pid else {
            let message = "a point in a list needs its process id, a whole number".to_owned();
            return Err(Refusal::at(path(), Fault::Shape { message }));
        };
        // In the list form every point repeats the batch's time; only another time says something.
        point.timestamp = point.timestamp.filter(|own| *own != at);
        if metrics.insert(pid, point).is_some() {
            return Err(Refusal::at(path(), Fault::Twice));
        }
    }
    Ok(metrics)
}

/// `cpu_usage` is the older name of the operating system's view. Beside the current name it is a field of its own.
fn rename_cpu(point: &mut MetricPoint, path: impl Fn() -> String) -> Result<(), Refusal> {
    if point.cpu_os_usage.is_some() {
        return Ok(());
    }
    let Some(value) = point.unknown.remove("cpu_usage").filter(|value| !value.is_null()) else {
        return Ok(());
    };
    point.cpu_os_usage = value.as_f64();
    if point.cpu_os_usage.is_none() {
        let message = format!("{value} is not a percentage (0 or more)");
        return Err(Refusal::at(keyed(&path(), "cpu_usage"), Fault::Shape { message }));
    }
    Ok(())
}
