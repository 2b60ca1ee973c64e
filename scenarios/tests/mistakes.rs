//! Every mistake is found in one go, at its place, with the word that was meant.

use std::collections::BTreeMap;

use scenarios::{Inputs, Overrides, Source, parse, parse_bytes};

fn mistakes_with(yaml: &str, inputs: &Inputs) -> Vec<String> {
    let pages = BTreeMap::from([("pages/a/index.html".to_owned(), String::new())]);
    let source = Source { name: "a.yaml".to_owned(), text: yaml.to_owned(), pages };
    match parse(&source, inputs) {
        Ok(_) => Vec::new(),
        Err(mistakes) => mistakes.to_string().lines().map(str::to_owned).collect(),
    }
}

/// Each expectation is a beginning of the line's `line:column: reason` or, after `…`, something within it.
fn check(yaml: &str, expected: &[&str]) {
    let found = mistakes_with(yaml, &Inputs::default());
    assert_eq!(found.len(), expected.len(), "{yaml}\n{found:#?}");
    for (found, expected) in found.iter().zip(expected) {
        let found = found.strip_prefix("a.yaml:").expect("each line names its file");
        let good = expected.split('…').try_fold(found, |rest, part| rest.find(part).map(|at| &rest[at..]));
        let start = expected.split('…').next().unwrap_or_default();
        assert!(good.is_some() && found.starts_with(start), "{found}\nis not\n{expected}");
    }
}

fn step(step: &str, expected: &[&str]) {
    check(&format!("name: a\npages: pages/a\nsteps:\n  - {step}\n"), expected);
}

#[test]
fn all_mistakes_of_a_file_come_at_once_in_the_order_of_its_lines() {
    check(
        "name: a\nbase_url: ftp://x\niteration: 5\ncool_down: 5\nbrowser: {kind: chrome, viewport: 10x10}\nsteps:\n  - clik: a\n  - sleep: 3 days\n  - wait_for: {css: a, gone: b}\n",
        &[
            "2:11: `ftp://x` is not an address",
            "3:1: unknown key `iteration` in a scenario; did you mean `iterations`?",
            "4:12: `5` has no unit; write `5ms`, `5s`",
            "5:17: `chrome` is not one of `chromium`",
            "5:35: `10x10` is not a size",
            "7:5: unknown step `clik`; did you mean `click`?",
            "8:12: `3 days` is not a duration",
            "9:24: `gone` and `css` exclude each other",
        ],
    );
}

#[test]
fn steps_say_what_they_need() {
    step("click", &["4:5: `click` needs more; write `click: …`"]);
    step("click:", &["4:10: …nothing stands here"]);
    step("clickk: a", &["4:5: unknown step `clickk`; did you mean `click`?"]);
    step("{click: a, hover: b}", &["4:16: a step does one thing"]);
    step("{name: a}", &["4:5: this step has no word"]);
    step("type: hello", &["4:11: `type` takes a mapping of into, text, clear, name, timeout"]);
    step("type: {into: a}", &["4:11: `type` needs `text`"]);
    step("scroll: bottm", &["4:13: `bottm` is not one of `top`, `bottom`; did you mean `bottom`?"]);
    step("scroll: {}", &["4:13: this needs `x`, `y` or `to`"]);
    step("screenshot: ../a", &["4:17: `../a` is not a plain name"]);
    step("upload_file: {into: a, name: ../b, content: c}", &["4:34: `../b` is not a plain file name"]);
    step("open: {url: index.html, wait: loaded}", &["4:35: `loaded` is not one of …did you mean `load`?"]);
    step(
        "{click: {css: a, timeout: 2s}, timeout: 3s}",
        &["4:31: this is given beside the step and inside it"],
    );
    step("restart_browser: now", &["4:22: `restart_browser` takes nothing"]);
    step("[click]", &["4:5: a step is a word"]);
}

#[test]
fn parts_that_do_not_fit_together_are_found() {
    step("mark: {begin: a}", &["4:19: phase `a` begins here and never ends"]);
    step("mark: {end: a}", &["4:17: phase `a` ends here, but has not begun"]);
    step("metric: {key: a, script: b}", &["4:19: metric `a` is judged, but not described"]);
    step(
        "open: indx.html",
        &["4:11: page `indx.html` is not in the folder of pages; did you mean `index.html`?"],
    );
    step("open: ../secret.html", &["4:11: …leaves the folder"]);
    step("open: javascript:alert(1)", &["4:11: `javascript:` addresses are not opened"]);
    check("name: a\nsteps: [{open: a.html}]\n", &["2:16: `a.html` is relative; give `base_url` or `pages`"]);
    check("name: a\npages: ../b\nsteps: [{click: a}]", &["2:8: `../b` leaves the scenario's folder"]);
    check("name: a\npages: b\nsteps: [{click: a}]", &["2:8: folder `b` beside this file is missing"]);
    check(
        "name: a\nsteps: [{click: a}]\nmetrics:\n - {key: m, unit: s, meaning: x}\n - {key: m, unit: s, meaning: x}\n",
        &["5:10: metric `m` is already described in line 4"],
    );
}

#[test]
fn references_point_at_themselves() {
    check(
        "name: a\nsecrets: [PASSWORD]\nvariables: {user: a}\nsteps:\n  - script: |\n      one();\n      two('${usr}', '${a.b}');\n  - type: {into: a, text: \"${PASSWORD}${secret:PASWORD}\"}\n  - click: ${secret:PASSWORD}\n",
        &[
            "7:12: variable `usr` has no value…did you mean `user`?",
            "7:22: `${a.b}` is not a variable; write `$${`",
            "8:28: `PASSWORD` is a secret; write `${secret:PASSWORD}`",
            "8:39: secret `PASWORD` is not listed…did you mean `PASSWORD`?",
            "9:12: a secret may stand only in",
        ],
    );
    let inputs =
        Inputs { variables: BTreeMap::from([("usr".to_owned(), "b".to_owned())]), ..Inputs::default() };
    assert_eq!(
        mistakes_with("name: a\nvariables: {user: a}\nsteps: [{click: a}]", &inputs),
        ["a.yaml:1:1: variable `usr` was given, but this scenario does not use it; did you mean `user`?"]
    );
}

#[test]
fn a_mistake_that_every_parameter_meets_is_told_once() {
    check(
        "name: a\nparameters: {size: [s, 5x]}\ncool_down: ${size}\nsteps: [{clik: a}]",
        &["3:12: `5x` is not a duration", "3:12: `s` is not a duration", "4:10: unknown step `clik`"],
    );
    let inputs =
        Inputs { variables: BTreeMap::from([("size".to_owned(), "b".to_owned())]), ..Inputs::default() };
    let found = mistakes_with("name: a\nparameters: {size: [s]}\nsteps: [{click: a}]", &inputs);
    assert_eq!(found, ["a.yaml:1:1: `size` is a parameter of this scenario; its values stand in the file"]);
}

#[test]
fn what_a_file_says_cannot_steer_the_terminal() {
    let found = mistakes_with("name: a\nsteps: [{\"\\e[2J\": a}]", &Inputs::default());
    assert_eq!(found, ["a.yaml:2:10: unknown step `\u{fffd}[2J`"]);
    let long = format!("name: a\nsteps: [{{click: \"${{{}}}\"}}]", "a".repeat(90_000));
    assert!(mistakes_with(&long, &Inputs::default())[0].len() < 600);
}

#[test]
fn the_yaml_itself_is_held_to_its_form() {
    check("", &["1:1: a scenario is a mapping"]);
    check("name: [a\n", &["…this is not YAML"]);
    check(
        "name: a\nname: b\nsteps: [{click: a}]",
        &["2:1: `name` stands here for the second time; first in line 1"],
    );
    check("name: a\nsteps: [{click: a}]\n---\nname: b\n", &["…a second document begins"]);
    check("name: !x a\nsteps: [{click: a}]", &["1:…tags such as `!x`"]);
    check("name: a\u{0}b", &["1:8: a control character"]);
    check("name: a\niterations: \"5\"\nsteps: [{click: a}]", &["2:13: …write `5` without quotes"]);
    check(
        "name: a\niterations: 1001\nsteps: [{click: a}]",
        &["2:13: `1001` is not a whole number from 1 to 1000"],
    );
    let broken = parse_bytes("a.yaml", b"name: a\n  \xff", BTreeMap::new(), &Inputs::default()).unwrap_err();
    assert_eq!(broken.to_string(), "a.yaml:2:3: this is not UTF-8 text");
}

#[test]
fn greedy_files_are_refused() {
    let huge = format!("name: {}\n", "a".repeat(1 << 20));
    check(&huge, &["1:1: 1048583 bytes of scenario; at most 1048576 (1 MiB) are read"]);
    let mut laughs = String::from("a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1]\n");
    for (from, to) in ["ab", "bc", "cd", "de", "ef", "fg", "gh"].iter().map(|pair| pair.split_at(1)) {
        laughs.extend([format!("{to}: &{to} [{}]\n", vec![format!("*{from}"); 9].join(", "))]);
    }
    check(&laughs, &["5:…aliases repeat too much"]);
    let quadratic = format!("a: &a [{}]\nb: [{}]\n", "1, ".repeat(20_000), "*a, ".repeat(2_000));
    check(&quadratic, &["2:…aliases repeat too much"]);
    let text = format!("a: &a {}\nb: [{}]\n", "x".repeat(500_000), "*a, ".repeat(1_000));
    check(&text, &["2:…aliases repeat too much"]);
    check(&"[".repeat(20_000), &["1:…"]);
    check("a: &a [*a]", &["1:8: an alias cannot stand inside the value that it repeats"]);
    check(
        "name: a\nparameters: {x: [1,2,3,4,5,6,7,8,9,10,11], y: [1,2,3,4,5,6,7,8,9,10]}\nsteps: [{click: a}]",
        &["2:13: the parameters make 110 jobs; at most 100"],
    );
}

#[test]
fn overrides_are_held_to_the_same_limits() {
    let overrides = Overrides { iterations: Some(5_000), ..Overrides::default() };
    let inputs = Inputs { overrides, ..Inputs::default() };
    let found = mistakes_with("name: a\nsteps: [{click: a}]", &inputs);
    assert_eq!(found, ["a.yaml:1:1: `iterations` was given as 5000; it must be from 1 to 1000"]);
}
