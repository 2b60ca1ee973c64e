//! The pages of a scenario, for the browser that drives it and for nobody else.

use serde_json::json;

use crate::device::{connect, deliver};
use crate::stand::Stand;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_are_served_to_the_attempt_in_a_sandbox_and_end_with_it() {
    let stand = Stand::start().await;
    let mut agent = connect(&stand, &[]).await;
    let scenario =
        "name: own\npages: pages/own\nretries: {infrastructure: 0}\nsteps:\n  - open: index.html\n";
    let pages = json!({"pages/own/index.html": "<script src=app.js></script>", "pages/own/app.js": "document.title = 'own'"});
    let submitted = stand.post("/api/v1/jobs", &json!({"scenario": scenario, "pages": pages})).await;
    assert_eq!(submitted.status, 201, "{}", submitted.json());
    let assignment = agent.hear("assignment").await;
    assert_eq!(assignment["scenario"]["site"]["pages"]["app.js"], "", "what is served is not sent");
    let url = assignment["pages_url"].as_str().unwrap().to_owned();
    let path = url.strip_prefix(&format!("http://{}", stand.address)).unwrap().to_owned();
    let attempt = assignment["attempt"].clone();
    agent.say(&json!({"type": "accepted", "attempt": attempt})).await;

    let first = stand.get(&path, "").await;
    assert_eq!((first.status, first.body.as_slice()), (200, &b"<script src=app.js></script>"[..]));
    let policy = first.head.lines().find(|line| line.starts_with("content-security-policy")).unwrap();
    assert!(policy.contains("sandbox allow-scripts") && !policy.contains("allow-same-origin"), "{policy}");
    assert!(!first.head.contains("set-cookie"), "{}", first.head);
    // Browsers refuse a sandboxed page that has one.
    assert!(first.head.contains("cross-origin-opener-policy: unsafe-none"), "{}", first.head);
    let script = stand.get(&format!("{path}app.js"), "").await;
    assert_eq!(script.body, b"document.title = 'own'");
    assert!(
        script.head.contains("text/javascript") && script.head.contains("access-control-allow-origin: *")
    );

    let guessed = path.replace("/1/", "/2/");
    let last = if path.ends_with("0/") { "1/" } else { "0/" };
    let altered = format!("{}{last}", &path[..path.len() - 2]);
    for wrong in [guessed.as_str(), &altered, &format!("{path}none.html"), &format!("{path}%2e%2e/x")] {
        assert_ne!(stand.get(wrong, &stand.token).await.status, 200, "{wrong}");
    }

    // The address holds when the controller was restarted in between.
    let stand = stand.restarted().await;
    assert_eq!(stand.get(&path, "").await.status, 200);
    let mut agent = connect(&stand, std::slice::from_ref(&attempt)).await;
    deliver(&mut agent, &attempt, &json!({}), &json!({"infrastructure": {"reason": "enough"}})).await;
    stand.job_when(attempt["job"].as_str().unwrap(), "infrastructure").await;
    assert_eq!(stand.get(&path, "").await.status, 404, "the pages end with the attempt");
}
