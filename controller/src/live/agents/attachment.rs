//! A file inside a frame. Takes nothing of what it says for granted, least of all its name.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use protocol::{AttemptRef, UploadChunk, UploadKind};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::fault::{AgentFault, AttachmentFault};
use crate::agent_api::is_plain;

/// Largest file, bytes.
pub(super) const MAX_BYTES: usize = 8 << 20;
/// Base64 of it, with padding.
const MAX_TEXT_BYTES: usize = MAX_BYTES.div_ceil(3) * 4;

/// What a frame says of a file. Its media type is that of its name's ending, as with every file of a run.
#[derive(Deserialize)]
pub(super) struct AttachmentForm {
    attempt: AttemptRef,
    name: String,
    content: String,
}

/// The file as one piece.
pub(super) fn chunk(form: AttachmentForm) -> Result<UploadChunk, AgentFault> {
    let AttachmentForm { attempt, name, content } = form;
    match bytes_of(&name, &content) {
        Ok(bytes) => Ok(UploadChunk {
            attempt,
            kind: UploadKind::Attachment,
            name,
            offset_bytes: 0,
            total_bytes: bytes.len() as u64,
            sha256: Sha256::digest(&bytes).into(),
            bytes,
        }),
        Err(why) => Err(AgentFault::Attachment { attempt, name, why }),
    }
}

fn bytes_of(name: &str, content: &str) -> Result<Vec<u8>, AttachmentFault> {
    if !is_plain(name) {
        return Err(AttachmentFault::Name);
    }
    let too_large = AttachmentFault::TooLarge { limit: MAX_BYTES };
    if content.len() > MAX_TEXT_BYTES {
        return Err(too_large);
    }
    let bytes = STANDARD.decode(content).map_err(|_| AttachmentFault::Base64)?;
    if bytes.len() > MAX_BYTES { Err(too_large) } else { Ok(bytes) }
}
