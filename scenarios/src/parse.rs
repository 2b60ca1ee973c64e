//! YAML text to a plan, or to every mistake in it. Reads no file, no environment and no clock.

use std::collections::{BTreeMap, BTreeSet};

use crate::build;
use crate::declared::{self, Declared};
use crate::fill::Scope;
use crate::mistake::{Mistake, Mistakes};
use crate::nearest::nearest;
use crate::plan::Plan;
use crate::read::{Fields, Reader};
use crate::source::{Inputs, Source};
use crate::words::SCENARIO;
use crate::yaml::{self, Content, Flaw, MAX_BYTES, Node, Place};

pub(crate) const START: Place = Place { line: 1, column: 1 };
/// Mistakes after which further parameter combinations are not read.
const ENOUGH: usize = 200;

/// Reads a scenario and expands its parameters; on failure every mistake of the file, by line.
pub fn parse(source: &Source, inputs: &Inputs) -> Result<Plan, Mistakes> {
    let text = source.text.strip_prefix('\u{feff}').unwrap_or(&source.text);
    let (root, flaws) = mapping(&source.name, text, "scenario")?;
    let first = Reader::new(&source.name, text, Scope::default());
    for flaw in flaws {
        first.flaw(flaw);
    }
    let mut declared = declared::read(&first, &root);
    declared::replace(&first, &mut declared, &inputs.overrides.parameters);
    let mut mistakes = first.into_mistakes();
    let (plan, further) = expand(source, inputs, text, &root, &declared);
    mistakes.extend(further);
    if mistakes.is_empty() { Ok(plan) } else { Err(Mistakes::new(mistakes)) }
}

/// The tree of a text that is a mapping; `what` is what it shall be, for messages.
pub(crate) fn mapping(file: &str, text: &str, what: &str) -> Result<(Node, Vec<Flaw>), Mistakes> {
    if text.len() > MAX_BYTES {
        let reason = format!("{} bytes of {what}; at most {MAX_BYTES} (1 MiB) are read", text.len());
        return Err(alone(file, START, reason));
    }
    if let Some(at) = text.find(|c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        let reason = "a control character stands here; this is not a text file";
        return Err(alone(file, place_of(text, at), reason));
    }
    let (root, flaws) = yaml::read(text).map_err(|flaw| alone(file, flaw.place, flaw.reason))?;
    if !matches!(root.content, Content::Map(_)) {
        let reason =
            format!("a {what} is a mapping that begins with `name:`; see the examples in scenarios/library");
        return Err(alone(file, root.place, reason));
    }
    Ok((root, flaws))
}

/// As [`parse`], for bytes that may not be text; `name` and `bytes` take the place of the source's.
pub fn parse_bytes(
    name: &str,
    bytes: &[u8],
    pages: BTreeMap<String, String>,
    inputs: &Inputs,
) -> Result<Plan, Mistakes> {
    if bytes.len() > MAX_BYTES {
        let reason = format!("{} bytes of scenario; at most {MAX_BYTES} (1 MiB) are read", bytes.len());
        return Err(alone(name, START, reason));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let good = std::str::from_utf8(&bytes[..error.valid_up_to()]).expect("text up to the first fault");
        alone(name, place_of(good, good.len()), "this is not UTF-8 text")
    })?;
    parse(&Source { name: name.to_owned(), text: text.to_owned(), pages }, inputs)
}

/// The folder that `pages:` names, relative to the scenario's own, so that the caller can gather its files before it
/// parses. `None` where there is none, or where [`parse`] will say what is wrong with it.
pub fn pages_folder(text: &str) -> Option<String> {
    if text.len() > MAX_BYTES {
        return None;
    }
    let (root, _) = yaml::read(text.strip_prefix('\u{feff}').unwrap_or(text)).ok()?;
    let folder = declared::entry(&root, "pages")?;
    match &folder.content {
        Content::Scalar(scalar) => build::site::clean_folder(&scalar.text).ok(),
        Content::List(_) | Content::Map(_) => None,
    }
}

fn expand(
    source: &Source,
    inputs: &Inputs,
    text: &str,
    root: &Node,
    declared: &Declared,
) -> (Plan, Vec<Mistake>) {
    let mut mistakes = Vec::new();
    let mut plan =
        Plan { scenarios: Vec::new(), parameters: declared.parameters.clone(), variables: BTreeMap::new() };
    let mut used = BTreeSet::new();
    for parameters in declared::combinations(&plan.parameters) {
        let scope = Scope {
            parameters: parameters.clone(),
            command_line: inputs.variables.clone(),
            environment: inputs.environment.clone(),
            file: declared.variables.clone(),
            secrets: declared.secrets.clone(),
            used: std::cell::RefCell::default(),
        };
        let reader = Reader::new(&source.name, text, scope);
        if let Some(fields) = Fields::open(&reader, root, &SCENARIO) {
            plan.scenarios.extend(build::scenario(&fields, source, &inputs.overrides));
        }
        used.append(&mut reader.scope.used.borrow_mut());
        mistakes.extend(reader.into_mistakes());
        if mistakes.len() > ENOUGH {
            break;
        }
    }
    used.extend(declared.variables.keys().cloned());
    mistakes.extend(misplaced_variables(source, inputs, declared, &used));
    plan.variables = known_values(used, inputs, &declared.variables);
    (plan, mistakes)
}

/// Variables of the command line that change nothing.
fn misplaced_variables(
    source: &Source,
    inputs: &Inputs,
    declared: &Declared,
    used: &BTreeSet<String>,
) -> Vec<Mistake> {
    let misplaced = |name: &String| {
        if declared.parameters.iter().any(|(parameter, _)| parameter == name) {
            let reason = format!("`{name}` is a parameter of this scenario; its values stand in the file");
            return Some(Mistake::new(&source.name, START, &reason, None));
        }
        let unknown = !used.contains(name);
        unknown.then(|| {
            let suggestion = nearest(name, used.iter().map(String::as_str));
            let reason = format!("variable `{name}` was given, but this scenario does not use it");
            Mistake::new(&source.name, START, &reason, suggestion.as_deref())
        })
    };
    inputs.variables.keys().filter_map(misplaced).collect()
}

fn known_values(
    used: impl IntoIterator<Item = String>,
    inputs: &Inputs,
    file: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    let value = |name: &String| {
        [&inputs.variables, &inputs.environment, file]
            .into_iter()
            .find_map(|values| values.get(name))
            .cloned()
    };
    used.into_iter().filter_map(|name| value(&name).map(|value| (name, value))).collect()
}

fn place_of(text: &str, at: usize) -> Place {
    let before = &text[..at];
    let line = before.bytes().filter(|byte| *byte == b'\n').count() as u32 + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() as u32 + 1;
    Place { line, column }
}

fn alone(file: &str, place: Place, reason: impl AsRef<str>) -> Mistakes {
    Mistakes::new(vec![Mistake::new(file, place, reason.as_ref(), None)])
}
