//! Who is connected and what they offer. Decides nothing about jobs.

use std::collections::BTreeMap;
use std::time::Duration;

use dataset::Timestamp;
use protocol::{AgentId, ControllerMessage, DeviceAdvert, DeviceId, DeviceState, Hello};
use tokio::sync::mpsc;

use crate::lease::fit::{Availability, Device, Serves};
use crate::lease::quarantine::{Quarantine, Quarantined};

/// Agents that are connected, and every device that was ever seen.
#[derive(Debug, Default)]
pub(super) struct Fleet {
    connections: BTreeMap<AgentId, Connection>,
    devices: BTreeMap<DeviceId, Device>,
    quarantines: BTreeMap<Quarantined, Quarantine>,
}

/// How an agent is reached.
pub(super) struct Way {
    /// Tells this stream from earlier ones of the same agent.
    pub(super) stream: u64,
    /// Where messages for it go.
    pub(super) outbox: mpsc::Sender<ControllerMessage>,
}

#[derive(Debug)]
struct Connection {
    stream: u64,
    serves: Serves,
    outbox: mpsc::Sender<ControllerMessage>,
    draining: bool,
    heard_at: Timestamp,
}

impl Fleet {
    /// The devices of earlier days, until their agents introduce themselves.
    pub(super) fn remember(devices: Vec<Device>, quarantines: Vec<(Quarantined, Quarantine)>) -> Self {
        let devices = devices.into_iter().map(|device| (device.id.clone(), device)).collect();
        Self { connections: BTreeMap::new(), devices, quarantines: quarantines.into_iter().collect() }
    }

    /// Whom the agent of a device serves; nothing where nobody knows the device.
    pub(super) fn serves_of(&self, device: &DeviceId) -> Option<Serves> {
        self.devices.get(device).map(|device| device.serves.clone())
    }

    /// Why a device is out of service, if it is.
    pub(super) fn quarantine_of(&self, device: &Quarantined) -> Option<&Quarantine> {
        self.quarantines.get(device)
    }

    /// A device is out of service from now on, or in service again.
    pub(super) fn set_quarantine(&mut self, device: Quarantined, quarantine: Option<Quarantine>) {
        match quarantine {
            Some(quarantine) => self.quarantines.insert(device, quarantine),
            None => self.quarantines.remove(&device),
        };
    }

    /// A device of `hello` that another connected agent has.
    pub(super) fn taken_device(&self, hello: &Hello) -> Option<DeviceId> {
        let taken = |id: &DeviceId| {
            self.devices.get(id).is_some_and(|known| {
                known.agent != hello.agent && self.connections.contains_key(&known.agent)
            })
        };
        hello.devices.iter().map(|advert| &advert.device).find(|id| taken(id)).cloned()
    }

    /// Whether an agent of this id is connected with a token for other projects.
    pub(super) fn serves_others(&self, agent: AgentId, serves: &Serves) -> bool {
        self.connections.get(&agent).is_some_and(|connection| connection.serves != *serves)
    }

    /// An agent introduced itself. Dropping the outbox of its older stream ends that stream.
    pub(super) fn connect(&mut self, hello: &Hello, serves: &Serves, way: Way, now: Timestamp) {
        let Way { stream, outbox } = way;
        let serves = serves.clone();
        let connection =
            Connection { stream, serves: serves.clone(), outbox, draining: false, heard_at: now };
        self.connections.insert(hello.agent, connection);
        self.devices.retain(|_, device| device.agent != hello.agent);
        for advert in &hello.devices {
            let device = Device {
                id: advert.device.clone(),
                agent: hello.agent,
                serves: serves.clone(),
                labels: hello.labels.clone(),
                platform: advert.platform.clone(),
                browsers: advert.browsers.clone(),
                watches_processes: advert.watches_processes,
                abilities: advert.abilities.clone(),
                availability: availability_of(&advert.state),
                quarantine: None,
            };
            self.devices.insert(device.id.clone(), device);
        }
    }

    /// Whether this stream is its agent's newest; older ones have no say.
    pub(super) fn is_current(&self, agent: AgentId, stream: u64) -> bool {
        self.connections.get(&agent).is_some_and(|connection| connection.stream == stream)
    }

    /// An agent's stream ended.
    pub(super) fn disconnect(&mut self, agent: AgentId) {
        self.connections.remove(&agent);
    }

    /// An agent was heard of, perhaps with devices that changed; its own only.
    pub(super) fn heard(&mut self, agent: AgentId, adverts: &[DeviceAdvert], now: Timestamp) {
        if let Some(connection) = self.connections.get_mut(&agent) {
            connection.heard_at = now;
        }
        for advert in adverts {
            if let Some(device) = self.devices.get_mut(&advert.device).filter(|device| device.agent == agent)
            {
                device.platform.clone_from(&advert.platform);
                device.browsers.clone_from(&advert.browsers);
                device.watches_processes = advert.watches_processes;
                device.abilities.clone_from(&advert.abilities);
                device.availability = availability_of(&advert.state);
            }
        }
    }

    /// The adverts among `adverts` that are the agent's to make.
    pub(super) fn owned(&self, agent: AgentId, adverts: Vec<DeviceAdvert>) -> Vec<(AgentId, DeviceAdvert)> {
        let owns = |id: &DeviceId| self.devices.get(id).is_some_and(|device| device.agent == agent);
        adverts.into_iter().filter(|advert| owns(&advert.device)).map(|advert| (agent, advert)).collect()
    }

    /// An agent takes nothing new.
    pub(super) fn drain(&mut self, agent: AgentId) {
        if let Some(connection) = self.connections.get_mut(&agent) {
            connection.draining = true;
        }
    }

    /// Sends to an agent; false if it is not connected or does not read.
    pub(super) fn send(&self, agent: AgentId, message: ControllerMessage) -> bool {
        self.connections.get(&agent).is_some_and(|connection| connection.outbox.try_send(message).is_ok())
    }

    /// Every device as the planner sees it. `occupied` holds those with a lease; an agent unheard of for `suspect` gets
    /// nothing new, long before its leases expire.
    pub(super) fn devices(
        &self,
        occupied: &BTreeMap<DeviceId, Option<Timestamp>>,
        suspect: Duration,
        now: Timestamp,
    ) -> Vec<Device> {
        let seen = |device: &Device| {
            let availability = match self.connections.get(&device.agent) {
                Some(connection) if now.since(connection.heard_at) > suspect => Availability::Offline,
                Some(connection) => match occupied.get(&device.id) {
                    Some(until) => Availability::Busy { until: *until },
                    None if connection.draining => Availability::Draining,
                    None => device.availability.clone(),
                },
                None => Availability::Offline,
            };
            let quarantine = self.quarantines.get(&(device.id.clone(), device.serves.clone())).cloned();
            Device { availability, quarantine, ..device.clone() }
        };
        self.devices.values().map(seen).collect()
    }
}

fn availability_of(state: &DeviceState) -> Availability {
    match state {
        DeviceState::Ready => Availability::Ready,
        DeviceState::Busy => Availability::Busy { until: None },
        DeviceState::Unavailable(reason) => Availability::Unavailable(reason.clone()),
    }
}
