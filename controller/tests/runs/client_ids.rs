//! A client id that the sender gives names one content: sent again it is the same run, with other content it is refused.

use crate::api::{Answer, Served};
use crate::house::House;
use crate::samples::Sample;

fn other() -> Sample {
    Sample { title: "other content".to_owned(), ..Sample::default() }
}

async fn upload(served: &Served, query: &str, headers: &str, sample: &Sample) -> Answer {
    let headers = format!("content-type: application/json\r\n{headers}");
    served.send("POST", &format!("/api/v1/datasets{query}"), &headers, &sample.bytes()).await
}

#[tokio::test]
async fn a_repeated_upload_is_the_same_run_and_other_content_is_refused() {
    let served = Served::open().await;
    let first = upload(&served, "?client_id=ci-17", "", &Sample::default()).await;
    assert_eq!(first.status, 201, "{}", first.json());
    let run = first.data()["run_id"].as_str().unwrap().to_owned();
    for (query, header) in [("?client_id=ci-17", ""), ("", "idempotency-key: \"ci-17\"\r\n")] {
        let again = upload(&served, query, header, &Sample::default()).await;
        assert_eq!((again.status, &again.data()["run_id"]), (200, &run.as_str().into()));
        assert_eq!(again.data()["duplicate"], true);
    }
    let files = served.files();
    let refused = upload(&served, "?client_id=ci-17", "", &other()).await;
    assert_eq!(refused.error(), (409, 1002));
    let msg = refused.json()["msg"].as_str().unwrap().to_owned();
    assert!(msg.contains("`ci-17`") && msg.contains(&run), "{msg}");
    assert_eq!(served.files(), files, "nothing of the refused one is kept");
    assert_eq!(upload(&served, "?client_id=ci-18", "", &other()).await.status, 201);
    assert_eq!(served.get("/api/v1/runs").await.data()["items"][0]["client_id"], "ci-18");
}

#[tokio::test]
async fn a_client_id_of_the_dataset_alone_may_name_a_sender_of_many_runs() {
    let served = Served::open().await;
    for title in ["one", "two"] {
        let mut dataset = Sample { title: title.to_owned(), ..Sample::default() }.json();
        dataset["report"]["client_id"] = "desk-1".into();
        assert_eq!(served.post("/api/v1/datasets", dataset.to_string().as_bytes()).await.status, 201);
    }
}

#[tokio::test]
async fn client_ids_that_cannot_be_kept_are_refused() {
    let served = Served::open().await;
    let long = format!("?client_id={}", "x".repeat(201));
    for (query, header) in [
        ("?client_id=", ""),
        ("?client_id=%20", ""),
        ("?client_id=a%0Ab", ""),
        (&long[..], ""),
        ("", "idempotency-key: \r\n"),
        ("?client_id=a", "idempotency-key: b\r\n"),
        ("?title=%20", ""),
        ("?release=", ""),
    ] {
        let answer = upload(&served, query, header, &Sample::default()).await;
        assert_eq!(answer.error(), (400, 1000), "{query} {header}: {}", answer.json());
    }
    assert_eq!(served.files(), Vec::<String>::new());
}

/// On either database: of different contents under one key at the same moment, one wins.
pub(crate) async fn one_content_wins_a_key(house: &House) {
    let contents: Vec<Vec<u8>> = (0..4)
        .map(|number| Sample { title: format!("racer {number}"), ..Sample::default() }.bytes())
        .collect();
    let send = |bytes| {
        let mut context = house.context();
        context.overrides.client_id = Some("raced for".to_owned());
        context.overrides.client_id_is_key = true;
        house.send(bytes, context)
    };
    let (one, two, three, four) =
        tokio::join!(send(&contents[0]), send(&contents[1]), send(&contents[2]), send(&contents[3]));
    let stored = [one, two, three, four];
    assert_eq!(stored.iter().filter(|stored| stored.is_ok()).count(), 1, "{stored:?}");
    for refused in stored.iter().filter_map(|stored| stored.as_ref().err()) {
        assert!(refused.is_permanent() && refused.to_string().contains("raced for"), "{refused}");
    }
}
