//! One data folder has one controller.

use std::path::Path;
use std::time::Duration;

use controller::composition::{Config, OpenError, ServeError, open_store, serve};
use controller::http_api::Policy;
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

use crate::small_lab::PATIENCE;

fn config(data: &Path) -> Config {
    Config {
        listen: "127.0.0.1:0".parse().unwrap(),
        agent_listen: "127.0.0.1:0".parse().unwrap(),
        data: data.to_owned(),
        database_url: None,
        open: true,
        lease: Duration::from_secs(30),
        keep_evidence: Duration::from_hours(1),
        tls: None,
        streams: controller::live::Settings::default(),
        behind_proxy: false,
        policy: Policy::default(),
        max_connections: 100,
        sign_in: None,
        webhook: None,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_controller_on_one_folder_is_refused_and_tokens_can_still_be_made() {
    let folder = tempfile::tempdir().unwrap();
    for _ in 0..2 {
        let (opened, is_open) = oneshot::channel();
        let shutdown = CancellationToken::new();
        let ready = move |addresses| {
            opened.send(addresses).expect("the test waits");
            Ok(())
        };
        let first = tokio::spawn(serve(config(folder.path()), ready, shutdown.clone()));
        tokio::time::timeout(PATIENCE, is_open).await.unwrap().unwrap();

        let second = serve(config(folder.path()), |_| Ok(()), CancellationToken::new()).await;
        let error = second.expect_err("the folder is taken");
        assert!(matches!(error, ServeError::Open(OpenError::InUse { .. })), "{error}");
        assert!(error.to_string().contains("--data"), "{error}");
        let store = open_store(folder.path(), None).await.unwrap();
        assert!(store.tokens().await.unwrap().is_empty());
        store.close().await.unwrap();

        // The folder is free again once the first one has ended: the second round shows it.
        shutdown.cancel();
        tokio::time::timeout(PATIENCE, first).await.unwrap().unwrap().unwrap();
    }
}
