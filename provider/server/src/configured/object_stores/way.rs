//! The way to object storage: from a name of a bucket, container or folder to something that can be copied from or to.

use std::path::PathBuf;

use ovhai_data::{
    Bucket, BucketAt, Connection, Container, ContainerAt, Credential, Error, Login, Source, Target,
    Tree,
};
use url::Url;

/// How one is reached.
#[derive(Clone, Debug)]
pub struct Way {
    service: Service,
    authorities: Vec<String>,
}

/// What is spoken there.
#[derive(Clone, Debug)]
pub(super) enum Service {
    S3 {
        endpoint: Url,
        region: String,
        credential: Option<Credential>,
        is_virtual: bool,
    },
    Swift {
        login: Login,
        region: String,
    },
    Folder(PathBuf),
}

impl Way {
    pub(super) const fn new(service: Service, authorities: Vec<String>) -> Self {
        Self {
            service,
            authorities,
        }
    }

    /// What is spoken there.
    pub(super) const fn service(&self) -> &Service {
        &self.service
    }

    /// PEM certificates beside those of the system.
    pub fn authorities(&self) -> &[String] {
        &self.authorities
    }

    /// S3 without anything special.
    pub const fn s3(endpoint: Url, region: String, credential: Option<Credential>) -> Self {
        Self {
            service: Service::S3 {
                endpoint,
                region,
                credential,
                is_virtual: false,
            },
            authorities: Vec::new(),
        }
    }

    /// Swift without anything special.
    pub const fn swift(login: Login, region: String) -> Self {
        Self {
            service: Service::Swift { login, region },
            authorities: Vec::new(),
        }
    }

    fn connection(&self) -> Connection {
        Connection {
            authorities: self.authorities.clone(),
            ..Connection::default()
        }
    }

    /// A place to copy from.
    pub fn source(&self, container: &str, prefix: &str) -> Result<Source, Error> {
        match &self.service {
            Service::S3 { .. } => Ok(Source::Bucket(Box::new(self.bucket(container, prefix)?))),
            Service::Swift { .. } => {
                let container = self.container(container, prefix)?;
                Ok(Source::Container(Box::new(container)))
            }
            Service::Folder(folder) => {
                // One name: nothing leads out of the folder.
                if container.is_empty()
                    || container.contains(['/', '\\'])
                    || container.starts_with('.')
                {
                    return Err(wrong(
                        container,
                        "it is not the name of a folder in the store's `folder`",
                    ));
                }
                let folder = folder.join(container);
                if folder.is_symlink() {
                    return Err(wrong(container, "it is a link, which is not followed"));
                }
                Ok(Source::Folder(Tree::new(folder, prefix)))
            }
        }
    }

    /// A place to copy to. `is_swift` is what the destination says it is.
    pub fn target(&self, is_swift: bool, container: &str, prefix: &str) -> Result<Target, Error> {
        match (&self.service, is_swift) {
            (Service::S3 { .. }, false) => {
                Ok(Target::Bucket(Box::new(self.bucket(container, prefix)?)))
            }
            (Service::Swift { .. }, true) => Ok(Target::Container(Box::new(
                self.container(container, prefix)?,
            ))),
            (Service::S3 { .. }, true) => Err(wrong(
                container,
                "the object store speaks S3; write s3:BUCKET/PREFIX",
            )),
            (Service::Swift { .. }, false) => Err(wrong(
                container,
                "the object store speaks Swift; write swift:CONTAINER/PREFIX",
            )),
            (Service::Folder(_), _) => Err(wrong(
                container,
                "the object store is a folder of this machine, which is only copied from; write file:PATH",
            )),
        }
    }

    fn container(&self, container: &str, prefix: &str) -> Result<Container, Error> {
        match &self.service {
            Service::Swift { login, region } => {
                let at = ContainerAt {
                    region: region.clone(),
                    container: container.to_owned(),
                    prefix: prefix.to_owned(),
                    is_plain_allowed: false,
                };
                Container::new(at, login.clone(), self.connection())
            }
            _ => Err(wrong(container, "its object store does not speak Swift")),
        }
    }

    fn bucket(&self, bucket: &str, prefix: &str) -> Result<Bucket, Error> {
        match &self.service {
            Service::S3 {
                endpoint,
                region,
                credential,
                is_virtual,
            } => {
                let at = BucketAt {
                    endpoint: endpoint.clone(),
                    region: region.clone(),
                    bucket: bucket.to_owned(),
                    prefix: prefix.to_owned(),
                    is_virtual: *is_virtual,
                    is_plain_allowed: false,
                };
                Bucket::new(at, credential.clone(), self.connection())
            }
            _ => Err(wrong(bucket, "its object store does not speak S3")),
        }
    }
}

fn wrong(container: &str, problem: &str) -> Error {
    Error::Configuration {
        what: format!("the container {container:?}"),
        problem: problem.to_owned(),
    }
}
