//! Pages of other origins.

use controller::http_api::{Access, Policy};

use crate::door::{Answer, Door, Plan};

const LAB: &str = "https://lab.example";
const PREFLIGHT: &str =
    "access-control-request-method: POST\r\naccess-control-request-headers: authorization,content-type\r\n";

async fn door(cors: &[&str]) -> Door {
    let cors = cors.iter().map(|origin| origin.parse().unwrap()).collect();
    let policy = Policy { cors, ..Policy::default() };
    Door::open(Plan { policy, access: Access::Tokens, ..Plan::default() }).await
}

async fn preflight(door: &Door, origin: &str) -> Answer {
    door.send("OPTIONS", "/api/v1/datasets", &format!("origin: {origin}\r\n{PREFLIGHT}"), "").await
}

#[tokio::test]
async fn a_listed_origin_may_call_with_a_token_and_without_cookies() {
    let door = door(&["https://other.example", LAB]).await;
    let answer = preflight(&door, LAB).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("access-control-allow-origin"), Some(LAB));
    assert_eq!(answer.header("access-control-allow-credentials"), None);
    assert_eq!(answer.header("access-control-max-age"), Some("600"));
    for (name, needed) in [("methods", "POST"), ("headers", "authorization"), ("headers", "content-type")] {
        let allowed = answer.header(&format!("access-control-allow-{name}")).unwrap();
        assert!(allowed.split(',').any(|word| word == needed), "{name}: {allowed}");
    }
    let refused = door.send("GET", "/api/v1/runs", &format!("origin: {LAB}\r\n"), "").await;
    assert_eq!(refused.status, 401, "the origin is no token");
    assert_eq!(refused.header("access-control-allow-origin"), Some(LAB), "the page may read why");
    assert!(refused.head.contains("\r\nvary: origin\r\n"), "{}", refused.head);
}

#[tokio::test]
async fn any_other_origin_is_told_nothing() {
    for door in [door(&[LAB]).await, door(&[]).await] {
        for origin in ["https://lab.example.evil", "http://lab.example", "null", "https://xlab.example"] {
            let answers = [
                preflight(&door, origin).await,
                door.send("GET", "/api/health", &format!("origin: {origin}\r\n"), "").await,
            ];
            for answer in answers {
                assert_eq!(answer.header("access-control-allow-origin"), None, "{origin}");
            }
        }
    }
}
