//! Agents and devices as they were last seen.

use std::collections::{BTreeMap, BTreeSet};

use dataset::Timestamp;
use protocol::{Abilities, AgentId, BrowserAdvert, DeviceAdvert, DeviceId, DeviceState, Hello, Labels};
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait, OnConflict};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select, Set,
};
use serde::{Deserialize, Serialize};

use super::column::{agent_id, json, of_json};
use super::rows::{agent, device};
use super::serves::{serves_of, word_of, words_for};
use crate::lease::Serves;
use crate::store::{Store, StoreError};

/// Ids of one statement; stays under both databases' limits of bound values.
const IDS: usize = 10_000;
/// An agent that was away for no longer goes on where it was, ms.
const SHORT_ABSENCE_MS: i64 = 60_000;

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
    /// Since when it tells the state that it tells.
    pub state_since: Timestamp,
    /// When its agent was first heard of.
    pub known_since: Timestamp,
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
    /// Agents that get a project's jobs by name, one page of them, and how many there are.
    pub async fn agents(
        &self,
        project: &str,
        offset: u64,
        limit: u64,
    ) -> Result<(Vec<AgentEntry>, u64), StoreError> {
        let query = agent::Entity::find().filter(agent::Column::Serves.is_in(words_for(project)));
        let total = query.clone().count(self.reader()).await.map_err(StoreError::query("count agents"))?;
        let rows = query
            .order_by_asc(agent::Column::Name)
            .order_by_asc(agent::Column::Id)
            .offset(offset)
            .limit(limit)
            .all(self.reader())
            .await
            .map_err(StoreError::query("list agents"))?;
        Ok((rows.into_iter().map(agent_of).collect::<Result<_, _>>()?, total))
    }

    /// One agent, whomever it serves.
    pub async fn agent(&self, id: AgentId) -> Result<Option<AgentEntry>, StoreError> {
        let row = agent::Entity::find_by_id(id.to_string()).one(self.reader()).await;
        row.map_err(StoreError::query("read an agent"))?.map(agent_of).transpose()
    }

    /// Those of these devices that are known, by name.
    pub async fn devices(&self, which: &[DeviceId]) -> Result<Vec<DeviceEntry>, StoreError> {
        let ids = which.iter().map(DeviceId::as_str);
        let known = self.device_rows(device::Entity::find().filter(device::Column::Id.is_in(ids))).await?;
        Ok(known.into_iter().map(|(entry, _)| entry).collect())
    }

    /// Every device whose agent's project is known, by name.
    pub(super) async fn every_device(&self) -> Result<Vec<(DeviceEntry, Serves)>, StoreError> {
        let known = self.device_rows(device::Entity::find()).await?;
        Ok(known.into_iter().filter_map(|(entry, serves)| Some((entry, serves?))).collect())
    }

    async fn device_rows(
        &self,
        query: Select<device::Entity>,
    ) -> Result<Vec<(DeviceEntry, Option<Serves>)>, StoreError> {
        let rows = query.order_by_asc(device::Column::Id).all(self.reader()).await;
        let rows = rows.map_err(StoreError::query("list devices"))?;
        let owners: BTreeSet<&str> = rows.iter().map(|row| row.agent_id.as_str()).collect();
        let mut agents = BTreeMap::new();
        for chunk in owners.into_iter().collect::<Vec<_>>().chunks(IDS) {
            let query = agent::Entity::find().filter(agent::Column::Id.is_in(chunk.iter().copied()));
            let found = query.all(self.reader()).await.map_err(StoreError::query("list agents"))?;
            agents.extend(found.into_iter().map(|row| (row.id.clone(), row)));
        }
        let known = rows.iter().map(|row| {
            let owner = agents.get(&row.agent_id).expect("a foreign key keeps a device's agent");
            let serves = owner.serves.as_deref().map(serves_of);
            Ok((device_of(row, owner)?, serves))
        });
        known.collect()
    }

    /// Writes down an agent that introduced itself; devices that it no longer names are forgotten.
    pub(super) async fn record_agent(
        &self,
        hello: &Hello,
        serves: &Serves,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        let row = agent::ActiveModel {
            id: Set(hello.agent.to_string()),
            name: Set(hello.name.clone()),
            version: Set(hello.version.clone()),
            labels: Set(json(&hello.labels)),
            first_seen_at: Set(now.epoch_ms()),
            last_seen_at: Set(now.epoch_ms()),
            serves: Set(Some(word_of(serves).to_owned())),
        };
        let renewed = OnConflict::column(agent::Column::Id)
            .update_columns([
                agent::Column::Name,
                agent::Column::Version,
                agent::Column::Labels,
                agent::Column::LastSeenAt,
                agent::Column::Serves,
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
        .value(device::Column::StateSince, since_of(advert, now))
        .to_owned();
    device::Entity::insert(device_row(agent, advert, now))
        .on_conflict(renewed)
        .exec_without_returning(transaction)
        .await
        .map_err(StoreError::query("record a device"))?;
    Ok(())
}

/// From now on a device is in the state that its agent tells, whatever kept it from that before.
pub(super) async fn free_device(
    connection: &impl ConnectionTrait,
    device: &DeviceId,
    now: Timestamp,
) -> Result<(), StoreError> {
    device::Entity::update_many()
        .col_expr(device::Column::StateSince, Expr::value(now.epoch_ms()))
        .filter(device::Column::Id.eq(device.as_str()))
        .exec(connection)
        .await
        .map_err(StoreError::query("record that a device is free"))?;
    Ok(())
}

/// Since when a device that is known is in the state that it tells now: a state that goes on keeps its time, even over a
/// short absence of its agent.
fn since_of(advert: &DeviceAdvert, now: Timestamp) -> Expr {
    let known = |column| Expr::col((device::Entity, column));
    let (state, reason) = state_columns(&advert.state);
    let same_reason = match reason {
        Some(reason) => known(device::Column::StateReason).eq(reason),
        None => known(device::Column::StateReason).is_null(),
    };
    let goes_on = known(device::Column::State)
        .eq(state)
        .and(same_reason)
        .and(known(device::Column::LastSeenAt).gte(now.epoch_ms() - SHORT_ABSENCE_MS));
    CaseStatement::new()
        .case(goes_on, known(device::Column::StateSince))
        .finally(Expr::value(now.epoch_ms()))
        .into()
}

fn state_columns(state: &DeviceState) -> (&'static str, Option<String>) {
    match state {
        DeviceState::Ready => ("ready", None),
        DeviceState::Busy => ("busy", None),
        DeviceState::Unavailable(reason) => ("unavailable", Some(reason.clone())),
    }
}

fn device_row(agent: AgentId, advert: &DeviceAdvert, now: Timestamp) -> device::ActiveModel {
    let (state, reason) = state_columns(&advert.state);
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
        state_since: Set(now.epoch_ms()),
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

fn device_of(row: &device::Model, owner: &agent::Model) -> Result<DeviceEntry, StoreError> {
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
    Ok(DeviceEntry {
        advert,
        agent,
        labels: of_json("labels", &owner.id, &owner.labels)?,
        last_seen: Timestamp::from_epoch_ms(row.last_seen_at),
        state_since: Timestamp::from_epoch_ms(row.state_since),
        known_since: Timestamp::from_epoch_ms(owner.first_seen_at),
    })
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
