//! Which devices a list shows. Asks no device.

use serde::Deserialize;
use utoipa::IntoParams;

use crate::http_api::wire::error::{ApiError, Code};
use crate::lease::{Device, carries};

/// Words of [`Device::state`].
const STATES: [&str; 6] = ["ready", "busy", "unavailable", "draining", "offline", "quarantined"];

/// Which devices to list; every parameter narrows the list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DeviceQuery {
    /// One or more of `ready`, `busy`, `unavailable`, `draining`, `offline` and `quarantined`, separated by commas; one that
    /// works in quarantine is found by both words.
    #[param(pattern = r"^[ ,]*((ready|busy|unavailable|draining|offline|quarantined)( *,[ ,]*|$))*$")]
    pub state: Option<String>,
    /// `linux`, `macos`, `windows`, `chromeos`, `android`, `ios` or `simulated`.
    pub platform: Option<String>,
    /// With this label: `name` or `name=value`.
    pub label: Option<String>,
    /// With this browser: `chromium`, `firefox` or `simulated`.
    pub browser: Option<String>,
    /// Whose name holds this, whatever the case.
    pub search: Option<String>,
    /// Whether what each did lately is told, too.
    #[param(default = false)]
    pub activity: Option<bool>,
}

impl DeviceQuery {
    /// Nothing if every word is known.
    pub(super) fn check(&self) -> Result<(), ApiError> {
        match self.states().find(|word| !STATES.contains(word)) {
            None => Ok(()),
            Some(word) => {
                let msg = format!("unknown state `{word}`; choose among {}", STATES.join(", "));
                Err(ApiError::new(Code::Parameter, msg))
            }
        }
    }

    /// Whether a device is among them.
    pub(super) fn finds(&self, device: &Device) -> bool {
        let Self { state: _, platform, label, browser, search, activity: _ } = self;
        let asked = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
        let is_in =
            |word: &str| word == device.state() || (word == "quarantined" && device.quarantine.is_some());
        (self.states().next().is_none() || self.states().any(is_in))
            && asked(platform).is_none_or(|platform| platform.eq_ignore_ascii_case(&device.platform))
            && asked(label).is_none_or(|label| carries(&device.labels, &label))
            && asked(browser).is_none_or(|kind| device.browsers.iter().any(|browser| browser.kind == kind))
            && asked(search).is_none_or(|search| {
                device.id.as_str().to_lowercase().contains(&search.trim().to_lowercase())
            })
    }

    fn states(&self) -> impl Iterator<Item = &str> {
        self.state.as_deref().unwrap_or_default().split(',').map(str::trim).filter(|word| !word.is_empty())
    }
}
