//! What is wrong with a scenario, and where. Never says so without a place that an editor can jump to.

use std::fmt;

use serde::Serialize;

use crate::yaml::Place;

/// Mistakes beyond this many are counted, not listed: nobody mends them from one list.
const LISTED: usize = 200;
/// Longest reason, characters: a reason may quote what the file says.
const MAX_REASON: usize = 500;

/// One mistake in a file that somebody wrote.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Mistake {
    /// Name of the file, as the caller gave it.
    pub file: String,
    /// Line, counted from 1.
    pub line: u32,
    /// Column in characters, counted from 1.
    pub column: u32,
    /// What is wrong and, where that is not plain, how to mend it.
    pub reason: String,
    /// The nearest word that would have been right.
    pub suggestion: Option<String>,
}

/// All mistakes of a file, sorted by place; never empty. `Display` prints one a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mistakes {
    #[serde(rename = "mistakes")]
    list: Vec<Mistake>,
    omitted: usize,
}

impl Mistake {
    /// What a file says may be long and may steer a terminal: quotes are shortened, control characters replaced.
    pub(crate) fn new(file: &str, place: Place, reason: &str, suggestion: Option<&str>) -> Self {
        let shown = |text: &str| {
            let short = text.chars().take(MAX_REASON);
            short.map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect::<String>()
        };
        let Place { line, column } = place;
        Self { file: file.to_owned(), line, column, reason: shown(reason), suggestion: suggestion.map(shown) }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.reason)?;
        match &self.suggestion {
            Some(word) => write!(f, "; did you mean `{word}`?"),
            None => Ok(()),
        }
    }
}

impl Mistakes {
    /// Sorts by place and drops what several parameter combinations reported alike.
    pub(crate) fn new(mut list: Vec<Mistake>) -> Self {
        list.sort_by(|a, b| (a.line, a.column, &a.reason).cmp(&(b.line, b.column, &b.reason)));
        list.dedup();
        let omitted = list.len().saturating_sub(LISTED);
        list.truncate(LISTED);
        Self { list, omitted }
    }

    /// The mistakes, by line.
    pub fn as_slice(&self) -> &[Mistake] {
        &self.list
    }

    /// How many further mistakes are counted but not listed.
    pub const fn omitted(&self) -> usize {
        self.omitted
    }
}

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, mistake) in self.list.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(f, "{mistake}")?;
        }
        if self.omitted > 0 {
            write!(f, "\nand {} more", self.omitted)?;
        }
        Ok(())
    }
}

impl std::error::Error for Mistakes {}
