//! What a device can do, where it cannot do everything.

use super::Sql;

// NULL where the device can do everything, as every device of before can.
pub(super) const MIGRATION: Sql =
    Sql { name: "m0004_abilities", statements: &["ALTER TABLE devices ADD COLUMN abilities TEXT"] };
