//! From the JSON around the batches to a Dataset without batches; never looks at a batch.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::Reading;
use super::error::ReadError;
use crate::path::joined;
use crate::refusal::{Fault, Refusal};
use crate::upgrade::upgrade_header;
use crate::validate::{flag_definitions, validate_header, window_seconds};
use crate::{Collection, Dataset, Flag};

/// What a run cannot be filed without.
const REQUIRED: [&[&str]; 13] = [
    &["exported_at"],
    &["report"],
    &["report", "created_at"],
    &["report", "title"],
    &["report", "meta"],
    &["report", "meta", "test_context"],
    &["report", "meta", "test_context", "scenario_name"],
    &["report", "meta", "collection"],
    &["report", "meta", "collection", "mode"],
    &["report", "meta", "collection", "metric_standard"],
    &["report", "meta", "collection", "interval_ms"],
    &["report", "meta", "collection", "started_at"],
    &["report", "meta", "collection", "ended_at"],
];

/// Upgrades, checks and types the header. `keys` are the custom metrics that occurred in the batches.
pub(super) fn finish(mut root: Map<String, Value>, keys: &BTreeSet<String>) -> Result<Reading, ReadError> {
    let mut flags = upgrade_header(&mut root)?;
    let root = Value::Object(root);
    require(&root)?;
    let mut dataset: Dataset = serde_path_to_error::deserialize(root).map_err(|error| {
        let path = joined("", error.path());
        Refusal::at(path, Fault::Shape { message: error.into_inner().to_string() })
    })?;
    validate_header(&dataset)?;
    flags.extend(mend_duration(&mut dataset.report.meta.collection));
    flags.extend(flag_definitions(&dataset, keys));
    Ok(Reading { dataset, flags })
}

fn require(root: &Value) -> Result<(), Refusal> {
    for path in REQUIRED {
        let found = path.iter().try_fold(root, |value, key| value.get(key));
        if found.is_none_or(Value::is_null) {
            return Err(Refusal::at(path.join("."), Fault::Missing));
        }
    }
    Ok(())
}

fn mend_duration(collection: &mut Collection) -> Option<Flag> {
    let computed = window_seconds(collection);
    let stated = collection.duration_seconds;
    let tolerance = collection.interval_ms as f64 / 1000.0;
    // The half millisecond is what the rounding of two instants may add.
    if (stated - computed).abs() <= tolerance + 0.0005 {
        return None;
    }
    collection.duration_seconds = computed;
    Some(Flag::DurationRecomputed { stated, computed })
}
