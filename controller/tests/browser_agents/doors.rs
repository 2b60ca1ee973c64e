//! Who is let in, and what is said to who says nonsense.

use controller::store::tokens::Scope;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::device::{Heard, Socket, accept, begin_run, connect, hello, run_hello};
use crate::stand::{EVERYTHING, SCENARIO, Stand};

/// What a first frame is answered with, and the code with which the socket closes.
async fn refused(stand: &Stand, path: &str, first: Message) -> (Value, u16) {
    let mut socket = Socket::open(stand.address, path).await;
    socket.send(first).await;
    let Heard::Frame(answer) = socket.next().await else { panic!("it hears why") };
    assert_eq!((&answer["type"], &answer["fatal"]), (&json!("error"), &json!(true)), "{answer}");
    (answer, socket.closed().await)
}

fn text(frame: &Value) -> Message {
    Message::text(frame.to_string())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_a_device_without_a_token_for_agents() {
    let stand = Stand::start().await;
    let ingest = stand.token(&[Scope::Ingest], None).await;
    for token in ["", "psk_wrong", &ingest] {
        let (answer, code) = refused(&stand, "/ws/agent", text(&hello(token, &[]))).await;
        assert_eq!((&answer["code"], code), (&json!(1003), 1008), "{answer}");
    }
    assert_eq!(stand.data("/api/v1/devices").await["pagination"]["total"], 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_hello_is_told_so() {
    let stand = Stand::start().await;
    let mut twice = hello(&stand.token, &[]);
    twice["device"]["device"] = json!("");
    let cases = [
        (json!({"type": "heartbeat", "state": "ready"}), 1000),
        (json!([1]), 3001),
        (json!({"type": "hello", "token": stand.token}), 3001),
        (twice, 1000),
    ];
    for (frame, number) in cases {
        let (answer, code) = refused(&stand, "/ws/agent", text(&frame)).await;
        assert_eq!((&answer["code"], code), (&json!(number), 1008), "{answer}");
    }
    let (answer, _) = refused(&stand, "/ws/agent", Message::binary(vec![1, 2])).await;
    assert_eq!(answer["code"], 1009, "{answer}");
    let (answer, _) = refused(&stand, "/ws/agent", Message::text("{")).await;
    assert_eq!(answer["code"], 1009, "{answer}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_of_an_attempt_needs_the_agents_token_of_its_project_and_a_lease() {
    let stand = Stand::start().await;
    let mut agent = connect(&stand, &[]).await;
    stand.submit(SCENARIO).await;
    let attempt = accept(&mut agent).await;
    let ingest = stand.token(&[Scope::Ingest], None).await;
    let (answer, _) = refused(&stand, "/ws", text(&run_hello(&ingest, &attempt))).await;
    assert_eq!(answer["code"], 1003, "{answer}");
    assert!(answer["msg"].as_str().unwrap().contains("`agent`"), "{answer}");
    let agents = stand.token(&[Scope::Agent], None).await;
    let (answer, _) = refused(&stand, "/ws", text(&run_hello(&agents, &attempt))).await;
    assert!(answer["msg"].as_str().unwrap().contains("`ingest`"), "{answer}");
    let strange = stand.token(&EVERYTHING, Some("team")).await;
    let (answer, _) = refused(&stand, "/ws", text(&run_hello(&strange, &attempt))).await;
    assert_eq!(answer["code"], 1001, "another project's attempt is as good as none: {answer}");
    let mut unknown = attempt.clone();
    unknown["number"] = json!(9);
    let (answer, code) = refused(&stand, "/ws", text(&run_hello(&stand.token, &unknown))).await;
    assert_eq!((&answer["code"], code), (&json!(1001), 1008), "{answer}");
    let (_run, _) = begin_run(&stand, &attempt).await;
    let (answer, _) = refused(&stand, "/ws", text(&run_hello(&stand.token, &attempt))).await;
    assert_eq!(answer["code"], 1001, "one attempt has one run: {answer}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn frames_that_cannot_be_read_are_answered_and_end_nothing() {
    let stand = Stand::start().await;
    let mut agent = connect(&stand, &[]).await;
    stand.submit(SCENARIO).await;
    let attempt = accept(&mut agent).await;
    let padding = "x".repeat(2 << 20);
    let cases = [
        (json!({"type": "dance"}), 1000),
        (json!({"type": "accepted"}), 3001),
        (json!({"type": "accepted", "attempt": {"job": "7", "number": 1}}), 3001),
        (
            json!({"type": "step", "attempt": attempt, "at": 0, "iteration": 0, "number": 0, "name": "", "state": "began"}),
            3001,
        ),
        (json!({"type": "rejected", "attempt": attempt, "reason": padding}), 3002),
        (json!({"kind": "heartbeat"}), 3001),
    ];
    for (frame, code) in cases {
        agent.say(&frame).await;
        let answer = agent.hear("error").await;
        assert_eq!((&answer["code"], &answer["fatal"]), (&json!(code), &json!(false)), "{answer}");
    }
    agent.send(Message::binary(vec![1])).await;
    assert_eq!(agent.hear("error").await["code"], 1009);
    agent.send(Message::text(r#"{"type":"heartbeat","state":"ready","state":"busy"}"#)).await;
    assert_eq!(agent.hear("error").await["code"], 1009);
    // What is no picture is answered and acknowledged: sent again it would be no better.
    for (name, content) in
        [("../../etc/passwd", "AAAA"), ("a.png", "???"), ("b.png", &"A".repeat(11_200_000))]
    {
        agent.say(&json!({"type": "attachment", "attempt": attempt, "name": name, "content": content})).await;
        assert_eq!(agent.hear("error").await["fatal"], false);
        assert_eq!(agent.hear("attachment_acknowledged").await["name"], name);
    }
    agent.say(&json!({"type": "result", "attempt": attempt, "outcome": "canceled"})).await;
    agent.hear("result_acknowledged").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_beyond_every_limit_ends_its_socket_and_no_other() {
    let stand = Stand::start().await;
    let mut other = connect(&stand, &[]).await;
    let mut socket = Socket::open(stand.address, "/ws/agent").await;
    let mut named = hello(&stand.token, &[]);
    (named["agent"], named["device"]["device"]) =
        (json!("0193a2c4-0000-7000-8000-00000000000b"), json!("cb-8/chromeos"));
    socket.say(&named).await;
    socket.hear("registered").await;
    socket.throw(Message::text("x".repeat(13 << 20))).await;
    assert_ne!(socket.closed().await, 1000);
    let job = stand.submit(SCENARIO).await;
    assert_eq!(other.hear("assignment").await["attempt"]["job"], job.as_str());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_device_is_given_jobs_of_its_tokens_project_alone() {
    let stand = Stand::start().await;
    let strange = stand.token(&EVERYTHING, Some("team")).await;
    let mut agent = Socket::open(stand.address, "/ws/agent").await;
    agent.say(&hello(&strange, &[])).await;
    agent.hear("registered").await;
    let job = stand.submit(SCENARIO).await;
    let waiting = stand.job_when(&job, "queued").await["waiting_for"].take();
    assert_eq!(waiting, "no agent has connected yet whose token serves this project");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_device_of_another_agent_is_not_taken_over() {
    let stand = Stand::start().await;
    let _owner = connect(&stand, &[]).await;
    let mut thief = hello(&stand.token, &[]);
    thief["agent"] = json!("0193a2c4-0000-7000-8000-00000000000c");
    let (answer, code) = refused(&stand, "/ws/agent", text(&thief)).await;
    assert_eq!((&answer["code"], code), (&json!(1002), 1008), "{answer}");
    assert!(answer["msg"].as_str().unwrap().contains("cb-7/chromeos"), "{answer}");
}
