//! Finds browsers and drivers and asks them for their versions. Never starts a browser.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use protocol::BrowserAdvert;
use tokio::process::Command;
use tokio::time::timeout;

const ASK_LIMIT: Duration = Duration::from_secs(10);

/// Browsers that share a driver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Chromium and Chrome.
    Chromium,
    /// Firefox.
    Firefox,
}

impl Family {
    /// Every family.
    pub const ALL: [Self; 2] = [Self::Chromium, Self::Firefox];

    /// As scenarios and adverts spell it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
        }
    }

    /// Name of its driver's executable.
    pub const fn driver(self) -> &'static str {
        match self {
            Self::Chromium => "chromedriver",
            Self::Firefox => "geckodriver",
        }
    }

    /// Executables in the order in which they are preferred.
    const fn executables(self) -> &'static [&'static str] {
        match self {
            Self::Chromium => {
                &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]
            }
            Self::Firefox => &["firefox", "firefox-esr"],
        }
    }

    /// Places that are seldom on the path.
    const fn places(self) -> &'static [&'static str] {
        match self {
            Self::Chromium => &[
                "/usr/bin/chromium",
                "/opt/google/chrome/chrome",
                "/snap/bin/chromium",
                "/Applications/Chromium.app/Contents/MacOS/Chromium",
                "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
            ],
            Self::Firefox => &[
                "/usr/bin/firefox-esr",
                "/snap/bin/firefox",
                "/Applications/Firefox.app/Contents/MacOS/firefox",
            ],
        }
    }
}

/// A browser or driver that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// Executable.
    pub path: PathBuf,
    /// Full version; absent if it would not say.
    pub version: Option<String>,
}

/// The executables of a family's browsers on this host, best first.
pub fn browser_paths(family: Family) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = family.executables().iter().filter_map(|name| on_path(name)).collect();
    for place in family.places().iter().map(PathBuf::from).filter(|place| place.is_file()) {
        if !found.contains(&place) {
            found.push(place);
        }
    }
    found
}

/// The executable of a family's driver.
pub fn driver_path(family: Family) -> Option<PathBuf> {
    on_path(family.driver()).or_else(|| {
        let place = Path::new("/usr/lib/chromium").join(family.driver());
        place.is_file().then_some(place)
    })
}

/// Asks an executable for its version; absent if it does not answer in time with something like one.
pub async fn ask(path: PathBuf) -> Program {
    let mut command = Command::new(&path);
    command.arg("--version").stdin(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
    let version = match timeout(ASK_LIMIT, command.output()).await {
        Ok(Ok(output)) => version_in(&String::from_utf8_lossy(&output.stdout)),
        Ok(Err(_)) | Err(_) => None,
    };
    Program { path, version }
}

/// Every browser that can be driven: its driver is there and has the same major version where that matters.
pub async fn drivable() -> Vec<BrowserAdvert> {
    let mut adverts = Vec::new();
    for family in Family::ALL {
        let Some(driver) = driver_path(family) else { continue };
        let driver = ask(driver).await;
        for path in browser_paths(family) {
            let browser = ask(path).await;
            if let (Some(version), Some(driver_version)) = (browser.version, driver.version.clone())
                && fits(family, &version, &driver_version)
            {
                adverts.push(BrowserAdvert {
                    kind: family.name().to_owned(),
                    version,
                    binary: browser.path.display().to_string(),
                    driver_version,
                });
                break;
            }
        }
    }
    adverts
}

/// Chromedriver drives only browsers of its own major version; geckodriver counts by itself.
pub fn fits(family: Family, browser: &str, driver: &str) -> bool {
    match family {
        Family::Chromium => major(browser).is_some() && major(browser) == major(driver),
        Family::Firefox => true,
    }
}

/// The number before the first point.
pub fn major(version: &str) -> Option<u32> {
    version.split('.').next()?.parse().ok()
}

fn on_path(name: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?)
        .map(|folder| folder.join(name))
        .find(|candidate| candidate.is_file())
}

fn version_in(text: &str) -> Option<String> {
    text.split_whitespace()
        .map(|word| word.trim_end_matches("esr"))
        .find(|word| word.contains('.') && word.starts_with(|first: char| first.is_ascii_digit()))
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_from_what_programs_say() {
        let check =
            |text: &str, version: &str| assert_eq!(version_in(text).as_deref(), Some(version), "{text}");
        check("Chromium 156.0.8078.79 built on Debian 12 (bookworm)\n", "156.0.8078.79");
        check("ChromeDriver 156.0.8078.79 (0123abcd-refs/branch-heads/8078@{#1})\n", "156.0.8078.79");
        check("Mozilla Firefox 153.7.0esr\n", "153.7.0");
        check("geckodriver 0.37.1 (abc 2026-01-01)\n", "0.37.1");
        assert_eq!(version_in("no version"), None);
    }

    #[test]
    fn chromedriver_of_another_major_version_does_not_fit() {
        assert!(fits(Family::Chromium, "156.0.1.2", "156.0.9.9"));
        assert!(!fits(Family::Chromium, "156.0.1.2", "155.0.1.2"));
        assert!(fits(Family::Firefox, "153.7.0", "0.37.1"));
    }
}
