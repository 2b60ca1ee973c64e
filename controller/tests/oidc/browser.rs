//! A browser as far as a sign-in needs one: keeps cookies, follows the way from page to page, fills the provider's forms.

use std::cell::RefCell;
use std::collections::BTreeMap;

use axum::http::{HeaderMap, StatusCode, header};
use url::Url;

/// Pages and redirects until somebody is signed in.
const LONGEST_WAY: usize = 20;

/// One browser. Cookies are kept by name: no two of them mean different things to the two sites.
pub(crate) struct Browser {
    http: reqwest::Client,
    cookies: RefCell<BTreeMap<String, String>>,
}

/// What a browser shows.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) url: Url,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Page {
    /// Path and query.
    pub(crate) fn place(&self) -> String {
        self.url[url::Position::BeforePath..].to_owned()
    }

    /// Where it leads on.
    pub(crate) fn onward(&self) -> Option<Url> {
        let location = self.headers.get(header::LOCATION)?;
        Some(self.url.join(location.to_str().unwrap()).unwrap())
    }

    /// What the sign-in page is told to say.
    pub(crate) fn problem(&self) -> String {
        assert_eq!(self.url.path(), "/sign-in", "{}", self.url);
        let problem = self.url.query_pairs().find(|(name, _)| name == "problem").expect("a problem");
        problem.1.into_owned()
    }
}

impl Browser {
    pub(crate) fn new() -> Self {
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy();
        Self { http: http.build().unwrap(), cookies: RefCell::default() }
    }

    /// What a cookie holds.
    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.borrow().get(name).cloned()
    }

    /// Gives a cookie another value.
    pub(crate) fn set_cookie(&self, name: &str, value: &str) {
        self.cookies.borrow_mut().insert(name.to_owned(), value.to_owned());
    }

    /// One request, no redirect.
    pub(crate) async fn ask(&self, url: Url, form: Option<&[(&str, &str)]>) -> Page {
        let cookies: Vec<String> =
            self.cookies.borrow().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = match form {
            Some(fields) => {
                let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
                let form = (header::CONTENT_TYPE, "application/x-www-form-urlencoded");
                self.http.post(url.clone()).header(form.0, form.1).body(body)
            }
            None => self.http.get(url.clone()),
        };
        let answer = request.header(header::COOKIE, cookies.join("; ")).send().await.unwrap();
        let (status, headers) = (answer.status(), answer.headers().clone());
        self.keep(&headers);
        Page { url, status, headers, text: answer.text().await.unwrap() }
    }

    fn keep(&self, headers: &HeaderMap) {
        for line in headers.get_all(header::SET_COOKIE) {
            let line = line.to_str().unwrap();
            let (name, value) = line.split(';').next().unwrap().split_once('=').unwrap();
            let gone = value.is_empty() || line.contains("Max-Age=0") || line.contains("01 Jan 1970");
            if gone {
                self.cookies.borrow_mut().remove(name);
            } else {
                self.set_cookie(name, value);
            }
        }
    }

    /// Goes on from `url` as `login` until a page that is none of the provider's forms, or until the way leads to the path
    /// `stop`, which is then not asked for.
    pub(crate) async fn go(&self, url: Url, login: &str, stop: Option<&str>) -> Page {
        let mut page = self.ask(url, None).await;
        for _ in 0..LONGEST_WAY {
            let next = match page.onward() {
                Some(next) if Some(next.path()) == stop => return Page { url: next, ..page },
                Some(next) => self.ask(next, None).await,
                None if page.text.contains("name=\"prompt\" value=\"login\"") => {
                    let fields = [("prompt", "login"), ("login", login), ("password", "any")];
                    self.ask(page.url.clone(), Some(&fields)).await
                }
                None if page.text.contains("name=\"prompt\" value=\"consent\"") => {
                    self.ask(page.url.clone(), Some(&[("prompt", "consent")])).await
                }
                None => return page,
            };
            page = next;
        }
        panic!("the way does not end: {}", page.url)
    }
}
