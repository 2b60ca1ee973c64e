//! What the two edges need of the wire: the service, its messages, and the agreements that protobuf cannot express.
//! Everything else thinks in [`crate::AgentMessage`] and [`crate::ControllerMessage`].

use prost::Message;

use crate::{AttemptResult, FromWireError, SampleBatch, generated};

pub use crate::generated::agent_session_client::AgentSessionClient;
pub use crate::generated::agent_session_server::{AgentSession, AgentSessionServer};
pub use crate::generated::{AgentMessage, ControllerMessage};

/// Metadata key under which an agent sends its token.
pub const AUTHORIZATION: &str = "authorization";

/// Stands before the token in the value of [`AUTHORIZATION`].
pub const BEARER: &str = "Bearer ";

/// Largest message that either side sends or takes, bytes; room for a scenario that carries its pages.
pub const MESSAGE_LIMIT_BYTES: usize = 16 << 20;

/// Bytes of a file that one [`crate::UploadChunk`] carries at most.
pub const CHUNK_BYTES: usize = 256 << 10;

/// The protobuf form of a batch, as it travels and as an agent's spool keeps it.
pub fn encode_samples(batch: SampleBatch) -> Vec<u8> {
    generated::SampleBatch::from(batch).encode_to_vec()
}

/// Reads what [`encode_samples`] wrote.
pub fn decode_samples(bytes: &[u8]) -> Result<SampleBatch, FromWireError> {
    generated::SampleBatch::decode(bytes)
        .map_err(|source| FromWireError::Protobuf { field: "samples", source })?
        .try_into()
}

/// The protobuf form of a result, as it travels and as an agent keeps it until it is acknowledged.
pub fn encode_result(result: AttemptResult) -> Vec<u8> {
    generated::AttemptResult::from(result).encode_to_vec()
}

/// Reads what [`encode_result`] wrote.
pub fn decode_result(bytes: &[u8]) -> Result<AttemptResult, FromWireError> {
    generated::AttemptResult::decode(bytes)
        .map_err(|source| FromWireError::Protobuf { field: "result", source })?
        .try_into()
}
