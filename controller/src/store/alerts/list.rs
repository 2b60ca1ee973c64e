//! Pages of alerts, newest first, and how many stand where.

use dataset::Timestamp;
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::row::{alert_of, alerts};
use crate::alert::{Alert, AlertState};
use crate::store::{Store, StoreError};

/// Which alerts a list is about; all conditions that are given must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertFilter {
    /// The project; a list never crosses projects.
    pub project: String,
    /// Where they stand.
    pub state: Option<StateFilter>,
    /// Scenario.
    pub scenario: Option<String>,
    /// Metric key.
    pub metric: Option<String>,
    /// Who looks after them.
    pub owner: Option<OwnerFilter>,
    /// Platform.
    pub platform: Option<String>,
    /// Device class.
    pub device_class: Option<String>,
    /// Opened at this instant or later.
    pub since: Option<Timestamp>,
}

/// A condition on where an alert stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StateFilter {
    /// There.
    Is(AlertState),
    /// Open or acknowledged.
    Unresolved,
}

/// A condition on who looks after an alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OwnerFilter {
    /// This person.
    Is(String),
    /// Nobody.
    Nobody,
}

/// How many alerts stand where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StateCounts {
    /// Open ones.
    pub open: u64,
    /// Acknowledged ones.
    pub acknowledged: u64,
    /// Resolved ones.
    pub resolved: u64,
}

impl AlertFilter {
    /// Every alert of a project.
    pub fn all(project: impl Into<String>) -> Self {
        Self {
            project: project.into(),
            state: None,
            scenario: None,
            metric: None,
            owner: None,
            platform: None,
            device_class: None,
            since: None,
        }
    }
}

impl Store {
    /// The alerts of a page, newest first, and how many there are in all.
    pub async fn alerts(
        &self,
        filter: &AlertFilter,
        offset: u64,
        limit: u64,
    ) -> Result<(Vec<Alert>, u64), StoreError> {
        let query = alerts::Entity::find().filter(but_state(filter).add_option(filter.state.map(standing)));
        let total = query.clone().count(self.reader()).await.map_err(StoreError::query("count alerts"))?;
        let page = query
            .order_by_desc(alerts::Column::OpenedAt)
            .order_by_desc(alerts::Column::Id)
            .offset(offset)
            .limit(limit);
        let rows = page.all(self.reader()).await.map_err(StoreError::query("list alerts"))?;
        Ok((rows.into_iter().map(alert_of).collect::<Result<_, _>>()?, total))
    }

    /// How many alerts stand where, of those that a filter finds whatever their state.
    pub async fn alert_counts(&self, filter: &AlertFilter) -> Result<StateCounts, StoreError> {
        let query = alerts::Entity::find()
            .filter(but_state(filter))
            .select_only()
            .column(alerts::Column::State)
            .column_as(alerts::Column::Id.count(), "alerts")
            .group_by(alerts::Column::State);
        let counted: Vec<(String, i64)> = query
            .into_tuple()
            .all(self.reader())
            .await
            .map_err(StoreError::query("count alerts by state"))?;
        let of = |state: AlertState| {
            let count = counted.iter().find(|(word, _)| word == state.word());
            count.map_or(0, |(_, count)| count.unsigned_abs())
        };
        Ok(StateCounts {
            open: of(AlertState::Open),
            acknowledged: of(AlertState::Acknowledged),
            resolved: of(AlertState::Resolved),
        })
    }
}

fn standing(filter: StateFilter) -> Condition {
    let state = alerts::Column::State;
    Condition::all().add(match filter {
        StateFilter::Is(wanted) => state.eq(wanted.word()),
        StateFilter::Unresolved => state.ne(AlertState::Resolved.word()),
    })
}

fn but_state(filter: &AlertFilter) -> Condition {
    use alerts::Column;
    let equal =
        |column: Column, value: &Option<String>| value.as_ref().map(|value| column.eq(value.as_str()));
    Condition::all()
        .add(Column::ProjectId.eq(filter.project.as_str()))
        .add_option(equal(Column::Scenario, &filter.scenario))
        .add_option(equal(Column::Metric, &filter.metric))
        .add_option(equal(Column::Platform, &filter.platform))
        .add_option(equal(Column::DeviceClass, &filter.device_class))
        .add_option(filter.owner.as_ref().map(|owner| match owner {
            OwnerFilter::Is(name) => Column::Owner.eq(name.as_str()),
            OwnerFilter::Nobody => Column::Owner.is_null(),
        }))
        .add_option(filter.since.map(|since| Column::OpenedAt.gte(since.epoch_ms())))
}
