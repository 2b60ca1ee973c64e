//! What was typed about a provider of identities, with its secret. Never shows the secret.

use std::env::VarError;
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
        client_secret: secret(args.client_secret_file.as_deref(), from_environment()?)?,
        scopes: args.scopes,
        name: args.name,
    };
    let rules = Rules { domains: args.allow_domains, new_role: args.new_role, trust_email: args.trust_email };
    Ok(Some(SignIn { provider, rules }))
}

/// The secret in the file or in the environment.
fn secret(file: Option<&Path>, environment: Option<String>) -> anyhow::Result<Option<Secret>> {
    let text = match (file, environment) {
        (Some(_), Some(_)) => {
            bail!("the client's secret stands both in a file and in {SECRET}; keep one of them")
        }
        (Some(file), None) => {
            let text = std::fs::read_to_string(file);
            text.with_context(|| format!("cannot read the client's secret from `{}`", file.display()))?
        }
        (None, Some(text)) => text,
        (None, None) => return Ok(None),
    };
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST_SECRET {
        bail!("the client's secret has {} bytes; 1 to {LONGEST_SECRET} are one", text.len());
    }
    Ok(Some(Secret::new(text.to_owned())))
}

/// What stands in the environment.
fn from_environment() -> anyhow::Result<Option<String>> {
    match std::env::var(SECRET) {
        Ok(text) => Ok(Some(text)),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => bail!("{SECRET} is no text"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_stands_in_one_place_and_no_error_shows_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        std::fs::write(&file, "of the client\n").unwrap();
        let environment = || Some("of the client".to_owned());
        let expected = Some(Secret::new("of the client".to_owned()));
        assert_eq!(secret(Some(&file), None).unwrap(), expected);
        assert_eq!(secret(None, environment()).unwrap(), expected);
        assert_eq!(secret(None, None).unwrap(), None);
        let both = secret(Some(&file), environment()).unwrap_err();
        assert!(!format!("{both:?} {expected:?}").contains("of the client"), "{both:?}");
        assert!(secret(Some(&folder.path().join("none")), None).is_err());
        for bad in [" \n".to_owned(), "x".repeat(LONGEST_SECRET + 1)] {
            assert!(secret(None, Some(bad)).is_err());
        }
    }
}
