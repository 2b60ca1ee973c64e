//! Everything that makes two runs incomparable when it differs. Never holds what differs between two equal runs.

use std::collections::BTreeMap;

use protocol::DeviceAdvert;
use scenarios::{BrowserKind, BrowserSpec, Viewport};

/// What a run took place in.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances<'a> {
    /// The device.
    pub device: &'a DeviceAdvert,
    /// How the browser was asked for; absent where none was.
    pub browser: Option<&'a BrowserSpec>,
    /// As the browser said it.
    pub browser_version: Option<&'a str>,
    /// Its command-line arguments, without the profile's folder.
    pub arguments: &'a [String],
    /// The inner size that the window had.
    pub viewport: Option<Viewport>,
    /// Version of the agent's binary.
    pub agent_version: &'a str,
}

/// Facts of the device that count.
const FACTS: [&str; 9] = [
    "model",
    "kernel",
    "cpu_model",
    "cpu_cores",
    "memory_bytes",
    "governor",
    "power_source",
    "virtualization",
    "container",
];

/// Readable text per key. A fact that could not be read is absent.
pub fn fingerprint(of: &Circumstances<'_>) -> BTreeMap<String, String> {
    let Circumstances { device, browser, browser_version, arguments, viewport, agent_version } = *of;
    let kind = browser.map(|browser| match browser.kind {
        BrowserKind::Chromium => "chromium",
        BrowserKind::Firefox => "firefox",
        BrowserKind::Simulated => "simulated",
    });
    let driver = device.browsers.iter().find(|advert| Some(advert.kind.as_str()) == kind);
    let display = browser.and_then(|browser| {
        if browser.headless { Some("headless".to_owned()) } else { device.facts.get("display").cloned() }
    });
    let mut fingerprint: BTreeMap<String, String> = FACTS
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), device.facts.get(*name)?.clone())))
        .collect();
    let rest = [
        ("device", Some(device.device.to_string())),
        ("os", Some(device.os.clone())),
        ("arch", Some(device.arch.clone())),
        ("browser", kind.map(str::to_owned)),
        ("browser_version", browser_version.map(str::to_owned)),
        ("driver_version", driver.map(|advert| advert.driver_version.clone())),
        ("browser_arguments", (!arguments.is_empty()).then(|| arguments.join(" "))),
        ("display", display),
        ("viewport", viewport.map(|size| format!("{}x{}", size.width, size.height))),
        ("agent_version", Some(agent_version.to_owned())),
    ];
    fingerprint.extend(rest.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
    fingerprint
}
