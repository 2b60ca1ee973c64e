//! One provider: where people are sent, and who they are when they come back. Its outage is an error of one request, never
//! of the controller.

use std::sync::Arc;

use dataset::Timestamp;
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreIdTokenClaims, CoreProviderMetadata,
    CoreTokenResponse, CoreUserInfoClaims,
};
use openidconnect::{
    AuthType, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet, EndpointNotSet,
    EndpointSet, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl,
    RequestTokenError, Scope, TokenResponse,
};
use tokio::sync::Mutex;
use url::Url;

use super::error::ProviderError;
use super::fetch::{FetchError, Fetcher};
use super::remembered::{Next, Remembered};
use super::settings::Settings;
use super::verify::{Expected, verified};
use crate::access::admission::Identity;
use crate::access::ticket::Ties;

/// Longest name for people that is taken from a provider, characters.
const LONGEST_NAME: usize = 100;

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// The provider of [`Settings`], and what is known of it.
#[derive(Debug)]
pub struct Provider {
    settings: Settings,
    fetcher: Fetcher,
    known: Mutex<Remembered<CoreProviderMetadata>>,
}

/// What the browser brings back from the provider.
#[derive(Clone, Debug)]
pub struct Answer {
    /// What is redeemed for the tokens.
    pub code: String,
    /// Who says that they sent it (RFC 9207); absent where the provider does not say.
    pub issuer: Option<String>,
    /// The address that the browser was sent back to.
    pub redirect: String,
}

impl Provider {
    /// Asks nothing yet.
    pub fn new(settings: Settings) -> Result<Self, FetchError> {
        let fetcher = Fetcher::new(settings.issuer.clone())?;
        Ok(Self { settings, fetcher, known: Mutex::default() })
    }

    /// What people call it.
    pub fn name(&self) -> &str {
        &self.settings.name
    }

    /// Who its identities are of.
    pub fn issuer(&self) -> &str {
        self.settings.issuer.as_str()
    }

    /// The address that a browser is sent to, to come back to `redirect`.
    pub async fn authorization(
        &self,
        redirect: &str,
        ties: &Ties,
        now: Timestamp,
    ) -> Result<Url, ProviderError> {
        let client = self.client(&*self.described(now).await?, redirect)?;
        let verifier = PkceCodeVerifier::new(ties.verifier.clone());
        let (state, nonce) = (CsrfToken::new(ties.state.clone()), Nonce::new(ties.nonce.clone()));
        let scopes = self.settings.scopes.iter().cloned().map(Scope::new);
        let request = client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, || state, || nonce)
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .add_scopes(scopes);
        let (address, _, _) = request.url();
        if self.settings.issuer.allows(&address) {
            Ok(address)
        } else {
            Err(ProviderError::Address { address: address.origin().ascii_serialization() })
        }
    }

    /// Who brings an answer back to the sign-in of these ties.
    pub async fn identify(
        &self,
        answer: Answer,
        ties: &Ties,
        now: Timestamp,
    ) -> Result<Identity, ProviderError> {
        let Answer { code, issuer, redirect } = answer;
        if let Some(issuer) = issuer.filter(|issuer| issuer != self.issuer()) {
            return Err(ProviderError::OtherIssuer { issuer });
        }
        let described = self.described(now).await?;
        let client = self.client(&described, &redirect)?;
        let verifier = PkceCodeVerifier::new(ties.verifier.clone());
        let request =
            client.exchange_code(AuthorizationCode::new(code)).map_err(ProviderError::Incomplete)?;
        let tokens = request.set_pkce_verifier(verifier).request_async(&self.fetcher).await;
        let tokens: CoreTokenResponse = tokens.map_err(refused)?;
        let claims = self.believed(&tokens, described, &Nonce::new(ties.nonce.clone()), now).await?;
        if claims.email().is_some() || client.user_info_url().is_none() {
            return Ok(self.identity(&claims, None));
        }
        let more = client.user_info(tokens.access_token().clone(), Some(claims.subject().clone()));
        let more = more.map_err(ProviderError::Incomplete)?.request_async(&self.fetcher).await;
        let more: CoreUserInfoClaims = more.map_err(|error| ProviderError::Person(Box::new(error)))?;
        Ok(self.identity(&claims, Some(&more)))
    }

    /// The claims of the identity token; the keys are asked for again where one is missing.
    async fn believed(
        &self,
        tokens: &CoreTokenResponse,
        described: Arc<CoreProviderMetadata>,
        nonce: &Nonce,
        now: Timestamp,
    ) -> Result<CoreIdTokenClaims, ProviderError> {
        let token = tokens.id_token().ok_or(ProviderError::NoToken)?;
        let client = ClientId::new(self.settings.client_id.clone());
        let expected = Expected { client: &client, nonce, access: tokens.access_token(), now };
        match verified(token, &described, expected) {
            Ok(claims) => Ok(claims.clone()),
            Err(error) if error.lacks_key() => match self.described_anew(&described, now).await? {
                Some(described) => Ok(verified(token, &described, expected)?.clone()),
                None => Err(error.into()),
            },
            Err(error) => Err(error.into()),
        }
    }

    /// What the provider says of itself. One asks, all others wait for that answer.
    async fn described(&self, now: Timestamp) -> Result<Arc<CoreProviderMetadata>, ProviderError> {
        let mut known = self.known.lock().await;
        match known.next(now) {
            Next::Use(described) => Ok(described),
            Next::Ask => self.learn(&mut known, now).await,
            Next::Wait => Err(ProviderError::Resting),
        }
    }

    /// The same, newer than what was `seen`; nothing where it is too early to ask again.
    async fn described_anew(
        &self,
        seen: &Arc<CoreProviderMetadata>,
        now: Timestamp,
    ) -> Result<Option<Arc<CoreProviderMetadata>>, ProviderError> {
        let mut known = self.known.lock().await;
        match known.next_after(seen, now) {
            Next::Use(described) => Ok(Some(described)),
            Next::Ask => self.learn(&mut known, now).await.map(Some),
            Next::Wait => Ok(None),
        }
    }

    async fn learn(
        &self,
        known: &mut Remembered<CoreProviderMetadata>,
        now: Timestamp,
    ) -> Result<Arc<CoreProviderMetadata>, ProviderError> {
        let issuer = IssuerUrl::new(self.issuer().to_owned()).map_err(ProviderError::Redirect)?;
        let described = CoreProviderMetadata::discover_async(issuer, &self.fetcher).await;
        match described {
            Ok(described) => Ok(known.learn(described, now)),
            Err(error) => {
                known.fell_silent(now);
                Err(ProviderError::Discovery(error))
            }
        }
    }

    fn client(&self, described: &CoreProviderMetadata, redirect: &str) -> Result<Client, ProviderError> {
        let redirect = RedirectUrl::new(redirect.to_owned()).map_err(ProviderError::Redirect)?;
        let id = ClientId::new(self.settings.client_id.clone());
        let secret =
            self.settings.client_secret.as_ref().map(|secret| ClientSecret::new(secret.reveal().to_owned()));
        let client = CoreClient::from_provider_metadata(described.clone(), id, secret);
        Ok(client.set_redirect_uri(redirect).set_auth_type(auth_type(described)))
    }

    /// The address and the word about it come from one place, so that neither vouches for the other's.
    fn identity(&self, claims: &CoreIdTokenClaims, more: Option<&CoreUserInfoClaims>) -> Identity {
        let named = |name: Option<&str>| name.map(plain).filter(|name| !name.is_empty());
        let (email, email_verified, name) = match more {
            None => (claims.email(), claims.email_verified(), claims.name()),
            Some(more) => (more.email(), more.email_verified(), more.name().or(claims.name())),
        };
        Identity {
            issuer: self.issuer().to_owned(),
            subject: claims.subject().to_string(),
            email: email.and_then(|email| email.parse().ok()),
            email_verified,
            display_name: named(name.and_then(|names| names.get(None)).map(|name| name.as_str())),
        }
    }
}

/// How we prove to the provider that it is us: as the standard prescribes, unless it takes the other way alone.
fn auth_type(described: &CoreProviderMetadata) -> AuthType {
    let methods = described.token_endpoint_auth_methods_supported();
    let takes = |method| methods.is_some_and(|methods| methods.contains(&method));
    if takes(CoreClientAuthMethod::ClientSecretPost) && !takes(CoreClientAuthMethod::ClientSecretBasic) {
        AuthType::RequestBody
    } else {
        AuthType::BasicAuth
    }
}

/// A name that a page can show: no control characters, no endless text.
fn plain(name: &str) -> String {
    name.trim().chars().filter(|character| !character.is_control()).take(LONGEST_NAME).collect()
}

fn refused<T>(error: RequestTokenError<FetchError, T>) -> ProviderError
where
    T: openidconnect::ErrorResponse + std::fmt::Display + 'static,
{
    match error {
        RequestTokenError::Request(source) => ProviderError::Redeem(source),
        RequestTokenError::ServerResponse(response) => {
            ProviderError::Refused { reason: plain(&response.to_string()) }
        }
        RequestTokenError::Parse(..) | RequestTokenError::Other(_) => ProviderError::Unreadable,
    }
}
