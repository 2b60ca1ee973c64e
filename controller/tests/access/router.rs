//! Every route that the router knows, against every kind of stranger.

use std::collections::BTreeSet;

use axum::http::Method;
use controller::http_api::access::permissions::{Links, Need, listed};
use controller::http_api::openapi;
use controller::store::access::shares::Share;
use controller::store::tokens::{NewToken, Scope};
use dataset::Timestamp;
use protocol::RunId;
use serde_json::Value;
use uuid::Uuid;

use crate::door::{Answer, Door, TITLE, new_token};
use crate::house::NOW;
use crate::samples::Sample;

/// Routes that answer whoever asks, since nobody can be anybody before.
/// A socket shows its token in its first frame; the address of an attempt's pages is their key.
const PUBLIC: &[(&str, &str)] = &[
    ("GET", "/api/health"),
    ("GET", "/api/v1/login"),
    ("POST", "/api/v1/login"),
    ("GET", "/api/v1/login/oidc"),
    ("GET", "/api/v1/login/oidc/callback"),
    ("GET", "/ws"),
    ("GET", "/ws/agent"),
    ("GET", "/attempt-pages/{job}/{number}/{key}/"),
    ("GET", "/attempt-pages/{job}/{number}/{key}/{*path}"),
];
/// Routes that the `OpenAPI` document leaves out: older names of documented ones.
const UNDOCUMENTED: &[(&str, &str)] = &[("GET", "/api/runs"), ("GET", "/api/runs/{id}"), ("GET", "/metrics")];

/// The suite of the project `default`.
const SUITE: &str = "nightly";

/// A run, its alert, a job, a baseline, a token, a share, a schedule, a start of a suite and a person of the project
/// `default`.
struct Objects {
    run: String,
    alert: String,
    job: String,
    baseline: String,
    token: String,
    share: String,
    schedule: String,
    suite_run: String,
}

fn suite_body() -> String {
    format!(r#"{{"yaml":"name: {SUITE}\nentries: [idle]\n"}}"#)
}

fn schedule_body() -> String {
    format!(r#"{{"name":"{SUITE}","suite":"{SUITE}","cron":"30 2 * * *","zone":"Europe/Berlin"}}"#)
}

/// Everything that a request for another's objects needs.
struct Stranger {
    door: Door,
    objects: Objects,
    secrets: Vec<String>,
}

fn documented() -> Vec<(String, String)> {
    let document: Value = serde_json::to_value(openapi(controller::live::routes())).unwrap();
    let paths = document["paths"].as_object().unwrap();
    let operations = paths.iter().flat_map(|(path, item)| {
        let methods = item.as_object().unwrap().keys().filter(|key| {
            ["get", "put", "post", "delete", "patch", "head", "options", "trace"].contains(&key.as_str())
        });
        methods.map(|method| (method.to_uppercase(), path.clone()))
    });
    operations.collect()
}

/// Every route but the public ones.
fn guarded() -> Vec<(String, String)> {
    let known = documented().into_iter();
    let known = known.chain(UNDOCUMENTED.iter().map(|(method, path)| (method.to_string(), path.to_string())));
    let public = |(method, path): &(String, String)| PUBLIC.contains(&(method.as_str(), path.as_str()));
    known.filter(|route| !public(route)).collect()
}

impl Stranger {
    async fn at_the_door() -> Self {
        let door = Door::locked().await;
        let mut json = Sample::default().json();
        json["report"]["title"] = TITLE.into();
        json["report"]["meta"]["definitions"]["inference_time"]["threshold"] = 50.into();
        let run = door.send(json.to_string().as_bytes(), door.context()).await.unwrap().run;
        let admin = door.token(1, &[Scope::Admin], "default").await;
        let made = async |path: &str, body: String| {
            let answer = door.with_token(&admin, "POST", path, &body).await;
            assert!(answer.status < 300, "{path}: {}", answer.body);
            answer.data()
        };
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let job = made("/api/v1/jobs", r#"{"library":"idle"}"#.to_owned()).await;
        let baseline = made("/api/v1/baselines", format!(r#"{{"run_id":"{run}"}}"#)).await;
        let share = made(&format!("/api/v1/runs/{run}/shares"), "{}".to_owned()).await;
        let kept = door.with_token(&admin, "PUT", &format!("/api/v1/suites/{SUITE}"), &suite_body()).await;
        assert_eq!(kept.status, 201, "{}", kept.body);
        let suite_run = made(&format!("/api/v1/suites/{SUITE}/start"), "{}".to_owned()).await;
        let schedule = made("/api/v1/schedules", schedule_body()).await;
        let objects = Objects {
            run: run.to_string(),
            alert: door.store.alerts_of_run("default", run).await.unwrap()[0].to_string(),
            job: text(&job["jobs"][0]),
            baseline: text(&baseline["id"]),
            token: Uuid::from_u128(1).to_string(),
            share: text(&share["share"]["id"]),
            schedule: text(&schedule["id"]),
            suite_run: text(&suite_run["suite_run"]["id"]),
        };
        Self { door, objects, secrets: vec![admin, text(&share["secret"])] }
    }

    /// An address of the route with the objects of `default` in it.
    fn address(&self, route: &str) -> String {
        let Objects { run, alert, job, baseline, token, share, schedule, suite_run } = &self.objects;
        let kinds = ["runs", "alerts", "jobs", "sessions", "baselines", "tokens", "schedules", "suite-runs"];
        let id = match route.split('/').find(|part| kinds.contains(part)) {
            Some("runs") => run,
            Some("alerts") => alert,
            Some("jobs" | "sessions") => job,
            Some("baselines") => baseline,
            Some("tokens") => token,
            Some("schedules") => schedule,
            Some("suite-runs") => suite_run,
            _ => "nothing",
        };
        let filled = route.replace("{id}", id).replace("{share}", share).replace("{project}", "default");
        let filled = filled.replace("{device}", "lab%2Fhost");
        let filled = filled.replace("{name}", if route.contains("/suites/") { SUITE } else { "failed.png" });
        assert!(!filled.contains('{'), "{route} has a variable that this test does not know");
        filled
    }

    /// A body that the route takes, for whoever may.
    fn body(&self, method: &str, route: &str) -> String {
        let Objects { run, .. } = &self.objects;
        match (method, route) {
            ("POST", "/api/v1/compare") => format!(r#"{{"ids":["{run}","{run}"]}}"#),
            ("POST", "/api/v1/baselines") => format!(r#"{{"run_id":"{run}"}}"#),
            ("POST", "/api/v1/jobs" | "/api/v1/jobs/plan") => {
                format!(r#"{{"library":"idle","baseline":"{run}"}}"#)
            }
            ("POST", "/api/v1/sessions") => {
                r#"{"device":"lab/host","processes":[{"pid":7,"started":1}]}"#.to_owned()
            }
            ("POST", "/api/v1/alerts/{id}/resolve") => r#"{"reason":"noise"}"#.to_owned(),
            ("PUT", "/api/v1/alerts/{id}/owner") => r#"{"owner":"eve"}"#.to_owned(),
            ("POST", "/api/v1/jobs/{id}/priority") => r#"{"priority":9}"#.to_owned(),
            ("POST", "/api/v1/devices/{device}/quarantine" | "/api/v1/devices/{device}/release") => {
                r#"{"reason":"mine"}"#.to_owned()
            }
            ("POST", "/api/v1/tokens") => r#"{"name":"mine","scopes":["read"]}"#.to_owned(),
            ("POST", "/api/v1/me/password") => r#"{"current":"x","new":"y"}"#.to_owned(),
            ("PUT", "/api/v1/suites/{name}") | ("POST", "/api/v1/suites/validate") => suite_body(),
            ("POST", "/api/v1/schedules") | ("PUT", "/api/v1/schedules/{id}") => schedule_body(),
            ("POST", "/api/v1/schedules/preview") => r#"{"cron":"30 2 * * *"}"#.to_owned(),
            ("PATCH", "/api/v1/runs/{id}") => r#"{"title":"mine"}"#.to_owned(),
            ("PUT", "/api/v1/users/{name}/role") => r#"{"role":"viewer"}"#.to_owned(),
            _ => "{}".to_owned(),
        }
    }

    /// Query of a route that needs one.
    fn query(&self, method: &str, route: &str) -> String {
        let Objects { run, .. } = &self.objects;
        match (method, route) {
            ("GET", "/api/v1/compare") => format!("ids={run},{run}"),
            ("GET", "/api/v1/runs/{id}/series") => "metric=cpu_os_usage".to_owned(),
            ("GET", "/api/v1/compare/series") => format!("ids={run},{run}&metrics=cpu_os_usage"),
            _ => "_t=1".to_owned(),
        }
    }

    async fn ask(&self, (method, route): (&str, &str), secret: Option<&str>, more: &str) -> Answer {
        let address = format!("{}?{}{more}", self.address(route), self.query(method, route));
        let header = secret.map(|secret| format!("authorization: Bearer {secret}"));
        let headers: Vec<&str> = header.iter().map(String::as_str).collect();
        let answer = self.door.ask(method, &address, &headers, &self.body(method, route)).await;
        self.reveals_nothing(&answer, &format!("{method} {address}"));
        answer
    }

    fn reveals_nothing(&self, answer: &Answer, what: &str) {
        let text = format!("{} {}", answer.head, answer.body);
        for planted in self.secrets.iter().map(String::as_str).chain([TITLE, "6.7.0", "lab-03"]) {
            assert!(!text.contains(planted), "{what} reveals `{planted}`: {text}");
        }
    }

    async fn refused(&self, route: (&str, &str), secret: Option<&str>, more: &str, expected: (u16, i64)) {
        let answer = self.ask(route, secret, more).await;
        assert_eq!(answer.error(), expected, "{route:?} {more}: {}", answer.body);
    }
}

#[tokio::test]
async fn the_walk_misses_no_route_and_every_route_has_its_line_in_the_table() {
    let door = Door::locked().await;
    let told: BTreeSet<&str> = door.routes.split('"').filter(|part| part.starts_with('/')).collect();
    let known: BTreeSet<String> = guarded()
        .into_iter()
        .map(|(_, path)| path)
        .chain(PUBLIC.iter().map(|(_, path)| path.to_string()))
        .collect();
    // The fallback, which serves the pages, stands at the root and below a name of the framework's own.
    let of_routes = |path: &&str| *path != "/" && !path.contains("__private");
    let told: BTreeSet<String> = told.into_iter().filter(of_routes).map(str::to_owned).collect();
    assert!(told.len() > 20, "{told:?}");
    assert_eq!(told, known, "a route is outside of the OpenAPI document: name it in UNDOCUMENTED");
    for (method, path) in guarded() {
        let method: Method = method.parse().unwrap();
        assert!(listed(&method, &path).is_some(), "{method} {path} has no line in permissions.rs");
    }
}

#[tokio::test]
async fn nobody_and_whoever_shows_a_token_that_ended_is_nobody() {
    let stranger = Stranger::at_the_door().await;
    let store = &stranger.door.store;
    let soon = Timestamp::from_epoch_ms(NOW.epoch_ms() + 1000);
    let expired = NewToken { expires_at: Some(soon), ..new_token(2, &[Scope::Admin], "default") };
    let expired = store.create_token(expired).await.unwrap();
    let revoked = stranger.door.token(3, &[Scope::Admin], "default").await;
    assert!(store.revoke_token(Uuid::from_u128(3), NOW).await.unwrap());
    assert_eq!(stranger.door.with_token(&expired, "GET", "/api/v1/me", "").await.status, 200);
    stranger.door.pass(1);
    let unknown = format!("psk_{}", "0".repeat(64));
    for (method, path) in guarded() {
        for secret in [None, Some(expired.as_str()), Some(&revoked), Some(&unknown), Some("")] {
            stranger.refused((&method, &path), secret, "", (401, 1003)).await;
        }
        // A cookie that was made up is no better.
        let headers = ["cookie: perfsight_session=pss_1", "x-perfsight-request: 1"];
        let answer = stranger.door.ask(&method, &stranger.address(&path), &headers, "{}").await;
        assert_eq!(answer.error(), (401, 1003), "{method} {path}");
    }
}

#[tokio::test]
async fn a_token_without_the_scope_is_refused_on_every_route() {
    let stranger = Stranger::at_the_door().await;
    let mut number = 10;
    for (method, path) in guarded() {
        let need = listed(&method.parse().unwrap(), &path).unwrap().need;
        let scopes: Vec<Scope> = match need {
            Need::Anyone => continue,
            Need::Scope(needed) => {
                Scope::ALL.into_iter().filter(|scope| *scope != needed && *scope != Scope::Admin).collect()
            }
            Need::Operator => Scope::ALL.to_vec(),
        };
        number += 1;
        let secret = stranger.door.token(number, &scopes, "default").await;
        stranger.refused((&method, &path), Some(&secret), "", (403, 1003)).await;
    }
}

#[tokio::test]
async fn another_projects_administrator_finds_nothing_on_any_route() {
    let stranger = Stranger::at_the_door().await;
    let other = stranger.door.token(9, &[Scope::Admin], "other").await;
    for (method, path) in guarded() {
        // A suite is made under the name of its address; theirs would be found from then on.
        if (method.as_str(), path.as_str()) == ("PUT", "/api/v1/suites/{name}") {
            continue;
        }
        let answer = stranger.ask((&method, &path), Some(&other), "").await;
        // A name that is given when something is saved under it is nobody's.
        let names_anew = ["/api/v1/users/", "/api/v1/views/"].iter().any(|start| path.starts_with(start));
        let names_an_object = path.contains('{') && !names_anew;
        let about_a_run = path.starts_with("/api/v1/compare")
            || method == "POST"
                && ["/api/v1/baselines", "/api/v1/jobs", "/api/v1/jobs/plan", "/api/v1/sessions"]
                    .contains(&path.as_str());
        if names_an_object || about_a_run {
            let code = if path.contains("{project}") { 2001 } else { 1001 };
            assert_eq!(answer.error(), (404, code), "{method} {path}: {}", answer.body);
        }
        // Naming the project does not open it either.
        let named = stranger.ask((&method, &path), Some(&other), "&project=default").await;
        assert_eq!(named.error(), (404, 2001), "{method} {path}: {}", named.body);
    }
    let keep = ("PUT", "/api/v1/suites/{name}");
    let named = stranger.ask(keep, Some(&other), "&project=default").await;
    assert_eq!(named.error(), (404, 2001), "{}", named.body);
    assert_eq!(stranger.ask(keep, Some(&other), "").await.status, 201);
    let own = stranger.door.store.suite("default", SUITE).await.unwrap().unwrap();
    assert_eq!(own.version, 1, "theirs is another one");
}

#[tokio::test]
async fn a_share_opens_one_run_and_one_that_ended_opens_nothing() {
    let stranger = Stranger::at_the_door().await;
    let run = stranger.objects.run.clone();
    let share = |number: u128, run: &str, seconds: i64| Share {
        id: Uuid::from_u128(number),
        run: run.parse::<RunId>().unwrap(),
        project: "default".to_owned(),
        created_by: "a test".to_owned(),
        created_at: NOW,
        expires_at: Timestamp::from_epoch_ms(NOW.epoch_ms() + seconds * 1000),
        last_used_at: None,
        revoked_at: None,
    };
    let store = &stranger.door.store;
    let other_run = stranger.door.add(&Sample { results: vec![1.0; 10], ..Sample::default() }).await;
    let expired = store.create_share(&share(1, &run, 1), [1; 32]).await.unwrap();
    let revoked = store.create_share(&share(2, &run, 9_000), [2; 32]).await.unwrap();
    assert!(store.revoke_share(run.parse().unwrap(), Uuid::from_u128(2), NOW).await.unwrap());
    let others = store.create_share(&share(3, &other_run.to_string(), 9_000), [3; 32]).await.unwrap();
    let good = store.create_share(&share(4, &run, 9_000), [4; 32]).await.unwrap();
    stranger.door.pass(1);
    let altered = format!("{}0", &good[..good.len() - 1]);
    for (method, path) in guarded() {
        let route = (method.as_str(), path.as_str());
        for bad in [&expired, &revoked, &altered] {
            stranger.refused(route, None, &format!("&share={bad}"), (403, 1003)).await;
        }
        let shared = listed(&method.parse().unwrap(), &path).unwrap().links != Links::None;
        let expected = if shared { (404, 1001) } else { (403, 1003) };
        stranger.refused(route, None, &format!("&share={others}"), expected).await;
        if !shared {
            stranger.refused(route, None, &format!("&share={good}"), (403, 1003)).await;
        }
    }
    let opened = stranger.door.ask("GET", &format!("/api/v1/runs/{run}?share={good}"), &[], "").await;
    assert_eq!(opened.data()["run"]["title"], TITLE);
}

#[tokio::test]
async fn a_signed_link_opens_one_file_and_one_that_ended_or_was_changed_opens_nothing() {
    let stranger = Stranger::at_the_door().await;
    let run = stranger.objects.run.clone();
    let path = format!("/api/v1/runs/{run}/download-link");
    let admin = stranger.secrets[0].clone();
    let link = stranger.door.with_token(&admin, "POST", &path, "{}").await.data()["url"].clone();
    let link = link.as_str().unwrap().to_owned();
    assert_eq!(stranger.door.ask("GET", &link, &[], "").await.status, 200);
    let query = link.split_once('?').unwrap().1.to_owned();
    for (method, path) in guarded() {
        let route = (method.as_str(), path.as_str());
        if path != "/api/v1/runs/{id}/download" {
            stranger.refused(route, None, &format!("&{query}"), (403, 1003)).await;
        }
        for (from, to) in
            [("expires=1", "expires=2"), ("project=default", "project=other"), ("key=", "key=0")]
        {
            let altered = query.replacen(from, to, 1);
            assert_ne!(altered, query, "{query}");
            stranger.refused(route, None, &format!("&{altered}"), (403, 1003)).await;
        }
        let cut = &query[..query.len() - 2];
        stranger.refused(route, None, &format!("&{cut}"), (403, 1003)).await;
    }
    stranger.door.pass(600);
    for (method, path) in guarded() {
        stranger.refused((&method, &path), None, &format!("&{query}"), (403, 1003)).await;
    }
}
