//! From the iterations of one run, or of several, to one side of a comparison. Never judges.

use std::collections::{BTreeMap, BTreeSet};

use dataset::{Definition, Iteration};

use crate::verdict::Side;

impl Side {
    /// The measured iterations of one run; warm-up iterations and values that are no number are left out.
    pub fn from_iterations(
        iterations: &[Iteration],
        definitions: &BTreeMap<String, Definition>,
        fingerprint: &BTreeMap<String, String>,
        completed: bool,
    ) -> Self {
        let mut values: BTreeMap<String, Vec<f64>> = BTreeMap::new();
        for iteration in iterations.iter().filter(|iteration| !iteration.warmup) {
            for (metric, &value) in iteration.results.iter().filter(|(_, value)| value.is_finite()) {
                values.entry(metric.clone()).or_default().push(value);
            }
        }
        Self { values, definitions: definitions.clone(), fingerprint: fingerprint.clone(), completed }
    }

    /// Several runs as one baseline, oldest first. Runs that did not come to their end are left out.
    ///
    /// The newest definition of a metric holds; values measured by an incompatible one (another unit or aggregate) are left
    /// out. Where the runs' fingerprints differ in a key, the pool holds all of its values, so that no run matches it.
    #[must_use]
    pub fn pool(sides: &[Self]) -> Self {
        let completed: Vec<&Self> = sides.iter().filter(|side| side.completed).collect();
        let mut pool = Self { completed: !completed.is_empty(), ..Self::default() };
        for side in &completed {
            pool.definitions.extend(side.definitions.clone());
        }
        for side in &completed {
            for (metric, values) in &side.values {
                if compatible(pool.definitions.get(metric), side.definitions.get(metric)) {
                    pool.values.entry(metric.clone()).or_default().extend(values);
                }
            }
        }
        pool.fingerprint = pooled_fingerprint(&completed);
        pool
    }

    /// Keys in which the conditions of `self` and `other` differ, with both values.
    pub fn fingerprint_changes(&self, other: &Self) -> BTreeMap<String, (Option<String>, Option<String>)> {
        let keys: BTreeSet<&String> = self.fingerprint.keys().chain(other.fingerprint.keys()).collect();
        keys.into_iter()
            .map(|key| (key, (self.fingerprint.get(key), other.fingerprint.get(key))))
            .filter(|(_, (own, others))| own != others)
            .map(|(key, (own, others))| (key.clone(), (own.cloned(), others.cloned())))
            .collect()
    }
}

/// Whether values of the two definitions may be compared; a definition that is absent says nothing against it.
pub(crate) fn compatible(one: Option<&Definition>, other: Option<&Definition>) -> bool {
    one.zip(other).is_none_or(|(one, other)| one.unit == other.unit && one.aggregate == other.aggregate)
}

fn pooled_fingerprint(sides: &[&Side]) -> BTreeMap<String, String> {
    let keys: BTreeSet<&String> = sides.iter().flat_map(|side| side.fingerprint.keys()).collect();
    keys.into_iter()
        .map(|key| {
            let values: BTreeSet<&str> =
                sides.iter().map(|side| side.fingerprint.get(key).map_or("absent", String::as_str)).collect();
            (key.clone(), values.into_iter().collect::<Vec<_>>().join(" | "))
        })
        .collect()
}
