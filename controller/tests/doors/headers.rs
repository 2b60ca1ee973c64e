//! What browsers are told with every answer, and that the dashboard keeps to it.

use std::path::Path;

use controller::http_api::Access;

use crate::door::{Answer, Door, Plan};

/// Directives without which a page could load or send something elsewhere, or be shown inside another one.
const DIRECTIVES: [&str; 6] = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
];

fn assert_strict(address: &str, answer: &Answer) {
    let policy = answer.header("content-security-policy").unwrap_or_else(|| panic!("{address}: none"));
    let directives: Vec<&str> = policy.split(';').map(str::trim).collect();
    for directive in DIRECTIVES {
        assert!(directives.contains(&directive), "{address}: {policy}");
    }
    for hole in ["unsafe", "http:", "https:", "*", "blob:"] {
        assert!(!policy.contains(hole), "{address}: {policy}");
    }
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("x-frame-options", "DENY"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cross-origin-embedder-policy", "require-corp"),
    ] {
        assert_eq!(answer.header(name), Some(value), "{address}");
    }
    assert_eq!(answer.header("strict-transport-security"), None, "{address}: it came in the clear");
}

#[tokio::test]
async fn every_answer_is_strict_and_says_how_long_it_may_be_kept() {
    let door = Door::open(Plan::default()).await;
    let page = door.get("/").await;
    let asset = page.text().split('"').find(|part| part.starts_with("/assets/")).unwrap().to_owned();
    for (address, kept) in [
        ("/", "no-cache"),
        ("/runs/any", "no-cache"),
        ("/theme.js", "no-cache"),
        (asset.as_str(), "public, max-age=31536000, immutable"),
        ("/assets/gone.js", "no-store"),
        ("/api/health", "no-store"),
        ("/api/v1/runs", "no-store"),
        ("/api/v1/nothing", "no-store"),
        ("/metrics", "no-store"),
    ] {
        let answer = door.get(address).await;
        assert_strict(address, &answer);
        assert_eq!(answer.header("cache-control"), Some(kept), "{address}");
    }
    let locked = Door::open(Plan { access: Access::Tokens, ..Plan::default() }).await;
    assert_strict("a refusal", &locked.get("/api/v1/runs").await);
    assert_strict("no such method", &door.send("DELETE", "/api/v1/compare", "", "").await);
}

/// The policy forbids all of this; a page that needs it would be broken in the browser and nowhere else.
#[test]
fn the_dashboard_needs_nothing_that_its_policy_forbids() {
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../webui/dist");
    let mut pages = 0;
    for folder in [dist.clone(), dist.join("assets")] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let Some(ending) = path.extension().and_then(|ending| ending.to_str()) else { continue };
            if !["html", "js", "css"].contains(&ending) {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let forbidden: &[&str] = match ending {
                "html" => &["<style", " style=", "javascript:", " on", "http://", "https://", "//cdn"],
                "js" => &["new Function("],
                _ => &["@import", "url(http", "url(//"],
            };
            for word in forbidden {
                assert!(!text.contains(word), "{}: {word}", path.display());
            }
            if ending == "html" {
                pages += 1;
                for script in text.split("<script").skip(1) {
                    let (tag, rest) = script.split_once('>').unwrap();
                    assert!(tag.contains(" src=\"/") && rest.starts_with("</script>"), "{}", path.display());
                }
            }
        }
    }
    assert!(pages > 0, "there is a page");
}
