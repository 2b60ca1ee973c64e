//! The tables of suites and schedules as entities; `m0009_schedules` says what each column holds.

pub(super) mod suite {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "suites")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) project_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) name: String,
        pub(crate) description: Option<String>,
        pub(crate) yaml: String,
        pub(crate) scenarios: String,
        pub(crate) pages: String,
        pub(crate) created_by: String,
        pub(crate) created_at: i64,
        pub(crate) changed_by: String,
        pub(crate) changed_at: i64,
        pub(crate) version: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod schedule {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "schedules")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: String,
        pub(crate) project_id: String,
        pub(crate) name: String,
        pub(crate) suite: String,
        pub(crate) cron: String,
        pub(crate) zone: String,
        pub(crate) overlap: String,
        pub(crate) missed: String,
        pub(crate) grace_ms: i64,
        pub(crate) enabled: bool,
        pub(crate) release: Option<String>,
        pub(crate) build_id: Option<String>,
        pub(crate) tags: String,
        pub(crate) created_by: String,
        pub(crate) created_at: i64,
        pub(crate) changed_by: String,
        pub(crate) changed_at: i64,
        pub(crate) version: i64,
        pub(crate) decided_until: i64,
        pub(crate) next_at: Option<i64>,
        pub(crate) waiting_due: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod suite_run {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "suite_runs")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: String,
        pub(crate) project_id: String,
        pub(crate) suite: String,
        pub(crate) started_at: i64,
        pub(crate) started_by: Option<String>,
        pub(crate) schedule_id: Option<String>,
        pub(crate) schedule_name: Option<String>,
        pub(crate) due: Option<i64>,
        pub(crate) release: Option<String>,
        pub(crate) build_id: Option<String>,
        pub(crate) tags: String,
        pub(crate) idempotency_key: Option<String>,
        pub(crate) content_sha256: String,
        pub(crate) gives_way: bool,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod cell {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "suite_cells")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) suite_run_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) ordinal: i32,
        pub(crate) entry: String,
        pub(crate) scenario: String,
        pub(crate) device: String,
        pub(crate) parameters: String,
        pub(crate) job_id: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod tick {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "schedule_ticks")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) schedule_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) due: i64,
        pub(crate) fate: String,
        pub(crate) reason: Option<String>,
        pub(crate) suite_run_id: Option<String>,
        pub(crate) decided_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
