//! The controller's certificate and key, from files that may be replaced while it runs. Never lets go of a working pair for
//! a broken one, and never says what is in a key.

use std::fmt;
use std::fs::Metadata;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::SystemTime;

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use tokio_rustls::TlsAcceptor;

/// Where certificate and key lie, PEM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    /// Certificate, with the chain up to what clients trust.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

/// A pair that works. Clones share it: what one reloads, all present.
#[derive(Clone, Debug)]
pub struct Certificate(Arc<Held>);

struct Held {
    files: TlsFiles,
    /// How the files looked before they were last read.
    seen: Mutex<Stamps>,
    pair: RwLock<Arc<CertifiedKey>>,
}

/// When each file was changed and its size, bytes; nothing for a file that cannot be looked at.
type Stamps = [Option<(Option<SystemTime>, u64)>; 2];

/// The files hold no certificate and key that belong together.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// A file cannot be read.
    #[error("cannot read `{path}`")]
    Read {
        /// Which.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The certificate is not PEM.
    #[error("`{path}` is not a certificate chain in PEM form")]
    Chain {
        /// Which file.
        path: PathBuf,
        /// What is wrong.
        source: pem::Error,
    },
    /// The file holds no certificate.
    #[error("`{path}` holds no certificate; it should begin with `-----BEGIN CERTIFICATE-----`")]
    Empty {
        /// Which file.
        path: PathBuf,
    },
    /// The key is not PEM. What is wrong is left out: it might quote the key.
    #[error("`{path}` holds no private key in PEM form (PKCS #8, PKCS #1 or SEC 1, not encrypted)")]
    Key {
        /// Which file.
        path: PathBuf,
    },
    /// The two do not work together.
    #[error("the certificate in `{certificate}` and the key in `{key}` cannot be used together")]
    Pair {
        /// File of the certificate.
        certificate: PathBuf,
        /// File of the key.
        key: PathBuf,
        /// Why not.
        source: rustls::Error,
    },
}

impl Certificate {
    /// Reads the files. Blocks.
    pub fn load(files: TlsFiles) -> Result<Self, CertificateError> {
        let seen = stamps(&files);
        let pair = read(&files)?;
        Ok(Self(Arc::new(Held { files, seen: Mutex::new(seen), pair: RwLock::new(Arc::new(pair)) })))
    }

    /// Reads the files again; handshakes from now on present what they hold. After an error the pair before stays. Blocks.
    pub fn reload(&self) -> Result<(), CertificateError> {
        // Before the reading: a change during it is seen as a change by the next look.
        *self.0.seen.lock().unwrap_or_else(PoisonError::into_inner) = stamps(&self.0.files);
        let pair = read(&self.0.files)?;
        *self.0.pair.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(pair);
        Ok(())
    }

    /// Whether the files look otherwise than when they were last read. Blocks.
    pub fn is_outdated(&self) -> bool {
        *self.0.seen.lock().unwrap_or_else(PoisonError::into_inner) != stamps(&self.0.files)
    }

    /// Shakes hands with clients that speak one of `protocols` (ALPN) or name none.
    pub fn acceptor(&self, protocols: &[&[u8]]) -> TlsAcceptor {
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("the provider speaks TLS 1.2 and 1.3")
            .with_no_client_auth()
            .with_cert_resolver(Arc::clone(&self.0) as Arc<dyn ResolvesServerCert>);
        config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
        TlsAcceptor::from(Arc::new(config))
    }
}

impl ResolvesServerCert for Held {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.pair.read().unwrap_or_else(PoisonError::into_inner)))
    }
}

impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Held").field("files", &self.files).finish_non_exhaustive()
    }
}

fn read(files: &TlsFiles) -> Result<CertifiedKey, CertificateError> {
    let TlsFiles { certificate, key } = files;
    let content = |path: &PathBuf| {
        std::fs::read(path).map_err(|source| CertificateError::Read { path: path.clone(), source })
    };
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&content(certificate)?)
        .collect::<Result<_, _>>()
        .map_err(|source| CertificateError::Chain { path: certificate.clone(), source })?;
    if chain.is_empty() {
        return Err(CertificateError::Empty { path: certificate.clone() });
    }
    let private = PrivateKeyDer::from_pem_slice(&content(key)?)
        .map_err(|_| CertificateError::Key { path: key.clone() })?;
    CertifiedKey::from_der(chain, private, &ring::default_provider()).map_err(|source| {
        CertificateError::Pair { certificate: certificate.clone(), key: key.clone(), source }
    })
}

fn stamps(files: &TlsFiles) -> Stamps {
    let stamp = |metadata: Metadata| (metadata.modified().ok(), metadata.len());
    [&files.certificate, &files.key].map(|path| std::fs::metadata(path).ok().map(stamp))
}
