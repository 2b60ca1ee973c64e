//! What is believed of a request that came through a reverse proxy. Every connection here comes from 127.0.0.1.

use controller::http_api::Policy;
use controller::http_api::transport::policy::Rates;

use crate::door::{Door, Plan};

fn proxied(proxies: &[&str]) -> Policy {
    let proxies = proxies.iter().map(|proxy| proxy.parse().unwrap()).collect();
    Policy { proxies, rates: Rates::per_second(1, 1), ..Policy::default() }
}

async fn door(proxies: &[&str]) -> Door {
    Door::open(Plan { policy: proxied(proxies), ..Plan::default() }).await
}

/// Ten requests are a client's burst; how many of these are refused?
async fn refused(door: &Door, clients: impl IntoIterator<Item = String>) -> usize {
    let mut refused = 0;
    for client in clients {
        let lines = format!("x-forwarded-for: {client}\r\nx-forwarded-proto: https\r\n");
        refused += usize::from(door.send("GET", "/api/v1/scenarios", &lines, "").await.status == 429);
    }
    refused
}

#[tokio::test]
async fn clients_behind_a_trusted_proxy_are_told_apart() {
    let door = door(&["127.0.0.0/8"]).await;
    assert_eq!(refused(&door, (0..20).map(|client| format!("192.0.2.{client}"))).await, 0);
    assert!(refused(&door, (0..20).map(|_| "198.51.100.7".to_owned())).await > 0);
}

#[tokio::test]
async fn whoever_is_no_trusted_proxy_cannot_take_other_addresses() {
    let door = door(&["10.0.0.0/8"]).await;
    assert!(refused(&door, (0..20).map(|client| format!("192.0.2.{client}"))).await > 0);
}

#[tokio::test]
async fn a_client_is_encrypted_where_the_trusted_proxy_says_so_and_nobody_else() {
    let strict = async |door: &Door, lines: &str| {
        let answer = door.send("GET", "/api/health", lines, "").await;
        answer.header("strict-transport-security").is_some()
    };
    let (trusting, lonely) = (door(&["127.0.0.1"]).await, door(&[]).await);
    for said in ["x-forwarded-proto: https\r\n", "forwarded: for=192.0.2.1;proto=https\r\n"] {
        assert!(strict(&trusting, said).await, "{said}");
        assert!(!strict(&lonely, said).await, "{said}");
    }
    assert!(!strict(&trusting, "x-forwarded-proto: http\r\n").await);
    assert!(!strict(&trusting, "").await);
}

#[tokio::test]
async fn links_are_as_the_client_came_or_as_the_operator_says() {
    let located = async |policy: Policy, lines: &str| {
        let door = Door::open(Plan { policy, ..Plan::default() }).await;
        let lines = format!("content-type: application/json\r\n{lines}");
        let answer = door.send("POST", "/api/v1/datasets", &lines, crate::logs::DATASET).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        let (base, run) = answer.header("location").unwrap().split_once("/runs/").unwrap();
        assert!(answer.text().contains(run), "{}", answer.text());
        base.replace(&door.address.to_string(), "ADDRESS")
    };
    let forwarded = "x-forwarded-proto: https\r\nx-forwarded-host: lab.example\r\n";
    assert_eq!(located(proxied(&["127.0.0.1"]), forwarded).await, "https://lab.example");
    assert_eq!(located(proxied(&[]), forwarded).await, "http://ADDRESS");
    let public_url = Some("https://perf.example".parse().unwrap());
    let public = Policy { public_url, ..proxied(&["127.0.0.1"]) };
    assert_eq!(located(public, forwarded).await, "https://perf.example");
}
