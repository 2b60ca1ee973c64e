//! The devices that an agent offers: its host, and as many simulated ones as it is told. Never offers a browser that
//! it cannot drive.

use std::collections::BTreeMap;

use protocol::{BrowserAdvert, DeviceAdvert, DeviceId, DeviceState};

use super::chromeos::CONTAINER;
use super::{browsers, host};

/// The host as a device named `<agent>/host` (the Linux container inside of `ChromeOS` as `<agent>/container`), and `simulated` devices named `<agent>/simulated-1` and so on.
pub async fn adverts(agent_name: &str, simulated: u32) -> Vec<DeviceAdvert> {
    let host = host::read();
    let browsers = browsers::drivable().await;
    // What a container's agent measures is the container's.
    let place = if host.facts.contains_key(CONTAINER) { CONTAINER } else { "host" };
    let mut adverts = vec![DeviceAdvert {
        device: DeviceId::new(format!("{agent_name}/{place}")),
        platform: host.platform,
        os: host.os,
        arch: host.arch,
        facts: host.facts,
        browsers,
        // Without a browser it still watches processes that somebody chose.
        state: DeviceState::Ready,
        watches_processes: true,
        abilities: None,
    }];
    adverts.extend(simulated_adverts(agent_name, simulated));
    adverts
}

/// Devices that only pretend: they prove the control plane at scale, and every run on them says so.
pub fn simulated_adverts(agent_name: &str, count: u32) -> Vec<DeviceAdvert> {
    (1..=count)
        .map(|number| DeviceAdvert {
            device: DeviceId::new(format!("{agent_name}/simulated-{number}")),
            platform: "simulated".to_owned(),
            os: "simulated".to_owned(),
            arch: std::env::consts::ARCH.to_owned(),
            facts: BTreeMap::new(),
            browsers: vec![BrowserAdvert {
                kind: "simulated".to_owned(),
                version: "0".to_owned(),
                binary: String::new(),
                driver_version: "0".to_owned(),
            }],
            state: DeviceState::Ready,
            // It has nothing that could be measured.
            watches_processes: false,
            abilities: None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn simulated_devices_are_named_apart_and_say_what_they_are() {
        let adverts = simulated_adverts("lab", 2);
        let names: Vec<&str> = adverts.iter().map(|advert| advert.device.as_str()).collect();
        assert_eq!(names, ["lab/simulated-1", "lab/simulated-2"]);
        assert!(adverts.iter().all(|advert| advert.platform == "simulated"));
    }
}
