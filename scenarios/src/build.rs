//! The filled-in tree to a [`Scenario`]. Notes mistakes instead of returning at the first.

mod measure;
pub(crate) mod site;
mod steps;
mod together;

use crate::read::Fields;
use crate::source::{Overrides, Source};
use crate::words::{Shape, VIEWPORT};
use crate::yaml::Content;
use crate::{BrowserKind, BrowserSpec, Requirements, Retries, Scenario, Timeouts, Viewport};

/// Longest name of a scenario, characters.
const MAX_NAME: usize = 100;

/// The scenario, where nothing hinders it; mistakes are with the reader.
pub(crate) fn scenario(fields: &Fields<'_>, source: &Source, overrides: &Overrides) -> Option<Scenario> {
    let reader = fields.reader;
    let requires = requirements(fields);
    let browser = browser(fields, overrides);
    let site = site::read(fields, source, overrides);
    let collection = measure::collection(fields);
    let timeouts = timeouts(fields);
    let retries = retries(fields);
    let steps = steps::read(fields);
    let metrics = measure::metrics(fields);
    let baseline = measure::baseline(fields);
    together::check(reader, site.as_ref(), &steps, &metrics, baseline);
    let mut tags = fields.texts("tags");
    tags.extend(overrides.tags.iter().cloned());
    // Every reading runs before the first `?`, so that no mistake hides another.
    let (name, description) = (name(fields), fields.text("description"));
    let (warmup, iterations) = (fields.count("warmup"), fields.count("iterations"));
    let cool_down = fields.duration("cool_down");
    Some(Scenario {
        name: name?,
        description,
        requires: requires?,
        browser: browser?,
        site: site?,
        parameters: reader.scope.parameters.clone(),
        secrets: reader.scope.secrets.clone(),
        collection: collection?,
        warmup: limited(fields, "warmup", overrides.warmup).or(warmup)?,
        iterations: limited(fields, "iterations", overrides.iterations).or(iterations)?,
        cool_down: cool_down?,
        timeouts: timeouts?,
        retries: retries?,
        steps: steps.into_iter().map(|(step, _)| step).collect(),
        metrics: metrics.into_iter().map(|(metric, _)| metric).collect(),
        baseline: baseline?,
        tags,
    })
}

/// The name, short enough for a list.
fn name(fields: &Fields<'_>) -> Option<String> {
    let name = fields.text("name")?;
    if let Some(node) = fields.node("name").filter(|_| name.chars().count() > MAX_NAME) {
        fields.reader.wrong(node.place, format!("a name has at most {MAX_NAME} characters"));
    }
    Some(name)
}

/// An override, held to the limits of the word that it replaces.
fn limited(fields: &Fields<'_>, word: &str, value: Option<u32>) -> Option<u32> {
    let value = value?;
    let Shape::Whole { min, max } = *fields.shape(word) else {
        unreachable!("the tables give `{word}` a number")
    };
    if !(min..=max).contains(&i64::from(value)) {
        fields
            .reader
            .wrong(fields.place, format!("`{word}` was given as {value}; it must be from {min} to {max}"));
    }
    Some(value)
}

fn requirements(fields: &Fields<'_>) -> Option<Requirements> {
    let platform = fields.choice::<String>("platform");
    let requires = fields.inner("requires")?;
    let labels = requires.texts("labels");
    let versions = requires.inner("browser")?;
    let (min, max) = (versions.count("min_version"), versions.count("max_version"));
    if let (Some(min), Some(max)) = (min, max)
        && min > max
    {
        fields.reader.wrong(versions.place, format!("no version is at least {min} and at most {max}"));
    }
    Some(Requirements { platform, labels, browser_version_min: min, browser_version_max: max })
}

fn browser(fields: &Fields<'_>, overrides: &Overrides) -> Option<BrowserSpec> {
    let browser = fields.inner("browser")?;
    let viewport = viewport(&browser);
    let (kind, headless) = (browser.choice::<BrowserKind>("kind"), browser.flag("headless"));
    Some(BrowserSpec {
        binary: browser.text("binary"),
        arguments: browser.texts("arguments"),
        locale: browser.text("locale"),
        profile: browser.text("profile"),
        kind: kind?,
        headless: overrides.headless.or(headless)?,
        viewport: viewport?,
    })
}

/// `1280x800`, or a mapping of width and height.
fn viewport(browser: &Fields<'_>) -> Option<Viewport> {
    let Some(node) = browser.node("viewport") else {
        return size(browser.fallback("viewport").expect("the table gives `viewport` a default"));
    };
    if let Content::Map(_) = node.content {
        let fields = Fields::open(browser.reader, node, &VIEWPORT)?;
        let (width, height) = (fields.count("width"), fields.count("height"));
        return Some(Viewport { width: width?, height: height? });
    }
    let text = browser.reader.line(node)?;
    let viewport = size(&text);
    if viewport.is_none() {
        let reason = format!("`{text}` is not a size such as `1280x800`, each side from 100 to 7680");
        browser.reader.wrong(node.place, reason);
    }
    viewport
}

fn size(text: &str) -> Option<Viewport> {
    let (width, height) = text.split_once('x')?;
    let side = |text: &str| text.trim().parse().ok().filter(|side| (100..=7_680).contains(side));
    Some(Viewport { width: side(width)?, height: side(height)? })
}

fn timeouts(fields: &Fields<'_>) -> Option<Timeouts> {
    let timeout = fields.inner("timeout")?;
    let (job, step) = (timeout.duration("job"), timeout.duration("step"));
    let silence = timeout.duration("silence");
    Some(Timeouts { job: job?, step: step?, silence: silence? })
}

fn retries(fields: &Fields<'_>) -> Option<Retries> {
    let retries = fields.inner("retries")?;
    let (infrastructure, step) = (retries.count("infrastructure"), retries.count("step"));
    Some(Retries { infrastructure: infrastructure?, step: step? })
}
