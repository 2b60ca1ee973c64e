//! The floor: a bare WebDriver session over HTTP, with nothing between the loop and the driver.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

/// The flags that our own driver gives the browser, so that both loops drive the same one.
const ARGUMENTS: &[&str] = &[
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-features=SpareRendererForSitePerProcess,WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup",
    "--window-size=1280,800",
];

/// One chromedriver with one session; both end when it is dropped.
pub struct BareSession {
    driver: Child,
    client: reqwest::Client,
    url: String,
    _profile: tempfile::TempDir,
}

impl BareSession {
    /// Starts driver and browser.
    pub async fn start() -> Self {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts");
        let mut lines = BufReader::new(driver.stdout.take().expect("its output")).lines();
        let port = lines
            .find_map(|line| {
                let line = line.ok()?;
                let (_, port) = line.split_once("started successfully on port ")?;
                port.trim_end_matches('.').parse::<u16>().ok()
            })
            .expect("chromedriver tells its port");
        // The driver must never block on a full pipe.
        std::thread::spawn(move || lines.for_each(drop));
        let profile = tempfile::tempdir().expect("a profile folder");
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        let mut arguments: Vec<String> = ARGUMENTS.iter().map(|text| (*text).to_owned()).collect();
        arguments.push(format!("--user-data-dir={}", profile.path().display()));
        let capabilities = json!({"capabilities": {"alwaysMatch": {
            "browserName": "chrome", "goog:chromeOptions": {"binary": "/usr/bin/chromium", "args": arguments}}}});
        let base = format!("http://127.0.0.1:{port}/session");
        let answer = post(&client, &base, &capabilities).await;
        let id = answer["sessionId"].as_str().expect("a session").to_owned();
        Self { driver, client, url: format!("{base}/{id}"), _profile: profile }
    }

    /// Navigates and waits for the load event.
    pub async fn open(&self, address: &str) {
        post(&self.client, &format!("{}/url", self.url), &json!({"url": address})).await;
    }

    /// Clicks the element that a CSS selector finds.
    pub async fn click(&self, selector: &str) {
        let find = json!({"using": "css selector", "value": selector});
        let found = post(&self.client, &format!("{}/element", self.url), &find).await;
        let element = found.as_object().and_then(|object| object.values().next()).and_then(Value::as_str);
        let path = format!("{}/element/{}/click", self.url, element.expect("the element is there"));
        post(&self.client, &path, &json!({})).await;
    }

    /// Runs a script whose promise is awaited.
    pub async fn script(&self, script: &str) {
        post(&self.client, &format!("{}/execute/sync", self.url), &json!({"script": script, "args": []}))
            .await;
    }

    /// Ends the session and the driver.
    pub async fn stop(mut self) {
        self.client.delete(&self.url).send().await.expect("the session ends");
        self.driver.kill().expect("the driver ends");
        self.driver.wait().expect("the driver is reaped");
    }
}

async fn post(client: &reqwest::Client, url: &str, body: &Value) -> Value {
    let response = client.post(url).json(body).send().await.expect("chromedriver answers");
    let mut answer: Value = response.json().await.expect("chromedriver answers with JSON");
    assert!(answer["value"]["error"].is_null(), "{url}: {answer}");
    answer["value"].take()
}
