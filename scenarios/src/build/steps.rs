//! The steps, in their short and long forms. Never reads a step whose word it does not know as another.

use crate::duration::shortened;
use crate::nearest::nearest;
use crate::read::{Fields, Reader};
use crate::words::{Presence, SELECTOR, STEP_TIMEOUT, STEPS, Shape, StepWord, step_word};
use crate::yaml::{Content, Entry, Node, Place};
use crate::{Condition, LoadState, Phase, ScrollTo, Selector, Step, StepKind};

use super::measure::check_key;

/// The steps with the place of what each is about.
pub(super) fn read(fields: &Fields<'_>) -> Vec<(Step, Place)> {
    let Some(node) = fields.node("steps") else { return Vec::new() };
    let items = fields.reader.items(node, fields.shape("steps"));
    if items.is_empty() {
        fields.reader.wrong(node.place, "`steps` needs at least one step");
    }
    items.iter().filter_map(|item| step(fields.reader, item)).collect()
}

fn step(reader: &Reader<'_>, item: &Node) -> Option<(Step, Place)> {
    match &item.content {
        Content::Scalar(scalar) if !item.is_null() => {
            let known = known_word(reader, &scalar.text, item.place)?;
            if known.short.is_some() || known.long.is_some() {
                reader.wrong(item.place, format!("`{0}` needs more; write `{0}: …`", known.word));
                return None;
            }
            Some((Step { kind: StepKind::RestartBrowser, name: None, timeout: None }, item.place))
        }
        Content::Map(entries) => worded(reader, item, entries),
        Content::Scalar(_) | Content::List(_) => {
            reader
                .wrong(item.place, "a step is a word such as `click` with what it takes: `- click: \"#go\"`");
            None
        }
    }
}

/// One step word, beside which `name` and `timeout` may stand.
fn worded(reader: &Reader<'_>, item: &Node, entries: &[Entry]) -> Option<(Step, Place)> {
    let mut words = entries.iter().filter(|entry| !matches!(entry.key.as_str(), "name" | "timeout"));
    let Some(entry) = words.next() else {
        reader.wrong(item.place, "this step has no word that says what it does");
        return None;
    };
    let known = known_word(reader, &entry.key, entry.place);
    for further in words {
        let reason =
            format!("a step does one thing; put `{}` into a step of its own, with `- `", further.key);
        reader.wrong(further.place, reason);
    }
    let known = known?;
    let (kind, place) = read_kind(reader, known, entry)?;
    let inside = |word| long_value(entry, known, word);
    let beside = |word| entries.iter().find(|entry| entry.key == word).map(|entry| &entry.value);
    let name = one_of(reader, beside("name"), inside("name")).and_then(|node| reader.line(node));
    let timeout = one_of(reader, beside("timeout"), inside("timeout"))
        .and_then(|node| reader.duration(node, &STEP_TIMEOUT));
    Some((Step { kind, name, timeout }, place))
}

/// `name` or `timeout` of the long form, unless the word means something of the step's own there.
fn long_value<'n>(entry: &'n Entry, known: &StepWord, word: &str) -> Option<&'n Node> {
    let key = known.long?.key(word)?;
    match (&entry.value.content, matches!(key.presence, Presence::Optional)) {
        (Content::Map(inner), true) => inner.iter().find(|entry| entry.key == word).map(|entry| &entry.value),
        (Content::Map(_) | Content::Scalar(_) | Content::List(_), _) => None,
    }
}

fn one_of<'n>(reader: &Reader<'_>, beside: Option<&'n Node>, inside: Option<&'n Node>) -> Option<&'n Node> {
    if let (Some(_), Some(node)) = (beside, inside) {
        reader.wrong(node.place, "this is given beside the step and inside it; keep one");
    }
    beside.or(inside)
}

fn known_word(reader: &Reader<'_>, word: &str, place: Place) -> Option<&'static StepWord> {
    let known = step_word(word);
    if known.is_none() {
        let suggestion = nearest(word, STEPS.iter().map(|step| step.word));
        let shown = shortened(word);
        reader.wrong_word(place, format!("unknown step `{shown}`"), suggestion.as_deref());
    }
    known
}

/// What the step does, and the place of what it is about.
fn read_kind(reader: &Reader<'_>, known: &'static StepWord, entry: &Entry) -> Option<(StepKind, Place)> {
    let node = &entry.value;
    let Some(table) = known.long else {
        if !node.is_null() {
            reader.wrong(node.place, format!("`{}` takes nothing", known.word));
        }
        return Some((StepKind::RestartBrowser, entry.place));
    };
    match (&node.content, &known.short) {
        (Content::Map(_), _) => {
            let fields = Fields::open(reader, node, table)?;
            let place = ["url", "key", "begin", "end"].iter().find_map(|word| fields.node(word));
            let place = place.map_or(entry.place, |node| node.place);
            long(known.word, &fields).map(|kind| (kind, place))
        }
        (_, None) => {
            let words: Vec<&str> = table.keys.iter().map(|key| key.word).collect();
            let reason = format!("`{}` takes a mapping of {}", known.word, words.join(", "));
            reader.wrong(node.place, reason);
            None
        }
        (_, Some(shape)) => short(reader, known.word, node, shape).map(|kind| (kind, node.place)),
    }
}

fn short(reader: &Reader<'_>, word: &str, node: &Node, shape: &Shape) -> Option<StepKind> {
    Some(match word {
        "scroll" if reader.word(node, shape)? == "top" => StepKind::Scroll(ScrollTo::Top),
        "scroll" => StepKind::Scroll(ScrollTo::Bottom),
        "sleep" => StepKind::Sleep(reader.duration(node, shape)?),
        "open" => StepKind::Open { url: reader.text(node, shape)?, wait: LoadState::Load },
        "click" => StepKind::Click(Selector::Css(reader.text(node, shape)?)),
        "hover" => StepKind::Hover(Selector::Css(reader.text(node, shape)?)),
        "press" => StepKind::Press(reader.text(node, shape)?),
        "wait_for" => StepKind::WaitFor(Condition::Visible(Selector::Css(reader.text(node, shape)?))),
        "script" => StepKind::Script(reader.text(node, shape)?),
        "mark" => StepKind::Mark { name: reader.text(node, shape)?, phase: Phase::Instant },
        "screenshot" => StepKind::Screenshot { name: picture(reader, node, shape)? },
        _ => unreachable!("the table gives `{word}` no short form"),
    })
}

fn long(word: &str, fields: &Fields<'_>) -> Option<StepKind> {
    let reader = fields.reader;
    Some(match word {
        "open" => {
            let (url, wait) = (fields.text("url"), fields.choice("wait"));
            StepKind::Open { url: url?, wait: wait? }
        }
        "click" => StepKind::Click(selector(fields)?),
        "hover" => StepKind::Hover(selector(fields)?),
        "type" => {
            let (into, text, clear) = (target(fields, "into"), fields.text("text"), fields.flag("clear"));
            StepKind::Type { into: into?, text: text?, clear: clear? }
        }
        "press" => StepKind::Press(fields.text("key")?),
        "select" => {
            let (from, value) = (target(fields, "from"), fields.text("value"));
            StepKind::Select { from: from?, value: value? }
        }
        "scroll" => StepKind::Scroll(scroll(fields)?),
        "drag" => {
            let (from, to) = (target(fields, "from"), target(fields, "to"));
            StepKind::Drag { from: from?, to: to? }
        }
        "upload_file" => upload(fields)?,
        "wait_for" => StepKind::WaitFor(condition(fields)?),
        "script" => StepKind::Script(fields.text("code")?),
        "metric" => metric(fields)?,
        "mark" => mark(fields)?,
        "sleep" => StepKind::Sleep(fields.duration("for")?),
        "screenshot" => {
            StepKind::Screenshot { name: picture(reader, fields.node("name")?, fields.shape("name"))? }
        }
        "exec" => {
            let (program, arguments) = (fields.text("program"), fields.texts("args"));
            StepKind::Exec { program: program?, arguments }
        }
        _ => unreachable!("the table gives `{word}` no long form"),
    })
}

fn target(fields: &Fields<'_>, word: &str) -> Option<Selector> {
    let node = fields.node(word)?;
    if let Content::Map(_) = node.content {
        return selector(&Fields::open(fields.reader, node, &SELECTOR)?);
    }
    fields.text(word).map(Selector::Css)
}

/// `css` or `xpath`, exactly one.
fn selector(fields: &Fields<'_>) -> Option<Selector> {
    match only(fields, &["css", "xpath"])? {
        "xpath" => fields.text("xpath").map(Selector::Xpath),
        _ => fields.text("css").map(Selector::Css),
    }
}

/// The one word of `words` that is there; none or several is a mistake.
fn only(fields: &Fields<'_>, words: &[&'static str]) -> Option<&'static str> {
    let found: Vec<(&str, Place)> = fields.present().filter(|(word, _)| words.contains(word)).collect();
    if let Some((word, place)) = found.get(1) {
        fields.reader.wrong(*place, format!("`{word}` and `{}` exclude each other; keep one", found[0].0));
    }
    if found.is_empty() {
        let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
        fields.reader.wrong(fields.place, format!("this needs one of {}", words.join(", ")));
    }
    words.iter().copied().find(|word| found.first().is_some_and(|(first, _)| first == word))
}

fn scroll(fields: &Fields<'_>) -> Option<ScrollTo> {
    let (x, y) = (fields.whole("x"), fields.whole("y"));
    if fields.node("to").is_some() {
        only(fields, &["to", "x", "y"])?;
        return target(fields, "to").map(ScrollTo::Element);
    }
    if fields.node("x").or(fields.node("y")).is_none() {
        fields.reader.wrong(fields.place, "this needs `x`, `y` or `to`");
        return None;
    }
    Some(ScrollTo::By { x: x.unwrap_or(0), y: y.unwrap_or(0) })
}

fn condition(fields: &Fields<'_>) -> Option<Condition> {
    match only(fields, &["css", "xpath", "gone", "text", "script", "network_idle"])? {
        "gone" => target(fields, "gone").map(Condition::Gone),
        "text" => fields.text("text").map(Condition::Text),
        "script" => fields.text("script").map(Condition::Script),
        "network_idle" => fields.duration("network_idle").map(Condition::NetworkIdle),
        "xpath" => fields.text("xpath").map(|xpath| Condition::Visible(Selector::Xpath(xpath))),
        _ => fields.text("css").map(|css| Condition::Visible(Selector::Css(css))),
    }
}

fn mark(fields: &Fields<'_>) -> Option<StepKind> {
    let word = only(fields, &["begin", "end", "instant"])?;
    let phase = match word {
        "begin" => Phase::Begin,
        "end" => Phase::End,
        _ => Phase::Instant,
    };
    Some(StepKind::Mark { name: fields.text(word)?, phase })
}

fn metric(fields: &Fields<'_>) -> Option<StepKind> {
    let (key, script) = (fields.text("key"), fields.text("script"));
    if let (Some(key), Some(node)) = (&key, fields.node("key")) {
        check_key(fields.reader, key, node.place);
    }
    Some(StepKind::Metric { key: key?, script: script? })
}

fn upload(fields: &Fields<'_>) -> Option<StepKind> {
    let (into, content) = (target(fields, "into"), fields.text("content"));
    let name = fields.text("name");
    if let (Some(name), Some(node)) = (&name, fields.node("name"))
        && (name.contains(['/', '\\', ':']) || matches!(name.as_str(), "." | "..") || name.len() > 200)
    {
        fields.reader.wrong(node.place, format!("`{name}` is not a plain file name"));
    }
    Some(StepKind::UploadFile { into: into?, name: name?, content: content? })
}

/// A plain file name without ending.
fn picture(reader: &Reader<'_>, node: &Node, shape: &Shape) -> Option<String> {
    let name = reader.text(node, shape)?;
    if name.len() <= 100 && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')) {
        return Some(name);
    }
    reader
        .wrong(node.place, format!("`{name}` is not a plain name: letters, digits, `_` and `-`, no ending"));
    None
}
