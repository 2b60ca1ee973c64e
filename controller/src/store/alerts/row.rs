//! The tables of alerts as sea-orm knows them, and the way between a row and an alert.

use dataset::{Direction, Timestamp};
use sea_orm::ActiveValue::Set;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::alert::{Alert, AlertId, AlertKey, AlertKind, AlertState, Mark, Sighting, Step};
use crate::baseline_check::Scope;
use crate::store::StoreError;
use crate::store::runs::storable;

pub(super) mod alerts {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "alerts")]
    pub(in crate::store) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub project_id: String,
        pub scenario: String,
        pub metric: String,
        pub platform: String,
        pub device_class: String,
        pub state: String,
        pub owner: Option<String>,
        pub opened_at: i64,
        pub version: i64,
        pub revision: i64,
        pub details: String,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(in crate::store) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod alert_runs {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "alert_runs")]
    pub(in crate::store) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub alert_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub run_id: String,
        pub bad: bool,
        pub seen_at: i64,
        pub sighting: String,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(in crate::store) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod alert_steps {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "alert_steps")]
    pub(in crate::store) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub alert_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub revision: i64,
        pub step: String,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(in crate::store) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod alert_notices {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "alert_notices")]
    pub(in crate::store) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub alert_id: String,
        pub event: String,
        pub body: String,
        pub created_at: i64,
        pub state: String,
        pub attempts: i32,
        pub next_at: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(in crate::store) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod alert_attempts {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "alert_attempts")]
    pub(in crate::store) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub notice_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i32,
        pub started_at: i64,
        pub ended_at: Option<i64>,
        pub status: Option<i32>,
        pub problem: Option<String>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(in crate::store) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What no list is filtered by.
#[derive(Serialize, Deserialize)]
struct Details {
    kind: AlertKind,
    unit: String,
    direction: Direction,
    last_step: Step,
    first_bad: Sighting,
    last_bad: Sighting,
    worst: Sighting,
    bad_runs: u64,
    last_good: Option<Mark>,
    good_since: u64,
    good_run: Option<Mark>,
    previous: Option<AlertId>,
}

/// A type of ours as the text of its column.
pub(super) fn json(value: &impl Serialize) -> String {
    // Our own texts come out of other rows or were checked; a run's release may hold anything.
    let text = serde_json::to_string(value).expect("alerts have names for keys and finite numbers");
    text.replace("\\u0000", "\u{fffd}")
}

/// The row of an alert.
pub(super) fn row_of(alert: &Alert) -> alerts::ActiveModel {
    let Alert { id, key, state, owner, opened_at, version, revision, .. } = alert;
    let scope = &key.scope;
    alerts::ActiveModel {
        id: Set(id.to_string()),
        project_id: Set(scope.project.clone()),
        scenario: Set(storable(&scope.scenario)),
        metric: Set(storable(&key.metric)),
        platform: Set(storable(scope.platform.as_deref().unwrap_or_default())),
        device_class: Set(storable(scope.device_class.as_deref().unwrap_or_default())),
        state: Set(state.word().to_owned()),
        owner: Set(owner.clone()),
        opened_at: Set(opened_at.epoch_ms()),
        version: Set(version.cast_signed()),
        revision: Set(revision.cast_signed()),
        details: Set(json(&details_of(alert))),
    }
}

/// The alert of a row.
pub(super) fn alert_of(row: alerts::Model) -> Result<Alert, StoreError> {
    let unreadable = |what| StoreError::row(what, &row.id);
    let id = alert_id(&row.id)?;
    let state = AlertState::of_word(&row.state)
        .ok_or_else(|| serde::de::Error::custom(format!("`{}` is no state", row.state)))
        .map_err(unreadable("the state"))?;
    let details: Details = serde_json::from_str(&row.details).map_err(unreadable("the details"))?;
    let some = |text: String| (!text.is_empty()).then_some(text);
    let scope = Scope {
        project: row.project_id,
        scenario: row.scenario,
        platform: some(row.platform),
        device_class: some(row.device_class),
    };
    Ok(Alert {
        id,
        key: AlertKey { scope, metric: row.metric },
        kind: details.kind,
        unit: details.unit,
        direction: details.direction,
        state,
        owner: row.owner,
        opened_at: Timestamp::from_epoch_ms(row.opened_at),
        last_step: details.last_step,
        first_bad: details.first_bad,
        last_bad: details.last_bad,
        worst: details.worst,
        bad_runs: details.bad_runs,
        last_good: details.last_good,
        good_since: details.good_since,
        good_run: details.good_run,
        previous: details.previous,
        version: row.version.cast_unsigned(),
        revision: row.revision.cast_unsigned(),
    })
}

/// An alert's id by its column.
pub(super) fn alert_id(text: &str) -> Result<AlertId, StoreError> {
    uuid(text).map(AlertId::new)
}

/// An id by its column.
pub(super) fn uuid(text: &str) -> Result<Uuid, StoreError> {
    text.parse().map_err(|error: uuid::Error| {
        let source = <serde_json::Error as serde::de::Error>::custom(error);
        StoreError::row("the id", text)(source)
    })
}

fn details_of(alert: &Alert) -> Details {
    Details {
        kind: alert.kind,
        unit: alert.unit.clone(),
        direction: alert.direction,
        last_step: alert.last_step.clone(),
        first_bad: alert.first_bad.clone(),
        last_bad: alert.last_bad.clone(),
        worst: alert.worst.clone(),
        bad_runs: alert.bad_runs,
        last_good: alert.last_good.clone(),
        good_since: alert.good_since,
        good_run: alert.good_run.clone(),
        previous: alert.previous,
    }
}
