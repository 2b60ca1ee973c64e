//! `${NAME}`, `${NAME:-default}` and `${secret:NAME}` in a text. Never puts a secret's value anywhere: a secret
//! stays the reference that the author wrote.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::nearest::nearest;

/// Where values come from, nearest first: parameters of this job, command line, environment, the file's own.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    pub(crate) parameters: BTreeMap<String, String>,
    pub(crate) command_line: BTreeMap<String, String>,
    pub(crate) environment: BTreeMap<String, String>,
    pub(crate) file: BTreeMap<String, String>,
    pub(crate) secrets: Vec<String>,
    /// Names that were asked for, so that a misspelled one on the command line is noticed.
    pub(crate) used: RefCell<BTreeSet<String>>,
}

/// A reference that cannot be filled.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Unfilled {
    /// The reference as written, to find its place.
    pub(crate) written: String,
    pub(crate) reason: String,
    pub(crate) suggestion: Option<String>,
}

/// Whether secrets may be referred to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Secrets {
    Allowed,
    Refused,
}

/// The text with every reference filled, and those that could not be.
pub(crate) fn fill(text: &str, scope: &Scope, secrets: Secrets) -> (String, Vec<Unfilled>) {
    let mut filled = String::with_capacity(text.len());
    let mut unfilled = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        filled.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix("$${") {
            filled.push_str("${");
            rest = after;
        } else if let Some(after) = rest.strip_prefix("${") {
            let end = after.find('}');
            let inner = &after[..end.unwrap_or(0)];
            match end.ok_or_else(|| open_ended(after)).and_then(|_| value(inner, scope, secrets)) {
                Ok(value) => filled.push_str(&value),
                Err(problem) => unfilled.push(problem),
            }
            rest = end.map_or("", |end| &after[end + 1..]);
        } else {
            filled.push('$');
            rest = &rest[1..];
        }
    }
    filled.push_str(rest);
    (filled, unfilled)
}

/// Whether `text` may name a variable, a parameter or a secret.
pub(crate) fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    text.len() <= 64
        && chars.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && chars.all(|other| other.is_ascii_alphanumeric() || other == '_')
}

impl Scope {
    fn lookup(&self, name: &str) -> Option<&String> {
        self.used.borrow_mut().insert(name.to_owned());
        [&self.parameters, &self.command_line, &self.environment, &self.file]
            .into_iter()
            .find_map(|values| values.get(name))
    }

    /// Names for suggestions; the environment's are not shown.
    fn names(&self) -> impl Iterator<Item = &str> {
        [&self.parameters, &self.command_line, &self.file]
            .into_iter()
            .flat_map(|m| m.keys().map(String::as_str))
    }
}

fn value(inner: &str, scope: &Scope, secrets: Secrets) -> Result<String, Unfilled> {
    if let Some(name) = inner.strip_prefix("secret:") {
        return secret(name, scope, secrets);
    }
    let (name, default) = match inner.split_once(":-") {
        Some((name, default)) => (name, Some(default)),
        None => (inner, None),
    };
    let written = format!("${{{inner}}}");
    if !is_name(name) {
        let reason = format!("`{written}` is not a variable; write `$${{` where `${{` is meant literally");
        return Err(Unfilled { written, reason, suggestion: None });
    }
    if let Some(value) = scope.lookup(name) {
        return Ok(value.clone());
    }
    if let Some(default) = default {
        return Ok(default.to_owned());
    }
    if scope.secrets.iter().any(|secret| secret == name) {
        let reason = format!("`{name}` is a secret; write `${{secret:{name}}}`");
        return Err(Unfilled { written, reason, suggestion: None });
    }
    let suggestion = nearest(name, scope.names());
    let reason = format!(
        "variable `{name}` has no value; give one on the command line, in the environment, or under `variables:`"
    );
    Err(Unfilled { written, reason, suggestion })
}

fn secret(name: &str, scope: &Scope, secrets: Secrets) -> Result<String, Unfilled> {
    let written = format!("${{secret:{name}}}");
    if secrets == Secrets::Refused {
        let reason = "a secret may stand only in what a step types, opens, runs or uploads".to_owned();
        return Err(Unfilled { written, reason, suggestion: None });
    }
    if scope.secrets.iter().any(|known| known == name) {
        return Ok(written);
    }
    let suggestion = nearest(name, scope.secrets.iter().map(String::as_str));
    Err(Unfilled { reason: format!("secret `{name}` is not listed under `secrets:`"), written, suggestion })
}

fn open_ended(after: &str) -> Unfilled {
    let written: String = "${".chars().chain(after.chars().take(20)).collect();
    let reason = "`${` without `}`; write `$${` where it is meant literally".to_owned();
    Unfilled { written, reason, suggestion: None }
}
