//! What differs in the environments and contexts of the compared runs. Judges no difference.

use std::collections::{BTreeMap, BTreeSet};

use super::load::Loaded;
use crate::http_api::view::compare::ConditionView;
use crate::http_api::view::from::env_fields;

/// Every condition in which two of the runs differ; those that forbid a verdict first, then by name.
pub(super) fn differences(runs: &[Loaded]) -> Vec<ConditionView> {
    let all: Vec<BTreeMap<String, String>> = runs.iter().map(circumstances).collect();
    let decisive: BTreeSet<&String> = runs.iter().flat_map(|run| run.side.fingerprint.keys()).collect();
    let keys: BTreeSet<&String> = all.iter().flat_map(BTreeMap::keys).collect();
    let mut views: Vec<ConditionView> = keys
        .into_iter()
        .map(|key| ConditionView {
            key: key.clone(),
            decisive: decisive.contains(key),
            values: all.iter().map(|conditions| conditions.get(key).cloned()).collect(),
        })
        .filter(|view| view.values.iter().any(|value| *value != view.values[0]))
        .collect();
    views.sort_by_key(|view| !view.decisive);
    views
}

fn circumstances(run: &Loaded) -> BTreeMap<String, String> {
    let mut fields = env_fields(&run.report.meta.env);
    let record = &run.summary.record;
    let named = [
        ("scenario", Some(&record.scenario)),
        ("release", record.release.as_ref()),
        ("build_id", record.build_id.as_ref()),
    ];
    fields.extend(named.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.clone()))));
    let parameters = run.report.meta.test_context.parameters.iter();
    fields.extend(parameters.map(|(name, value)| (format!("parameter {name}"), value.clone())));
    // The fingerprint is what verdicts go by: its word holds where the environment says the same thing otherwise.
    fields.extend(run.side.fingerprint.clone());
    fields
}
