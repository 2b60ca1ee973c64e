//! What a file declares before anything can be filled in: variables, secrets and parameters. Fills in nothing itself.

use std::collections::BTreeMap;

use crate::fill::is_name;
use crate::nearest::nearest;
use crate::parse::START;
use crate::read::{Reader, kind};
use crate::words::{SCENARIO, Shape};
use crate::yaml::{Content, Entry, Node, Place};

/// Jobs that one file may ask for.
const MAX_COMBINATIONS: usize = 100;

/// The declarations of a file.
#[derive(Debug, Default)]
pub(crate) struct Declared {
    pub(crate) variables: BTreeMap<String, String>,
    pub(crate) secrets: Vec<String>,
    /// In the order of the file.
    pub(crate) parameters: Vec<(String, Vec<String>)>,
}

/// Reads the declarations and notes what is wrong with them.
pub(crate) fn read(reader: &Reader<'_>, root: &Node) -> Declared {
    let mut declared = Declared::default();
    if let Some(node) = entry(root, "variables") {
        for Entry { key, place, value } in reader.entries(node, shape("variables")) {
            check_name(reader, key, *place);
            declared.variables.extend(plain(reader, value).map(|text| (key.clone(), text)));
        }
    }
    if let Some(node) = entry(root, "secrets") {
        for item in reader.items(node, shape("secrets")) {
            if let Some(name) = plain(reader, item) {
                check_name(reader, &name, item.place);
                declared.secrets.push(name);
            }
        }
    }
    if let Some(node) = entry(root, "parameters") {
        parameters(reader, node, &mut declared);
    }
    declared
}

/// Puts the caller's values in place of the file's; there are never more combinations than a file may have.
pub(crate) fn replace(reader: &Reader<'_>, declared: &mut Declared, values: &BTreeMap<String, Vec<String>>) {
    for (name, values) in values {
        if let Some((_, own)) = declared.parameters.iter_mut().find(|(parameter, _)| parameter == name) {
            own.clone_from(values);
            continue;
        }
        let known = declared.parameters.iter().map(|(parameter, _)| parameter.as_str());
        let suggestion = nearest(name, known);
        let reason = format!("values of `{name}` were given, which this scenario has not as a parameter");
        reader.wrong_word(START, reason, suggestion.as_deref());
    }
    let jobs =
        declared.parameters.iter().fold(1_usize, |jobs, (_, values)| jobs.saturating_mul(values.len()));
    if !values.is_empty() && jobs > MAX_COMBINATIONS {
        reader.wrong(START, format!("the parameters make {jobs} jobs; at most {MAX_COMBINATIONS}"));
        declared.parameters.iter_mut().for_each(|(_, values)| values.truncate(1));
    }
}

/// Every combination, the last parameter changing fastest; one empty combination without parameters.
pub(crate) fn combinations(parameters: &[(String, Vec<String>)]) -> Vec<BTreeMap<String, String>> {
    let mut all = vec![BTreeMap::new()];
    for (name, values) in parameters {
        all = all
            .iter()
            .flat_map(|row| {
                values.iter().map(move |value| {
                    let mut row: BTreeMap<String, String> = row.clone();
                    row.insert(name.clone(), value.clone());
                    row
                })
            })
            .collect();
    }
    all
}

/// The value of a key of a mapping.
pub(crate) fn entry<'n>(root: &'n Node, key: &str) -> Option<&'n Node> {
    match &root.content {
        Content::Map(entries) => entries.iter().find(|entry| entry.key == key).map(|entry| &entry.value),
        Content::Scalar(_) | Content::List(_) => None,
    }
}

fn parameters(reader: &Reader<'_>, node: &Node, declared: &mut Declared) {
    let mut jobs = 1_usize;
    let Shape::Map { of, .. } = shape("parameters") else {
        unreachable!("the tables give `parameters` a mapping")
    };
    for Entry { key, place, value } in reader.entries(node, shape("parameters")) {
        check_name(reader, key, *place);
        if declared.variables.contains_key(key) || declared.secrets.contains(key) {
            reader.wrong(
                *place,
                format!("`{key}` is declared twice: as a parameter and as a variable or secret"),
            );
        }
        let mut values: Vec<String> = Vec::new();
        for item in reader.items(value, of) {
            let Some(text) = plain(reader, item) else { continue };
            if values.contains(&text) {
                reader.wrong(item.place, format!("`{text}` stands in this list twice"));
            } else {
                values.push(text);
            }
        }
        if values.is_empty() {
            reader.wrong(*place, format!("parameter `{key}` needs a list with at least one value"));
            continue;
        }
        jobs = jobs.saturating_mul(values.len());
        declared.parameters.push((key.clone(), values));
    }
    if jobs > MAX_COMBINATIONS {
        let reason = format!("the parameters make {jobs} jobs; at most {MAX_COMBINATIONS}");
        reader.wrong(node.place, reason);
        // One combination is enough to find the other mistakes.
        declared.parameters.iter_mut().for_each(|(_, values)| values.truncate(1));
    }
}

/// A scalar in which nothing is filled in.
fn plain(reader: &Reader<'_>, node: &Node) -> Option<String> {
    let Content::Scalar(scalar) = &node.content else {
        reader.wrong(node.place, format!("this must be a single value, not {}", kind(node)));
        return None;
    };
    if node.is_null() {
        reader.wrong(node.place, "a value is missing here; write `\"\"` for an empty one");
        return None;
    }
    if scalar.text.contains("${") {
        reader.wrong(node.place, "`${…}` is not filled in here; give the value itself");
        return None;
    }
    Some(scalar.text.clone())
}

fn check_name(reader: &Reader<'_>, name: &str, place: Place) {
    if !is_name(name) {
        let reason = format!("`{name}` is not a name: letters, digits and `_`, at most 64, no digit first");
        reader.wrong(place, reason);
    }
}

fn shape(word: &str) -> &'static Shape {
    &SCENARIO.key(word).expect("readers ask only for words of the table").shape
}
