//! From the values of a metric beside their runs to its levels and changes. Pure; decides nothing that `analysis` does not.

use std::collections::HashMap;

use analysis::{Change, ChangeKind, Level, Meaning, Rules, history};
use dataset::Definition;
use protocol::RunId;

use crate::http_api::view::from::word;
use crate::http_api::view::trend::{ChangeView, LevelView, TrendView};
use crate::store::trends::{MetricValue, TrendRun};

/// A metric over `runs`. `values` are those of the metric, in any order; what has another unit than `definition` is left
/// out.
pub(super) fn trend(
    runs: &[TrendRun],
    values: &[MetricValue],
    (metric, definition): (String, &Definition),
    rules: &Rules,
) -> TrendView {
    let of_run: HashMap<RunId, &MetricValue> = values.iter().map(|value| (value.run, value)).collect();
    let beside = |run: &TrendRun| of_run.get(&run.id).copied();
    let in_unit: Vec<Option<&MetricValue>> =
        runs.iter().map(|run| beside(run).filter(|value| value.unit == definition.unit)).collect();
    let other_unit =
        runs.iter().filter(|run| beside(run).is_some_and(|value| value.unit != definition.unit)).count();
    let (places, measured): (Vec<usize>, Vec<f64>) =
        in_unit.iter().enumerate().filter_map(|(place, value)| Some((place, value.as_ref()?.value))).unzip();
    let found = history(&measured, definition, rules);
    let interval = |value: Option<&MetricValue>| value.and_then(|value| value.interval);
    TrendView {
        metric,
        unit: definition.unit.clone(),
        meaning: definition.meaning.clone(),
        direction: definition.direction.map(word),
        values: in_unit.iter().map(|value| value.map(|value| value.value)).collect(),
        low: in_unit.iter().map(|value| Some(interval(*value)?.0)).collect(),
        high: in_unit.iter().map(|value| Some(interval(*value)?.1)).collect(),
        counts: in_unit.iter().map(|value| value.map_or(0, |value| value.count)).collect(),
        other_unit: other_unit as u64,
        levels: found.levels.iter().map(|level| level_view(&places, level)).collect(),
        changes: found.changes.iter().map(|change| change_view(runs, &places, change)).collect(),
        spikes: found.spikes.iter().map(|&spike| places[spike]).collect(),
    }
}

fn level_view(places: &[usize], level: &Level) -> LevelView {
    LevelView {
        from: places[level.start],
        to: places[level.end - 1],
        count: level.count,
        median: level.median,
        low: level.low,
        high: level.high,
    }
}

fn change_view(runs: &[TrendRun], places: &[usize], change: &Change) -> ChangeView {
    ChangeView {
        index: places[change.index],
        run_id: runs[places[change.index]].id.to_string(),
        last_before: places[change.index - 1],
        before: change.before,
        after: change.after,
        percent: change.percent,
        shift_low: change.shift_low,
        shift_high: change.shift_high,
        meaning: meaning_word(change.meaning).to_owned(),
        kind: kind_word(change.kind).to_owned(),
        matters: change.matters,
        limit: change.limit,
    }
}

const fn meaning_word(meaning: Meaning) -> &'static str {
    match meaning {
        Meaning::Worse => "worse",
        Meaning::Better => "better",
        Meaning::Neither => "neither",
    }
}

const fn kind_word(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Step => "step",
        ChangeKind::Recovered => "recovered",
    }
}
