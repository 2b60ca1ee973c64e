//! Whose jobs an agent gets, as its column holds it. No project has the word for all of them as its id.

use crate::lease::Serves;

/// Every project. Ids of projects are letters, digits and dashes.
const EVERYONE: &str = "*";

/// The column's word.
pub(super) fn word_of(serves: &Serves) -> &str {
    match serves {
        Serves::Everyone => EVERYONE,
        Serves::Project(project) => project,
    }
}

/// What a column's word stands for.
pub(super) fn serves_of(word: &str) -> Serves {
    if word == EVERYONE { Serves::Everyone } else { Serves::Project(word.to_owned()) }
}

/// The words of all who get a project's jobs.
pub(super) fn words_for(project: &str) -> [&str; 2] {
    [EVERYONE, project]
}
