//! `perfsight token`: makes, lists and revokes tokens, straight in the controller's database.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Context;
use controller::composition::{open_store, system_clock};
use controller::store::Store;
use controller::store::tokens::{NewToken, Scope, Token};
use dataset::Timestamp;
use protocol::Ids;
use serde_json::json;

use crate::cli::{TokenAction, TokenArgs};
use crate::exit::{CommandResult, Exit, FailWith};
use crate::lab::{failed, note, open, project_or_new, random};
use crate::lifetime::lifetime;
use crate::print;

/// Does what was asked of tokens.
pub(crate) async fn token(args: TokenArgs) -> CommandResult {
    let store = open(&args.lab).await.fail_with(Exit::Infrastructure)?;
    match args.action {
        TokenAction::Create { scopes, project, name, expires } => {
            let wish = Wish {
                scopes: parsed(&scopes).fail_with(Exit::Usage)?,
                name,
                expires: ends(expires.as_deref()).fail_with(Exit::Usage)?,
            };
            let project = project_or_new(&store, &project).await.map_err(failed)?;
            let secret = create_in(&store, wish, project.id).await.fail_with(Exit::Infrastructure)?;
            print::answer(secret);
        }
        TokenAction::List { json } => {
            let tokens = store.tokens().await.fail_with(Exit::Infrastructure)?;
            let now = system_clock()();
            print::answer(if json { listed_json(&tokens) } else { listed(&tokens, now) });
        }
        TokenAction::Revoke { id } => return revoke(&store, &id).await,
    }
    Ok(Exit::Passed)
}

async fn revoke(store: &Store, id: &str) -> CommandResult {
    let known =
        id.parse().with_context(|| format!("`{id}` is not the id of a token")).fail_with(Exit::Usage)?;
    let tokens = store.tokens().await.fail_with(Exit::Infrastructure)?;
    let project = tokens.iter().find(|token| token.id == known).map(|token| token.project().to_owned());
    if !store.revoke_token(known, system_clock()()).await.fail_with(Exit::Infrastructure)? {
        print::notice(format_args!("perfsight: there is no valid token {id}"));
        return Ok(Exit::Usage);
    }
    note(store, project.as_deref(), ("token.revoke", id, "")).await.fail_with(Exit::Infrastructure)?;
    Ok(Exit::Passed)
}

/// What a new token shall be.
struct Wish {
    scopes: Vec<Scope>,
    name: String,
    expires: Option<Timestamp>,
}

/// Makes the token of a lab in `data` that this program starts for itself and gives its secret. Such a lab has one valid
/// token: the one of its start before ends here, however that lab ended.
pub(crate) async fn renew(data: &Path, scopes: &[Scope], name: &str) -> anyhow::Result<String> {
    let store = open_store(data, None).await?;
    let now = system_clock()();
    for old in store.tokens().await? {
        if old.name == name && old.revoked_at.is_none() {
            store.revoke_token(old.id, now).await?;
        }
    }
    let wish = Wish { scopes: scopes.to_vec(), name: name.to_owned(), expires: None };
    create_in(&store, wish, controller::store::DEFAULT_PROJECT.to_owned()).await
}

async fn create_in(store: &Store, wish: Wish, project: String) -> anyhow::Result<String> {
    let Wish { scopes, name, expires } = wish;
    let id = Ids.uuid();
    let new = NewToken {
        id,
        random: random()?,
        name: name.clone(),
        scopes,
        project: Some(project.clone()),
        created_at: system_clock()(),
        created_by: "command line".to_owned(),
        expires_at: expires,
    };
    let secret = store.create_token(new).await?;
    note(store, Some(&project), ("token.create", &id.to_string(), &name)).await?;
    Ok(secret)
}

/// When something ends that lasts for the typed time from now on.
fn ends(typed: Option<&str>) -> anyhow::Result<Option<Timestamp>> {
    let Some(typed) = typed else { return Ok(None) };
    let ms = i64::try_from(lifetime(typed)?.as_millis()).context("a life of years fits")?;
    Ok(Some(Timestamp::from_epoch_ms(system_clock()().epoch_ms() + ms)))
}

fn parsed(words: &[String]) -> anyhow::Result<Vec<Scope>> {
    words.iter().map(|word| Ok(word.trim().parse::<Scope>()?)).collect()
}

fn listed(tokens: &[Token], now: Timestamp) -> String {
    let mut text = String::from(
        "id                                    scopes            project  created                   expires                   last used                 name",
    );
    for token in tokens {
        let used = token.last_used_at.map_or_else(|| "never".to_owned(), |at| at.to_string());
        let expires = token.expires_at.map_or_else(|| "never".to_owned(), |at| at.to_string());
        let over = token.expires_at.is_some_and(|at| at.epoch_ms() <= now.epoch_ms());
        let ended = match (token.revoked_at, over) {
            (Some(_), _) => " (revoked)",
            (None, true) => " (expired)",
            (None, false) => "",
        };
        write!(
            text,
            "\n{}  {:<16}  {:<7}  {}  {expires:<24}  {used:<24}  {}{ended}",
            token.id,
            scopes_of(token),
            token.project(),
            token.created_at,
            token.name,
        )
        .expect("writing to a string cannot fail");
    }
    text
}

fn listed_json(tokens: &[Token]) -> String {
    let items: Vec<_> = tokens
        .iter()
        .map(|token| {
            json!({
                "id": token.id.to_string(),
                "name": token.name,
                "scopes": token.scopes.iter().map(|scope| scope.word()).collect::<Vec<_>>(),
                "project": token.project,
                "created_at": token.created_at,
                "created_by": token.created_by,
                "expires_at": token.expires_at,
                "last_used_at": token.last_used_at,
                "revoked_at": token.revoked_at,
            })
        })
        .collect();
    serde_json::to_string_pretty(&items).expect("tokens have string keys only")
}

fn scopes_of(token: &Token) -> String {
    token.scopes.iter().map(|scope| scope.word()).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_lab_that_starts_again_leaves_no_valid_token_behind() {
        let folder = tempfile::tempdir().unwrap();
        let first = renew(folder.path(), &Scope::ALL, "lab").await.unwrap();
        let second = renew(folder.path(), &Scope::ALL, "lab").await.unwrap();
        let store = open_store(folder.path(), None).await.unwrap();
        let now = system_clock()();
        assert!(store.token_of_secret(&first, now).await.unwrap().is_none());
        assert!(store.token_of_secret(&second, now).await.unwrap().is_some());
    }
}
