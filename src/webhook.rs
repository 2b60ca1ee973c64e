//! What was typed about who is told of alerts, with the secret. Never shows the secret.

use anyhow::Context;
use controller::alert::Webhook;

use crate::cli::WebhookArgs;

/// The receiver and what is shared with it; nothing where none was named.
pub(crate) fn webhook(args: WebhookArgs) -> anyhow::Result<Option<Webhook>> {
    let Some((url, file)) = args.url.zip(args.secret_file) else { return Ok(None) };
    let text = std::fs::read_to_string(&file);
    let text = text.with_context(|| format!("cannot read the webhook's secret from `{}`", file.display()))?;
    let secret = text.parse().with_context(|| format!("`{}`", file.display()))?;
    Ok(Some(Webhook { url, secret }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_a_secret_is_named_and_not_shown() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        let args = |file: &std::path::Path| WebhookArgs {
            url: Some("https://chat.example/hook".parse().unwrap()),
            secret_file: Some(file.to_path_buf()),
        };
        std::fs::write(&file, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n").unwrap();
        let found = webhook(args(&file)).unwrap().unwrap();
        assert!(!format!("{found:?}").contains("MfKQ"), "{found:?}");
        std::fs::write(&file, "swordfish").unwrap();
        let refused = format!("{:#}", webhook(args(&file)).unwrap_err());
        assert!(refused.contains("whsec_") && refused.contains(&file.display().to_string()), "{refused}");
        assert!(!refused.contains("swordfish"), "{refused}");
        assert!(webhook(args(&folder.path().join("none"))).is_err());
        assert!(webhook(WebhookArgs { url: None, secret_file: None }).unwrap().is_none());
    }
}
