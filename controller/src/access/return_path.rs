//! Where a browser goes once somebody has signed in: a page of ours, whatever was asked for. Pure.

use std::fmt;

use url::Url;

/// Longest path that is remembered over a sign-in, bytes: it travels in a cookie.
const LONGEST: usize = 1024;
/// Stands for us while a path is resolved as browsers do it; a path that leads away from here leads elsewhere.
const HERE: &str = "https://perfsight.invalid";

/// Path and query of a page of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnPath(String);

impl ReturnPath {
    /// The path that was asked for; the first page where that is none of ours.
    pub fn of(asked: Option<&str>) -> Self {
        asked.and_then(page).map_or_else(Self::default, Self)
    }

    /// Begins with one slash.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for ReturnPath {
    fn default() -> Self {
        Self("/".to_owned())
    }
}

impl fmt::Display for ReturnPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a browser would make of it, if that is a page of ours: browsers read `\` as `/` and skip tabs and line ends.
fn page(asked: &str) -> Option<String> {
    let plain = asked.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if asked.len() > LONGEST || !plain || !asked.starts_with('/') {
        return None;
    }
    let here = Url::parse(HERE).expect("our own address is one");
    let resolved = here.join(asked).ok().filter(|url| url.origin() == here.origin())?;
    let path = resolved.path();
    // The API answers with data, not with pages; a path of two slashes names another host.
    if path.starts_with("//") || path == "/api" || path.starts_with("/api/") {
        return None;
    }
    Some(resolved.query().map_or_else(|| path.to_owned(), |query| format!("{path}?{query}")))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_pages_of_ours_are_returned_to() {
        let check = |asked: &str, expected: &str| {
            assert_eq!(ReturnPath::of(Some(asked)).as_str(), expected, "{asked:?}");
        };
        check("/runs/7?metric=cpu_time&x=%2F", "/runs/7?metric=cpu_time&x=%2F");
        check("/p/web/runs#top", "/p/web/runs");
        check("/runs/../compare", "/compare");
        let elsewhere = [
            "",
            "runs",
            "https://evil.test/",
            "//evil.test/",
            "///evil.test/",
            "/\\evil.test/",
            "\\\\evil.test",
            "/\t/evil.test/",
            "/\n/evil.test/",
            " //evil.test",
            "/..//evil.test/",
            "/.//evil.test",
            "javascript:alert(1)",
            "data:text/html,x",
            "/api/v1/logout",
            "/x/../api/v1/runs",
            "/ru\u{2028}ns",
        ];
        for asked in elsewhere {
            check(asked, "/");
        }
        check(&format!("/{}", "x".repeat(LONGEST)), "/");
        assert_eq!(ReturnPath::of(None), ReturnPath::default());
    }

    proptest! {
        /// Whatever is asked for, a browser that resolves the answer stays with us.
        #[test]
        fn no_text_leads_elsewhere(asked in "[/\\\\a-z.:@?#%\\t ]{0,24}") {
            let here = Url::parse("https://perf.example/login").expect("an address");
            let path = ReturnPath::of(Some(&asked));
            let target = here.join(path.as_str()).expect("a path");
            prop_assert_eq!(target.origin(), here.origin());
            prop_assert_eq!(ReturnPath::of(Some(path.as_str())), path);
        }
    }
}
