//! `perfsight plan`: what a scenario becomes, and which device would take it, and why not another.

use std::collections::{BTreeMap, BTreeSet};

use agent::device;
use anyhow::Context;
use controller::lease::{Availability, Device, Needs, Serves, why_not};
use protocol::{Abilities, AgentId, BrowserAdvert, DeviceAdvert, DeviceId, DeviceState, Ids};
use serde::{Deserialize, Serialize};

use crate::cli::PlanArgs;
use crate::client::Client;
use crate::exit::{CommandResult, Exit, FailWith};
use crate::print;
use crate::source::Written;

/// One job of the matrix.
#[derive(Serialize)]
struct Planned {
    scenario: String,
    parameters: BTreeMap<String, String>,
    iterations: u32,
    warmup: u32,
    steps: usize,
    devices: Vec<Candidate>,
}

/// A device with what speaks against it.
#[derive(Serialize)]
struct Candidate {
    device: String,
    takes_it: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    why_not: Option<String>,
}

/// Checks, expands, and asks every device.
pub(crate) async fn plan(args: PlanArgs) -> CommandResult {
    let written = Written::read(&args.scenario).fail_with(Exit::Usage)?;
    let plan = written.plan(&args.variables, None).fail_with(Exit::Usage)?;
    let devices = devices(&args).await.fail_with(Exit::Infrastructure)?;
    let planned: Vec<Planned> = plan
        .scenarios
        .iter()
        .map(|scenario| Planned {
            scenario: scenario.name.clone(),
            parameters: scenario.parameters.clone(),
            iterations: scenario.iterations,
            warmup: scenario.warmup,
            steps: scenario.steps.len(),
            devices: devices.iter().map(|device| candidate(&Needs::of(scenario), device)).collect(),
        })
        .collect();
    if args.json {
        print::answer(serde_json::to_string_pretty(&planned).fail_with(Exit::Infrastructure)?);
    } else {
        planned.iter().for_each(tell);
    }
    let every_job_has_one = planned.iter().all(|job| job.devices.iter().any(|device| device.takes_it));
    Ok(if every_job_has_one { Exit::Passed } else { Exit::Infrastructure })
}

fn candidate(needs: &Needs, device: &Device) -> Candidate {
    let reason = why_not(needs, device);
    Candidate {
        device: device.id.to_string(),
        takes_it: reason.is_none(),
        why_not: reason.map(|reason| reason.to_string()),
    }
}

fn tell(job: &Planned) {
    let parameters: Vec<String> =
        job.parameters.iter().map(|(name, value)| format!(" {name}={value}")).collect();
    print::answer(format_args!(
        "{}{}: {} steps, {} iterations after {} of warm-up",
        job.scenario,
        parameters.concat(),
        job.steps,
        job.iterations,
        job.warmup,
    ));
    if job.devices.is_empty() {
        print::answer("  no device is there");
    }
    for device in &job.devices {
        match &device.why_not {
            None => print::answer(format_args!("  {} would take it", device.device)),
            Some(reason) => print::answer(format_args!("  {} would not: {reason}", device.device)),
        }
    }
}

/// The controller's devices, or this machine where no controller is named.
async fn devices(args: &PlanArgs) -> anyhow::Result<Vec<Device>> {
    let Some(controller) = &args.at.controller else {
        let agent = Ids.agent();
        let adverts = device::adverts("this machine", 0).await;
        return Ok(adverts.into_iter().map(|advert| of_advert(advert, agent)).collect());
    };
    let client = Client::new(controller, args.at.token.clone())?;
    let listed: Listed = client.get("/api/v1/devices?page_size=200").await?;
    listed.items.into_iter().map(of_listed).collect()
}

fn of_advert(advert: DeviceAdvert, agent: AgentId) -> Device {
    let availability = match advert.state {
        DeviceState::Ready => Availability::Ready,
        DeviceState::Busy => Availability::Busy { until: None },
        DeviceState::Unavailable(reason) => Availability::Unavailable(reason),
    };
    Device {
        id: advert.device,
        agent,
        serves: Serves::Everyone,
        labels: BTreeMap::new(),
        platform: advert.platform,
        browsers: advert.browsers,
        watches_processes: advert.watches_processes,
        abilities: advert.abilities,
        availability,
        quarantine: None,
    }
}

#[derive(Deserialize)]
struct Listed {
    items: Vec<ListedDevice>,
}

/// A device as the API lists it.
#[derive(Deserialize)]
struct ListedDevice {
    id: String,
    agent_id: String,
    platform: String,
    labels: BTreeMap<String, String>,
    browsers: Vec<ListedBrowser>,
    watches_processes: bool,
    why_not: Option<String>,
    abilities: Option<ListedAbilities>,
}

#[derive(Deserialize)]
struct ListedAbilities {
    steps: BTreeSet<String>,
    conditions: BTreeSet<String>,
}

#[derive(Deserialize)]
struct ListedBrowser {
    kind: String,
    version: String,
    driver_version: String,
}

fn of_listed(device: ListedDevice) -> anyhow::Result<Device> {
    let browsers = device.browsers.into_iter().map(|browser| BrowserAdvert {
        kind: browser.kind,
        version: browser.version,
        binary: String::new(),
        driver_version: browser.driver_version,
    });
    Ok(Device {
        id: DeviceId::new(device.id),
        agent: device.agent_id.parse().context("the controller names an agent by an id of another form")?,
        serves: Serves::Everyone,
        labels: device.labels,
        platform: device.platform,
        browsers: browsers.collect(),
        watches_processes: device.watches_processes,
        abilities: device
            .abilities
            .map(|ListedAbilities { steps, conditions }| Abilities { steps, conditions }),
        availability: device.why_not.map_or(Availability::Ready, Availability::Unavailable),
        quarantine: None,
    })
}
