//! Passwords as they are kept: Argon2id with a salt of their own. Never keeps, logs or compares one in the clear.

use std::sync::LazyLock;

use argon2::{Algorithm, Argon2, Params, Version};
use subtle::ConstantTimeEq;

use crate::hex::{hex, unhex};

/// Memory, passes and lanes that OWASP's Password Storage Cheat Sheet recommends for Argon2id; memory in KiB.
const COST: Cost = Cost { memory_kib: 19_456, passes: 2, lanes: 1 };
/// Length of a hash, bytes.
const HASH_BYTES: usize = 32;
/// Shortest password, characters.
pub const SHORTEST: usize = 12;
/// Longest password, characters.
pub const LONGEST: usize = 256;
/// The same, bytes: hashing more would be work for a stranger's pleasure.
pub const LONGEST_BYTES: usize = 4 * LONGEST;

/// A hash as it is kept: `argon2id$v=19$m=…,t=…,p=…$salt$hash`, both in hexadecimal, so that its costs can be raised later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasswordHash(String);

/// A password cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// It could be guessed.
    #[error("the password has {characters} characters; at least {SHORTEST} are needed")]
    TooShort {
        /// How many it has.
        characters: usize,
    },
    /// It is longer than what is hashed.
    #[error("the password has {characters} characters; at most {LONGEST} are taken")]
    TooLong {
        /// How many it has.
        characters: usize,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl PasswordHash {
    /// Hashes a password with a fresh random salt. Takes some 20 ms and 19 MiB.
    pub fn new(password: &str, salt: [u8; 16]) -> Result<Self, PasswordError> {
        let characters = password.chars().count();
        if characters < SHORTEST {
            return Err(PasswordError::TooShort { characters });
        }
        if characters > LONGEST {
            return Err(PasswordError::TooLong { characters });
        }
        Ok(Self::of(password, salt))
    }

    fn of(password: &str, salt: [u8; 16]) -> Self {
        let Cost { memory_kib, passes, lanes } = COST;
        let hash = digest(password, &salt, COST).expect("our own costs are within the algorithm's limits");
        Self(format!("argon2id$v=19$m={memory_kib},t={passes},p={lanes}${}${}", hex(&salt), hex(&hash)))
    }

    /// The hash of a kept text.
    pub fn from_kept(text: String) -> Self {
        Self(text)
    }

    /// The text to keep.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is this password's hash. A text that no version of ours wrote is nobody's.
    pub fn matches(&self, password: &str) -> bool {
        if password.len() > LONGEST_BYTES {
            return false;
        }
        let Some((cost, salt, expected)) = parsed(&self.0) else { return false };
        digest(password, &salt, cost).is_some_and(|found| bool::from(found.as_slice().ct_eq(&expected)))
    }
}

/// False, after as long as a comparison with a real account's hash takes: a stranger cannot tell which accounts exist.
pub fn compare_with_nobody(password: &str) -> bool {
    static NOBODY: LazyLock<PasswordHash> = LazyLock::new(|| PasswordHash::of("nobody", [0; 16]));
    let _nobodys = NOBODY.matches(password);
    false
}

fn digest(password: &str, salt: &[u8], cost: Cost) -> Option<[u8; HASH_BYTES]> {
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(HASH_BYTES)).ok()?;
    let mut hash = [0; HASH_BYTES];
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon2.hash_password_into(password.as_bytes(), salt, &mut hash).ok()?;
    Some(hash)
}

fn parsed(text: &str) -> Option<(Cost, Vec<u8>, Vec<u8>)> {
    let mut parts = text.strip_prefix("argon2id$v=19$")?.split('$');
    let mut costs = parts.next()?.split(',');
    let mut cost = |name: &str| costs.next()?.strip_prefix(name)?.parse().ok();
    let cost = Cost { memory_kib: cost("m=")?, passes: cost("t=")?, lanes: cost("p=")? };
    let (salt, hash) = (unhex(parts.next()?)?, unhex(parts.next()?)?);
    parts.next().is_none().then_some((cost, salt, hash))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_known_again_and_its_text_never_shows_it() {
        let hash = PasswordHash::new("correct horse battery", [7; 16]).unwrap();
        assert!(hash.as_str().starts_with("argon2id$v=19$m=19456,t=2,p=1$07070707"), "{}", hash.as_str());
        assert!(!hash.as_str().contains("horse"));
        let kept = PasswordHash::from_kept(hash.as_str().to_owned());
        assert!(kept.matches("correct horse battery"));
        assert!(!kept.matches("correct horse batterz") && !kept.matches(""));
        assert_ne!(PasswordHash::new("correct horse battery", [8; 16]).unwrap(), hash);
    }

    #[test]
    fn short_and_endless_passwords_are_refused() {
        assert_eq!(
            PasswordHash::new("short", [0; 16]).unwrap_err(),
            PasswordError::TooShort { characters: 5 }
        );
        let endless = "x".repeat(LONGEST + 1);
        assert!(matches!(PasswordHash::new(&endless, [0; 16]), Err(PasswordError::TooLong { .. })));
    }

    #[test]
    fn a_broken_text_is_nobodys_password() {
        for text in ["", "argon2id$v=19$m=1,t=0,p=0$$", "argon2id$v=19$m=19456,t=2,p=1$00$zz", "plain"] {
            assert!(!PasswordHash::from_kept(text.to_owned()).matches("plain"), "{text}");
        }
    }
}
