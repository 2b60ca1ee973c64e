//! People whom a provider of identities vouches for: the address that invites them, and which identity is which account.

use super::Sql;

pub(super) const MIGRATION: Sql = Sql {
    name: "m0007_identities",
    statements: &[
        "ALTER TABLE accounts ADD COLUMN email TEXT",
        "CREATE UNIQUE INDEX accounts_email ON accounts (email)",
        "CREATE TABLE identities (
        issuer TEXT NOT NULL,
        subject TEXT NOT NULL,
        account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
        created_at BIGINT NOT NULL,
        PRIMARY KEY (issuer, subject)
    )",
        // One person of a provider an account.
        "CREATE UNIQUE INDEX identities_account ON identities (account_id, issuer)",
    ],
};
