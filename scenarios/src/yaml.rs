//! YAML text to a tree in which every node knows its place. The only module that knows the YAML reader; never
//! builds more than its budget allows, whatever aliases ask for.

use std::collections::HashMap;
use std::ops::Range;

use serde_yaml::granit_parser::{Event, Options, Parser, ScalarStyle, ScanError, Span, StrInput};

/// Longest text that is read, bytes.
pub(crate) const MAX_BYTES: usize = 1 << 20;
const MAX_NODES: usize = 50_000;
const MAX_DEPTH: usize = 32;
/// Keys of one mapping; merging compares each with each.
const MAX_KEYS: usize = 1_000;
/// Text that aliases may copy, bytes.
const MAX_COPIED: usize = 2 << 20;

/// A line and a column in characters, both from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) line: u32,
    pub(crate) column: u32,
}

/// A value and its place.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) place: Place,
    pub(crate) content: Content,
}

#[derive(Clone, Debug)]
pub(crate) enum Content {
    Scalar(Scalar),
    List(Vec<Node>),
    Map(Vec<Entry>),
}

/// A scalar as text: what it means is the reader's choice, so `1.10` stays `1.10`.
#[derive(Clone, Debug)]
pub(crate) struct Scalar {
    pub(crate) text: String,
    /// Written without quotes and not as a block.
    pub(crate) plain: bool,
    /// Where it stands in the source.
    pub(crate) bytes: Range<usize>,
}

#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) place: Place,
    pub(crate) value: Node,
}

/// Something wrong with the YAML itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Flaw {
    pub(crate) place: Place,
    pub(crate) reason: String,
}

/// The tree, with flaws that did not hinder reading on (duplicate keys, tags); or the flaw that did.
pub(crate) fn read(text: &str) -> Result<(Node, Vec<Flaw>), Flaw> {
    let mut options = Options::default();
    options.emit_comments = false;
    let mut builder = Builder {
        parser: Parser::new_from_str_with_options(text, options),
        anchors: HashMap::new(),
        nodes: 0,
        copied: 0,
        flaws: Vec::new(),
    };
    let root = builder.document()?;
    Ok((root, builder.flaws))
}

impl Node {
    pub(crate) fn null(place: Place) -> Self {
        Self { place, content: Content::Scalar(Scalar { text: String::new(), plain: true, bytes: 0..0 }) }
    }

    /// `~`, `null` or nothing at all.
    pub(crate) fn is_null(&self) -> bool {
        match &self.content {
            Content::Scalar(scalar) => scalar.plain && matches!(scalar.text.as_str(), "" | "~" | "null"),
            Content::List(_) | Content::Map(_) => false,
        }
    }

    /// Nodes and bytes of text in this tree.
    fn weight(&self) -> (usize, usize) {
        let add = |a: (usize, usize), b: (usize, usize)| (a.0 + b.0, a.1 + b.1);
        match &self.content {
            Content::Scalar(scalar) => (1, scalar.text.len()),
            Content::List(items) => items.iter().map(Self::weight).fold((1, 0), add),
            Content::Map(entries) => {
                entries.iter().map(|entry| add((0, entry.key.len()), entry.value.weight())).fold((1, 0), add)
            }
        }
    }
}

struct Builder<'t> {
    parser: Parser<'t, StrInput<'t>>,
    anchors: HashMap<usize, Node>,
    nodes: usize,
    copied: usize,
    flaws: Vec<Flaw>,
}

impl<'t> Builder<'t> {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the YAML reader's enum, which may grow")]
    fn document(&mut self) -> Result<Node, Flaw> {
        let mut root = None;
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamEnd => break,
                Event::DocumentStart(..) if root.is_some() => {
                    return Err(flaw(place(&span), "a second document begins; one file holds one scenario"));
                }
                Event::StreamStart | Event::DocumentStart(..) | Event::DocumentEnd => {}
                event => root = Some(self.node(event, &span, 0)?),
            }
        }
        Ok(root.unwrap_or_else(|| Node::null(Place { line: 1, column: 1 })))
    }

    fn next(&mut self) -> Result<(Event<'t>, Span), Flaw> {
        match self.parser.next() {
            Some(Ok(event)) => Ok(event),
            Some(Err(error)) => Err(syntax(&error)),
            None => Ok((Event::StreamEnd, Span::default())),
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the YAML reader's enum, which may grow")]
    fn node(&mut self, event: Event<'t>, span: &Span, depth: usize) -> Result<Node, Flaw> {
        let here = place(span);
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err(flaw(here, format!("more than {MAX_NODES} values; a scenario is never that large")));
        }
        if depth > MAX_DEPTH {
            return Err(flaw(here, format!("nested more than {MAX_DEPTH} levels deep")));
        }
        self.refuse_tag(&event, here);
        let (anchor, content) = match event {
            Event::Scalar(text, style, anchor, _) => {
                let bytes = span.byte_range().unwrap_or(0..0);
                let plain = style == ScalarStyle::Plain;
                (anchor, Content::Scalar(Scalar { text: text.into_owned(), plain, bytes }))
            }
            Event::SequenceStart(_, anchor, _) => (anchor, self.list(depth)?),
            Event::MappingStart(_, anchor, _) => (anchor, self.map(depth)?),
            Event::Alias(id) => return self.alias(id, here),
            _ => return Err(flaw(here, "this is not something that can stand here")),
        };
        let node = Node { place: here, content };
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }

    fn refuse_tag(&mut self, event: &Event<'t>, here: Place) {
        if let Some(tag) = event.tag() {
            self.flaws
                .push(flaw(here, format!("tags such as `{}` are not used in scenarios", tag.original())));
        }
    }

    fn alias(&mut self, id: usize, here: Place) -> Result<Node, Flaw> {
        let Some(node) = self.anchors.get(&id) else {
            return Err(flaw(here, "an alias cannot stand inside the value that it repeats"));
        };
        let (nodes, bytes) = node.weight();
        self.nodes += nodes;
        self.copied += bytes;
        if self.nodes > MAX_NODES || self.copied > MAX_COPIED {
            return Err(flaw(here, "aliases repeat too much; write the steps out or use `parameters`"));
        }
        Ok(node.clone())
    }

    fn list(&mut self, depth: usize) -> Result<Content, Flaw> {
        let mut items = Vec::new();
        loop {
            let (event, span) = self.next()?;
            if event == Event::SequenceEnd {
                return Ok(Content::List(items));
            }
            items.push(self.node(event, &span, depth + 1)?);
        }
    }

    fn map(&mut self, depth: usize) -> Result<Content, Flaw> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut merged = Vec::new();
        let mut lines: HashMap<String, u32> = HashMap::new();
        loop {
            let (event, span) = self.next()?;
            if event == Event::MappingEnd {
                break;
            }
            let key = self.node(event, &span, depth + 1)?;
            if entries.len() == MAX_KEYS {
                return Err(flaw(key.place, format!("more than {MAX_KEYS} keys in one mapping")));
            }
            let (event, span) = self.next()?;
            let value = self.node(event, &span, depth + 1)?;
            let Content::Scalar(Scalar { text, plain, .. }) = key.content else {
                self.flaws.push(flaw(key.place, "a key must be a plain word, not a list or a mapping"));
                continue;
            };
            if plain && text == "<<" {
                merged.push(value);
            } else if let Some(line) = lines.get(&text) {
                self.flaws.push(flaw(
                    key.place,
                    format!("`{text}` stands here for the second time; first in line {line}"),
                ));
            } else {
                lines.insert(text.clone(), key.place.line);
                entries.push(Entry { key: text, place: key.place, value });
            }
        }
        for value in merged {
            self.merge(&mut entries, value);
        }
        Ok(Content::Map(entries))
    }

    /// `<<: *defaults`, or a list of such: adds what is not there yet.
    fn merge(&mut self, entries: &mut Vec<Entry>, value: Node) {
        match value.content {
            Content::Map(defaults) => {
                if entries.len() + defaults.len() > MAX_KEYS {
                    let reason = format!("more than {MAX_KEYS} keys in one mapping");
                    return self.flaws.push(flaw(value.place, reason));
                }
                for entry in defaults {
                    if entries.iter().all(|known| known.key != entry.key) {
                        entries.push(entry);
                    }
                }
            }
            Content::List(items) => {
                for item in items {
                    self.merge(entries, item);
                }
            }
            Content::Scalar(_) => {
                self.flaws.push(flaw(value.place, "`<<` takes a mapping, usually an alias"));
            }
        }
    }
}

fn place(span: &Span) -> Place {
    let start = &span.start;
    Place { line: start.line().max(1) as u32, column: start.col() as u32 + 1 }
}

fn syntax(error: &ScanError) -> Flaw {
    let marker = error.marker();
    let here = Place { line: marker.line().max(1) as u32, column: marker.col() as u32 + 1 };
    flaw(here, format!("this is not YAML: {}", error.info()))
}

fn flaw(place: Place, reason: impl Into<String>) -> Flaw {
    Flaw { place, reason: reason.into() }
}
