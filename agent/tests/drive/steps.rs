//! Every kind of step, checked by what the page saw.

use std::path::PathBuf;
use std::time::Duration;

use agent::drive::JobEvent;
use protocol::AttemptOutcome;
use scenarios::{BrowserKind, Condition, LoadState, Phase, ScrollTo, StepKind};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::time::sleep;

use crate::stand::{Stand, completes, css, metric, open};

fn type_into(text: &str, clear: bool) -> StepKind {
    StepKind::Type { into: css("#text"), text: text.into(), clear }
}

#[tokio::test(flavor = "multi_thread")]
async fn pointer_and_keyboard_are_real() {
    let outcome = completes(Stand::new(vec![
        open("/"),
        StepKind::Hover(css("#button")),
        StepKind::Click(css("#button")),
        StepKind::Click(scenarios::Selector::Xpath("//button[@id='button']".into())),
        type_into("abc", true),
        metric("typed", "document.querySelector('#text').value === 'abc' && seen.keys === 'abc' ? 1 : 0"),
        type_into("d", false),
        metric("appended", "document.querySelector('#text').value === 'abcd' ? 1 : 0"),
        StepKind::Press("Control+a".into()),
        StepKind::Press("Backspace".into()),
        metric("erased", "document.querySelector('#text').value === '' ? 1 : 0"),
        metric("chord", "seen.chords === 'ctrl+a' ? 1 : 0"),
        metric("clicks", "seen.clicks"),
        metric("hovers", "seen.hovers"),
        metric("synthetic", "seen.synthetic"),
        StepKind::Drag { from: css("#drag"), to: css("#drop") },
        metric("drops", "seen.drops"),
        StepKind::Drag { from: css("#native"), to: css("#nativedrop") },
        metric("native_drops", "seen.nativeDrops"),
    ]))
    .await;
    for key in ["typed", "appended", "erased", "chord", "hovers", "drops", "native_drops"] {
        assert_eq!(outcome.result(key), 1.0, "{key}");
    }
    assert_eq!(outcome.result("clicks"), 2.0);
    assert_eq!(outcome.result("synthetic"), 0.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_are_filled() {
    let outcome = completes(Stand::new(vec![
        open("/"),
        StepKind::Select { from: css("#list"), value: "b \"quoted\"".into() },
        metric("selected", "seen.changes === 'b \"quoted\"' ? 1 : 0"),
        StepKind::UploadFile { into: css("#file"), name: "notes.txt".into(), content: "two\nlines".into() },
        StepKind::WaitFor(Condition::Script("seen.file !== ''".into())),
        metric("uploaded", "seen.file === 'notes.txt=two\\nlines' ? 1 : 0"),
    ]))
    .await;
    assert_eq!(outcome.result("selected"), 1.0);
    assert_eq!(outcome.result("uploaded"), 1.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn wheel_scrolls_the_page() {
    let outcome = completes(Stand::new(vec![
        open("/"),
        StepKind::Scroll(ScrollTo::By { x: 0, y: 700 }),
        metric("by", "scrollY"),
        metric("wheels", "seen.wheels"),
        StepKind::Scroll(ScrollTo::Element(css("#far"))),
        metric("far", "(r => r.top >= 0 && r.bottom <= innerHeight ? 1 : 0)(document.querySelector('#far').getBoundingClientRect())"),
        StepKind::Scroll(ScrollTo::Bottom),
        metric("bottom", "scrollY + innerHeight >= document.scrollingElement.scrollHeight - 1 ? 1 : 0"),
        StepKind::Scroll(ScrollTo::Top),
        metric("top", "scrollY"),
        metric("scrolls", "seen.scrolls"),
    ]))
    .await;
    assert_eq!(outcome.result("by"), 700.0);
    assert!(outcome.result("wheels") >= 6.0);
    assert_eq!(outcome.result("far"), 1.0);
    assert_eq!(outcome.result("bottom"), 1.0);
    assert_eq!(outcome.result("top"), 0.0);
    assert!(outcome.result("scrolls") > 4.0);
}

/// Answers one request, later than the wait's idle time.
async fn slow_server() -> std::net::SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        assert!(stream.read(&mut [0; 4096]).await.unwrap() > 0);
        sleep(Duration::from_millis(900)).await;
        let answer = "HTTP/1.1 200 OK\r\naccess-control-allow-origin: *\r\ncontent-length: 2\r\n\r\nok";
        stream.write_all(answer.as_bytes()).await.unwrap();
    });
    address
}

#[tokio::test(flavor = "multi_thread")]
async fn waits_end_when_their_condition_holds() {
    let slow = slow_server().await;
    let outcome = completes(Stand::new(vec![
        StepKind::Open { url: "/".into(), wait: LoadState::Interactive },
        StepKind::Script("setTimeout(() => { late.style.display = 'block'; leaving.remove(); }, 300)".into()),
        StepKind::WaitFor(Condition::Visible(css("#late"))),
        StepKind::WaitFor(Condition::Gone(css("#leaving"))),
        StepKind::WaitFor(Condition::Text("late text".into())),
        StepKind::Script(
            "new Promise(done => setTimeout(() => { window.awaited = 7; done(document.body); }, 200))".into(),
        ),
        metric("awaited", "return window.awaited"),
        StepKind::Script(format!(
            "arrived = 0; fetch('http://{slow}/').then(answer => answer.text()).then(() => arrived = 1); 0"
        )),
        StepKind::WaitFor(Condition::NetworkIdle(Duration::from_millis(300))),
        metric("arrived", "arrived"),
        metric("isolated", "crossOriginIsolated ? 1 : 0"),
        metric("width", "innerWidth"),
        metric("height", "innerHeight"),
        StepKind::Open { url: "/index.html".into(), wait: LoadState::None },
        StepKind::WaitFor(Condition::Script("location.pathname === '/index.html'".into())),
    ]))
    .await;
    assert_eq!(outcome.result("awaited"), 7.0);
    assert_eq!(outcome.result("arrived"), 1.0);
    assert_eq!(outcome.result("isolated"), 1.0);
    assert_eq!((outcome.result("width"), outcome.result("height")), (800.0, 600.0));
}

#[tokio::test(flavor = "multi_thread")]
async fn marks_pictures_and_restarts_stand_in_the_run() {
    let mark = |phase| StepKind::Mark { name: "load".into(), phase };
    let mut stand = Stand::new(vec![
        mark(Phase::Begin),
        open("/"),
        mark(Phase::End),
        mark(Phase::Instant),
        StepKind::Screenshot { name: "page".into() },
        StepKind::Script("localStorage.kept = 1".into()),
        StepKind::RestartBrowser,
        open("/"),
        metric("kept", "localStorage.kept ? 1 : 0"),
        StepKind::Sleep(Duration::from_millis(50)),
    ]);
    stand.scenario().warmup = 1;
    stand.scenario().iterations = 2;
    let outcome = completes(stand).await;
    let dataset = outcome.report.dataset.as_ref().unwrap();
    assert_eq!(outcome.result("kept"), 0.0);
    let pictures = dataset.report.marks.iter().filter(|mark| mark.name.starts_with("page-"));
    assert_eq!(
        pictures.map(|mark| mark.name.as_str()).collect::<Vec<_>>(),
        ["page-0.png", "page-1.png", "page-2.png"]
    );
    assert_eq!(dataset.report.marks.len(), 9);
    assert_eq!(outcome.report.attachments.len(), 3);
    let warm: Vec<bool> = dataset.report.iterations.iter().map(|iteration| iteration.warmup).collect();
    assert_eq!(warm, [true, false, false]);
    assert!(dataset.report.iterations[1].results["cpu_time.total"] > 0.0);
    assert!(outcome.events.iter().any(|event| matches!(event, JobEvent::Batch(_))));
    assert!(dataset.report.meta.env.fingerprint["browser_arguments"].contains("--disable-quic"));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_allowed_programs_run_and_their_output_is_masked() {
    let exec = |program: &str, script: &str| StepKind::Exec {
        program: program.into(),
        arguments: vec!["-c".into(), script.into()],
    };
    let mut stand = Stand::new(vec![
        open("/"),
        exec("sh", "echo token=$PERFSIGHT_TOKEN attempt=$PERFSIGHT_ATTEMPT cargo=$CARGO_MANIFEST_DIR"),
        exec("other", "true"),
    ]);
    stand.environment.allowed_programs.insert("sh".into(), PathBuf::from("/bin/sh"));
    stand.environment.program_environment.insert("PERFSIGHT_TOKEN".into(), "hush-hush".into());
    let attempt = stand.assignment.attempt.to_string();
    let outcome = stand.run().await;
    let AttemptOutcome::StepFailed(failed) = &outcome.report.outcome else { panic!("{:?}", outcome.report) };
    assert_eq!(failed.number, 3);
    assert!(failed.reason.contains("does not allow the program `other`; allowed: sh"), "{}", failed.reason);
    assert!(
        outcome.logs().contains(&format!("sh: token=••• attempt={attempt} cargo=\n")),
        "{}",
        outcome.logs()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn secret_reaches_the_page_and_no_log() {
    // Cargo sets this variable for every test; here it plays the secret.
    let secret = std::env::var("CARGO_MANIFEST_DIR").unwrap();
    let mut stand = Stand::new(vec![
        open("/"),
        type_into("${secret:CARGO_MANIFEST_DIR}", true),
        metric("length", "document.querySelector('#text').value.length"),
        StepKind::WaitFor(Condition::Text("${secret:CARGO_MANIFEST_DIR}".into())),
    ]);
    stand.scenario().secrets = vec!["CARGO_MANIFEST_DIR".into()];
    stand.scenario().steps[3].timeout = Some(Duration::from_millis(300));
    let outcome = stand.run().await;
    let AttemptOutcome::StepFailed(failed) = &outcome.report.outcome else { panic!("{:?}", outcome.report) };
    assert!(failed.reason.contains("the text `•••`"), "{}", failed.reason);
    assert!(!format!("{:?} {:?}", outcome.events, outcome.report).contains(&secret));
    let typed = outcome.events.iter().find_map(|event| match event {
        JobEvent::Batch(batch) => batch.metrics.get(&0)?.custom_metrics.get("length").copied(),
        _ => None,
    });
    assert_eq!(typed, Some(secret.len() as f64));
}

#[tokio::test(flavor = "multi_thread")]
async fn simulated_job_tells_its_steps_and_measures_nothing() {
    let mut stand = Stand::new(vec![open("/"), StepKind::Click(css("#nowhere"))]);
    stand.scenario().browser.kind = BrowserKind::Simulated;
    stand.scenario().iterations = 3;
    let outcome = completes(stand).await;
    let dataset = outcome.report.dataset.unwrap();
    assert_eq!(outcome.events.len(), 12);
    assert_eq!(dataset.report.meta.env.platform.as_deref(), Some("simulated"));
    assert!(dataset.report.iterations.iter().all(|iteration| iteration.results.is_empty()));
}
