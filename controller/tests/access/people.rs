//! People: accounts, roles, what each role may, and how somebody is kept out.

use controller::access::Role;
use controller::access::password::PasswordHash;
use controller::store::access::accounts::NewAccount;
use serde_json::json;
use uuid::Uuid;

use crate::door::{Answer, Door};
use crate::house::NOW;
use crate::samples::Sample;

pub(crate) const PASSWORD: &str = "correct horse battery";

impl Door {
    /// Makes an account with a role in a project (`None`: in every project).
    pub(crate) async fn person(&self, name: &str, roles: &[(Option<&str>, Role)]) -> Uuid {
        let id = id_of(name);
        let new = NewAccount {
            id,
            name: name.to_owned(),
            display_name: None,
            email: None,
            password: Some(PasswordHash::new(PASSWORD, [3; 16]).unwrap()),
            created_at: NOW,
        };
        assert!(self.store.create_account(new).await.unwrap());
        for (project, role) in roles {
            self.store.set_role(id, *project, Some(*role)).await.unwrap();
        }
        id
    }

    /// Tries to sign in.
    pub(crate) async fn login(&self, name: &str, password: &str) -> Answer {
        let body = json!({"account": name, "password": password}).to_string();
        self.ask("POST", "/api/v1/login", &[], &body).await
    }

    /// Signs in and gives the cookie.
    pub(crate) async fn cookie_of(&self, name: &str) -> String {
        let answer = self.login(name, PASSWORD).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.cookie()
    }
}

/// An id that is the same for the same name.
fn id_of(name: &str) -> Uuid {
    let mut bytes = [0; 16];
    for (place, byte) in bytes.iter_mut().zip(name.bytes()) {
        *place = byte;
    }
    Uuid::from_bytes(bytes)
}

#[tokio::test]
async fn a_role_allows_what_it_says_and_no_more() {
    let door = Door::locked().await;
    let run = door.add(&Sample::default()).await;
    let pin = format!(r#"{{"run_id":"{run}"}}"#);
    for (name, role, expected) in [
        ("vera", Role::Viewer, [200, 403, 403]),
        ("eddie", Role::Editor, [200, 201, 403]),
        ("ada", Role::Admin, [200, 201, 200]),
    ] {
        door.person(name, &[(Some("default"), role)]).await;
        let cookie = door.cookie_of(name).await;
        let see = door.with_cookie(&cookie, "GET", "/api/v1/runs", "").await.status;
        let pinned = door.with_cookie(&cookie, "POST", "/api/v1/baselines", &pin).await.status;
        let tokens = door.with_cookie(&cookie, "GET", "/api/v1/tokens", "").await.status;
        assert_eq!([see, pinned, tokens], expected, "{name}");
        let project = door.with_cookie(&cookie, "POST", "/api/v1/projects", r#"{"name":"mine"}"#).await;
        assert_eq!(project.error(), (403, 1003), "a project's administrator makes no other project");
    }
}

#[tokio::test]
async fn a_person_sees_the_projects_of_their_roles_and_chooses_among_them() {
    let door = Door::locked().await;
    door.add(&Sample::default()).await;
    for project in ["red", "blue", "green"] {
        door.token(project.len() as u8, &[], project).await;
    }
    door.person("ada", &[(Some("red"), Role::Admin), (Some("blue"), Role::Viewer)]).await;
    let cookie = door.cookie_of("ada").await;
    let me = door.with_cookie(&cookie, "GET", "/api/v1/me", "").await.data();
    assert_eq!((&me["kind"], &me["name"], &me["open"]), (&json!("person"), &json!("ada"), &json!(false)));
    let seen: Vec<_> = me["projects"].as_array().unwrap().iter().map(|project| &project["id"]).collect();
    assert_eq!(seen, ["blue", "red"]);
    assert_eq!((&me["project"], &me["scopes"]), (&json!("blue"), &json!(["read"])));
    let red = door.with_cookie(&cookie, "GET", "/api/v1/me?project=red", "").await.data();
    assert_eq!((&red["project"], &red["scopes"]), (&json!("red"), &json!(["admin"])));
    for other in ["green", "default", "none"] {
        let refused = door.with_cookie(&cookie, "GET", &format!("/api/v1/runs?project={other}"), "").await;
        assert_eq!(refused.error(), (404, 2001), "{other}");
    }
}

#[tokio::test]
async fn whoever_administers_every_project_makes_people_and_projects() {
    let door = Door::locked().await;
    door.person("root", &[(None, Role::Admin)]).await;
    let root = door.cookie_of("root").await;
    let body = json!({"name": "Grace", "password": "grace hopper's own"}).to_string();
    let made = door.with_cookie(&root, "POST", "/api/v1/users", &body).await;
    assert_eq!((made.status, &made.data()["name"]), (201, &json!("grace")));
    assert_eq!(door.with_cookie(&root, "POST", "/api/v1/users", &body).await.error(), (409, 1002));
    for bad in
        [json!({"name": "x y", "password": "long enough it is"}), json!({"name": "x", "password": "short"})]
    {
        let refused = door.with_cookie(&root, "POST", "/api/v1/users", &bad.to_string()).await;
        assert_eq!(refused.error(), (400, 1000), "{bad}");
    }
    let grace = door.login("grace", "grace hopper's own").await.cookie();
    let refused = door.with_cookie(&grace, "GET", "/api/v1/runs", "").await;
    assert_eq!(refused.error(), (403, 1003));
    assert!(refused.body.contains("no role"), "{}", refused.body);
    let role = json!({"role": "viewer"}).to_string();
    let given = door.with_cookie(&root, "PUT", "/api/v1/users/grace/role", &role).await.data();
    assert_eq!(given["roles"], json!([{"project": "default", "role": "viewer"}]));
    assert_eq!(door.with_cookie(&grace, "GET", "/api/v1/runs", "").await.status, 200);
    let everywhere = json!({"role": "editor", "everywhere": true}).to_string();
    door.with_cookie(&root, "PUT", "/api/v1/users/grace/role", &everywhere).await.data();
    let listed = door.with_cookie(&root, "GET", "/api/v1/users", "").await.data();
    assert_eq!(listed["items"][0]["roles"][0], json!({"project": "*", "role": "editor"}), "{listed}");
}

#[tokio::test]
async fn a_projects_administrator_gives_roles_in_it_alone() {
    let door = Door::locked().await;
    door.token(1, &[], "blue").await;
    door.person("ada", &[(Some("default"), Role::Admin)]).await;
    door.person("bob", &[(Some("blue"), Role::Admin)]).await;
    let ada = door.cookie_of("ada").await;
    let give = async |path: &str, body: &str| door.with_cookie(&ada, "PUT", path, body).await;
    let bob = give("/api/v1/users/bob/role", r#"{"role":"viewer"}"#).await.data();
    assert_eq!(
        bob["roles"],
        json!([{"project": "default", "role": "viewer"}]),
        "blue is none of ada's business"
    );
    let everywhere = give("/api/v1/users/ada/role", r#"{"role":"admin","everywhere":true}"#).await;
    assert_eq!(everywhere.error(), (403, 1003));
    let blue = give("/api/v1/users/ada/role?project=blue", r#"{"role":"admin"}"#).await;
    assert_eq!(blue.error(), (404, 2001));
    assert_eq!(give("/api/v1/users/bob", r#"{"disabled":true}"#).await.error(), (403, 1003));
    assert_eq!(give("/api/v1/users/nobody/role", r#"{"role":"viewer"}"#).await.error(), (404, 1001));
    assert_eq!(give("/api/v1/users/bob/role", r#"{"role":"owner"}"#).await.error(), (400, 1000));
}

#[tokio::test]
async fn whoever_is_disabled_is_out_at_once() {
    let door = Door::locked().await;
    door.person("root", &[(None, Role::Admin)]).await;
    door.person("ada", &[(Some("default"), Role::Viewer)]).await;
    let (root, ada) = (door.cookie_of("root").await, door.cookie_of("ada").await);
    let change = async |body: &str| door.with_cookie(&root, "PUT", "/api/v1/users/ada", body).await.data();
    assert!(change(r#"{"disabled":true}"#).await["disabled_at"].is_string());
    assert_eq!(door.with_cookie(&ada, "GET", "/api/v1/runs", "").await.error(), (401, 1003));
    assert_eq!(door.login("ada", PASSWORD).await.error(), (401, 1003));
    change(r#"{"disabled":false,"password":"another long one"}"#).await;
    assert_eq!(door.login("ada", PASSWORD).await.error(), (401, 1003));
    assert_eq!(door.login("ada", "another long one").await.status, 200);
}
