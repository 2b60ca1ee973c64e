//! The machine and the software that a run took place on.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Unknown;

/// Environment of one run. A field that nobody could read is absent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Env {
    /// Operating system with its version, e.g. `Debian GNU/Linux 12`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub os: Option<String>,
    /// `linux`, `macos`, `windows`, `chromeos`, `android` or `ios`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
    /// Processor architecture, e.g. `x86_64`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arch: Option<String>,
    /// Device model or host name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_name: Option<String>,
    /// Devices of one class may serve as each other's baseline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_class: Option<String>,
    /// Logical processors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cpu_cores: Option<u32>,
    /// Browser under test, e.g. `chromium`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub browser_name: Option<String>,
    /// Release channel of the browser, e.g. `stable`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub browser_channel: Option<String>,
    /// Version of the browser.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub browser_version: Option<String>,
    /// Version of the collecting extension.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension_version: Option<String>,
    /// Name of the app under test.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app_name: Option<String>,
    /// Version of the app under test.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app_version: Option<String>,
    /// Everything that makes two runs incomparable when it differs, as readable text per key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fingerprint: BTreeMap<String, String>,
    /// Fields from a later minor version.
    #[serde(flatten)]
    pub unknown: Unknown,
}
