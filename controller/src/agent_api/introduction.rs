//! Checks what an agent says of itself before it is believed. Registers nobody.

use std::collections::BTreeSet;

use protocol::{Abilities, DeviceAdvert, Hello};

/// The longest name, label, version and fact, bytes.
const MAX_TEXT_BYTES: usize = 300;
/// The most devices of one agent.
const MAX_DEVICES: usize = 256;
/// The most labels of an agent, facts of a device, browsers of a device and attempts that an agent may hold.
const MAX_ENTRIES: usize = 256;

/// An introduction that is not believed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IntroductionError {
    /// A text is empty or too long.
    #[error("{what} has {bytes} bytes; 1 to {MAX_TEXT_BYTES} are allowed")]
    TextLength {
        /// Which.
        what: &'static str,
        /// Its length.
        bytes: usize,
    },
    /// A text holds control characters.
    #[error("{what} holds control characters")]
    Control {
        /// Which.
        what: &'static str,
    },
    /// Too many of something.
    #[error("the hello has {found} {what}; at most {limit} are allowed")]
    TooMany {
        /// Of what, in the plural.
        what: &'static str,
        /// How many.
        found: usize,
        /// How many may be.
        limit: usize,
    },
    /// A device is named twice.
    #[error("device `{device}` is named twice")]
    Twice {
        /// Which.
        device: String,
    },
}

/// Nothing if the introduction can be believed.
pub(super) fn check_hello(hello: &Hello) -> Result<(), IntroductionError> {
    check_text("the agent's name", &hello.name)?;
    check_text("the agent's version", &hello.version)?;
    check_count("devices", hello.devices.len(), MAX_DEVICES)?;
    check_count("labels", hello.labels.len(), MAX_ENTRIES)?;
    check_count("running attempts", hello.running.len(), MAX_ENTRIES)?;
    for (name, value) in &hello.labels {
        check_text("a label's name", name)?;
        check_text("a label's value", value)?;
    }
    let mut seen = BTreeSet::new();
    for device in &hello.devices {
        check_device(device)?;
        if !seen.insert(&device.device) {
            return Err(IntroductionError::Twice { device: device.device.to_string() });
        }
    }
    Ok(())
}

/// Nothing if what is said of a device can be believed.
pub(super) fn check_device(device: &DeviceAdvert) -> Result<(), IntroductionError> {
    check_text("a device's name", device.device.as_str())?;
    check_text("a device's platform", &device.platform)?;
    check_count("facts", device.facts.len(), MAX_ENTRIES)?;
    check_count("browsers", device.browsers.len(), MAX_ENTRIES)?;
    for browser in &device.browsers {
        check_text("a browser's kind", &browser.kind)?;
        check_text("a browser's version", &browser.version)?;
    }
    if let Some(Abilities { steps, conditions }) = &device.abilities {
        check_count("steps and conditions", steps.len() + conditions.len(), MAX_ENTRIES)?;
        steps.iter().chain(conditions).try_for_each(|word| check_text("the word of a step", word))?;
    }
    Ok(())
}

fn check_text(what: &'static str, text: &str) -> Result<(), IntroductionError> {
    if text.is_empty() || text.len() > MAX_TEXT_BYTES {
        return Err(IntroductionError::TextLength { what, bytes: text.len() });
    }
    if text.chars().any(char::is_control) {
        return Err(IntroductionError::Control { what });
    }
    Ok(())
}

fn check_count(what: &'static str, found: usize, limit: usize) -> Result<(), IntroductionError> {
    if found > limit { Err(IntroductionError::TooMany { what, found, limit }) } else { Ok(()) }
}
