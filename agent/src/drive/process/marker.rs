//! The environment variables by which the processes of a job are told from all others. Never a process id alone: ids
//! are used again.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// Set in the environment of everything that a job starts; its value names the attempt.
pub const ATTEMPT_VARIABLE: &str = "PERFSIGHT_ATTEMPT";

/// Set beside [`ATTEMPT_VARIABLE`]; its value is the folder of the attempt, which lies in its agent's data folder.
pub const FOLDER_VARIABLE: &str = "PERFSIGHT_ATTEMPT_FOLDER";

/// Which processes belong together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Marker {
    /// Those of one attempt.
    Attempt(String),
    /// Those of every attempt whose folder lies in this one.
    DataFolder(PathBuf),
}

impl Marker {
    /// Whether a process with this environment (`NAME=value` entries) carries the marker.
    pub fn is_carried_by(&self, environment: &[OsString]) -> bool {
        match self {
            Self::Attempt(name) => {
                value(environment, ATTEMPT_VARIABLE).is_some_and(|found| found == OsStr::new(name))
            }
            Self::DataFolder(folder) => {
                value(environment, FOLDER_VARIABLE).is_some_and(|found| Path::new(&found).starts_with(folder))
            }
        }
    }
}

fn value(environment: &[OsString], name: &str) -> Option<OsString> {
    environment.iter().find_map(|entry| {
        let text = entry.to_str()?;
        text.strip_prefix(name)?.strip_prefix('=').map(OsString::from)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(entries: &[&str]) -> Vec<OsString> {
        entries.iter().map(OsString::from).collect()
    }

    #[test]
    fn attempt_is_told_from_a_longer_name() {
        let marker = Marker::Attempt("7#1".into());
        assert!(marker.is_carried_by(&environment(&["HOME=/", "PERFSIGHT_ATTEMPT=7#1"])));
        assert!(!marker.is_carried_by(&environment(&["PERFSIGHT_ATTEMPT=7#10"])));
        assert!(!marker.is_carried_by(&environment(&["PERFSIGHT_ATTEMPTS=7#1"])));
        assert!(!marker.is_carried_by(&[]));
    }

    #[test]
    fn data_folder_holds_its_attempts_and_no_neighbor() {
        let marker = Marker::DataFolder("/data/agent".into());
        assert!(marker.is_carried_by(&environment(&["PERFSIGHT_ATTEMPT_FOLDER=/data/agent/attempts/7"])));
        assert!(!marker.is_carried_by(&environment(&["PERFSIGHT_ATTEMPT_FOLDER=/data/agent2/attempts/7"])));
    }
}
