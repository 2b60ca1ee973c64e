//! `perfsight user`: makes and lists people, gives roles and passwords, straight in the controller's database.

use std::fmt::Write as _;
use std::io::Read;

use anyhow::{Context, bail};
use controller::access::Role;
use controller::access::email::Email;
use controller::access::password::{LONGEST_BYTES, PasswordHash};
use controller::composition::system_clock;
use controller::store::Store;
use controller::store::access::accounts::{Account, NewAccount, account_name};
use controller::store::access::identities::EmailChange;
use protocol::Ids;
use serde_json::json;

use crate::cli::{UserAction, UserArgs};
use crate::exit::{CommandResult, Exit, FailWith};
use crate::lab::{failed, known_project, note, open, random};
use crate::print;

/// Stands for every project, those to come included.
const EVERYWHERE: &str = "*";

/// Does what was asked of people.
pub(crate) async fn user(args: UserArgs) -> CommandResult {
    let store = open(&args.lab).await.fail_with(Exit::Infrastructure)?;
    act(&store, args.action).await.map_err(failed)?;
    Ok(Exit::Passed)
}

async fn act(store: &Store, action: UserAction) -> anyhow::Result<()> {
    match action {
        UserAction::Create { name, display_name, role, project, email, no_password, password_stdin } => {
            // Checked first: an account without the role that was meant would be half of what was asked.
            let role = role.as_deref().map(role_of).transpose()?.flatten();
            let place = place_of(store, &project).await?;
            let email = email.as_deref().map(str::parse).transpose()?;
            let password = if no_password { None } else { Some(new_password(password_stdin)?) };
            create(store, &name, NewPerson { display_name, email, password }).await?;
            if let Some(role) = role {
                give(store, &name, place, Some(role)).await?;
            }
        }
        UserAction::List { json } => {
            let accounts = store.accounts().await?;
            print::answer(if json { listed_json(&accounts) } else { listed(&accounts) });
        }
        UserAction::Role { name, role, project } => {
            let (role, place) = (role_of(&role)?, place_of(store, &project).await?);
            give(store, &name, place, role).await?;
        }
        UserAction::Email { name, address } => change_email(store, &name, address.as_deref()).await?,
        UserAction::Password { name, password_stdin } => {
            let account = known(store, &name).await?;
            let hash = new_password(password_stdin)?;
            store.set_password(account.id, &hash).await?;
            note(store, None, ("user.change", &account.name, "new password")).await?;
        }
        UserAction::Disable { name } => disable(store, &name, true).await?,
        UserAction::Enable { name } => disable(store, &name, false).await?,
    }
    Ok(())
}

/// What a new account is given beside its name.
struct NewPerson {
    display_name: Option<String>,
    email: Option<Email>,
    password: Option<PasswordHash>,
}

async fn create(store: &Store, name: &str, person: NewPerson) -> anyhow::Result<()> {
    let NewPerson { display_name, email, password } = person;
    let name = account_name(name)?;
    if store.account_named(&name).await?.is_some() {
        bail!("there is an account `{name}` already");
    }
    let new = NewAccount {
        id: Ids.uuid(),
        name: name.clone(),
        display_name,
        email,
        password,
        created_at: system_clock()(),
    };
    if !store.create_account(new).await? {
        bail!("there is an account of this name or e-mail address already");
    }
    note(store, None, ("user.create", &name, "")).await
}

async fn give(store: &Store, name: &str, place: Option<String>, role: Option<Role>) -> anyhow::Result<()> {
    let account = known(store, name).await?;
    store.set_role(account.id, place.as_deref(), role).await?;
    let word = role.map_or("none", Role::word);
    note(store, place.as_deref(), ("user.role", &account.name, word)).await
}

async fn disable(store: &Store, name: &str, disabled: bool) -> anyhow::Result<()> {
    let account = known(store, name).await?;
    store.set_disabled(account.id, disabled.then(|| system_clock()())).await?;
    let word = if disabled { "disabled" } else { "enabled" };
    note(store, None, ("user.change", &account.name, word)).await
}

async fn change_email(store: &Store, name: &str, address: Option<&str>) -> anyhow::Result<()> {
    let account = known(store, name).await?;
    let email: Option<Email> = address.map(str::parse).transpose()?;
    match store.set_email(account.id, email.as_ref()).await? {
        EmailChange::Done => note(store, None, ("user.change", &account.name, "new address")).await,
        EmailChange::Taken => {
            bail!("another account has this e-mail address; `perfsight user list` shows it")
        }
        EmailChange::NoAccount => bail!("there is no account `{name}` any more"),
    }
}

async fn known(store: &Store, name: &str) -> anyhow::Result<Account> {
    match store.account_named(&account_name(name)?).await? {
        Some(account) => Ok(account),
        None => bail!("there is no account `{name}`; `perfsight user list` shows them"),
    }
}

/// `none` takes a role away.
fn role_of(word: &str) -> anyhow::Result<Option<Role>> {
    if word == "none" {
        return Ok(None);
    }
    Ok(Some(word.parse()?))
}

/// The project's id; absent for every project.
async fn place_of(store: &Store, project: &str) -> anyhow::Result<Option<String>> {
    if project == EVERYWHERE {
        return Ok(None);
    }
    Ok(Some(known_project(store, project).await?.id))
}

/// The hash of the password on standard input, or of one that is made and printed.
fn new_password(from_stdin: bool) -> anyhow::Result<PasswordHash> {
    let password = if from_stdin {
        let mut text = String::new();
        let limit = LONGEST_BYTES as u64 + 2;
        std::io::stdin().take(limit).read_to_string(&mut text).context("cannot read the password")?;
        text.trim_end_matches(['\r', '\n']).to_owned()
    } else {
        let made = format!("{:032x}", u128::from_be_bytes(random()?));
        print::answer(&made);
        made
    };
    Ok(PasswordHash::new(&password, random()?)?)
}

fn listed(accounts: &[Account]) -> String {
    let width = accounts.iter().map(|account| account.name.len()).max().unwrap_or_default().max(4);
    let mut text = format!("{:<width$}  last login                roles", "name");
    for account in accounts {
        let login = account.last_login_at.map_or_else(|| "never".to_owned(), |at| at.to_string());
        let disabled = if account.disabled_at.is_some() { " (disabled)" } else { "" };
        let (name, roles) = (&account.name, roles_of(account));
        let email = account.email.as_ref().map_or_else(String::new, |email| format!("  {email}"));
        write!(text, "\n{name:<width$}  {login:<24}  {roles}{email}{disabled}")
            .expect("writing to a string cannot fail");
    }
    text
}

fn roles_of(account: &Account) -> String {
    let role = |(project, role): (&str, Role)| format!("{role} in {project}");
    let roles: Vec<String> = places(account).map(role).collect();
    if roles.is_empty() { "none".to_owned() } else { roles.join(", ") }
}

fn places(account: &Account) -> impl Iterator<Item = (&str, Role)> {
    account
        .memberships
        .iter()
        .map(|membership| (membership.project.as_deref().unwrap_or(EVERYWHERE), membership.role))
}

fn listed_json(accounts: &[Account]) -> String {
    let item = |account: &Account| {
        json!({
            "name": account.name,
            "display_name": account.display_name,
            "email": account.email,
            "roles": places(account)
                .map(|(project, role)| json!({"project": project, "role": role.word()}))
                .collect::<Vec<_>>(),
            "created_at": account.created_at,
            "last_login_at": account.last_login_at,
            "disabled_at": account.disabled_at,
        })
    };
    let items: Vec<_> = accounts.iter().map(item).collect();
    serde_json::to_string_pretty(&items).expect("accounts have string keys only")
}
