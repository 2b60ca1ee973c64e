//! What a token must be like to be believed.

use std::sync::LazyLock;

use openidconnect::core::{
    CoreEdDsaPrivateSigningKey, CoreHmacKey, CoreJsonWebKeySet, CoreResponseType, CoreSubjectIdentifierType,
};
use openidconnect::{
    Audience, AuthUrl, EmptyAdditionalClaims, EmptyAdditionalProviderMetadata, IssuerUrl, JsonWebKeyId,
    JsonWebKeySetUrl, PrivateSigningKey, ResponseTypes, StandardClaims, SubjectIdentifier,
};

use super::*;

/// Made for these tests; signs nothing else.
const KEY: &str = "-----BEGIN PRIVATE KEY-----\n\
    MC4CAQAwBQYDK2VwBCIEIH/f17idgVSA6yhhSYrJUBMvreNY0DQbdkGxXFt9zzrv\n\
    -----END PRIVATE KEY-----";
const NOW_S: u64 = 1_770_000_000;
const ISSUER: &str = "https://id.example";

static CLIENT: LazyLock<ClientId> = LazyLock::new(|| ClientId::new("perfsight".to_owned()));
static NONCE: LazyLock<Nonce> = LazyLock::new(|| Nonce::new("this sign-in".to_owned()));
static ACCESS: LazyLock<AccessToken> = LazyLock::new(|| AccessToken::new("access".to_owned()));

fn key() -> CoreEdDsaPrivateSigningKey {
    CoreEdDsaPrivateSigningKey::from_ed25519_pem(KEY, Some(JsonWebKeyId::new("k1".to_owned()))).unwrap()
}

fn provider(algorithms: &[CoreJwsSigningAlgorithm]) -> CoreProviderMetadata {
    CoreProviderMetadata::new(
        IssuerUrl::new(ISSUER.to_owned()).unwrap(),
        AuthUrl::new(format!("{ISSUER}/auth")).unwrap(),
        JsonWebKeySetUrl::new(format!("{ISSUER}/jwks")).unwrap(),
        vec![ResponseTypes::new(vec![CoreResponseType::Code])],
        vec![CoreSubjectIdentifierType::Public],
        algorithms.to_vec(),
        EmptyAdditionalProviderMetadata {},
    )
    .set_jwks(CoreJsonWebKeySet::new(vec![key().as_verification_key()]))
}

/// Claims that are as they should be.
fn claims() -> CoreIdTokenClaims {
    let at = |seconds: u64| (UNIX_EPOCH + Duration::from_secs(seconds)).into();
    CoreIdTokenClaims::new(
        IssuerUrl::new(ISSUER.to_owned()).unwrap(),
        vec![Audience::new(CLIENT.to_string())],
        at(NOW_S + 300),
        at(NOW_S),
        StandardClaims::new(SubjectIdentifier::new("ada".to_owned())),
        EmptyAdditionalClaims {},
    )
    .set_nonce(Some(NONCE.clone()))
}

fn signed(claims: CoreIdTokenClaims) -> CoreIdToken {
    CoreIdToken::new(claims, &key(), CoreJwsSigningAlgorithm::EdDsa, Some(&ACCESS), None).unwrap()
}

/// Whether the token is believed, so many seconds after it was made.
fn believed(token: &CoreIdToken, after_s: i64, access: &AccessToken) -> Result<String, VerifyError> {
    let now = Timestamp::from_epoch_ms((NOW_S.cast_signed() + after_s) * 1000);
    let expected = Expected { client: &CLIENT, nonce: &NONCE, access, now };
    let provider = provider(&[CoreJwsSigningAlgorithm::EdDsa, CoreJwsSigningAlgorithm::HmacSha256]);
    verified(token, &provider, expected).map(|claims| claims.subject().to_string())
}

fn check(claims: CoreIdTokenClaims, expected: bool, what: &str) {
    assert_eq!(believed(&signed(claims), 0, &ACCESS).is_ok(), expected, "{what}");
}

#[test]
fn a_token_is_believed_from_a_minute_before_it_was_made_to_a_minute_after_its_end() {
    let token = signed(claims());
    for (after_s, expected) in [(0, true), (-60, true), (-62, false), (359, true), (360, false)] {
        assert_eq!(believed(&token, after_s, &ACCESS).is_ok(), expected, "{after_s} s");
    }
    assert_eq!(believed(&token, 0, &ACCESS).unwrap(), "ada");
}

#[test]
fn issuer_audience_party_and_nonce_are_as_expected() {
    let audience = |name: &str| Audience::new(name.to_owned());
    let party = |name: &str| Some(ClientId::new(name.to_owned()));
    check(claims().set_issuer(IssuerUrl::new(format!("{ISSUER}/")).unwrap()), false, "another issuer");
    check(claims().set_audiences(vec![audience("another")]), false, "for another program");
    check(claims().set_audiences(vec![audience("perfsight"), audience("another")]), false, "for two programs");
    check(claims().set_audiences(Vec::new()), false, "for nobody");
    check(claims().set_authorized_party(party("perfsight")), true, "made for us");
    check(claims().set_authorized_party(party("another")), false, "made for another program");
    check(claims().set_nonce(Some(Nonce::new("another".to_owned()))), false, "of another sign-in");
    check(claims().set_nonce(None), false, "of no sign-in");
}

#[test]
fn the_access_token_is_the_one_that_the_identity_token_was_made_with() {
    let another = AccessToken::new("another".to_owned());
    let error = believed(&signed(claims()), 0, &another).unwrap_err();
    assert!(matches!(error, VerifyError::OtherAccess), "{error}");
    // The hash is optional where the code is redeemed directly (OpenID Connect Core, section 3.1.3.6).
    let without = CoreIdToken::new(claims(), &key(), CoreJwsSigningAlgorithm::EdDsa, None, None).unwrap();
    assert!(believed(&without, 0, &another).is_ok());
}

#[test]
fn only_the_provider_can_have_signed() {
    let secret = CoreHmacKey::new("the client's secret");
    let keyed = CoreIdToken::new(claims(), &secret, CoreJwsSigningAlgorithm::HmacSha256, None, None).unwrap();
    assert!(believed(&keyed, 0, &ACCESS).is_err(), "a keyed hash, which the provider even offers");
    let other = CoreEdDsaPrivateSigningKey::from_ed25519_pem(KEY, Some(JsonWebKeyId::new("k2".to_owned())));
    let unknown =
        CoreIdToken::new(claims(), &other.unwrap(), CoreJwsSigningAlgorithm::EdDsa, None, None).unwrap();
    assert!(believed(&unknown, 0, &ACCESS).unwrap_err().lacks_key());
    let token = signed(claims());
    let now = Timestamp::from_epoch_ms(NOW_S.cast_signed() * 1000);
    let expected = Expected { client: &CLIENT, nonce: &NONCE, access: &ACCESS, now };
    let offers_another = provider(&[CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256]);
    assert!(verified(&token, &offers_another, expected).is_err(), "an algorithm that the provider does not offer");
}
