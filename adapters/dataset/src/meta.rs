//! What a run was for and in which circumstances it took place.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Collection, Definition, Env, Unknown};

/// Context, environment, collection and definitions of one run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Meta {
    /// Scenario, build, tags.
    pub test_context: TestContext,
    /// Device, system, browser.
    #[serde(default)]
    pub env: Env,
    /// How the measurements were taken.
    pub collection: Collection,
    /// Unit, meaning and direction per metric key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub definitions: BTreeMap<String, Definition>,
    /// Fields from a later minor version.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// What was run, and for which build.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TestContext {
    /// The scenario's name; runs are compared only within one scenario.
    pub scenario_name: String,
    /// Build under test.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub build_id: Option<String>,
    /// Free tags; at most one `release:<version>` among them.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Free notes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// Values of the scenario's parameters for this run.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, String>,
    /// Fields from a later minor version.
    #[serde(flatten)]
    pub unknown: Unknown,
}

impl TestContext {
    /// The version in the first `release:<version>` tag.
    pub fn release(&self) -> Option<&str> {
        self.tags.iter().find_map(|tag| tag.strip_prefix("release:"))
    }
}
