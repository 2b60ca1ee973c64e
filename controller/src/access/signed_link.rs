//! Links that carry their own permission: one address, one project, one end, under a keyed hash. Never opens anything else.

use dataset::Timestamp;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::hex::{hex, unhex};

/// Stands first in what is signed, so that a signature of another kind is never one of a link.
const PURPOSE: &str = "perfsight download link 1";

/// A key that links are signed with.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningKey {
    /// Its name, which stands in the link.
    pub id: String,
    /// Its bytes.
    pub secret: [u8; 32],
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SigningKey").field("id", &self.id).finish_non_exhaustive()
    }
}

/// What a link opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The one path, as it stands in the link.
    pub path: String,
    /// The project whose file it is.
    pub project: String,
    /// When it ends, s since 1970.
    pub expires_s: i64,
}

/// A link opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// Path, project, end or signature are not as they were signed.
    #[error("the link is not as it was made; ask for a new one")]
    Altered,
    /// Its time is over.
    #[error("the link has expired; ask for a new one")]
    Expired,
}

impl SigningKey {
    /// The signature of a grant, lower-case hex.
    pub fn sign(&self, grant: &Grant) -> String {
        hex(&self.mac(grant).finalize().into_bytes())
    }

    /// Nothing, if `signature` is this key's over the grant and the grant has not ended. Compares in constant time.
    pub fn verify(&self, grant: &Grant, signature: &str, now: Timestamp) -> Result<(), LinkError> {
        let signature = unhex(signature).ok_or(LinkError::Altered)?;
        self.mac(grant).verify_slice(&signature).map_err(|_| LinkError::Altered)?;
        if now.epoch_ms() >= grant.expires_s.saturating_mul(1000) {
            return Err(LinkError::Expired);
        }
        Ok(())
    }

    fn mac(&self, grant: &Grant) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.secret).expect("HMAC takes keys of every length");
        let Grant { path, project, expires_s } = grant;
        for part in [PURPOSE, &self.id, path, project, &expires_s.to_string()] {
            // Lengths in front, so that no two grants run together into the same bytes.
            mac.update(&(part.len() as u64).to_le_bytes());
            mac.update(part.as_bytes());
        }
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> SigningKey {
        SigningKey { id: "k1".to_owned(), secret: [9; 32] }
    }

    fn grant() -> Grant {
        Grant { path: "/api/v1/runs/1/download".to_owned(), project: "team".to_owned(), expires_s: 1_000 }
    }

    #[test]
    fn a_link_opens_until_it_ends() {
        let signature = key().sign(&grant());
        let check = |ms: i64| key().verify(&grant(), &signature, Timestamp::from_epoch_ms(ms));
        assert_eq!(check(999_999), Ok(()));
        assert_eq!(check(1_000_000), Err(LinkError::Expired));
    }

    #[test]
    fn a_link_that_was_changed_anywhere_opens_nothing() {
        let signature = key().sign(&grant());
        let now = Timestamp::from_epoch_ms(0);
        let altered = [
            Grant { path: "/api/v1/runs/2/download".to_owned(), ..grant() },
            Grant { project: "teams".to_owned(), ..grant() },
            Grant { expires_s: 1_001, ..grant() },
            // The same bytes, divided elsewhere.
            Grant { path: "/api/v1/runs/1/downloadt".to_owned(), project: "eam".to_owned(), ..grant() },
        ];
        for altered in altered {
            assert_eq!(key().verify(&altered, &signature, now), Err(LinkError::Altered), "{altered:?}");
        }
        for bad in ["", "zz", &signature[2..], &format!("{}00", &signature[..62])] {
            assert_eq!(key().verify(&grant(), bad, now), Err(LinkError::Altered), "{bad}");
        }
        let other = SigningKey { secret: [8; 32], ..key() };
        assert_eq!(other.verify(&grant(), &signature, now), Err(LinkError::Altered));
        let renamed = SigningKey { id: "k2".to_owned(), ..key() };
        assert_eq!(renamed.verify(&grant(), &signature, now), Err(LinkError::Altered));
    }
}
