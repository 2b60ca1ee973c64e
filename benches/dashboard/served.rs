//! How long the controller takes for what each page asks. Looks at the last byte, as the page has to.

use anyhow::{Context, bail};

use crate::Scale;
use crate::clock::now;
use crate::documents::{RELEASES, SCENARIOS, release, scenario};
use crate::figure::Figure;
use crate::laboratory::Laboratory;
use crate::quantile::quantile;

/// Requests of one kind, each with its own address where the page's is different each time.
struct Query {
    name: &'static str,
    goal_ms: f64,
    address: fn(u64, &Laboratory) -> String,
}

/// What the pages ask. Goals are those of the whole way to the screen; what is asked first must be well below.
const QUERIES: &[Query] = &[
    Query {
        name: "runs, one filter",
        goal_ms: 10.0,
        address: |turn, _| format!("runs?release={}&page_size=50", release(turn * 7 % RELEASES)),
    },
    Query {
        name: "runs, three filters",
        goal_ms: 10.0,
        address: |turn, _| {
            let (release, scenario) = (release(turn * 7 % RELEASES), scenario(turn * 3 % SCENARIOS));
            format!("runs?release={release}&scenario={scenario}&tags=nightly&page_size=50")
        },
    },
    Query {
        name: "runs, a far page",
        goal_ms: 10.0,
        address: |turn, _| format!("runs?page={}&page_size=50", 100 + turn),
    },
    Query { name: "tags with counts", goal_ms: 50.0, address: |_, _| "tags?page_size=200".to_owned() },
    Query {
        name: "trend of 5,000 points",
        goal_ms: 50.0,
        address: |_, _| {
            format!(
                "trends?scenario={}&platform=linux&device_class=lab&metric=step_time&limit=10000",
                scenario(0)
            )
        },
    },
    Query {
        name: "compare, two hours of 40 processes",
        goal_ms: 100.0,
        address: |_, lab| format!("compare?ids={},{}", lab.runs.hours[0], lab.runs.hours[1]),
    },
    Query {
        name: "run, 1,000,000 samples, thinned",
        goal_ms: 250.0,
        address: |_, lab| format!("runs/{}?max_points=1200", lab.runs.million),
    },
];

/// Asks each query often and gives the p99 of each.
pub(crate) async fn measure(
    client: &reqwest::Client,
    laboratory: &Laboratory,
    on: &str,
    scale: Scale,
) -> anyhow::Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for query in QUERIES {
        let mut took = Vec::new();
        for turn in 0..scale.requests {
            let path = (query.address)(turn, laboratory);
            let begun = now();
            let url = format!("http://{}/api/v1/{path}", laboratory.address);
            let response = client.get(&url).send().await.context("cannot ask the controller")?;
            let status = response.status();
            let body = response.bytes().await.context("cannot read the controller's answer")?;
            if !status.is_success() {
                bail!("{path}: {status}: {}", String::from_utf8_lossy(&body));
            }
            took.push((now() - begun).as_secs_f64() * 1000.0);
        }
        figures.push(Figure {
            name: format!("{}: {}", on, query.name),
            unit: "ms, p99".to_owned(),
            value: Some(quantile(&took, 99)),
            goal: Some(query.goal_ms),
            most: true,
            note: None,
        });
    }
    Ok(figures)
}
