//! The queue's tables as entities, one module per table; `m0001_queue` and later migrations say what each column holds.

pub(super) mod request {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "job_requests")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) project_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) idempotency_key: String,
        pub(crate) content_sha256: String,
        pub(crate) submitted_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(in crate::store) mod job {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "jobs")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: String,
        pub(crate) project_id: String,
        pub(crate) idempotency_key: Option<String>,
        pub(crate) ordinal: i32,
        pub(crate) scenario_name: String,
        pub(crate) scenario: String,
        pub(crate) needs: String,
        pub(crate) title: String,
        pub(crate) release: Option<String>,
        pub(crate) build_id: Option<String>,
        pub(crate) tags: String,
        pub(crate) baseline_run_id: Option<String>,
        pub(crate) priority: i32,
        pub(crate) submitted_at: i64,
        pub(crate) state: String,
        pub(crate) attempt: i32,
        pub(crate) infrastructure_left: i32,
        pub(crate) step_left: i32,
        pub(crate) failed_on: String,
        pub(crate) cancel_reason: Option<String>,
        pub(crate) reason: Option<String>,
        pub(crate) run_id: Option<String>,
        pub(crate) started_at: Option<i64>,
        pub(crate) ended_at: Option<i64>,
        pub(crate) watch: Option<String>,
        pub(crate) finish_reason: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(in crate::store) mod attempt {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "job_attempts")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) job_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) number: i32,
        pub(crate) agent_id: String,
        pub(crate) device_id: String,
        pub(crate) offered_at: i64,
        pub(crate) accepted_at: Option<i64>,
        pub(crate) ended_at: Option<i64>,
        pub(crate) end_kind: Option<String>,
        pub(crate) reason: Option<String>,
        pub(crate) run_id: Option<String>,
        pub(crate) by_result: bool,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod event {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "job_events")]
    pub(crate) struct Model {
        #[sea_orm(primary_key)]
        pub(crate) id: i64,
        pub(crate) job_id: String,
        pub(crate) attempt: i32,
        pub(crate) at: i64,
        pub(crate) kind: String,
        pub(crate) level: String,
        pub(crate) source: String,
        pub(crate) message: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod agent {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "agents")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: String,
        pub(crate) name: String,
        pub(crate) version: String,
        pub(crate) labels: String,
        pub(crate) first_seen_at: i64,
        pub(crate) last_seen_at: i64,
        /// A project, or `*` for every one; NULL where nobody knows any more.
        pub(crate) serves: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod device {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "devices")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: String,
        pub(crate) agent_id: String,
        pub(crate) platform: String,
        pub(crate) os: String,
        pub(crate) arch: String,
        pub(crate) facts: String,
        pub(crate) browsers: String,
        pub(crate) state: String,
        pub(crate) state_reason: Option<String>,
        pub(crate) last_seen_at: i64,
        pub(crate) watches_processes: bool,
        /// `{"steps":[…],"conditions":[…]}`; NULL where the device can do everything.
        pub(crate) abilities: Option<String>,
        pub(crate) state_since: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod quarantine {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "device_quarantines")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) device_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) serves: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) set_at: i64,
        pub(crate) set_by: String,
        pub(crate) reason: String,
        pub(crate) released_at: Option<i64>,
        pub(crate) released_by: Option<String>,
        pub(crate) released_because: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
