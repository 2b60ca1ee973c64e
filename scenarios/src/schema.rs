//! The JSON Schemas that let editors complete scenarios and suites. Made from the reader's own tables; never edited by hand.

use serde_json::{Map, Value, json};

use crate::words::{Key, Presence, SCENARIO, STEPS, SUITE, Shape, StepWord, Table};

/// The JSON Schema (draft 2020-12) of a scenario file, as committed in `scenarios/schema/scenario.schema.json`. What
/// [`crate::parse`] takes it takes too; the reader alone sees what only shows when the parts are seen together.
pub fn schema() -> Value {
    let root = titled(&SCENARIO, "PerfSight scenario");
    with(root, "$defs", json!({ "step": step() }))
}

/// The JSON Schema (draft 2020-12) of a suite file, as committed in `scenarios/schema/suite.schema.json`.
pub fn suite_schema() -> Value {
    titled(&SUITE, "PerfSight suite")
}

fn titled(words: &Table, title: &str) -> Value {
    let root = with(table(words), "$schema", json!("https://json-schema.org/draft/2020-12/schema"));
    with(root, "title", json!(title))
}

fn table(table: &Table) -> Value {
    let required: Vec<&str> = table
        .keys
        .iter()
        .filter(|key| matches!(key.presence, Presence::Required))
        .map(|key| key.word)
        .collect();
    let mut properties: Map<String, Value> =
        table.keys.iter().map(|key| (key.word.to_owned(), described(key))).collect();
    // YAML's merge key is resolved by the reader before it looks at words.
    properties.insert("<<".to_owned(), json!(true));
    json!({ "type": "object", "additionalProperties": false, "required": required, "properties": properties })
}

fn described(key: &Key) -> Value {
    let meaning = match key.presence {
        Presence::Default(value) => format!("{}; {value} where absent", key.meaning),
        Presence::Required | Presence::Optional => key.meaning.to_owned(),
    };
    with(shape(&key.shape), "description", json!(meaning))
}

fn shape(shape_: &Shape) -> Value {
    match shape_ {
        Shape::Line | Shape::Text => json!({ "type": ["string", "number", "boolean"] }),
        Shape::Flag => or_filled(&json!({ "type": "boolean" })),
        Shape::Whole { min, max } => or_filled(&json!({ "type": "integer", "minimum": min, "maximum": max })),
        Shape::Number { min, max } => or_filled(&json!({ "type": "number", "minimum": min, "maximum": max })),
        Shape::Duration { .. } => {
            json!({ "type": "string", "pattern": "^\\s*[0-9]+(\\.[0-9]+)?\\s*(ms|s|m|h)\\s*$|\\$\\{" })
        }
        Shape::Word(words) => or_filled(&json!({ "enum": words })),
        Shape::List { of, max } => json!({ "type": "array", "maxItems": max, "items": shape(of) }),
        Shape::Map { of, max } => {
            json!({ "type": "object", "maxProperties": max, "additionalProperties": shape(of) })
        }
        Shape::Table(inner) => table(inner),
        Shape::Either(short, long) => json!({ "anyOf": [shape(short), shape(long)] }),
        Shape::Step => json!({ "$ref": "#/$defs/step" }),
    }
}

/// A value, or a text in which a reference will be filled.
fn or_filled(value: &Value) -> Value {
    json!({ "anyOf": [value, { "type": "string", "pattern": "\\$\\{" }] })
}

/// One word with what it takes, beside which `name` and `timeout` may stand; or a bare word.
fn step() -> Value {
    let mut properties: Map<String, Value> =
        STEPS.iter().map(|word| (word.word.to_owned(), step_value(word))).collect();
    properties.insert("name".to_owned(), shape(&Shape::Line));
    properties.insert("timeout".to_owned(), shape(&crate::words::STEP_TIMEOUT));
    properties.insert("<<".to_owned(), json!(true));
    let one: Vec<Value> = STEPS.iter().map(|word| json!({ "required": [word.word] })).collect();
    let bare: Vec<&str> = STEPS.iter().filter(|word| is_bare(word)).map(|word| word.word).collect();
    json!({ "anyOf": [
        { "enum": bare },
        { "type": "object", "additionalProperties": false, "properties": properties, "oneOf": one },
    ] })
}

fn step_value(word: &StepWord) -> Value {
    let forms: Vec<Value> = word.short.iter().map(shape).chain(word.long.map(table)).collect();
    let value = if is_bare(word) { json!({ "type": "null" }) } else { json!({ "anyOf": forms }) };
    with(value, "description", json!(word.meaning))
}

const fn is_bare(word: &StepWord) -> bool {
    word.short.is_none() && word.long.is_none()
}

fn with(mut value: Value, key: &str, content: Value) -> Value {
    if let Value::Object(map) = &mut value {
        map.insert(key.to_owned(), content);
    }
    value
}
