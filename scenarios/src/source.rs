//! What a scenario is made from: its text, its pages, and what the caller fills in. Holds data, fetches none.

use std::collections::BTreeMap;

/// A scenario file and the files next to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// Name for messages, e.g. `scenarios/library/scroll.yaml`.
    pub name: String,
    /// The YAML text.
    pub text: String,
    /// Text files by their path relative to the scenario's folder, with `/` (`pages/scroll/index.html`). Those under
    /// the folder that `pages:` names (see [`crate::pages_folder`]) travel with the scenario; others are ignored.
    pub pages: BTreeMap<String, String>,
}

/// What the caller fills in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inputs {
    /// Variables from the command line; they win over the environment. One that the file does not know is a mistake.
    pub variables: BTreeMap<String, String>,
    /// Environment variables; leave empty where the file's author may not read them, as on a server.
    pub environment: BTreeMap<String, String>,
    /// Values that replace what the file says.
    pub overrides: Overrides,
}

/// Values that replace what the file says; they are held to the same limits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    /// Iterations that are judged.
    pub iterations: Option<u32>,
    /// Iterations that are run first and never judged.
    pub warmup: Option<u32>,
    /// Replaces `base_url`, or the pages.
    pub base_url: Option<String>,
    /// Whether the browser shows no window.
    pub headless: Option<bool>,
    /// Added to the file's tags.
    pub tags: Vec<String>,
    /// Values that stand in place of a parameter's own; one that the file does not declare is a mistake.
    pub parameters: BTreeMap<String, Vec<String>>,
}
