//! Kept copies of notebook workspaces, which take calls of their own.

use ovh_api::{Error, ReadProject};
use ovhai_platform::documents::{Listed, Undecodable};
use terraform_plugin::Value;

use super::notebook::{Backup, BackupRetention, NotebookDetails};
use crate::shown;

impl NotebookDetails {
    /// Reads what is kept of the notebook `id`, and returns what cannot be decoded. Of a notebook that was deleted meanwhile
    /// nothing is filled in. The retention policy is null where nobody ever set one (inferred, as the whole estate is read).
    ///
    /// # Errors
    /// As the API refuses; also that there are no backups to list while the notebook is still there.
    pub async fn read_backups(
        &mut self,
        project: &ReadProject,
        id: &str,
    ) -> Result<Vec<Undecodable>, Error> {
        let (listed, policy) = tokio::join!(project.backups(id), project.notebook_retention(id));
        let listed = match listed {
            Err(error) if error.is_not_found() => {
                return match project.notebook(id).await {
                    Err(gone) if gone.is_not_found() => Ok(Vec::new()),
                    Err(other) => Err(other),
                    // "Not found" is then no answer about the notebook, and nothing kept would be a guess.
                    Ok(_) => Err(error),
                };
            }
            listed => listed?,
        };
        let policy = match policy {
            Err(error) if error.is_not_found() => None,
            policy => Some(policy?),
        };
        let (mut backups, mut odd) = (Vec::new(), Vec::new());
        for backup in listed {
            match backup {
                Listed::Read(backup) => backups.push(Backup {
                    id: backup.id.into(),
                    created_at: shown::member(backup.created_at.as_deref()),
                    eviction_date: shown::member(backup.eviction_date.as_deref()),
                    updated_at: shown::member(backup.updated_at.as_deref()),
                }),
                Listed::Undecodable(object) => odd.push(object),
            }
        }
        backups.sort_by(|a, b| a.id.cmp(&b.id));
        self.backups = Value::Known(backups);
        self.backup_retention = policy
            .map(|policy| BackupRetention {
                retained_number: policy.retained_number.into(),
                lifetime_in_days: policy.lifetime_in_days.into(),
                lifetime_eviction_threshold: policy.lifetime_eviction_threshold.into(),
            })
            .into();
        Ok(odd)
    }
}
