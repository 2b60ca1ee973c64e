//! What only shows when the parts are seen together: phases, metrics, addresses. Looks at nothing twice.

use std::collections::HashMap;

use crate::nearest::nearest;
use crate::read::Reader;
use crate::yaml::Place;
use crate::{BaselineRule, MetricSpec, Phase, Site, Step, StepKind};

/// Notes what does not fit together.
pub(super) fn check(
    reader: &Reader<'_>,
    site: Option<&Site>,
    steps: &[(Step, Place)],
    metrics: &[(MetricSpec, Place)],
    baseline: Option<BaselineRule>,
) {
    phases(reader, steps);
    let mut known: HashMap<&str, u32> = HashMap::new();
    for (metric, place) in metrics {
        if let Some(line) = known.insert(&metric.key, place.line) {
            reader.wrong(*place, format!("metric `{}` is already described in line {line}", metric.key));
        }
    }
    for (step, place) in steps {
        if let (StepKind::Metric { key, .. }, true) = (&step.kind, baseline != Some(BaselineRule::None))
            && !known.contains_key(key.as_str())
        {
            let suggestion = nearest(key, known.keys().copied());
            let reason = format!("metric `{key}` is judged, but not described under `metrics:`");
            reader.wrong_word(*place, reason, suggestion.as_deref());
        }
        if let (StepKind::Open { url, .. }, Some(site)) = (&step.kind, site) {
            address(reader, url, site, *place);
        }
    }
}

fn phases(reader: &Reader<'_>, steps: &[(Step, Place)]) {
    let mut open: HashMap<&str, Place> = HashMap::new();
    for (step, place) in steps {
        let StepKind::Mark { name, phase } = &step.kind else { continue };
        match phase {
            Phase::Begin => {
                if let Some(before) = open.insert(name, *place) {
                    let line = before.line;
                    reader
                        .wrong(*place, format!("phase `{name}` has begun in line {line} and not ended yet"));
                }
            }
            Phase::End => {
                if open.remove(name.as_str()).is_none() {
                    let suggestion = nearest(name, open.keys().copied());
                    reader.wrong_word(
                        *place,
                        format!("phase `{name}` ends here, but has not begun"),
                        suggestion.as_deref(),
                    );
                }
            }
            Phase::Instant => {}
        }
    }
    for (name, place) in open {
        reader.wrong(
            place,
            format!("phase `{name}` begins here and never ends; add `- mark: {{end: {name}}}`"),
        );
    }
}

fn address(reader: &Reader<'_>, url: &str, site: &Site, place: Place) {
    if url.trim().is_empty() || url.chars().any(char::is_control) {
        return reader.wrong(place, "an address is one line of text that is not empty");
    }
    if let Some((scheme, _)) = url.split_once(':').filter(|(scheme, _)| is_scheme(scheme)) {
        if !matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https" | "about" | "data") {
            let reason =
                format!("`{scheme}:` addresses are not opened; use `http:`, `https:`, `about:` or `data:`");
            reader.wrong(place, reason);
        }
        return;
    }
    match site {
        Site::BaseUrl(_) => {}
        Site::Absolute => {
            reader.wrong(
                place,
                format!("`{url}` is relative; give `base_url` or `pages`, or the whole address"),
            );
        }
        Site::Pages(files) => {
            let path = url.split(['?', '#']).next().unwrap_or("").trim_start_matches('/');
            let directory = path.is_empty() || path.ends_with('/');
            let page = if directory { format!("{path}index.html") } else { path.to_owned() };
            // Names with escapes or secrets are the page server's to resolve; `..` never is.
            let resolvable = !page.contains(['%', '$']);
            if page.split('/').any(|part| part == "..") {
                reader.wrong(place, format!("`{url}` leaves the folder of pages"));
            } else if resolvable && !files.is_empty() && !files.contains_key(&page) {
                let suggestion = nearest(&page, files.keys().map(String::as_str));
                reader.wrong_word(
                    place,
                    format!("page `{page}` is not in the folder of pages"),
                    suggestion.as_deref(),
                );
            }
        }
    }
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}
