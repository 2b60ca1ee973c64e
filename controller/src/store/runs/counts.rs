//! Remembers how many runs a filter finds, and counts on while runs are added and judged. Never answers for a database
//! that others write to.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::filter::{Outcome, RunFilter, VerdictFilter};
use super::text::storable;
use crate::intake::RunRecord;

/// Filters that are remembered; with more, all are forgotten, since nobody looks at so many lists in a day.
const REMEMBERED: usize = 256;

/// Counts per filter, all of one generation.
#[derive(Debug, Default)]
pub(in crate::store) struct RunCounts {
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    generation: u64,
    /// Changes that may or may not be in what a count finds now.
    under_way: u32,
    totals: HashMap<String, (RunFilter, u64)>,
}

/// A change of the runs that is being committed. Dropped without an end, everything is forgotten: it may have come through.
#[derive(Debug)]
pub(in crate::store) struct Change<'a> {
    counts: &'a RunCounts,
    has_ended: bool,
}

impl RunCounts {
    /// A change is about to be committed: nothing that is counted until its end is remembered.
    pub(in crate::store) fn change(&self) -> Change<'_> {
        let mut known = self.known();
        known.generation += 1;
        known.under_way += 1;
        Change { counts: self, has_ended: false }
    }

    /// What is remembered of a filter, and the generation that a new count has to be handed in with.
    pub(super) fn recall(&self, filter: &RunFilter) -> (u64, Option<u64>) {
        let known = self.known();
        (known.generation, known.totals.get(&key(filter)).map(|(_, total)| *total))
    }

    /// Remembers a count, unless something changed since it was begun.
    pub(super) fn remember(&self, filter: &RunFilter, generation: u64, total: u64) {
        let mut known = self.known();
        if known.generation != generation || known.under_way > 0 {
            return;
        }
        if known.totals.len() >= REMEMBERED {
            known.totals.clear();
        }
        known.totals.insert(key(filter), (filter.clone(), total));
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Change<'_> {
    /// A run was added that has no verdict yet.
    pub(super) fn added(self, record: &RunRecord) {
        self.end(|totals| {
            for (filter, total) in totals.values_mut() {
                *total += u64::from(finds(filter, record));
            }
        });
    }

    /// A run got another verdict.
    pub(in crate::store) fn judged(self) {
        self.end(|totals| totals.retain(|_, (filter, _)| filter.verdict.is_none()));
    }

    /// What lists find of runs that were there is different now.
    pub(super) fn rewritten(self) {
        self.end(HashMap::clear);
    }

    fn end(mut self, change: impl FnOnce(&mut HashMap<String, (RunFilter, u64)>)) {
        change(&mut self.counts.known().totals);
        self.has_ended = true;
    }
}

impl Drop for Change<'_> {
    fn drop(&mut self) {
        let mut known = self.counts.known();
        known.generation += 1;
        known.under_way -= 1;
        if !self.has_ended {
            known.totals.clear();
        }
    }
}

/// The order of a list does not change how long it is.
fn key(filter: &RunFilter) -> String {
    let sort = RunFilter::all("").sort;
    format!("{:?}", RunFilter { sort, ..filter.clone() })
}

/// What the list's query says of the rows of a run that has just been added.
fn finds(filter: &RunFilter, record: &RunRecord) -> bool {
    let RunFilter {
        project,
        release,
        scenario,
        tags,
        build_id,
        environment,
        platform,
        device,
        verdict,
        outcome,
        from,
        to,
        words,
        sort: _,
    } = filter;
    let is = |wanted: &Option<String>, found: &Option<String>| {
        wanted.is_none() || *wanted == found.as_deref().map(storable)
    };
    let own_tags: Vec<String> = record.tags.iter().map(|tag| storable(tag)).collect();
    *project == record.project
        && is(release, &record.release)
        && is(scenario, &Some(record.scenario.clone()))
        && is(build_id, &record.build_id)
        && is(environment, &record.environment)
        && is(platform, &record.platform)
        && is(device, &record.device)
        && tags.iter().all(|tag| own_tags.contains(tag))
        && matches!(verdict, None | Some(VerdictFilter::None))
        && outcome.is_none_or(|outcome| match outcome {
            Outcome::Is(status) => record.outcome == Some(status),
            Outcome::Unknown => record.outcome.is_none(),
        })
        && from.is_none_or(|from| record.created_at >= from)
        && to.is_none_or(|to| record.created_at < to)
        && words.are_in(record)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_that_a_change_overtook_is_not_remembered() {
        let (counts, filter) = (RunCounts::default(), RunFilter::all("default"));
        let (before, none) = counts.recall(&filter);
        assert_eq!(none, None);
        let change = counts.change();
        let (during, _) = counts.recall(&filter);
        counts.remember(&filter, before, 7);
        counts.remember(&filter, during, 8);
        change.judged();
        counts.remember(&filter, during, 8);
        assert_eq!(counts.recall(&filter).1, None);
        let (after, _) = counts.recall(&filter);
        counts.remember(&filter, after, 8);
        assert_eq!(counts.recall(&filter), (after, Some(8)));
        assert_eq!(counts.recall(&RunFilter::all("other")).1, None);
    }

    #[test]
    fn a_verdict_forgets_lists_by_verdict_alone_and_a_broken_commit_every_list() {
        let counts = RunCounts::default();
        let all = RunFilter::all("default");
        let unjudged = RunFilter { verdict: Some(VerdictFilter::None), ..all.clone() };
        for filter in [&all, &unjudged] {
            counts.remember(filter, counts.recall(filter).0, 3);
        }
        counts.change().judged();
        assert_eq!((counts.recall(&all).1, counts.recall(&unjudged).1), (Some(3), None));
        drop(counts.change());
        assert_eq!(counts.recall(&all).1, None);
    }
}
