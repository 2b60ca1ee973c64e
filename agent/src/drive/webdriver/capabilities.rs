//! What a browser is asked for when it starts. Never an option that changes what a page does, but for pages that are
//! left: they end.

use std::path::Path;

use scenarios::{BrowserSpec, Viewport};
use serde_json::{Map, Value, json};

/// Facts of the host that decide on options.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Host {
    /// Chromium's sandbox refuses to run as root.
    pub(crate) is_root: bool,
}

/// Arguments of a Chromium start, the scenario's own last, so that they win.
pub(crate) fn chromium_arguments(spec: &BrowserSpec, host: Host) -> Vec<String> {
    let mut arguments: Vec<String> = [
        "--disable-quic",
        "--no-first-run",
        "--no-default-browser-check",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-background-timer-throttling",
        "--disable-backgrounding-occluded-windows",
        "--disable-renderer-backgrounding",
        // Six pages that were left would live on, frozen, and be measured with the present one.
        "--disable-back-forward-cache",
        // Renderers that belong to no page would be measured with it.
        "--disable-features=SpareRendererForSitePerProcess,WebUIOmniboxPopup,WebUIOmniboxAimPopup,\
         WebUIOmniboxFullPopup",
    ]
    .map(str::to_owned)
    .into();
    if spec.headless {
        arguments.extend(["--headless=new".to_owned(), "--disable-gpu".to_owned()]);
    }
    if host.is_root {
        arguments.push("--no-sandbox".to_owned());
    }
    if let Some(locale) = &spec.locale {
        arguments.push(format!("--lang={locale}"));
    }
    let Viewport { width, height } = spec.viewport;
    arguments.push(format!("--window-size={width},{height}"));
    arguments.extend(spec.arguments.iter().cloned());
    arguments
}

/// The capabilities of a Chromium session; the page is "loaded" for the driver when its document is parsed, and
/// steps wait further where they are told to.
pub(crate) fn chromium(binary: &Path, arguments: &[String], profile: &Path) -> Map<String, Value> {
    let mut arguments = arguments.to_vec();
    arguments.push(format!("--user-data-dir={}", profile.display()));
    object(json!({
        "browserName": "chrome",
        "pageLoadStrategy": "eager",
        "unhandledPromptBehavior": "accept",
        "goog:chromeOptions": { "binary": binary, "args": arguments },
    }))
}

/// Arguments of a Firefox start, the scenario's own last.
pub(crate) fn firefox_arguments(spec: &BrowserSpec) -> Vec<String> {
    let Viewport { width, height } = spec.viewport;
    let mut arguments = vec![format!("--width={width}"), format!("--height={height}")];
    if spec.headless {
        arguments.push("-headless".to_owned());
    }
    arguments.extend(spec.arguments.iter().cloned());
    arguments
}

/// The capabilities of a Firefox session.
pub(crate) fn firefox(
    binary: &Path,
    arguments: &[String],
    profile: &Path,
    locale: Option<&str>,
) -> Map<String, Value> {
    let mut arguments = arguments.to_vec();
    arguments.extend(["-profile".to_owned(), profile.display().to_string()]);
    let mut preferences = json!({
        "dom.min_background_timeout_value": 4,
        // Processes that belong to no page, and pages that were left, would be measured with the present one.
        "dom.ipc.processPrelaunch.enabled": false,
        "browser.sessionhistory.max_total_viewers": 0,
        "browser.shell.checkDefaultBrowser": false,
        "datareporting.policy.dataSubmissionEnabled": false,
        "app.update.enabled": false,
        "network.http.http3.enable": false,
    });
    if let Some(locale) = locale {
        preferences["intl.accept_languages"] = json!(locale);
    }
    object(json!({
        "browserName": "firefox",
        "pageLoadStrategy": "eager",
        "unhandledPromptBehavior": "accept",
        "moz:firefoxOptions": { "binary": binary, "args": arguments, "prefs": preferences },
    }))
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use scenarios::BrowserKind;

    use super::*;

    fn spec() -> BrowserSpec {
        BrowserSpec {
            kind: BrowserKind::Chromium,
            binary: None,
            arguments: vec!["--mute-audio".into()],
            headless: true,
            viewport: Viewport { width: 800, height: 600 },
            locale: Some("de-DE".into()),
            profile: None,
        }
    }

    #[test]
    fn sandbox_is_given_up_for_root_alone() {
        let has = |is_root| {
            chromium_arguments(&spec(), Host { is_root }).iter().any(|argument| argument == "--no-sandbox")
        };
        assert!(has(true));
        assert!(!has(false));
    }

    #[test]
    fn scenario_has_the_last_word() {
        let arguments = chromium_arguments(&spec(), Host { is_root: false });
        assert_eq!(arguments.last().map(String::as_str), Some("--mute-audio"));
        assert!(arguments.contains(&"--lang=de-DE".to_owned()));
        assert!(arguments.iter().any(|argument| argument.contains("Popup,WebUIOmniboxAimPopup")));
    }
}
