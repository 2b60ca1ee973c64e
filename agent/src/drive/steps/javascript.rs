//! Makes what an author writes, an expression or statements with `return`, into the body of a function whose promise
//! is awaited. Never changes the author's text.

/// The body that the driver runs.
pub(crate) fn function_body(script: &str) -> String {
    let script = script.trim();
    if is_expression(script) {
        format!("return (async () => (\n{}\n))();", script.trim_end_matches([';', ' ', '\n']))
    } else {
        format!("return (async () => {{\n{script}\n}})();")
    }
}

/// Statements are told by a word that begins one, or by a `;` that stands outside of every bracket and string.
fn is_expression(script: &str) -> bool {
    const STATEMENTS: [&str; 13] = [
        "return", "const", "let", "var", "if", "for", "while", "do", "switch", "try", "throw", "class",
        "debugger",
    ];
    let first: String = script.chars().take_while(char::is_ascii_alphabetic).collect();
    if script.is_empty() || script.starts_with('{') || STATEMENTS.contains(&first.as_str()) {
        return false;
    }
    let ends_early = |rest: &str| !rest.trim_start_matches([';', ' ', '\n', '\t', '\r']).is_empty();
    !outer_semicolons(script).any(|at| ends_early(&script[at..]))
}

/// Byte positions of `;` outside of brackets, strings and comments.
fn outer_semicolons(script: &str) -> impl Iterator<Item = usize> {
    let mut found = Vec::new();
    let mut depth = 0_i32;
    let mut quote: Option<char> = None;
    let mut characters = script.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        match (quote, character) {
            (Some(_), '\\') => {
                characters.next();
            }
            (Some(open), _) => {
                if open == character {
                    quote = None;
                }
            }
            (None, '"' | '\'' | '`') => quote = Some(character),
            (None, '/') if characters.peek().is_some_and(|(_, next)| *next == '/') => quote = Some('\n'),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth -= 1,
            (None, ';') if depth == 0 => found.push(at),
            (None, _) => {}
        }
    }
    found.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_told_from_statements() {
        let check = |script: &str, expression| assert_eq!(is_expression(script), expression, "{script}");
        check("document.title", true);
        check("window.add(1, 2);", true);
        check("new Promise(done => { setTimeout(() => done(5), 10); })", true);
        check("fetch('/a;b').then(r => { x(); return r.status; })", true);
        check("await window.run()", true);
        check("return 5", false);
        check("const a = 1; return a", false);
        check("a(); b();", false);
        check("if (a) b()", false);
        check("returnValue()", true);
        check("", false);
    }

    #[test]
    fn author_text_stays_whole() {
        assert!(function_body("a(); b()").contains("\na(); b()\n"));
        assert!(function_body("f();").contains("(\nf()\n)"));
    }
}
