//! Facts of the machine, read once. Never guesses: what cannot be read is absent.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use sysinfo::{CpuRefreshKind, MemoryRefreshKind, RefreshKind, System};

use super::chromeos::{CONTAINER, CROSTINI, Surroundings, surroundings};

/// The machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    /// `linux`, `macos`, `windows`, `chromeos`. A Linux container inside of `ChromeOS` is `linux`.
    pub platform: String,
    /// E.g. `Linux (Debian GNU/Linux 12)`; says of a Linux container inside of `ChromeOS` that it is one.
    pub os: String,
    /// E.g. `x86_64`.
    pub arch: String,
    /// By name: `host`, `model`, `kernel`, `cpu_model`, `cpu_cores`, `memory_bytes`, `governor`, `power_source`,
    /// `virtualization`, `container`, `display`.
    pub facts: BTreeMap<String, String>,
}

/// Reads what can be read.
pub fn read() -> Host {
    within(surroundings(Path::new("/")), read_facts())
}

/// What a machine of these facts is, in these surroundings.
fn within(surroundings: Surroundings, mut host: Host) -> Host {
    match surroundings {
        Surroundings::Elsewhere => {}
        Surroundings::Host => "chromeos".clone_into(&mut host.platform),
        Surroundings::Container => {
            // A browser in it is Linux's, and nothing in it is the host's.
            host.os = format!("Linux container in ChromeOS ({})", host.os);
            host.facts.insert(CONTAINER.to_owned(), CROSTINI.to_owned());
        }
    }
    host
}

fn read_facts() -> Host {
    let mut facts = BTreeMap::new();
    let mut put = |name: &str, value: Option<String>| {
        if let Some(value) = value.map(|value| value.trim().to_owned()).filter(|value| !value.is_empty()) {
            facts.insert(name.to_owned(), value);
        }
    };
    let wanted = RefreshKind::nothing()
        .with_cpu(CpuRefreshKind::nothing())
        .with_memory(MemoryRefreshKind::nothing().with_ram());
    let system = System::new_with_specifics(wanted).ok();
    put("host", System::host_name().ok());
    put("kernel", System::kernel_version().ok());
    put("model", text("/sys/devices/virtual/dmi/id/product_name"));
    put("cpu_model", system.as_ref().and_then(|system| Some(system.cpus().first()?.brand().to_owned())));
    put("cpu_cores", std::thread::available_parallelism().ok().map(|count| count.to_string()));
    put("memory_bytes", system.as_ref().map(|system| system.total_memory().to_string()));
    put("governor", text("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"));
    put("power_source", power_source(Path::new("/sys/class/power_supply")));
    put("virtualization", virtualization());
    put("display", display());
    Host {
        platform: std::env::consts::OS.to_owned(),
        os: System::long_os_version().or_else(|_| System::name()).unwrap_or_else(|_| "unknown".to_owned()),
        arch: System::cpu_arch(),
        facts,
    }
}

fn text(path: &str) -> Option<String> {
    fs::read_to_string(path).ok()
}

/// `mains` or `battery`; absent on machines whose kernel names no power supply.
fn power_source(folder: &Path) -> Option<String> {
    let mut battery_discharges = None;
    for entry in fs::read_dir(folder).ok()?.flatten() {
        let read = |name: &str| fs::read_to_string(entry.path().join(name)).unwrap_or_default();
        match read("type").trim() {
            "Mains" | "USB" if read("online").trim() == "1" => return Some("mains".to_owned()),
            "Battery" => battery_discharges = Some(read("status").trim() == "Discharging"),
            _ => {}
        }
    }
    battery_discharges.map(|discharges| if discharges { "battery" } else { "mains" }.to_owned())
}

fn virtualization() -> Option<String> {
    if Path::new("/.dockerenv").exists() || Path::new("/run/.containerenv").exists() {
        return Some("container".to_owned());
    }
    if let Some(kind) = text("/sys/hypervisor/type") {
        return Some(kind);
    }
    let flags = text("/proc/cpuinfo")?;
    flags
        .lines()
        .find(|line| line.starts_with("flags"))
        .is_some_and(|line| line.split_whitespace().any(|flag| flag == "hypervisor"))
        .then(|| "virtual machine".to_owned())
}

fn display() -> Option<String> {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    set("WAYLAND_DISPLAY")
        .map(|name| format!("wayland {name}"))
        .or_else(|| set("DISPLAY").map(|name| format!("x11 {name}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mains_wins_over_a_charging_battery() {
        let folder = tempfile::tempdir().unwrap();
        let put = |supply: &str, name: &str, value: &str| {
            fs::create_dir_all(folder.path().join(supply)).unwrap();
            fs::write(folder.path().join(supply).join(name), value).unwrap();
        };
        assert_eq!(power_source(folder.path()), None);
        put("BAT0", "type", "Battery\n");
        put("BAT0", "status", "Discharging\n");
        assert_eq!(power_source(folder.path()).as_deref(), Some("battery"));
        put("AC", "type", "Mains\n");
        put("AC", "online", "1\n");
        assert_eq!(power_source(folder.path()).as_deref(), Some("mains"));
    }

    #[test]
    fn the_container_inside_chromeos_is_never_called_its_host() {
        let linux = || Host { platform: "linux".to_owned(), os: "Debian".to_owned(), ..read_facts() };
        let container = within(Surroundings::Container, linux());
        assert_eq!(
            (container.platform.as_str(), container.os.as_str()),
            ("linux", "Linux container in ChromeOS (Debian)")
        );
        assert_eq!(container.facts[CONTAINER], CROSTINI);
        assert_eq!(within(Surroundings::Host, linux()).platform, "chromeos");
        assert_eq!(within(Surroundings::Elsewhere, linux()), linux());
    }

    #[test]
    fn every_host_names_its_platform_and_cores() {
        let host = read();
        assert_eq!(host.platform, std::env::consts::OS);
        assert!(host.facts["cpu_cores"].parse::<u32>().unwrap() > 0);
    }
}
