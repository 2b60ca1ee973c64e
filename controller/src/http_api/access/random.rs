//! Where chance enters the HTTP door: secrets, salts and keys.

use crate::http_api::wire::error::ApiError;

/// The system gives no random bytes.
#[derive(Debug, thiserror::Error)]
#[error("the system's random source failed")]
struct NoRandom(#[source] getrandom::Error);

/// Bytes from the system's random source.
pub(crate) fn random<const BYTES: usize>() -> Result<[u8; BYTES], ApiError> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).map_err(|source| ApiError::internal("make a secret", NoRandom(source)))?;
    Ok(bytes)
}
