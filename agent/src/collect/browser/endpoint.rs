//! Asks a debugging address for its socket. Reads one small answer and nothing else.

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::cdp_error::CdpError;

/// The answer has some 500 bytes.
const ANSWER_BYTES: u64 = 64 << 10;

/// The browser's own socket (`ws://host:port/devtools/browser/…`) at `address`; never one at another address.
pub(super) async fn socket_url(address: &str) -> Result<String, CdpError> {
    let connect = |source| CdpError::Connect { address: address.to_owned(), source };
    let mut stream = TcpStream::connect(address).await.map_err(connect)?;
    let request = format!("GET /json/version HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.map_err(connect)?;
    let mut answer = Vec::new();
    let mut limited = stream.take(ANSWER_BYTES);
    // The browser may keep the connection open in spite of the request: the body says itself when it is complete.
    while limited.read_buf(&mut answer).await.map_err(connect)? > 0 {
        if let Some(path) = socket_path(&answer) {
            return Ok(format!("ws://{address}{path}"));
        }
    }
    Err(CdpError::NotABrowser { address: address.to_owned() })
}

fn socket_path(answer: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(answer).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    if !head.lines().next()?.contains(" 200 ") {
        return None;
    }
    let body: Value = serde_json::from_str(body).ok()?;
    let url = body["webSocketDebuggerUrl"].as_str()?.strip_prefix("ws://")?;
    Some(url[url.find('/')?..].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_complete_good_answer_gives_a_socket() {
        let good = "HTTP/1.1 200 OK\r\nA: b\r\n\r\n{\"webSocketDebuggerUrl\":\"ws://elsewhere:1/devtools/browser/x\"}";
        assert_eq!(socket_path(good.as_bytes()).as_deref(), Some("/devtools/browser/x"));
        assert_eq!(socket_path(&good.as_bytes()[..good.len() - 1]), None);
        assert_eq!(socket_path(good.replace("200 OK", "404 No").as_bytes()), None);
    }
}
