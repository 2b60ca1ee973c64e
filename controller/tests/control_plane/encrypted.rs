//! The agents' door with a certificate.

use std::fs;
use std::path::{Path, PathBuf};

use controller::agent_api::{AgentAccess, AttemptFolders, Door, serve};
use controller::connections::{Certificate, Reception, TlsFiles};
use protocol::ControllerMessage;
use protocol::wire::AgentSessionClient;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tonic::transport::{Certificate as Authority, ClientTlsConfig, Endpoint};

use crate::scripted_agent::ScriptedAgent;
use crate::small_lab::{PATIENCE, SmallLab};

/// A throwaway certificate for `localhost`, its key, or the authority that signed it.
fn pem(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../agent/tests/tls").join(name)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_encrypted_door_takes_agents_that_trust_it_and_none_in_plaintext() {
    let lab = SmallLab::start().await;
    let folders = AttemptFolders::new(lab.data.join("encrypted"));
    let door = Door { desk: lab.desk.clone(), folders, access: AgentAccess::Open, silence: PATIENCE };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let files = TlsFiles { certificate: pem("controller.pem"), key: pem("controller.key") };
    let certificate = Some(Certificate::load(files).unwrap());
    let reception = Reception { certificate, ..Reception::default() };
    let shutdown = CancellationToken::new();
    let serving = tokio::spawn(serve(listener, reception, door, shutdown.clone()));

    let connected = async |authority: &str| {
        let trust =
            ClientTlsConfig::new().ca_certificate(Authority::from_pem(fs::read(pem(authority)).unwrap()));
        let endpoint = Endpoint::from_shared(format!("https://localhost:{}", address.port())).unwrap();
        endpoint.tls_config(trust).unwrap().connect().await
    };
    let channel = connected("ca.pem").await.unwrap();
    let agent = ScriptedAgent::introduced(AgentSessionClient::new(channel), 1).await.unwrap();
    assert!(matches!(agent.registered, ControllerMessage::Registered { .. }), "{:?}", agent.registered);

    assert!(connected("controller.pem").await.is_err(), "who trusts another authority does not connect");
    let introduced = match AgentSessionClient::connect(format!("http://{address}")).await {
        Ok(client) => ScriptedAgent::introduced(client, 2).await.is_ok(),
        Err(_) => false,
    };
    assert!(!introduced, "nothing is said to whoever speaks plaintext");

    shutdown.cancel();
    drop(agent);
    tokio::time::timeout(PATIENCE, serving).await.unwrap().unwrap().unwrap();
}
