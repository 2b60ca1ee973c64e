//! What this host can measure, what is missing, and how to get it. Never changes anything.

use std::fs;
use std::io;
use std::net::SocketAddr;

use serde::Serialize;

use super::browsers::{self, Family, Program};
use super::chromeos::{CONTAINER, limits};
use super::{host, is_root};

/// Everything that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Examination {
    /// Operating system, processor and memory, for the head of the page.
    pub host: std::collections::BTreeMap<String, String>,
    /// In the order in which a reader should mend them.
    pub findings: Vec<Finding>,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// E.g. `chromium`.
    pub name: String,
    /// How it stands.
    pub state: FindingState,
    /// What was found.
    pub detail: String,
    /// How to mend it; absent where nothing needs to be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
}

/// How one thing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FindingState {
    /// As it should be.
    Ok,
    /// Not there.
    Missing,
    /// There, with less than it could give.
    Degraded,
}

/// Looks at everything that driving and measuring needs.
pub async fn examine() -> Examination {
    let host = host::read();
    let mut findings = Vec::new();
    for family in Family::ALL {
        findings.extend(family_findings(family).await);
    }
    findings.push(own_name(tokio::net::lookup_host(("localhost", 0)).await.map(Iterator::collect)));
    findings.extend(process_findings());
    findings.push(shared_memory());
    findings.push(root(is_root()));
    findings.extend(container(host.facts.get(CONTAINER)));
    let mut facts = host.facts;
    facts.extend([
        ("os".to_owned(), host.os),
        ("arch".to_owned(), host.arch),
        ("platform".to_owned(), host.platform),
    ]);
    Examination { host: facts, findings }
}

async fn family_findings(family: Family) -> Vec<Finding> {
    let browser = match browsers::browser_paths(family).into_iter().next() {
        Some(path) => Some(browsers::ask(path).await),
        None => None,
    };
    let driver = match browsers::driver_path(family) {
        Some(path) => Some(browsers::ask(path).await),
        None => None,
    };
    let (browser_package, driver_package) = match family {
        Family::Chromium => ("apt-get install chromium", "apt-get install chromium-driver"),
        Family::Firefox => ("apt-get install firefox-esr", "cargo install --locked geckodriver"),
    };
    let mut findings = vec![
        program(family.name(), browser.as_ref(), browser_package),
        program(family.driver(), driver.as_ref(), driver_package),
    ];
    if let (Some(browser), Some(driver)) = (browser.and_then(|b| b.version), driver.and_then(|d| d.version))
        && !browsers::fits(family, &browser, &driver)
    {
        findings.push(Finding {
            name: format!("{} version", family.driver()),
            state: FindingState::Missing,
            detail: format!("browser {browser}, driver {driver}: their first numbers must be equal"),
            remedy: Some("install both from the same source".to_owned()),
        });
    }
    findings
}

fn program(name: &str, found: Option<&Program>, package: &str) -> Finding {
    let remedy = Some(package.to_owned());
    let (state, detail, remedy) = match found {
        None => (FindingState::Missing, "not found on PATH or in the usual places".to_owned(), remedy),
        Some(Program { path, version: Some(version) }) => {
            (FindingState::Ok, format!("{version} at {}", path.display()), None)
        }
        Some(Program { path, version: None }) => {
            (FindingState::Degraded, format!("{} does not tell its version", path.display()), remedy)
        }
    };
    Finding { name: name.to_owned(), state, detail, remedy }
}

/// `ChromeDriver` finds its browser by this name, and says only that it cannot reach the renderer where nothing resolves it.
fn own_name(addresses: io::Result<Vec<SocketAddr>>) -> Finding {
    let (state, detail) = match addresses {
        Ok(found) if found.iter().any(|address| address.ip().is_loopback()) => {
            (FindingState::Ok, "this machine".to_owned())
        }
        Ok(found) => {
            let found: Vec<_> = found.iter().map(|address| address.ip().to_string()).collect();
            (FindingState::Missing, format!("resolves to {}, not to this machine", found.join(", ")))
        }
        Err(error) => {
            (FindingState::Missing, format!("does not resolve ({error}): drivers cannot reach browsers"))
        }
    };
    let remedy =
        (state != FindingState::Ok).then(|| "add the line `127.0.0.1 localhost` to /etc/hosts".to_owned());
    Finding { name: "localhost".to_owned(), state, detail, remedy }
}

fn process_findings() -> Vec<Finding> {
    if !cfg!(target_os = "linux") {
        return vec![Finding {
            name: "process table".to_owned(),
            state: FindingState::Degraded,
            detail: "read through the system's portable interface: no proportional set size".to_owned(),
            remedy: None,
        }];
    }
    let readable = |name: &str, path: &str, lost: &str| match fs::read_to_string(path) {
        Ok(_) => {
            Finding { name: name.to_owned(), state: FindingState::Ok, detail: path.to_owned(), remedy: None }
        }
        Err(error) => Finding {
            name: name.to_owned(),
            state: FindingState::Degraded,
            detail: format!("{path}: {error}; {lost}"),
            remedy: Some("run the agent as the user that runs the browser, with /proc mounted".to_owned()),
        },
    };
    vec![
        readable("process times", "/proc/self/stat", "CPU and memory of processes are not measured"),
        readable(
            "proportional set size",
            "/proc/self/smaps_rollup",
            "memory is measured as resident and private, not as proportional",
        ),
    ]
}

/// Chromium keeps pictures and buffers in shared memory and crashes pages when it runs out.
fn shared_memory() -> Finding {
    const WANTED_BYTES: u64 = 256 << 20;
    let name = "shared memory".to_owned();
    #[cfg(target_os = "linux")]
    if let Ok(size) = rustix::fs::statvfs("/dev/shm") {
        let bytes = size.f_blocks * size.f_frsize;
        let state = if bytes >= WANTED_BYTES { FindingState::Ok } else { FindingState::Degraded };
        let remedy = (bytes < WANTED_BYTES)
            .then(|| "start the container with --shm-size=1g, or add --disable-dev-shm-usage".to_owned());
        return Finding { name, state, detail: format!("/dev/shm holds {} MiB", bytes >> 20), remedy };
    }
    Finding { name, state: FindingState::Ok, detail: "no limit known".to_owned(), remedy: None }
}

fn root(is_root: bool) -> Finding {
    let name = "user".to_owned();
    if is_root {
        Finding {
            name,
            state: FindingState::Degraded,
            detail: "root: Chromium runs without its sandbox (--no-sandbox), which every run records"
                .to_owned(),
            remedy: Some("run the agent as an ordinary user".to_owned()),
        }
    } else {
        Finding { name, state: FindingState::Ok, detail: "an ordinary user".to_owned(), remedy: None }
    }
}

/// What an agent inside of `ChromeOS`'s Linux container does not see.
fn container(container: Option<&String>) -> Option<Finding> {
    limits(container).map(|limits| Finding {
        name: "ChromeOS host".to_owned(),
        state: FindingState::Degraded,
        detail: format!("{}: {}", limits.used, limits.reason),
        remedy: Some("measure ChromeOS with the extension (agent/chromeos-extension)".to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_program_says_how_to_get_it() {
        let finding = program("geckodriver", None, "cargo install --locked geckodriver");
        assert_eq!(finding.state, FindingState::Missing);
        assert_eq!(finding.remedy.as_deref(), Some("cargo install --locked geckodriver"));
    }

    #[test]
    fn a_localhost_that_leads_elsewhere_is_told_with_its_mend() {
        let at = |address: &str| vec![address.parse().unwrap()];
        assert_eq!(own_name(Ok(at("[::1]:0"))).remedy, None);
        let elsewhere = own_name(Ok(at("192.0.2.7:0")));
        assert_eq!(elsewhere.state, FindingState::Missing);
        assert!(elsewhere.detail.contains("192.0.2.7"));
        assert!(own_name(Err(io::ErrorKind::NotFound.into())).remedy.unwrap().contains("/etc/hosts"));
    }

    #[test]
    fn root_is_told_that_the_sandbox_is_off() {
        assert!(root(true).detail.contains("--no-sandbox"));
        assert_eq!(root(false).state, FindingState::Ok);
    }
}
