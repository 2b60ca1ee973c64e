//! Clients that ask too often.

use controller::http_api::transport::policy::Rates;
use controller::http_api::{Access, Policy};
use controller::store::tokens::Scope;

use crate::door::{Answer, Door, Plan};

async fn door(requests: u32, uploads: u32) -> Door {
    let policy = Policy { rates: Rates::per_second(requests, uploads), ..Policy::default() };
    Door::open(Plan { policy, access: Access::Tokens, ..Plan::default() }).await
}

async fn runs(door: &Door, token: &str) -> Answer {
    door.send("GET", "/api/v1/runs", &format!("authorization: Bearer {token}\r\n"), "").await
}

#[tokio::test]
async fn whoever_asks_too_often_is_told_when_to_come_back() {
    let door = door(1, 0).await;
    let token = door.token(1, Scope::Read).await;
    let refused = loop {
        let answer = runs(&door, &token).await;
        if answer.status != 200 {
            break answer;
        }
    };
    assert_eq!((refused.status, refused.code()), (429, 1004));
    assert_eq!(refused.header("retry-after"), Some("1"));
    assert_eq!(door.get("/api/health").await.status, 200, "whether it lives is always told");
}

#[tokio::test]
async fn made_up_tokens_buy_nothing_and_shut_out_nobody() {
    let door = door(1, 1).await;
    let token = door.token(1, Scope::Read).await;
    assert_eq!(runs(&door, &token).await.status, 200);
    let mut statuses = Vec::new();
    for number in 0..30 {
        statuses.push(runs(&door, &format!("psk_{number:064}")).await.status);
    }
    assert!(statuses.contains(&401) && statuses.last() == Some(&429), "{statuses:?}");
    assert_eq!(runs(&door, &token).await.status, 200, "a token that proved valid has its own rate");
}

#[tokio::test]
async fn uploads_have_a_rate_of_their_own() {
    let door = door(0, 1).await;
    let token = door.token(1, Scope::Admin).await;
    let lines = format!("authorization: Bearer {token}\r\ncontent-type: application/json\r\n");
    let mut statuses = Vec::new();
    for _ in 0..25 {
        statuses.push(door.send("POST", "/api/v1/datasets", &lines, "{}").await.status);
    }
    assert!(statuses.contains(&400) && statuses.last() == Some(&429), "{statuses:?}");
    assert_eq!(runs(&door, &token).await.status, 200);
}
