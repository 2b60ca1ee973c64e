//! One entry of a suite to its cells. Notes mistakes of the entry at its place, those of a scenario that came along in
//! that scenario's own file.

use std::collections::{BTreeMap, BTreeSet};

use super::device::{Wish, any, wishes};
use super::{SuiteCell, SuiteSource, plain};
use crate::library::library;
use crate::mistake::Mistake;
use crate::nearest::nearest;
use crate::read::{Fields, Reader};
use crate::source::{Inputs, Overrides, Source};
use crate::words::{ENTRY, Shape};
use crate::yaml::{Content, Entry, Node, Place};
use crate::{LibraryScenario, Plan, parse};

/// What holds for every entry.
pub(super) struct Shared<'a> {
    pub(super) source: &'a SuiteSource,
    pub(super) tags: Vec<String>,
    pub(super) priority: i32,
    /// The devices of entries that name none.
    pub(super) usual: Option<Vec<Wish>>,
}

/// What was found beside the cells.
#[derive(Default)]
pub(super) struct Found {
    /// Scenarios that entries name.
    pub(super) named: BTreeSet<String>,
    /// Mistakes of scenarios that were sent along, each in its own file.
    pub(super) in_scenarios: Vec<Mistake>,
    /// What tells the cells apart, with the line of their entry.
    seen: BTreeMap<(String, String, BTreeMap<String, String>), u32>,
}

/// Adds the cells of an entry.
pub(super) fn read(
    reader: &Reader<'_>,
    node: &Node,
    shared: &Shared<'_>,
    found: &mut Found,
    cells: &mut Vec<SuiteCell>,
) {
    let fields = match &node.content {
        Content::Scalar(_) => Some(Fields::absent(reader, node.place, &ENTRY)),
        Content::List(_) | Content::Map(_) => Fields::open(reader, node, &ENTRY),
    };
    let Some(fields) = fields else { return };
    let named = fields.node("scenario").or_else(|| plain(node).map(|_| node));
    let Some((place, scenario)) = named.and_then(|node| Some((node.place, reader.line(node)?))) else {
        return;
    };
    let name = fields.text("name").unwrap_or_else(|| scenario.clone());
    let priority = fields.whole("priority").map_or(shared.priority, |priority| priority as i32);
    let own = wishes(&fields);
    let inputs = inputs(&fields, &shared.tags);
    let Some(plan) = plan(reader, (place, &scenario), shared.source, &inputs, found) else { return };
    let anything = [any(node.place)];
    let devices = own.as_deref().or(shared.usual.as_deref()).unwrap_or(&anything);
    for wish in devices {
        for combination in &plan.scenarios {
            let Some((device, scenario)) = wish.on(reader, combination.clone()) else { break };
            let key = (name.clone(), device.clone(), scenario.parameters.clone());
            if let Some(line) = found.seen.insert(key, node.place.line) {
                let reason = format!(
                    "`{name}` on {device} stands in line {line} already; give one of them another `name`"
                );
                reader.wrong(node.place, reason);
                break;
            }
            cells.push(SuiteCell { entry: name.clone(), device, priority, scenario });
        }
    }
}

/// What the entry says of its scenario.
fn inputs(fields: &Fields<'_>, tags: &[String]) -> Inputs {
    let reader = fields.reader;
    let mut parameters = BTreeMap::new();
    if let (Some(node), Shape::Map { of, .. }) = (fields.node("parameters"), fields.shape("parameters")) {
        for Entry { key, place, value } in reader.entries(node, fields.shape("parameters")) {
            let values = reader.texts(value, of);
            let distinct: BTreeSet<&String> = values.iter().collect();
            if values.is_empty() || distinct.len() < values.len() {
                reader.wrong(*place, format!("parameter `{key}` needs a list of values, each of them once"));
                continue;
            }
            parameters.insert(key.clone(), values);
        }
    }
    let mut variables = BTreeMap::new();
    if let Some(node) = fields.node("variables") {
        for Entry { key, value, .. } in reader.entries(node, fields.shape("variables")) {
            variables.extend(reader.line(value).map(|text| (key.clone(), text)));
        }
    }
    let tags = tags.iter().cloned().chain(fields.texts("tags")).collect();
    let (iterations, warmup) = (fields.count("iterations"), fields.count("warmup"));
    let overrides = Overrides { iterations, warmup, tags, parameters, ..Overrides::default() };
    Inputs { variables, environment: BTreeMap::new(), overrides }
}

/// The scenario of an entry, as the entry wants it.
fn plan(
    reader: &Reader<'_>,
    (place, name): (Place, &str),
    suite: &SuiteSource,
    inputs: &Inputs,
    found: &mut Found,
) -> Option<Plan> {
    let first = found.named.insert(name.to_owned());
    let sent = suite.scenarios.get(name).map(|text| sent_source(name, text, suite));
    let shipped = || library().iter().find(|shipped| shipped.name == name).map(LibraryScenario::source);
    let Some(source) = sent.or_else(shipped) else {
        let known = library().iter().map(|shipped| shipped.name);
        let known: Vec<&str> = known.chain(suite.scenarios.keys().map(String::as_str)).collect();
        let reason = format!(
            "scenario `{name}` is neither shipped nor was it sent along; there are {}",
            known.join(", ")
        );
        reader.wrong_word(place, reason, nearest(name, known).as_deref());
        return None;
    };
    let mistakes = match parse(&source, inputs) {
        Ok(plan) => return named_so(plan, reader, (place, name)),
        Err(mistakes) => mistakes,
    };
    // What is wrong without the entry's words, too, is wrong in the scenario's own file.
    if parse(&source, &Inputs::default()).is_err() {
        if first {
            found.in_scenarios.extend_from_slice(mistakes.as_slice());
        }
        return None;
    }
    for mistake in mistakes.as_slice() {
        let reason = format!("`{name}`: {}", mistake.reason);
        reader.wrong_word(place, reason, mistake.suggestion.as_deref());
    }
    None
}

/// Runs are found by the name in the scenario, so the suite has to call it the same.
fn named_so(plan: Plan, reader: &Reader<'_>, (place, name): (Place, &str)) -> Option<Plan> {
    let own = plan.scenarios.first().map(|scenario| scenario.name.clone()).filter(|own| own != name);
    match own {
        None => Some(plan),
        Some(own) => {
            reader.wrong(
                place,
                format!("the scenario that was sent as `{name}` calls itself `{own}`; use one name"),
            );
            None
        }
    }
}

fn sent_source(name: &str, text: &str, suite: &SuiteSource) -> Source {
    Source { name: format!("{name}.yaml"), text: text.to_owned(), pages: suite.pages.clone() }
}
