//! Where the provider listens.

#[cfg(unix)]
use std::io;
use std::net::{Ipv4Addr, TcpListener};

use super::Error;

/// A bound listener. A Unix socket's folder goes with it.
pub(super) enum Listener {
    #[cfg(unix)]
    Unix(std::os::unix::net::UnixListener, SocketFolder),
    Tcp(TcpListener),
}

impl Listener {
    /// A Unix socket where there are such, else a TCP port of this machine only.
    /// `TF_PLUGIN_FORCE_TCP` asks for the latter everywhere.
    pub(super) fn bind() -> Result<Self, Error> {
        #[cfg(unix)]
        if std::env::var_os("TF_PLUGIN_FORCE_TCP").is_none() {
            return Self::bind_unix();
        }
        Self::bind_tcp()
    }

    /// A socket in a new folder that nobody else may enter.
    #[cfg(unix)]
    pub(super) fn bind_unix() -> Result<Self, Error> {
        let folder = SocketFolder::create()?;
        let listener = std::os::unix::net::UnixListener::bind(folder.socket())
            .map_err(|error| Error::System("listen on a Unix socket", error))?;
        listener
            .set_nonblocking(true)
            .map_err(|error| Error::System("listen on a Unix socket", error))?;
        Ok(Self::Unix(listener, folder))
    }

    fn bind_tcp() -> Result<Self, Error> {
        let port = |name, fallback| {
            std::env::var(name)
                .ok()
                .and_then(|text| text.parse().ok())
                .unwrap_or(fallback)
        };
        let (least, most) = (
            port("PLUGIN_MIN_PORT", 10_000_u16),
            port("PLUGIN_MAX_PORT", 25_000_u16),
        );
        let free =
            (least..=most).find_map(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).ok());
        let listener = free.ok_or(Error::NoPort(least, most))?;
        listener
            .set_nonblocking(true)
            .map_err(|error| Error::System("listen on a TCP port", error))?;
        Ok(Self::Tcp(listener))
    }

    /// Network and address as the handshake names them.
    pub(super) fn address(&self) -> Result<(&'static str, String), Error> {
        match self {
            #[cfg(unix)]
            Self::Unix(_, folder) => Ok(("unix", folder.socket().display().to_string())),
            Self::Tcp(listener) => {
                let address = listener
                    .local_addr()
                    .map_err(|error| Error::System("listen on a TCP port", error))?;
                Ok(("tcp", address.to_string()))
            }
        }
    }

    /// True when only this user can connect.
    pub(super) const fn is_private(&self) -> bool {
        match self {
            #[cfg(unix)]
            Self::Unix(..) => true,
            Self::Tcp(_) => false,
        }
    }
}

/// A folder for one socket, removed when dropped.
#[cfg(unix)]
pub(super) struct SocketFolder(std::path::PathBuf);

#[cfg(unix)]
impl SocketFolder {
    /// The system allows 108 bytes on Linux and 104 on macOS, the end mark included.
    const LONGEST: usize = 100;

    fn create() -> Result<Self, Error> {
        use std::os::unix::fs::DirBuilderExt;
        let asked = std::env::var_os("PLUGIN_UNIX_SOCKET_DIR")
            .filter(|folder| !folder.is_empty())
            .map(Into::into);
        let bases = [asked, Some(std::env::temp_dir()), Some("/tmp".into())];
        let mut last = io::Error::new(
            io::ErrorKind::InvalidFilename,
            "all folders for temporary files have long names",
        );
        for base in bases.into_iter().flatten() {
            let path: std::path::PathBuf = base.join(format!("tf-plugin-{}", random_name()));
            if path.as_os_str().len() + "/socket".len() > Self::LONGEST {
                continue;
            }
            // Creating, not opening: a folder that somebody else prepared is refused.
            match std::fs::DirBuilder::new().mode(0o700).create(&path) {
                Ok(()) => return Ok(Self(path)),
                Err(error) => last = error,
            }
        }
        Err(Error::System("create a folder for the Unix socket", last))
    }

    fn socket(&self) -> std::path::PathBuf {
        self.0.join("socket")
    }
}

#[cfg(unix)]
impl Drop for SocketFolder {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(self.socket());
        let _ = std::fs::remove_dir(&self.0);
    }
}

#[cfg(unix)]
fn random_name() -> String {
    use ring::rand::SecureRandom;
    let mut bytes = [0_u8; 8];
    // Without randomness the name is a guess away, but the folder is still created, not opened.
    let _ = ring::rand::SystemRandom::new().fill(&mut bytes);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
