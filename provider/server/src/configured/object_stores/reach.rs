//! How a store is reached by somebody else than this provider: everything but credentials.

use ovhai_jobs::Reach;

use super::way::{Service, Way};

impl Way {
    /// Address and region; `None` for a folder of this machine.
    pub fn reach(&self) -> Option<Reach> {
        Some(match self.service() {
            Service::S3 {
                endpoint,
                region,
                is_virtual,
                ..
            } => Reach::S3 {
                endpoint: endpoint.as_str().trim_end_matches('/').to_owned(),
                region: region.clone(),
                is_virtual: *is_virtual,
            },
            Service::Swift { region, .. } => Reach::Swift {
                region: region.clone(),
            },
            Service::Folder(_) => return None,
        })
    }

    /// Whether requests are not signed.
    pub const fn is_anonymous(&self) -> bool {
        matches!(
            self.service(),
            Service::S3 {
                credential: None,
                ..
            }
        )
    }
}
