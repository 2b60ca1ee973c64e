//! Tokens are shown once, kept as hashes and end when they are revoked.

use controller::store::tokens::{NewToken, Scope};
use dataset::Timestamp;
use uuid::Uuid;

use crate::house::{House, NOW};

/// A token of this number.
pub(crate) fn token(number: u8, scopes: &[Scope], project: Option<&str>) -> NewToken {
    NewToken {
        id: Uuid::from_u128(u128::from(number)),
        random: [number; 32],
        name: format!("token {number}"),
        scopes: scopes.to_vec(),
        project: project.map(str::to_owned),
        created_at: NOW,
        created_by: "a test".to_owned(),
        expires_at: None,
    }
}

#[tokio::test]
async fn a_token_is_known_by_its_secret_alone_until_it_is_revoked() {
    for house in [House::sqlite().await, House::postgres().await] {
        let secret =
            house.store.create_token(token(7, &[Scope::Read, Scope::Ingest], Some("team"))).await.unwrap();
        assert!(secret.starts_with("psk_") && secret.len() == 68, "{secret}");
        let found = house.store.token_of_secret(&secret, NOW).await.unwrap().unwrap();
        assert_eq!(
            (found.scopes.as_slice(), found.project.as_deref()),
            (&[Scope::Read, Scope::Ingest][..], Some("team"))
        );
        assert!(house.store.token_of_secret(&secret[..67], NOW).await.unwrap().is_none());
        assert_eq!(house.store.tokens().await.unwrap()[0].last_used_at, Some(NOW));
        let later = Timestamp::from_epoch_ms(NOW.epoch_ms() + 1);
        assert!(house.store.revoke_token(found.id, later).await.unwrap());
        assert!(!house.store.revoke_token(found.id, later).await.unwrap());
        assert!(house.store.token_of_secret(&secret, NOW).await.unwrap().is_none());
        assert_eq!(house.store.tokens().await.unwrap()[0].revoked_at, Some(later));
    }
}

#[tokio::test]
async fn the_database_never_holds_a_secret() {
    let house = House::sqlite().await;
    let secret = house.store.create_token(token(9, &[Scope::Admin], None)).await.unwrap();
    house.store.clone().close().await.unwrap();
    let secret = secret.trim_start_matches("psk_").as_bytes();
    for file in std::fs::read_dir(house.folder.path()).unwrap().map(|entry| entry.unwrap().path()) {
        if file.is_file() {
            let bytes = std::fs::read(&file).unwrap();
            assert!(!bytes.windows(secret.len()).any(|window| window == secret), "{}", file.display());
        }
    }
}
