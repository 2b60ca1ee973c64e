//! Whether an identity token is what it says, and about whom. Pure: keys, time and what was expected enter as arguments.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use dataset::Timestamp;
use openidconnect::core::{
    CoreIdToken, CoreIdTokenClaims, CoreIdTokenVerifier, CoreJwsSigningAlgorithm, CoreProviderMetadata,
};
use openidconnect::{
    AccessToken, AccessTokenHash, ClaimsVerificationError, ClientId, Nonce, SignatureVerificationError,
    SigningError,
};

/// How far the provider's clock may be from ours.
const LEEWAY: Duration = Duration::from_mins(1);

/// Signatures that only the provider can make. `none` proves nothing, and a keyed hash could be made by whoever knows the
/// client's secret, or takes the public key for one.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// What a token must be about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Expected<'a> {
    /// Us.
    pub(super) client: &'a ClientId,
    /// This sign-in.
    pub(super) nonce: &'a Nonce,
    /// What came with it.
    pub(super) access: &'a AccessToken,
    /// Now.
    pub(super) now: Timestamp,
}

/// A token proves nothing.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// Signature, issuer, audience, nonce or time are wrong.
    #[error("the identity token is not to be believed")]
    Claims(#[source] ClaimsVerificationError),
    /// It was made for another program.
    #[error("the identity token was made for `{party}`")]
    OtherParty {
        /// Which.
        party: String,
    },
    /// Its key cannot be told.
    #[error("the key of the identity token cannot be told")]
    Key(#[source] SignatureVerificationError),
    /// The hash of the access token cannot be computed.
    #[error("the hash in the identity token cannot be checked")]
    Hash(#[source] SigningError),
    /// The access token beside it is not the one that it was made with.
    #[error("the identity token was made with another access token")]
    OtherAccess,
}

impl VerifyError {
    /// Whether the provider may have begun to use a key that we have not seen.
    pub(super) fn lacks_key(&self) -> bool {
        matches!(
            self,
            Self::Claims(ClaimsVerificationError::SignatureVerification(
                SignatureVerificationError::NoMatchingKey
            ))
        )
    }
}

/// The claims of a token, once everything about it is as expected (`OpenID` Connect Core, section 3.1.3.7).
pub(super) fn verified<'t>(
    token: &'t CoreIdToken,
    provider: &CoreProviderMetadata,
    expected: Expected<'_>,
) -> Result<&'t CoreIdTokenClaims, VerifyError> {
    let offered = provider.id_token_signing_alg_values_supported();
    let allowed = ALGORITHMS.into_iter().filter(|algorithm| offered.contains(algorithm));
    let issuer = provider.issuer().clone();
    let (now, latest) = (instant(expected.now), instant(expected.now) + LEEWAY);
    // Also where we have a secret: it is then not one that tokens may be signed with.
    let verifier =
        CoreIdTokenVerifier::new_public_client(expected.client.clone(), issuer, provider.jwks().clone())
            .set_allowed_algs(allowed)
            .set_time_fn(move || now.checked_sub(LEEWAY).unwrap_or(now).into())
            .set_issue_time_verifier_fn(move |issued| {
                if SystemTime::from(issued) <= latest {
                    Ok(())
                } else {
                    Err(format!("issued in the future, at {issued}"))
                }
            });
    let claims = token.claims(&verifier, expected.nonce).map_err(VerifyError::Claims)?;
    if let Some(party) = claims.authorized_party().filter(|party| *party != expected.client) {
        return Err(VerifyError::OtherParty { party: party.to_string() });
    }
    if let Some(hash) = claims.access_token_hash() {
        let algorithm = token.signing_alg().map_err(VerifyError::Key)?;
        let key = token.signing_key(&verifier).map_err(VerifyError::Key)?;
        let found =
            AccessTokenHash::from_token(expected.access, algorithm, key).map_err(VerifyError::Hash)?;
        if found != *hash {
            return Err(VerifyError::OtherAccess);
        }
    }
    Ok(claims)
}

fn instant(now: Timestamp) -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(now.epoch_ms().max(0).unsigned_abs())
}
