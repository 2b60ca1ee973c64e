//! Secrets that are shown once: made from random bytes, kept as their hash.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// A secret with a plain beginning, so that a leaked one is recognized for what it is.
pub(in crate::store) fn secret_of(prefix: &str, random: [u8; 32]) -> String {
    format!("{prefix}{}", crate::hex::hex(&random))
}

/// SHA-256, lower-case hex. A secret has 256 random bits, so that no slower hash would add anything.
pub(in crate::store) fn hash_of(secret: &str) -> String {
    crate::hex::hex(&Sha256::digest(secret.as_bytes()))
}

/// Whether a kept hash is this secret's. The index finds by hash, which tells a guesser nothing; the equality that grants
/// access takes constant time.
pub(in crate::store) fn is_hash_of(kept: &str, secret: &str) -> bool {
    kept.as_bytes().ct_eq(hash_of(secret).as_bytes()).into()
}
