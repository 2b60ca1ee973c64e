//! The address of an attempt's pages: nobody guesses it, and it is about that attempt alone.

use hmac::{Hmac, KeyInit, Mac};
use protocol::AttemptRef;
use sha2::Sha256;

use crate::access::signed_link::SigningKey;
use crate::hex::{hex, unhex};

/// Folder of the addresses.
pub(super) const FOLDER: &str = "/attempt-pages";
/// Stands first in what is hashed, so that a signature of another kind is never the key of pages.
const PURPOSE: &str = "perfsight attempt pages 1";

/// The path of an attempt's pages, ending with a slash. The same after a restart of the controller.
pub(super) fn path_of(key: &SigningKey, attempt: AttemptRef) -> String {
    let proof = hex(&mac(key, attempt).finalize().into_bytes());
    format!("{FOLDER}/{}/{}/{proof}/", attempt.job, attempt.number.0)
}

/// Whether `proof` stands in the path of this attempt's pages. Compares in constant time.
pub(super) fn opens(key: &SigningKey, attempt: AttemptRef, proof: &str) -> bool {
    unhex(proof).is_some_and(|proof| mac(key, attempt).verify_slice(&proof).is_ok())
}

fn mac(key: &SigningKey, attempt: AttemptRef) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(&key.secret).expect("HMAC takes keys of every length");
    for part in [PURPOSE, &attempt.job.to_string(), &attempt.number.0.to_string()] {
        // Lengths in front, so that no two attempts run together into the same bytes.
        mac.update(&(part.len() as u64).to_le_bytes());
        mac.update(part.as_bytes());
    }
    mac
}

#[cfg(test)]
mod tests {
    use protocol::{AttemptNumber, JobId};
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_key_opens_the_pages_of_its_attempt_alone() {
        let key = SigningKey { id: "k1".to_owned(), secret: [7; 32] };
        let attempt = |job: u128, number| AttemptRef {
            job: JobId::new(Uuid::from_u128(job)),
            number: AttemptNumber(number),
        };
        let path = path_of(&key, attempt(1, 1));
        let proof = path.trim_end_matches('/').rsplit('/').next().unwrap();
        assert!(opens(&key, attempt(1, 1), proof));
        assert!(!opens(&key, attempt(1, 2), proof));
        assert!(!opens(&key, attempt(2, 1), proof));
        assert!(!opens(&key, attempt(1, 1), &proof[2..]));
        assert!(!opens(&SigningKey { secret: [8; 32], ..key }, attempt(1, 1), proof));
    }
}
