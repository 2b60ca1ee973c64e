//! The one key of signed links, made by whoever needs it first and shared by every controller on the database.

use sea_orm::ActiveValue::Set;
use sea_orm::EntityTrait;
use sea_orm::sea_query::OnConflict;

use crate::access::signed_link::SigningKey;
use crate::hex::{hex, unhex};
use crate::store::{Store, StoreError};

/// What the key is for, the name of its row.
const PURPOSE: &str = "links";

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "signing_keys")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub purpose: String,
        pub id: String,
        pub secret: String,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Store {
    /// The key of signed links; one of these random bytes where there is none yet.
    pub async fn link_key(&self, random: [u8; 32], id: [u8; 8]) -> Result<SigningKey, StoreError> {
        if let Some(key) = self.kept_link_key().await? {
            return Ok(key);
        }
        let new = row::ActiveModel {
            purpose: Set(PURPOSE.to_owned()),
            id: Set(hex(&id)),
            secret: Set(hex(&random)),
        };
        // Of two controllers at the same moment one makes it, and both read that one's.
        let insert = row::Entity::insert(new).on_conflict(OnConflict::new().do_nothing().to_owned());
        insert
            .exec_without_returning(self.writer())
            .await
            .map_err(StoreError::query("store the key of links"))?;
        Ok(self.kept_link_key().await?.expect("a key was stored where there was none"))
    }

    async fn kept_link_key(&self) -> Result<Option<SigningKey>, StoreError> {
        let row = row::Entity::find_by_id(PURPOSE).one(self.writer()).await;
        let row = row.map_err(StoreError::query("read the key of links"))?;
        Ok(row.map(|row| {
            let secret = unhex(&row.secret).and_then(|bytes| bytes.try_into().ok());
            SigningKey { id: row.id, secret: secret.expect("keys are written as 32 bytes in hexadecimal") }
        }))
    }
}
