//! The tables of runs as sea-orm knows them.

use dataset::{CollectionMode, OutcomeStatus};

/// Kind of the artifact that is the archive a run came as.
pub(super) const ARCHIVE: &str = "archive";

pub(in crate::store) mod runs {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "runs")]
    pub(in crate::store) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub project_id: String,
        pub client_key: String,
        pub content_sha256: String,
        pub job_id: Option<String>,
        pub attempt: Option<i32>,
        pub title: String,
        pub scenario: String,
        pub release: Option<String>,
        pub build_id: Option<String>,
        pub environment: Option<String>,
        pub platform: Option<String>,
        pub device: Option<String>,
        pub device_class: Option<String>,
        pub browser: Option<String>,
        pub fingerprint_sha256: String,
        pub created_at: i64,
        pub stored_at: i64,
        pub duration_ms: i64,
        pub mode: String,
        pub outcome: String,
        pub verdict: Option<String>,
        pub verdict_summary: Option<String>,
        pub baseline_run_id: Option<String>,
        pub judgment: String,
        pub iterations: i64,
        pub dataset_bytes: i64,
        pub tags: String,
        pub headline: String,
        pub version: i64,
        pub edited_at: Option<i64>,
        pub edited_by: Option<String>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(in crate::store) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod run_tags {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "run_tags")]
    pub(in crate::store) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub run_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub tag: String,
        pub project_id: String,
        pub created_at: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(in crate::store) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod run_search {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "run_search")]
    pub(in crate::store) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub project_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub created_at: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub run_id: String,
        pub text: String,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(in crate::store) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod deleted_runs {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "deleted_runs")]
    pub(in crate::store) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub run_id: String,
        pub project_id: String,
        pub deleted_at: i64,
        pub deleted_by: String,
        pub document: String,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(in crate::store) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod artifacts {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "artifacts")]
    pub(in crate::store) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub run_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub kind: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub name: String,
        pub media_type: String,
        pub object_key: String,
        pub encoding: String,
        pub size_bytes: i64,
        pub stored_bytes: i64,
        pub sha256: String,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(in crate::store) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod summaries {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "run_metrics_summary")]
    pub(in crate::store) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub run_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub pid: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub source: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub metric: String,
        pub process_type: Option<String>,
        pub count: i64,
        pub avg: f64,
        pub min: f64,
        pub max: f64,
        pub p50: f64,
        pub p95: f64,
        pub p99: f64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(in crate::store) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod details {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "run_details")]
    pub(in crate::store) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub run_id: String,
        #[sea_orm(column_type = "JsonBinary")]
        pub details: Json,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(in crate::store) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod sides {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "run_sides")]
    pub(in crate::store) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub run_id: String,
        #[sea_orm(column_type = "JsonBinary")]
        pub rule: Json,
        #[sea_orm(column_type = "JsonBinary")]
        pub side: Json,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(in crate::store) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The word of a mode in its column.
pub(super) const fn mode_word(mode: CollectionMode) -> &'static str {
    match mode {
        CollectionMode::System => "system",
        CollectionMode::Browser => "browser",
        CollectionMode::Hybrid => "hybrid",
    }
}

/// The mode of a word that [`mode_word`] gave.
pub(super) fn mode_of(word: &str) -> CollectionMode {
    match word {
        "system" => CollectionMode::System,
        "browser" => CollectionMode::Browser,
        _ => CollectionMode::Hybrid,
    }
}

/// The word of an outcome in its column; `unknown` where the Dataset does not tell.
pub(in crate::store) const fn outcome_word(outcome: Option<OutcomeStatus>) -> &'static str {
    match outcome {
        Some(OutcomeStatus::Completed) => "completed",
        Some(OutcomeStatus::Failed) => "failed",
        Some(OutcomeStatus::Canceled) => "canceled",
        Some(OutcomeStatus::Disconnected) => "disconnected",
        None => "unknown",
    }
}

/// The outcome of a word that [`outcome_word`] gave.
pub(in crate::store) fn outcome_of(word: &str) -> Option<OutcomeStatus> {
    match word {
        "completed" => Some(OutcomeStatus::Completed),
        "failed" => Some(OutcomeStatus::Failed),
        "canceled" => Some(OutcomeStatus::Canceled),
        "disconnected" => Some(OutcomeStatus::Disconnected),
        _ => None,
    }
}
