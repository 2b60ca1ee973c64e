//! A suite: which scenarios are run together, on which devices. Reads no file; the scenarios that it names are shipped or
//! come with it.

mod device;
mod entry;

use std::collections::{BTreeMap, BTreeSet};

use crate::Scenario;
use crate::declared;
use crate::fill::Scope;
use crate::mistake::{Mistake, Mistakes};
use crate::parse::{START, mapping};
use crate::read::{Fields, Reader};
use crate::words::SUITE;
use crate::yaml::{self, Content, MAX_BYTES, Node};

/// The most cells of a suite.
pub const MAX_CELLS: usize = 500;
/// Longest name of a suite, characters.
const MAX_NAME: usize = 100;

/// A suite file and what is sent along with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SuiteSource {
    /// Name for messages, e.g. `nightly.yaml`.
    pub name: String,
    /// The YAML text.
    pub text: String,
    /// YAML texts of scenarios by their name; one of these goes before a shipped one of the same name.
    pub scenarios: BTreeMap<String, String>,
    /// Text files of those scenarios by their path relative to them, as in [`crate::Source`].
    pub pages: BTreeMap<String, String>,
}

/// A checked suite with every cell that it asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Suite {
    /// Unique within a project.
    pub name: String,
    /// One sentence for the reader.
    pub description: Option<String>,
    /// In the order of the file: entry by entry, device by device, the last parameter changing fastest; never empty.
    pub cells: Vec<SuiteCell>,
}

/// One scenario on one kind of device with one combination of its parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct SuiteCell {
    /// What pages call the entry.
    pub entry: String,
    /// The kind of device, in words.
    pub device: String,
    /// Of its job; higher goes first.
    pub priority: i32,
    /// What to run, with the requirements of the device and the tags of suite and entry in it.
    pub scenario: Scenario,
}

/// Reads a suite and everything that it names; on failure every mistake of all files, by line.
pub fn parse_suite(source: &SuiteSource) -> Result<Suite, Mistakes> {
    let text = source.text.strip_prefix('\u{feff}').unwrap_or(&source.text);
    let (root, flaws) = mapping(&source.name, text, "suite")?;
    let reader = Reader::new(&source.name, text, Scope::default());
    for flaw in flaws {
        reader.flaw(flaw);
    }
    let mut found = entry::Found::default();
    let suite = Fields::open(&reader, &root, &SUITE).and_then(|fields| suite(&fields, source, &mut found));
    let unused = source.scenarios.keys().filter(|name| !found.named.contains(*name));
    for name in unused {
        reader.wrong(START, format!("scenario `{name}` was sent along, but no entry names it"));
    }
    let mut mistakes: Vec<Mistake> = reader.into_mistakes();
    mistakes.extend(found.in_scenarios);
    match suite {
        Some(suite) if mistakes.is_empty() => Ok(suite),
        _ => Err(Mistakes::new(mistakes)),
    }
}

/// The scenarios that a suite names, so that the caller can gather their files before it parses. What cannot be read names
/// none; [`parse_suite`] will say why.
pub fn scenarios_of_suite(text: &str) -> BTreeSet<String> {
    if text.len() > MAX_BYTES {
        return BTreeSet::new();
    }
    let Ok((root, _)) = yaml::read(text.strip_prefix('\u{feff}').unwrap_or(text)) else {
        return BTreeSet::new();
    };
    let Some(Content::List(entries)) = declared::entry(&root, "entries").map(|node| &node.content) else {
        return BTreeSet::new();
    };
    let names = entries.iter().filter_map(|entry| plain(declared::entry(entry, "scenario").unwrap_or(entry)));
    names.map(str::to_owned).collect()
}

fn suite(fields: &Fields<'_>, source: &SuiteSource, found: &mut entry::Found) -> Option<Suite> {
    let (name, description) = (name(fields), fields.text("description"));
    let (tags, priority) = (fields.texts("tags"), fields.whole("priority"));
    let usual = device::wishes(fields);
    let shared = entry::Shared { source, tags, priority: priority.unwrap_or_default() as i32, usual };
    let node = fields.node("entries")?;
    let items = fields.reader.items(node, fields.shape("entries"));
    if items.is_empty() && matches!(node.content, Content::List(_)) {
        fields.reader.wrong(node.place, "a suite without entries runs nothing; name a scenario");
    }
    let mut cells = Vec::new();
    for item in items {
        entry::read(fields.reader, item, &shared, found, &mut cells);
    }
    if cells.len() > MAX_CELLS {
        let reason = format!("the entries make {} jobs; at most {MAX_CELLS}", cells.len());
        fields.reader.wrong(node.place, reason);
    }
    Some(Suite { name: name?, description, cells })
}

/// The name, which stands in addresses.
fn name(fields: &Fields<'_>) -> Option<String> {
    let name = fields.text("name")?;
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if !name.chars().all(good) || name.starts_with('.') || name.len() > MAX_NAME {
        let place = fields.node("name").map_or(fields.place, |node| node.place);
        let reason = format!(
            "a suite's name stands in addresses: letters, digits, `-`, `_` and `.`, no `.` first, at most {MAX_NAME}"
        );
        fields.reader.wrong(place, reason);
        return None;
    }
    Some(name)
}

fn plain(node: &Node) -> Option<&str> {
    match &node.content {
        Content::Scalar(scalar) => Some(&scalar.text),
        Content::List(_) | Content::Map(_) => None,
    }
}
