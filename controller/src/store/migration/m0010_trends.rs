//! One value per run and metric, which trends are drawn of; what people note beside them; why a baseline was cleared.

use super::Sql;

pub(super) const MIGRATION: Sql = Sql {
    name: "m0010_trends",
    statements: &[
        // Scope columns are '' where the run names none, as in `baselines`.
        "CREATE TABLE run_values (
        run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
        metric TEXT NOT NULL,
        project_id TEXT NOT NULL,
        scenario TEXT NOT NULL,
        platform TEXT NOT NULL,
        device_class TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        unit TEXT NOT NULL,
        value DOUBLE PRECISION NOT NULL,
        low DOUBLE PRECISION,
        high DOUBLE PRECISION,
        count BIGINT NOT NULL,
        PRIMARY KEY (run_id, metric)
    )",
        "CREATE INDEX run_values_trend ON run_values
        (project_id, scenario, platform, device_class, metric, created_at, run_id)",
        "CREATE INDEX runs_trend ON runs (project_id, scenario, platform, device_class, created_at, id)",
        // Runs of before, until their values are written.
        "CREATE TABLE run_values_missing (run_id TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE)",
        "INSERT INTO run_values_missing (run_id) SELECT id FROM runs",
        "CREATE TABLE annotations (
        id TEXT PRIMARY KEY,
        project_id TEXT NOT NULL REFERENCES projects (id),
        scenario TEXT,
        at BIGINT NOT NULL,
        text TEXT NOT NULL,
        made_by TEXT NOT NULL,
        made_at BIGINT NOT NULL
    )",
        "CREATE INDEX annotations_at ON annotations (project_id, at, id)",
        "ALTER TABLE baselines ADD COLUMN cleared_reason TEXT",
        "CREATE INDEX baselines_history ON baselines (project_id, scenario, platform, device_class, set_at, id)",
    ],
};
