//! Every refusal comes in the envelope, with its number, its status and nothing that only operators may know.

use controller::http_api::Access;
use controller::http_api::wire::paging::MAX_PAGE;
use controller::store::tokens::Scope;

use crate::api::Served;
use crate::samples::Sample;
use crate::tokens::token;

#[tokio::test]
async fn the_last_page_is_empty_and_there_is_none_behind_it() {
    let served = Served::open().await;
    served.add(&Sample::default()).await;
    let page = served.get(&format!("/api/v1/runs?page={MAX_PAGE}&page_size=200")).await.data();
    assert_eq!((&page["items"], &page["pagination"]["total"]), (&serde_json::json!([]), &1.into()));
    for page in [MAX_PAGE + 1, u64::MAX] {
        assert_eq!(served.get(&format!("/api/v1/runs?page={page}")).await.error(), (400, 1000));
    }
}

#[tokio::test]
async fn every_mistake_has_its_status_and_its_number() {
    let served = Served::open().await;
    let check = async |method: &str, path: &str, headers: &str, body: &[u8], expected: (u16, i64)| {
        let answer = served.send(method, path, headers, body).await;
        assert_eq!(answer.error(), expected, "{method} {path}");
    };
    let json = "content-type: application/json\r\n";
    check("GET", "/api/v1/nothing", "", b"", (404, 1001)).await;
    check("GET", "/api/v1/runs/nobody", "", b"", (404, 1001)).await;
    check("GET", "/api/v1/runs/00000000-0000-0000-0000-000000000001", "", b"", (404, 1001)).await;
    check("GET", "/api/v1/runs/00000000-0000-0000-0000-000000000001/download", "", b"", (404, 1001)).await;
    check("PATCH", "/api/v1/runs", "", b"", (405, 1000)).await;
    check("POST", "/elsewhere", json, b"{}", (405, 1000)).await;
    for bad in [
        "page=0",
        "page=x",
        "page_size=0",
        "page_size=201",
        "from=yesterday",
        "sort=color",
        "verdict=bad",
        "outcome=bad",
    ] {
        check("GET", &format!("/api/v1/runs?{bad}"), "", b"", (400, 1000)).await;
    }
    check("POST", "/api/v1/compare", "", b"{}", (415, 1009)).await;
    check("POST", "/api/v1/compare", json, b"{", (400, 1009)).await;
    check("POST", "/api/v1/compare", json, br#"{"ids":7}"#, (400, 1000)).await;
    check("POST", "/api/v1/compare", json, br#"[["a","b"]]"#, (400, 1000)).await;
    check("POST", "/api/v1/compare", json, &vec![b' '; 3 << 20], (413, 3002)).await;
    check("POST", "/api/v1/baselines", json, br#"{"run_id":"nobody"}"#, (404, 1001)).await;
    check("POST", "/api/v1/baselines", json, br#"{"run_id":"no\u0000body"}"#, (400, 1000)).await;
    check("GET", "/api/v1/runs?scenario=a%00b", "", b"", (400, 1000)).await;
    check("GET", "/api/v1/users/%00", "", b"", (405, 1000)).await;
}

#[tokio::test]
async fn a_token_opens_what_its_scopes_cover_and_nothing_else() {
    let served = Served::with(Access::Tokens, 1 << 20).await;
    let reader = served.store.create_token(token(1, &[Scope::Read], None)).await.unwrap();
    let sender = served.store.create_token(token(2, &[Scope::Ingest], None)).await.unwrap();
    let admin = served.store.create_token(token(3, &[Scope::Admin], None)).await.unwrap();
    let get = async |secret: &str| {
        served.send("GET", "/api/v1/runs", &format!("authorization: Bearer {secret}\r\n"), b"").await
    };
    let upload = async |secret: &str| {
        let headers = format!("authorization: Bearer {secret}\r\ncontent-type: application/json\r\n");
        served.send("POST", "/api/v1/datasets", &headers, &Sample::default().bytes()).await
    };
    let missing = served.get("/api/v1/runs").await;
    assert_eq!(missing.error(), (401, 1003));
    assert!(missing.head.contains("www-authenticate: bearer"));
    assert_eq!(get("psk_wrong").await.error(), (401, 1003));
    assert_eq!(get(&sender).await.error(), (403, 1003));
    assert_eq!(upload(&reader).await.error(), (403, 1003));
    assert_eq!((get(&reader).await.status, get(&admin).await.status), (200, 200));
    assert_eq!((upload(&sender).await.status, upload(&admin).await.status), (201, 200));
    assert_eq!(served.get(&format!("/api/v1/runs?token={reader}")).await.status, 200);
}

#[tokio::test]
async fn a_token_of_one_project_sees_nothing_of_another() {
    let served = Served::with(Access::Tokens, 1 << 20).await;
    let run = served.add(&Sample::default()).await;
    let secret = served.store.create_token(token(1, &[Scope::Admin], Some("team"))).await.unwrap();
    let headers = format!("authorization: Bearer {secret}\r\n");
    let get = async |path: String| served.send("GET", &path, &headers, b"").await;
    assert_eq!(get("/api/v1/runs".to_owned()).await.data()["pagination"]["total"], 0);
    for rest in ["", "/download", "/logs", "/verdict"] {
        assert_eq!(get(format!("/api/v1/runs/{run}{rest}")).await.error(), (404, 1001), "{rest}");
    }
    assert_eq!(get("/api/v1/tags".to_owned()).await.data()["items"], serde_json::json!([]));
}

#[tokio::test]
async fn open_mode_refuses_pages_of_other_sites() {
    let served = Served::open().await;
    let foreign = served.send("GET", "/api/v1/runs", "host: rebound.example\r\n", b"").await;
    assert_eq!(foreign.error(), (403, 1003));
    let headers = "origin: https://elsewhere.example\r\ncontent-type: application/json\r\n";
    let crossing = served.send("POST", "/api/v1/datasets", headers, &Sample::default().bytes()).await;
    assert_eq!(crossing.error(), (403, 1003));
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let served = Served::open().await;
    for path in ["/", "/api/health", "/api/v1/nothing"] {
        let head = served.get(path).await.head;
        for header in [
            "content-security-policy: default-src 'none'",
            "x-content-type-options: nosniff",
            "x-frame-options: deny",
        ] {
            assert!(head.contains(header), "{path}: {head}");
        }
    }
}

#[tokio::test]
async fn a_lost_database_is_an_error_without_its_inner_words() {
    let served = Served::open().await;
    served.store.clone().close().await.unwrap();
    let answer = served.get("/api/v1/runs").await;
    assert_eq!(answer.error(), (500, 1006));
    assert_eq!(answer.json()["msg"], "database error");
}
