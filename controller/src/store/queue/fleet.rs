//! Agents and devices as they were last seen.

use std::collections::{BTreeMap, BTreeSet};

use dataset::Timestamp;
use protocol::{Abilities, AgentId, BrowserAdvert, DeviceAdvert, DeviceId, DeviceState, Hello, Labels};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};
use serde::{Deserialize, Serialize};

use super::column::{agent_id, json, of_json};
use super::rows::{agent, device};
use crate::store::{Store, StoreError};

/// Ids of one statement; stays under both databases' limits of bound values.
const IDS: usize = 10_000;

/// An agent as it was last seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentEntry {
    /// Its id.
    pub id: AgentId,
    /// Its name for people.
    pub name: String,
    /// Version of its binary.
    pub version: String,
    /// Operator's labels.
    pub labels: Labels,
    /// First heard of.
    pub first_seen: Timestamp,
    /// Last heard of.
    pub last_seen: Timestamp,
}

/// A device as it was last seen.
#[derive(Clone, Debug, PartialEq)]
pub struct DeviceEntry {
    /// What its agent says of it.
    pub advert: DeviceAdvert,
    /// Its agent.
    pub agent: AgentId,
    /// Labels of its agent.
    pub labels: Labels,
    /// Last heard of.
    pub last_seen: Timestamp,
}

/// [`BrowserAdvert`] as its column holds it.
#[derive(Serialize, Deserialize)]
struct BrowserColumn {
    kind: String,
    version: String,
    binary: String,
    driver_version: String,
}

/// [`Abilities`] as their column holds them.
#[derive(Serialize, Deserialize)]
struct AbilitiesColumn {
    steps: BTreeSet<String>,
    conditions: BTreeSet<String>,
}

impl Store {
    /// Agents by name, one page of them, and how many there are.
    pub async fn agents(&self, offset: u64, limit: u64) -> Result<(Vec<AgentEntry>, u64), StoreError> {
        let total =
            agent::Entity::find().count(self.reader()).await.map_err(StoreError::query("count agents"))?;
        let rows = agent::Entity::find()
            .order_by_asc(agent::Column::Name)
            .order_by_asc(agent::Column::Id)
            .offset(offset)
            .limit(limit)
            .all(self.reader())
            .await
            .map_err(StoreError::query("list agents"))?;
        Ok((rows.into_iter().map(agent_of).collect::<Result<_, _>>()?, total))
    }

    /// Devices by name, one page of them, and how many there are.
    pub async fn devices(&self, offset: u64, limit: u64) -> Result<(Vec<DeviceEntry>, u64), StoreError> {
        let total =
            device::Entity::find().count(self.reader()).await.map_err(StoreError::query("count devices"))?;
        let rows = device::Entity::find()
            .order_by_asc(device::Column::Id)
            .offset(offset)
            .limit(limit)
            .all(self.reader())
            .await
            .map_err(StoreError::query("list devices"))?;
        let agents =
            agent::Entity::find().all(self.reader()).await.map_err(StoreError::query("list agents"))?;
        let labels: BTreeMap<String, String> = agents.into_iter().map(|row| (row.id, row.labels)).collect();
        let devices = rows.into_iter().map(|row| {
            let labels = labels.get(&row.agent_id).map_or("{}", String::as_str);
            device_of(&row, of_json("labels", &row.agent_id, labels)?)
        });
        Ok((devices.collect::<Result<_, StoreError>>()?, total))
    }

    /// Writes down an agent that introduced itself; devices that it no longer names are forgotten.
    pub(super) async fn record_agent(&self, hello: &Hello, now: Timestamp) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        let row = agent::ActiveModel {
            id: Set(hello.agent.to_string()),
            name: Set(hello.name.clone()),
            version: Set(hello.version.clone()),
            labels: Set(json(&hello.labels)),
            first_seen_at: Set(now.epoch_ms()),
            last_seen_at: Set(now.epoch_ms()),
        };
        let renewed = OnConflict::column(agent::Column::Id)
            .update_columns([
                agent::Column::Name,
                agent::Column::Version,
                agent::Column::Labels,
                agent::Column::LastSeenAt,
            ])
            .to_owned();
        agent::Entity::insert(row)
            .on_conflict(renewed)
            .exec_without_returning(&transaction)
            .await
            .map_err(StoreError::query("record an agent"))?;
        device::Entity::delete_many()
            .filter(device::Column::AgentId.eq(hello.agent.to_string()))
            .filter(device::Column::Id.is_not_in(hello.devices.iter().map(|advert| advert.device.as_str())))
            .exec(&transaction)
            .await
            .map_err(StoreError::query("forget devices"))?;
        for advert in &hello.devices {
            record_device(&transaction, hello.agent, advert, now).await?;
        }
        transaction.commit().await.map_err(StoreError::query("record an agent"))
    }

    /// Writes down that these agents were heard of, and devices that changed.
    pub(super) async fn record_signs(
        &self,
        agents: &[AgentId],
        devices: &[(AgentId, DeviceAdvert)],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        if agents.is_empty() && devices.is_empty() {
            return Ok(());
        }
        let transaction = self.begin().await?;
        for chunk in agents.chunks(IDS) {
            let ids: Vec<String> = chunk.iter().map(ToString::to_string).collect();
            agent::Entity::update_many()
                .col_expr(agent::Column::LastSeenAt, Expr::value(now.epoch_ms()))
                .filter(agent::Column::Id.is_in(ids.clone()))
                .exec(&transaction)
                .await
                .map_err(StoreError::query("record a heartbeat"))?;
            device::Entity::update_many()
                .col_expr(device::Column::LastSeenAt, Expr::value(now.epoch_ms()))
                .filter(device::Column::AgentId.is_in(ids))
                .exec(&transaction)
                .await
                .map_err(StoreError::query("record a heartbeat"))?;
        }
        for (agent, advert) in devices {
            record_device(&transaction, *agent, advert, now).await?;
        }
        transaction.commit().await.map_err(StoreError::query("record a heartbeat"))
    }
}

async fn record_device(
    transaction: &DatabaseTransaction,
    agent: AgentId,
    advert: &DeviceAdvert,
    now: Timestamp,
) -> Result<(), StoreError> {
    let renewed = OnConflict::column(device::Column::Id)
        .update_columns([
            device::Column::AgentId,
            device::Column::Platform,
            device::Column::Os,
            device::Column::Arch,
            device::Column::Facts,
            device::Column::Browsers,
            device::Column::State,
            device::Column::StateReason,
            device::Column::LastSeenAt,
            device::Column::WatchesProcesses,
            device::Column::Abilities,
        ])
        .to_owned();
    device::Entity::insert(device_row(agent, advert, now))
        .on_conflict(renewed)
        .exec_without_returning(transaction)
        .await
        .map_err(StoreError::query("record a device"))?;
    Ok(())
}

fn device_row(agent: AgentId, advert: &DeviceAdvert, now: Timestamp) -> device::ActiveModel {
    let (state, reason) = match &advert.state {
        DeviceState::Ready => ("ready", None),
        DeviceState::Busy => ("busy", None),
        DeviceState::Unavailable(reason) => ("unavailable", Some(reason.clone())),
    };
    let browsers: Vec<BrowserColumn> = advert.browsers.iter().cloned().map(BrowserColumn::from).collect();
    device::ActiveModel {
        id: Set(advert.device.to_string()),
        agent_id: Set(agent.to_string()),
        platform: Set(advert.platform.clone()),
        os: Set(advert.os.clone()),
        arch: Set(advert.arch.clone()),
        facts: Set(json(&advert.facts)),
        browsers: Set(json(&browsers)),
        state: Set(state.to_owned()),
        state_reason: Set(reason),
        last_seen_at: Set(now.epoch_ms()),
        watches_processes: Set(advert.watches_processes),
        abilities: Set(advert.abilities.clone().map(|abilities| json(&AbilitiesColumn::from(abilities)))),
    }
}

fn agent_of(row: agent::Model) -> Result<AgentEntry, StoreError> {
    Ok(AgentEntry {
        id: agent_id(&row.id)?,
        labels: of_json("labels", &row.id, &row.labels)?,
        name: row.name,
        version: row.version,
        first_seen: Timestamp::from_epoch_ms(row.first_seen_at),
        last_seen: Timestamp::from_epoch_ms(row.last_seen_at),
    })
}

fn device_of(row: &device::Model, labels: Labels) -> Result<DeviceEntry, StoreError> {
    let browsers: Vec<BrowserColumn> = of_json("browsers", &row.id, &row.browsers)?;
    let state = match row.state.as_str() {
        "ready" => DeviceState::Ready,
        "busy" => DeviceState::Busy,
        _ => DeviceState::Unavailable(row.state_reason.clone().unwrap_or_default()),
    };
    let abilities =
        row.abilities.as_deref().map(|text| of_json::<AbilitiesColumn>("abilities", &row.id, text));
    let advert = DeviceAdvert {
        device: DeviceId::new(row.id.clone()),
        platform: row.platform.clone(),
        os: row.os.clone(),
        arch: row.arch.clone(),
        facts: of_json("facts", &row.id, &row.facts)?,
        browsers: browsers.into_iter().map(BrowserAdvert::from).collect(),
        state,
        watches_processes: row.watches_processes,
        abilities: abilities.transpose()?.map(Abilities::from),
    };
    let agent = agent_id(&row.agent_id)?;
    Ok(DeviceEntry { advert, agent, labels, last_seen: Timestamp::from_epoch_ms(row.last_seen_at) })
}

impl From<BrowserAdvert> for BrowserColumn {
    fn from(advert: BrowserAdvert) -> Self {
        let BrowserAdvert { kind, version, binary, driver_version } = advert;
        Self { kind, version, binary, driver_version }
    }
}

impl From<BrowserColumn> for BrowserAdvert {
    fn from(column: BrowserColumn) -> Self {
        let BrowserColumn { kind, version, binary, driver_version } = column;
        Self { kind, version, binary, driver_version }
    }
}

impl From<Abilities> for AbilitiesColumn {
    fn from(abilities: Abilities) -> Self {
        let Abilities { steps, conditions } = abilities;
        Self { steps, conditions }
    }
}

impl From<AbilitiesColumn> for Abilities {
    fn from(column: AbilitiesColumn) -> Self {
        let AbilitiesColumn { steps, conditions } = column;
        Self { steps, conditions }
    }
}
