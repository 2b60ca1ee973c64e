//! What is kept of people and permissions, the same on both databases.

use std::process::Command;

use controller::access::Role;
use controller::access::password::PasswordHash;
use controller::store::access::accounts::NewAccount;
use controller::store::access::audit::Deed;
use controller::store::access::shares::Share;
use controller::store::projects::{NewProject, ProjectChange, ProjectError};
use controller::store::tokens::{NewToken, Scope};
use dataset::Timestamp;
use uuid::Uuid;

use crate::door::new_token;
use crate::house::{House, NOW};
use crate::identities::an_identity_is_one_account_and_an_address_waits_for_one_person;
use crate::samples::Sample;

#[tokio::test]
async fn permissions_are_kept_on_sqlite() {
    Box::pin(suite(&House::sqlite().await)).await;
}

#[tokio::test]
async fn permissions_are_kept_on_postgresql() {
    let house = House::postgres().await;
    assert!(house.server.is_some());
    Box::pin(suite(&house)).await;
}

async fn suite(house: &House) {
    a_project_keeps_its_id_under_another_name(house).await;
    a_token_ends_at_its_time(house).await;
    an_account_comes_back_with_its_roles(house).await;
    an_identity_is_one_account_and_an_address_waits_for_one_person(house).await;
    a_session_belongs_to_an_account_that_is_not_disabled(house).await;
    a_share_goes_with_its_run(house).await;
    the_audit_log_cannot_be_rewritten(house).await;
    one_key_signs_for_all(house).await;
}

fn later(seconds: i64) -> Timestamp {
    Timestamp::from_epoch_ms(NOW.epoch_ms() + seconds * 1000)
}

async fn a_project_keeps_its_id_under_another_name(house: &House) {
    let new = |name: &str| NewProject {
        name: name.to_owned(),
        description: String::new(),
        random: [1, 2, 3, 4],
        created_at: NOW,
    };
    let made = house.store.create_project(new("Lab")).await.unwrap();
    let taken = house.store.create_project(new("Lab")).await.unwrap_err();
    assert!(matches!(taken, ProjectError::NameTaken { .. }), "{taken}");
    let change = ProjectChange { name: Some("Lab 2".to_owned()), ..ProjectChange::default() };
    let renamed = house.store.change_project(&made.id, change.clone()).await.unwrap();
    assert_eq!((renamed.id.as_str(), renamed.name.as_str()), ("lab", "Lab 2"));
    // The name is free again, its id is not.
    let second = house.store.create_project(new("Lab")).await.unwrap();
    assert_eq!(second.id, "lab-01020304");
    assert_eq!(house.store.project_named("Lab").await.unwrap().unwrap().id, second.id);
    let unknown = house.store.change_project("gone", change).await.unwrap_err();
    assert!(matches!(unknown, ProjectError::Unknown { .. }), "{unknown}");
}

async fn a_token_ends_at_its_time(house: &House) {
    let new = NewToken { expires_at: Some(later(10)), ..new_token(1, &[Scope::Read], "lab") };
    let secret = house.store.create_token(new).await.unwrap();
    assert!(house.store.token_of_secret(&secret, later(9)).await.unwrap().is_some());
    assert!(house.store.token_of_secret(&secret, later(10)).await.unwrap().is_none());
    let kept = house.store.tokens_of("lab").await.unwrap();
    assert_eq!((kept.len(), kept[0].expires_at), (1, Some(later(10))));
}

fn account(number: u128, name: &str) -> NewAccount {
    NewAccount {
        id: Uuid::from_u128(number),
        name: name.to_owned(),
        display_name: Some("Ada L.".to_owned()),
        email: None,
        password: Some(PasswordHash::new("correct horse battery", [1; 16]).unwrap()),
        created_at: NOW,
    }
}

async fn an_account_comes_back_with_its_roles(house: &House) {
    let store = &house.store;
    assert!(store.create_account(account(1, "ada")).await.unwrap());
    assert!(!store.create_account(account(2, "ada")).await.unwrap(), "a name has one account");
    assert!(store.create_account(account(4, "bob")).await.unwrap());
    let id = Uuid::from_u128(1);
    for role in [Role::Viewer, Role::Admin] {
        store.set_role(id, Some("lab"), Some(role)).await.unwrap();
    }
    store.set_role(id, None, Some(Role::Viewer)).await.unwrap();
    let ada = store.account_named("ada").await.unwrap().unwrap();
    assert_eq!((ada.id, ada.display_name.as_deref()), (id, Some("Ada L.")));
    assert_eq!((ada.role_in("lab"), ada.role_in("x")), (Some(Role::Admin), Some(Role::Viewer)));
    assert!(!ada.is_operator());
    store.set_role(id, None, None).await.unwrap();
    let ada = store.account(id).await.unwrap().unwrap();
    assert_eq!((ada.role_in("lab"), ada.role_in("x")), (Some(Role::Admin), None));
    let names: Vec<String> =
        store.accounts().await.unwrap().into_iter().map(|account| account.name).collect();
    assert_eq!(names, ["ada", "bob"]);
    let kept = store.password_of(id).await.unwrap().unwrap();
    assert!(kept.matches("correct horse battery"));
}

async fn a_session_belongs_to_an_account_that_is_not_disabled(house: &House) {
    let (store, id) = (&house.store, Uuid::from_u128(1));
    let secret = store.start_session(id, [1; 32], NOW).await.unwrap();
    let name = async |secret: &str, now| {
        store.account_of_session(secret, now).await.unwrap().map(|account| account.name)
    };
    assert_eq!(name(&secret, later(60)).await.as_deref(), Some("ada"));
    assert_eq!(name(&secret[..67], NOW).await, None);
    assert_eq!(name(&secret, later(13 * 3600)).await, None);
    assert!(store.set_disabled(id, Some(NOW)).await.unwrap());
    assert_eq!(name(&secret, NOW).await, None);
    let other = store.start_session(id, [2; 32], NOW).await.unwrap();
    assert_eq!(name(&other, NOW).await, None, "a disabled account has no session");
    assert!(store.set_disabled(id, None).await.unwrap());
    let third = store.start_session(id, [3; 32], NOW).await.unwrap();
    store.end_session(&third).await.unwrap();
    assert_eq!(name(&third, NOW).await, None);
}

async fn a_share_goes_with_its_run(house: &House) {
    let run = house.add(&Sample::default()).await;
    let share = Share {
        id: Uuid::from_u128(1),
        run,
        project: "default".to_owned(),
        created_by: "ada".to_owned(),
        created_at: NOW,
        expires_at: later(10),
        last_used_at: None,
        revoked_at: None,
    };
    let secret = house.store.create_share(&share, [1; 32]).await.unwrap();
    assert_eq!(house.store.share_of_secret(&secret, NOW).await.unwrap().unwrap().run, run);
    assert!(house.store.share_of_secret(&secret, later(10)).await.unwrap().is_none());
    assert_eq!(house.store.shares_of_run(run).await.unwrap()[0].last_used_at, Some(NOW));
    assert!(house.store.revoke_share(run, share.id, NOW).await.unwrap());
    assert!(!house.store.revoke_share(run, share.id, NOW).await.unwrap());
    assert!(house.store.share_of_secret(&secret, NOW).await.unwrap().is_none());
}

async fn the_audit_log_cannot_be_rewritten(house: &House) {
    let deed = |number: i64, project: Option<&str>| Deed {
        at: later(number),
        actor_kind: "person".to_owned(),
        actor: "ada".to_owned(),
        address: None,
        project: project.map(str::to_owned),
        action: "token.create".to_owned(),
        object: number.to_string(),
        detail: "nul \0 inside".to_owned(),
    };
    for (number, project) in [(1, Some("lab")), (2, None), (3, Some("lab"))] {
        house.store.note_deed(&deed(number, project)).await.unwrap();
    }
    let (page, total) = house.store.deeds(Some("lab"), 0, 1).await.unwrap();
    assert_eq!((page[0].object.as_str(), total), ("3", 2));
    assert_eq!(house.store.deeds(None, 0, 10).await.unwrap().1, 3);
    // The same on SQLite stands beside the functions, where a statement can be sent.
    let Some(server) = &house.server else { return };
    for statement in ["UPDATE audit_log SET actor = 'eve'", "DELETE FROM audit_log"] {
        let psql = Command::new("psql").args([&server.url(), "-c", statement]).output().unwrap();
        let refused = String::from_utf8_lossy(&psql.stderr);
        assert!(!psql.status.success() && refused.contains("append-only"), "{refused}");
    }
    assert_eq!(house.store.deeds(None, 0, 10).await.unwrap().1, 3);
}

async fn one_key_signs_for_all(house: &House) {
    let key = house.store.link_key([1; 32], [1; 8]).await.unwrap();
    assert_eq!((key.id.as_str(), key.secret), ("0101010101010101", [1; 32]));
    assert_eq!(house.store.link_key([2; 32], [2; 8]).await.unwrap(), key);
}
