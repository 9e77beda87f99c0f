//! Following a transfer to its end.

use tokio::time::Instant;

use super::{Collected, End, Look, Runner, Watcher};
use crate::{Error, Objects};

impl Runner {
    /// Looks until the transfer ended, and says what came of it. What was made for it stays: [`Runner::clean`] removes it.
    ///
    /// # Errors
    /// [`Error::Failed`], [`Error::Gone`], [`Error::Stuck`], [`Error::Refused`], [`Error::Unreachable`].
    pub async fn follow(
        &self,
        objects: &Objects,
        watcher: &dyn Watcher,
    ) -> Result<Collected, Error> {
        let Objects {
            name, namespace, ..
        } = objects;
        let mut look = Look::default();
        let mut still_since = Instant::now();
        loop {
            let Some(job) = self.job(namespace, name).await? else {
                return Err(Error::Gone { name: name.clone() });
            };
            look = self.looked(namespace, &job, &look).await?;
            watcher.look(&look);
            match &look.end {
                Some(End::Complete) => return Ok(collected(&look)),
                Some(End::Failed(words)) => {
                    return Err(Error::Failed {
                        shards: look.shards,
                        failed: look.failures(),
                        words: words.clone(),
                    });
                }
                None => {}
            }
            if !look.running.is_empty() || job["spec"]["suspend"] == true {
                still_since = Instant::now();
            } else if still_since.elapsed() > self.pace.start {
                let mut words: Vec<String> = look.waiting.iter().cloned().collect();
                words.extend(self.events(namespace, name).await?);
                if words.is_empty() {
                    words.push("nothing says why".to_owned());
                }
                return Err(Error::Stuck {
                    name: name.clone(),
                    seconds: still_since.elapsed().as_secs(),
                    words: words.join("\n"),
                });
            }
            tokio::time::sleep(self.pace.look).await;
        }
    }

    /// What a transfer that ended well came to.
    #[must_use]
    pub fn collected(look: &Look) -> Option<Collected> {
        (look.end == Some(End::Complete)).then(|| collected(look))
    }
}

fn collected(look: &Look) -> Collected {
    Collected {
        shards: look.shards,
        results: look.results.clone(),
        moved: look.moved(),
    }
}
