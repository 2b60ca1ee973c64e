//! The processes that a run measured, by what they do for the browser.

use serde::{Deserialize, Serialize};

use crate::{Timestamp, Unknown};

/// What a process does. Process ids differ from run to run; types and titles are what runs are compared by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ProcessType {
    /// The browser process itself.
    Browser,
    /// Renders a page.
    Renderer,
    /// Draws.
    #[serde(rename = "GPU")]
    Gpu,
    /// Network service.
    Network,
    /// Another utility service.
    Utility,
    /// Anything else, zygotes and crash handlers among them.
    #[serde(other)]
    Other,
}

impl ProcessType {
    /// The spelling of the file format and of metric keys' readers, e.g. `Renderer`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Browser => "Browser",
            Self::Renderer => "Renderer",
            Self::Gpu => "GPU",
            Self::Network => "Network",
            Self::Utility => "Utility",
            Self::Other => "Other",
        }
    }
}

/// One measured process.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProcessInfo {
    /// Operating system's process id.
    pub pid: u32,
    /// Executable name, e.g. `chromium`.
    pub name: String,
    /// What it does.
    pub proc_type: ProcessType,
    /// Title of the tab that it renders.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Address of the tab that it renders.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Current CPU for a process picker, percent of one core.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cpu_usage: Option<f64>,
    /// Current memory for a process picker, bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory_usage: Option<u64>,
    /// First sample that it stands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_seen: Option<Timestamp>,
    /// Last sample that it stands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_seen: Option<Timestamp>,
    /// Fields from a later minor version.
    #[serde(flatten)]
    pub unknown: Unknown,
}
