//! The floor: the same steps as plain `WebDriver` commands to chromedriver, one after the other. Never measures, waits
//! or retries beyond what the commands themselves do.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use agent::device::browsers::{Family, browser_paths, driver_path};
use anyhow::{Context, bail};
use serde_json::{Value, json};

use crate::clock::now;
use crate::{ITERATIONS, Turn};

/// CSS selector of what is clicked.
pub(crate) const BUTTON: &str = "#run";
/// JavaScript whose promise is awaited.
pub(crate) const SCRIPT: &str = "return window.finished";

/// What the loop does between two iterations.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Between {
    /// Nothing: the page is left by opening it anew, in the renderer that has it already.
    Nothing,
    /// It opens a blank page, as ours does, so that each iteration begins alike; the page then gets a new renderer.
    BlankPage,
}

/// One turn with a browser of its own, started with the arguments that ours had.
pub(crate) async fn run(arguments: &[String], base: &str, between: Between) -> anyhow::Result<Turn> {
    let begun = now();
    let session = Session::start(arguments).await?;
    let page = format!("{base}index.html");
    let (mut first, mut last) = (begun, begun);
    let mut steps = Duration::ZERO;
    for index in 0..=ITERATIONS {
        if between == Between::BlankPage {
            session.open("about:blank").await?;
        }
        let started = now();
        session.iterate(&page).await?;
        last = now();
        // As in ours the first iteration warms up.
        if index == 0 {
            continue;
        }
        if index == 1 {
            first = started;
        }
        steps += last - started;
    }
    let with_gaps = last - first;
    session.stop().await?;
    let count = f64::from(ITERATIONS);
    Ok(Turn {
        steps: steps.as_secs_f64() / count,
        with_gaps: with_gaps.as_secs_f64() / count,
        whole: (now() - begun).as_secs_f64() / (count + 1.0),
    })
}

/// One chromedriver with one session; the driver ends with this at the latest, and its browser with it.
struct Session {
    driver: Child,
    client: reqwest::Client,
    url: String,
    _profile: tempfile::TempDir,
}

impl Session {
    async fn start(arguments: &[String]) -> anyhow::Result<Self> {
        let missing = "no Chromium with chromedriver is installed; `make setup` installs both";
        let browser = browser_paths(Family::Chromium).into_iter().next().context(missing)?;
        let program = driver_path(Family::Chromium).context(missing)?;
        let profile = tempfile::tempdir().context("cannot make a folder for the profile")?;
        let mut driver = Command::new(program)
            .arg("--port=0")
            // Whatever driver and browser leave goes with the profile.
            .env("TMPDIR", profile.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("cannot start chromedriver")?;
        let port = port_of(&mut driver)?;
        let folder = format!("--user-data-dir={}", profile.path().display());
        let client = reqwest::Client::builder().no_proxy().build().context("cannot set up an HTTP client")?;
        let mut session =
            Self { driver, client, url: format!("http://127.0.0.1:{port}/session"), _profile: profile };
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).chain([folder.as_str()]).collect();
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": {"binary": browser, "args": arguments},
        }}});
        let answer = session.post("", &wanted).await?;
        let id = answer["sessionId"].as_str().context("chromedriver names its session")?;
        session.url = format!("{}/{id}", session.url);
        Ok(session)
    }

    async fn open(&self, address: &str) -> anyhow::Result<()> {
        self.post("/url", &json!({"url": address})).await?;
        Ok(())
    }

    async fn iterate(&self, page: &str) -> anyhow::Result<()> {
        self.open(page).await?;
        let found = self.post("/element", &json!({"using": "css selector", "value": BUTTON})).await?;
        let element = found.as_object().and_then(|object| object.values().next()).and_then(Value::as_str);
        let path = format!("/element/{}/click", element.context("chromedriver names the element")?);
        self.post(&path, &json!({})).await?;
        self.post("/execute/sync", &json!({"script": SCRIPT, "args": []})).await?;
        Ok(())
    }

    async fn stop(self) -> anyhow::Result<()> {
        self.client.delete(&self.url).send().await.context("cannot end the session")?;
        Ok(())
    }

    async fn post(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        let sent = self.client.post(format!("{}{path}", self.url)).json(body).send().await;
        let mut answer: Value = sent.context("chromedriver does not answer")?.json().await?;
        if !answer["value"]["error"].is_null() {
            bail!("chromedriver refuses {path}: {}", answer["value"]);
        }
        Ok(answer["value"].take())
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _already_gone = self.driver.kill();
        let _reaped = self.driver.wait();
    }
}

fn port_of(driver: &mut Child) -> anyhow::Result<u16> {
    let mut lines = BufReader::new(driver.stdout.take().context("its output is piped")?).lines();
    let port = lines.by_ref().map_while(Result::ok).find_map(|line| {
        let (_, port) = line.split_once("started successfully on port ")?;
        port.trim_end_matches('.').parse().ok()
    });
    // The driver must never block on a full pipe.
    std::thread::spawn(move || lines.for_each(drop));
    port.context("chromedriver does not tell its port")
}
