//! What can be typed about a provider of identities. Its secret is never typed: arguments are seen by everybody on the machine.

use std::path::PathBuf;

use clap::Args;
use controller::access::Role;
use controller::access::email::Domain;
use controller::oidc::Issuer;

/// The provider, and whom it lets in.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Sign-in by a provider of identities (OpenID Connect)")]
pub(crate) struct OidcArgs {
    /// The provider, exactly as its tokens name it, e.g. `https://accounts.google.com`; people then sign in by it too
    #[arg(
        id = "oidc_issuer",
        long = "oidc-issuer",
        env = "PERFSIGHT_OIDC_ISSUER",
        requires = "oidc_client_id",
        conflicts_with = "open",
        value_name = "URL"
    )]
    pub(crate) issuer: Option<Issuer>,
    /// What the provider calls this controller; there, its address with `/api/v1/login/oidc/callback` is where people
    /// come back to
    #[arg(
        id = "oidc_client_id",
        long = "oidc-client-id",
        env = "PERFSIGHT_OIDC_CLIENT_ID",
        requires = "oidc_issuer",
        value_name = "ID"
    )]
    pub(crate) client_id: Option<String>,
    /// File with the client's secret; the secret itself may stand in the environment as `PERFSIGHT_OIDC_CLIENT_SECRET`.
    /// A public client has none
    #[arg(
        id = "oidc_client_secret_file",
        long = "oidc-client-secret-file",
        env = "PERFSIGHT_OIDC_CLIENT_SECRET_FILE",
        requires = "oidc_issuer",
        value_name = "FILE"
    )]
    pub(crate) client_secret_file: Option<PathBuf>,
    /// What the provider is asked for beside `openid`; may be repeated
    #[arg(
        id = "oidc_scopes",
        long = "oidc-scope",
        env = "PERFSIGHT_OIDC_SCOPES",
        default_values = ["email", "profile"],
        value_name = "SCOPE",
        value_delimiter = ','
    )]
    pub(crate) scopes: Vec<String>,
    /// What people call the provider; stands on the button of the sign-in page
    #[arg(
        id = "oidc_name",
        long = "oidc-name",
        env = "PERFSIGHT_OIDC_NAME",
        default_value = "single sign-on",
        value_name = "NAME"
    )]
    pub(crate) name: String,
    /// Domain of e-mail addresses whose owners are given an account when they first come; may be repeated. All others are
    /// invited: `perfsight user create NAME --email ADDRESS`
    #[arg(
        id = "oidc_allow_domains",
        long = "oidc-allow-domain",
        env = "PERFSIGHT_OIDC_ALLOW_DOMAINS",
        requires = "oidc_issuer",
        value_name = "DOMAIN",
        value_delimiter = ','
    )]
    pub(crate) allow_domains: Vec<Domain>,
    /// Role in the default project of whoever is given an account by domain: viewer or editor; none where absent
    #[arg(id = "oidc_new_role", long = "oidc-new-role", env = "PERFSIGHT_OIDC_NEW_ROLE", requires = "oidc_allow_domains", value_name = "ROLE", value_parser = new_role)]
    pub(crate) new_role: Option<Role>,
    /// Trust the e-mail address of a provider that does not say whether it verified it (Entra ID, where the directory
    /// assigns it); one that it calls unverified is never trusted
    #[arg(
        id = "oidc_trust_email",
        long = "oidc-trust-email",
        env = "PERFSIGHT_OIDC_TRUST_EMAIL",
        requires = "oidc_issuer"
    )]
    pub(crate) trust_email: bool,
}

fn new_role(word: &str) -> Result<Role, String> {
    match word.parse() {
        Ok(Role::Admin) => {
            Err("administrators are named one by one: `perfsight user role NAME admin`".to_owned())
        }
        Ok(role) => Ok(role),
        Err(error) => Err(format!("{error}")),
    }
}
