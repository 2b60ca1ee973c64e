//! How to measure and what to judge. Knows no metric by name.

use std::collections::BTreeMap;

use crate::read::{Fields, Reader};
use crate::words::{BASELINE, Shape};
use crate::yaml::{Content, Entry, Node, Place};
use crate::{BaselineRule, CollectionSpec, MetricSpec};

pub(super) fn collection(fields: &Fields<'_>) -> Option<CollectionSpec> {
    let collection = fields.inner("collection")?;
    let (mode, standard) = (collection.choice("mode"), collection.choice("metric_standard"));
    let interval = collection.duration("interval");
    let mut source_intervals = BTreeMap::new();
    if let Some(node) = collection.node("sources") {
        let shape = collection.shape("sources");
        let Shape::Map { of, .. } = shape else { unreachable!("the tables give `sources` a mapping") };
        for Entry { key, place, value } in collection.reader.entries(node, shape) {
            check_source(collection.reader, key, *place);
            source_intervals.extend(collection.reader.duration(value, of).map(|every| (key.clone(), every)));
        }
    }
    Some(CollectionSpec { mode: mode?, metric_standard: standard?, interval: interval?, source_intervals })
}

/// The metrics with the place of their keys.
pub(super) fn metrics(fields: &Fields<'_>) -> Vec<(MetricSpec, Place)> {
    let Some(node) = fields.node("metrics") else { return Vec::new() };
    let shape = fields.shape("metrics");
    let Shape::List { of: Shape::Table(table), .. } = shape else {
        unreachable!("the tables list `metrics`")
    };
    let items = fields.reader.items(node, shape);
    items.iter().filter_map(|item| metric(&Fields::open(fields.reader, item, table)?)).collect()
}

pub(super) fn baseline(fields: &Fields<'_>) -> Option<BaselineRule> {
    match fields.node("baseline") {
        Some(node) if matches!(node.content, Content::Map(_)) => {
            Fields::open(fields.reader, node, &BASELINE)?.count("last_good").map(BaselineRule::LastGood)
        }
        Some(node) if bare_last_good(node) => {
            fields
                .reader
                .wrong(node.place, "`last_good` needs the number of runs; write `baseline: {last_good: 5}`");
            None
        }
        Some(_) | None => fields.choice("baseline"),
    }
}

/// Metric keys as they appear in datasets: `inference_time`, `page.load_ms`.
pub(super) fn check_key(reader: &Reader<'_>, key: &str, place: Place) {
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | '/');
    if key.len() > 100 || !key.starts_with(|c: char| c.is_ascii_alphabetic()) || !key.chars().all(good) {
        let reason =
            format!("`{key}` is not a metric key: letters, digits and `_.-/`, at most 100, a letter first");
        reader.wrong(place, reason);
    }
}

fn metric(fields: &Fields<'_>) -> Option<(MetricSpec, Place)> {
    let place = fields.node("key").map_or(fields.place, |node| node.place);
    let (key, unit, meaning) = (fields.text("key"), fields.text("unit"), fields.text("meaning"));
    if let Some(key) = &key {
        check_key(fields.reader, key, place);
    }
    let (direction, aggregate) = (fields.choice("direction"), fields.choice("aggregate"));
    let threshold = fields.number("threshold");
    let limit = fields.inner("practical_limit")?;
    let (percent, absolute) = (limit.number("percent"), limit.number("absolute"));
    let spec = MetricSpec {
        key: key?,
        unit: unit?,
        meaning: meaning?,
        direction: direction?,
        aggregate: aggregate?,
        threshold,
        practical_percent: percent,
        practical_absolute: absolute,
    };
    Some((spec, place))
}

fn check_source(reader: &Reader<'_>, name: &str, place: Place) {
    let part = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    if !name
        .split_once('.')
        .is_some_and(|(view, source)| matches!(view, "system" | "browser") && part(source))
    {
        let reason =
            format!("`{name}` is not a source: `system.` or `browser.` and its name, e.g. `system.pss`");
        reader.wrong(place, reason);
    }
}

fn bare_last_good(node: &Node) -> bool {
    match &node.content {
        Content::Scalar(scalar) => scalar.text == "last_good",
        Content::List(_) | Content::Map(_) => false,
    }
}
