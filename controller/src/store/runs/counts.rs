//! Remembers how many runs a filter finds until a run is added or judged. Never answers for a database that others write to.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::filter::RunFilter;

/// Filters that are remembered; with more, all are forgotten, since nobody looks at so many lists between two runs.
const REMEMBERED: usize = 256;

/// Counts per filter, all of one generation.
#[derive(Debug, Default)]
pub(in crate::store) struct RunCounts {
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    generation: u64,
    totals: HashMap<String, u64>,
}

impl RunCounts {
    /// Forgets everything: a run was added or judged.
    pub(in crate::store) fn forget(&self) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.generation += 1;
        known.totals.clear();
    }

    /// What is remembered of a filter, and the generation that a new count has to be handed in with.
    pub(super) fn recall(&self, filter: &RunFilter) -> (u64, Option<u64>) {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        (known.generation, known.totals.get(&key(filter)).copied())
    }

    /// Remembers a count, unless something changed since it was begun.
    pub(super) fn remember(&self, filter: &RunFilter, generation: u64, total: u64) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.generation != generation {
            return;
        }
        if known.totals.len() >= REMEMBERED {
            known.totals.clear();
        }
        known.totals.insert(key(filter), total);
    }
}

/// The order of a list does not change how long it is.
fn key(filter: &RunFilter) -> String {
    let sort = RunFilter::all("").sort;
    format!("{:?}", RunFilter { sort, ..filter.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_that_a_new_run_overtook_is_not_remembered() {
        let (counts, filter) = (RunCounts::default(), RunFilter::all("default"));
        let (generation, none) = counts.recall(&filter);
        assert_eq!(none, None);
        counts.forget();
        counts.remember(&filter, generation, 7);
        assert_eq!(counts.recall(&filter).1, None);
        counts.remember(&filter, generation + 1, 8);
        assert_eq!(counts.recall(&filter), (generation + 1, Some(8)));
        assert_eq!(counts.recall(&RunFilter::all("other")).1, None);
    }
}
