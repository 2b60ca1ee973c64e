//! `perfsight token`: makes, lists and revokes tokens, straight in the controller's database.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Context;
use controller::composition::{open_store, system_clock};
use controller::store::Store;
use controller::store::tokens::{NewToken, Scope, Token};
use protocol::Ids;
use serde_json::json;

use crate::cli::{TokenAction, TokenArgs};
use crate::exit::{CommandResult, Exit, FailWith};
use crate::print;

/// Does what was asked of tokens.
pub(crate) async fn token(args: TokenArgs) -> CommandResult {
    let store = open_store(&args.data, args.database_url.as_deref()).await.fail_with(Exit::Infrastructure)?;
    match args.action {
        TokenAction::Create { scopes, project, name } => {
            let scopes = parsed(&scopes).fail_with(Exit::Usage)?;
            let secret =
                create_in(&store, scopes, Some(project), name).await.fail_with(Exit::Infrastructure)?;
            print::answer(secret);
        }
        TokenAction::List { json } => {
            let tokens = store.tokens().await.fail_with(Exit::Infrastructure)?;
            print::answer(if json { listed_json(&tokens) } else { listed(&tokens) });
        }
        TokenAction::Revoke { id } => {
            let id = id
                .parse()
                .with_context(|| format!("`{id}` is not the id of a token"))
                .fail_with(Exit::Usage)?;
            let revoked = store.revoke_token(id, system_clock()()).await.fail_with(Exit::Infrastructure)?;
            if !revoked {
                print::notice(format_args!("perfsight: there is no valid token {id}"));
                return Ok(Exit::Usage);
            }
        }
    }
    Ok(Exit::Passed)
}

/// Makes a token for the lab in `data` and gives its secret.
pub(crate) async fn create(data: &Path, scopes: &[Scope], name: &str) -> anyhow::Result<String> {
    let store = open_store(data, None).await?;
    create_in(&store, scopes.to_vec(), None, name.to_owned()).await
}

async fn create_in(
    store: &Store,
    scopes: Vec<Scope>,
    project: Option<String>,
    name: String,
) -> anyhow::Result<String> {
    let mut random = [0; 32];
    getrandom::fill(&mut random).context("the system gives no random bytes")?;
    let new = NewToken { id: Ids.uuid(), random, name, scopes, project, created_at: system_clock()() };
    Ok(store.create_token(new).await?)
}

fn parsed(words: &[String]) -> anyhow::Result<Vec<Scope>> {
    words.iter().map(|word| Ok(word.trim().parse::<Scope>()?)).collect()
}

fn listed(tokens: &[Token]) -> String {
    let mut text = String::from(
        "id                                    scopes            project  created                   last used                 name",
    );
    for token in tokens {
        let used = token.last_used_at.map_or_else(|| "never".to_owned(), |at| at.to_string());
        let revoked = if token.revoked_at.is_some() { " (revoked)" } else { "" };
        write!(
            text,
            "\n{}  {:<16}  {:<7}  {}  {used:<24}  {}{revoked}",
            token.id,
            scopes_of(token),
            token.project.as_deref().unwrap_or("default"),
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
