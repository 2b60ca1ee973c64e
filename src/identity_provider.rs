//! What was typed about a provider of identities, with its secret. Never shows the secret.

use std::path::Path;

use anyhow::{Context, bail};
use controller::access::admission::Rules;
use controller::composition::SignIn;
use controller::oidc::{Secret, Settings};

use crate::cli::OidcArgs;

/// Holds the secret where no file does.
const SECRET: &str = "PERFSIGHT_OIDC_CLIENT_SECRET";
/// Longest secret, bytes; a file that is longer is another file.
const LONGEST_SECRET: usize = 4096;

/// The provider and whom it lets in; nothing where none was named.
pub(crate) fn sign_in(args: OidcArgs) -> anyhow::Result<Option<SignIn>> {
    let Some((issuer, client_id)) = args.issuer.zip(args.client_id) else { return Ok(None) };
    let provider = Settings {
        issuer,
        client_id,
        client_secret: secret(args.client_secret_file.as_deref())?,
        scopes: args.scopes,
        name: args.name,
    };
    let rules = Rules { domains: args.allow_domains, new_role: args.new_role, trust_email: args.trust_email };
    Ok(Some(SignIn { provider, rules }))
}

fn secret(file: Option<&Path>) -> anyhow::Result<Option<Secret>> {
    let text = match (file, std::env::var(SECRET)) {
        (Some(_), Ok(_)) => {
            bail!("the client's secret stands both in a file and in {SECRET}; keep one of them")
        }
        (Some(file), Err(_)) => {
            let text = std::fs::read_to_string(file);
            text.with_context(|| format!("cannot read the client's secret from `{}`", file.display()))?
        }
        (None, Ok(text)) => text,
        (None, Err(std::env::VarError::NotPresent)) => return Ok(None),
        (None, Err(std::env::VarError::NotUnicode(_))) => bail!("{SECRET} is no text"),
    };
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST_SECRET {
        bail!("the client's secret has {} bytes; 1 to {LONGEST_SECRET} are one", text.len());
    }
    Ok(Some(Secret::new(text.to_owned())))
}
