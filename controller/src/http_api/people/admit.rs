//! From an identity to an account: looks up, lets [`admit`] decide, writes what follows from it.

use protocol::Ids;
use uuid::Uuid;

use super::login::deed;
use crate::access::Role;
use crate::access::admission::{Admission, Identity, Refusal, Rules, admit};
use crate::access::email::Email;
use crate::http_api::access::audit_trail::append;
use crate::http_api::state::ApiState;
use crate::http_api::wire::error::ApiError;
use crate::store::DEFAULT_PROJECT;
use crate::store::access::accounts::{Account, NewAccount, account_name};

/// The account that an identity signs in to, or why it stays out.
pub(crate) async fn account_of(
    state: &ApiState,
    identity: &Identity,
    rules: &Rules,
    address: &str,
) -> Result<Result<Account, Refusal>, ApiError> {
    let known = state.store.known(identity).await?;
    let (id, new) = match admit(identity, known, rules) {
        Admission::SignIn(id) => (id, false),
        Admission::Link(id) => (id, true),
        Admission::Create(email) => {
            let Some((id, name)) = created(state, identity, email, rules.new_role).await? else {
                return Ok(Err(Refusal::Taken));
            };
            let detail = format!("by its domain, role {}", rules.new_role.map_or("none", Role::word));
            append(state, &deed(state, &name, address, ("user.create", &detail))).await;
            (id, true)
        }
        Admission::Refuse(refusal) => return Ok(Err(refusal)),
    };
    // Of two browsers at the same moment one links; the other one is told that it came too late.
    if new && !state.store.link_identity(identity, id, state.clock.now()).await? {
        return Ok(Err(Refusal::Taken));
    }
    let Some(account) = state.store.account(id).await? else { return Ok(Err(Refusal::NotInvited)) };
    if new {
        let detail = format!("{} {}", identity.issuer, identity.subject);
        append(state, &deed(state, &account.name, address, ("user.link", &detail))).await;
    }
    Ok(Ok(account))
}

/// Makes the account of whoever comes in by the domain of the address; nothing where its name is in use.
async fn created(
    state: &ApiState,
    identity: &Identity,
    email: Email,
    role: Option<Role>,
) -> Result<Option<(Uuid, String)>, ApiError> {
    let Ok(name) = account_name(email.as_str()) else { return Ok(None) };
    let (id, now) = (Ids.uuid(), state.clock.now());
    let new = NewAccount {
        id,
        name: name.clone(),
        display_name: identity.display_name.clone(),
        email: Some(email),
        password: None,
        created_at: now,
    };
    if !state.store.create_account(new).await? {
        return Ok(None);
    }
    if role.is_some() {
        state.store.set_role(id, Some(DEFAULT_PROJECT), role).await?;
    }
    Ok(Some((id, name)))
}
