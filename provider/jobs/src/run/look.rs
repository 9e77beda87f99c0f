//! How a transfer stands, as Job, pods and their logs say.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

use super::{
    Runner, path, told,
    wire::{Answer, segment},
};
use crate::{Error, FailedShard, render::TRANSFER};

/// Lines of a log that are kept of a failure.
const LINES: usize = 12;
/// Characters of them.
const LONGEST: usize = 1500;
const INDEX: &str = "batch.kubernetes.io/job-completion-index";
/// Pods on one page of their list.
const PAGE: u32 = 500;

/// How a Job ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// Every shard was copied and compared.
    Complete,
    /// Not all, in the Job's own words.
    Failed(String),
}

/// What a shard that ended well says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct ShardResult {
    /// The place its objects are from, by its number in [`crate::Copies::places`].
    #[serde(default)]
    pub place: usize,
    /// Objects that could be compared by nothing but their size.
    #[serde(default)]
    pub unproven: u64,
    /// Objects of the shard at the destination, and their bytes.
    #[serde(default)]
    pub size: Size,
    /// Images that were copied.
    #[serde(default)]
    pub copied: u64,
}

/// How much is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Size {
    /// Objects.
    pub count: u64,
    /// Bytes.
    pub bytes: u64,
}

/// How a transfer stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Shards there are.
    pub shards: u32,
    /// Those that ended well.
    pub done: BTreeSet<u32>,
    /// Those that failed and are not tried again.
    pub failed: BTreeSet<u32>,
    /// Pods at work.
    pub running: BTreeSet<u32>,
    /// Why pods do not run, redacted.
    pub waiting: BTreeSet<String>,
    /// What shards say that ended well.
    pub results: BTreeMap<u32, ShardResult>,
    /// Objects and bytes moved, by pod.
    pub moved: BTreeMap<String, (u64, u64)>,
    /// The last words of pods that failed, redacted, by shard.
    pub words: BTreeMap<u32, String>,
    /// How it ended, if it did.
    pub end: Option<End>,
}

impl Look {
    /// Objects and bytes that pods said they moved.
    #[must_use]
    pub fn moved(&self) -> (u64, u64) {
        let all = self.moved.values();
        all.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    }

    /// In one line.
    #[must_use]
    pub fn line(&self) -> String {
        let mut line = format!("{} of {} shards done", self.done.len(), self.shards);
        if !self.failed.is_empty() {
            line.push_str(&format!(", {} failed", self.failed.len()));
        }
        line
    }

    /// What failed, with the last words of pods; `words` are the Job's own.
    #[must_use]
    pub fn told(&self, words: &str) -> String {
        told(words, &self.failures())
    }

    pub(crate) fn failures(&self) -> Vec<FailedShard> {
        let said = |index: &u32| self.words.get(index).cloned();
        let gone = "its pods are gone, and what they said with them";
        let failed = self.failed.iter();
        failed
            .map(|index| FailedShard {
                index: *index,
                words: said(index).unwrap_or_else(|| gone.to_owned()),
            })
            .collect()
    }
}

/// Reads `1,3-5`.
fn indexes(text: &str) -> BTreeSet<u32> {
    let mut all = BTreeSet::new();
    for part in text.split(',').filter(|part| !part.is_empty()) {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        if let (Ok(first), Ok(last)) = (first.parse::<u32>(), last.parse::<u32>()) {
            all.extend(first..=last);
        }
    }
    all
}

impl Runner {
    /// Adds to `before`, as pods may be gone that were there then.
    pub(super) async fn looked(
        &self,
        namespace: &str,
        job: &Value,
        before: &Look,
    ) -> Result<Look, Error> {
        let status = &job["status"];
        let text = |name: &str| status[name].as_str().unwrap_or("");
        let number = |value: &Value| value.as_u64().and_then(|n| u32::try_from(n).ok());
        let mut look = Look {
            shards: number(&job["spec"]["completions"]).unwrap_or(1),
            done: indexes(text("completedIndexes")),
            failed: indexes(text("failedIndexes")),
            running: BTreeSet::new(),
            waiting: BTreeSet::new(),
            end: self.end(status),
            ..before.clone()
        };
        let name = job["metadata"]["name"].as_str().unwrap_or("");
        for pod in self.pods(namespace, name).await? {
            self.pod(namespace, &pod, &mut look).await?;
        }
        Ok(look)
    }

    fn end(&self, status: &Value) -> Option<End> {
        let conditions = status["conditions"].as_array()?;
        conditions.iter().find_map(|condition| {
            if condition["status"] != "True" {
                return None;
            }
            match condition["type"].as_str()? {
                "Complete" => Some(End::Complete),
                "Failed" => {
                    let text = |name: &str| condition[name].as_str().unwrap_or("");
                    let words = format!("{}: {}", text("reason"), text("message"));
                    Some(End::Failed(self.wire.lines(&words)))
                }
                _ => None,
            }
        })
    }

    /// All pods of a Job, the older ones first.
    async fn pods(&self, namespace: &str, name: &str) -> Result<Vec<Value>, Error> {
        let folder = format!("/api/v1/namespaces/{}/pods", segment(namespace));
        let selector = segment(&format!("{TRANSFER}={name}"));
        let mut pods = Vec::new();
        let mut next = String::new();
        loop {
            let path = format!("{folder}?labelSelector={selector}&limit={PAGE}{next}");
            let mut page = match self.wire.get(&path).await? {
                Answer::Done(page) => page,
                Answer::Missing(words) | Answer::Refused(words) => {
                    return Err(Error::Refused {
                        what: "list pods".to_owned(),
                        words,
                    });
                }
            };
            if let Value::Array(items) = page["items"].take() {
                pods.extend(items);
            }
            match page["metadata"]["continue"].as_str() {
                Some(token) if !token.is_empty() => next = format!("&continue={}", segment(token)),
                _ => break,
            }
        }
        let made = |pod: &Value| {
            let text = |name: &str| pod["metadata"][name].as_str().unwrap_or("").to_owned();
            (text("creationTimestamp"), text("name"))
        };
        pods.sort_by_key(made);
        Ok(pods)
    }

    async fn pod(&self, namespace: &str, pod: &Value, look: &mut Look) -> Result<(), Error> {
        let metadata = &pod["metadata"];
        let name = metadata["name"].as_str().unwrap_or("");
        let index = metadata["labels"][INDEX].as_str();
        let index = index.or_else(|| metadata["annotations"][INDEX].as_str());
        let Some(index) = index.and_then(|index| index.parse::<u32>().ok()) else {
            return Ok(());
        };
        let status = &pod["status"];
        let container = &status["containerStatuses"][0];
        let ended = &container["state"]["terminated"];
        let message = ended["message"].as_str().unwrap_or("");
        match status["phase"].as_str().unwrap_or("") {
            "Succeeded" => {
                if let Ok(result) = serde_json::from_str(message) {
                    look.results.insert(index, result);
                }
                if look.moved.get(name).is_none_or(|_| look.end.is_none()) {
                    self.moved(namespace, name, look).await?;
                }
            }
            "Failed" => {
                let words = self.last_words(namespace, name, message).await?;
                let words = if words.is_empty() {
                    let text = |value: &Value| value.as_str().unwrap_or("").to_owned();
                    let why = [
                        text(&status["reason"]),
                        text(&status["message"]),
                        text(&ended["reason"]),
                    ];
                    self.wire.lines(&why.join(" "))
                } else {
                    words
                };
                look.words.insert(index, words.trim().to_owned());
            }
            "Running" => {
                look.running.insert(index);
                self.moved(namespace, name, look).await?;
            }
            _ => {
                let waiting = &container["state"]["waiting"];
                let said = |part: &Value| {
                    let text = |name: &str| part[name].as_str().unwrap_or("").to_owned();
                    format!("{}: {}", text("reason"), text("message"))
                };
                let conditions = status["conditions"].as_array();
                let unscheduled = conditions.into_iter().flatten().find(|condition| {
                    condition["type"] == "PodScheduled" && condition["status"] == "False"
                });
                if waiting.is_object() && waiting["reason"] != "ContainerCreating" {
                    look.waiting.insert(self.wire.lines(&said(waiting)));
                } else if let Some(condition) = unscheduled {
                    look.waiting.insert(self.wire.lines(&said(condition)));
                }
            }
        }
        Ok(())
    }

    async fn log(&self, namespace: &str, pod: &str, lines: usize) -> Result<String, Error> {
        let path = format!("{}/log?tailLines={lines}", path("pods", namespace, pod));
        Ok(match self.wire.text(&path).await? {
            Answer::Done(text) => text,
            // A log is not worth a failure: it may have been rotated away, or may not be read.
            Answer::Missing(_) | Answer::Refused(_) => String::new(),
        })
    }

    /// What a pod's log said last of how much it moved.
    async fn moved(&self, namespace: &str, pod: &str, look: &mut Look) -> Result<(), Error> {
        let log = self.log(namespace, pod, 50).await?;
        let last = log.lines().rev().find_map(|line| {
            let line: Value = serde_json::from_str(line).ok()?;
            let stats = line.get("stats")?;
            Some((stats["transfers"].as_u64()?, stats["bytes"].as_u64()?))
        });
        if let Some(moved) = last {
            look.moved.insert(pod.to_owned(), moved);
        }
        Ok(())
    }

    /// The end of a failed pod's log, in the words for people of lines in JSON.
    async fn last_words(&self, namespace: &str, pod: &str, message: &str) -> Result<String, Error> {
        let log = self.log(namespace, pod, 40).await?;
        let text = if log.trim().is_empty() { message } else { &log };
        let mut lines: Vec<String> = (text.lines())
            .filter_map(|line| match serde_json::from_str::<Value>(line) {
                Ok(line) if line["stats"].is_object() => None,
                Ok(line) => {
                    let text = line["msg"].as_str().unwrap_or("").trim().to_owned();
                    let about = line["object"].as_str();
                    Some(about.map_or(text.clone(), |about| format!("{about}: {text}")))
                }
                Err(_) => Some(line.to_owned()),
            })
            .filter(|line| !line.trim().is_empty())
            .map(|line| self.wire.lines(&line))
            .collect();
        let first = lines.len().saturating_sub(LINES);
        lines.drain(..first);
        Ok(lines.join("\n").chars().take(LONGEST).collect())
    }

    /// What events say of a Job, the last ones; for pods that could not even be made, as a quota refuses them.
    pub(super) async fn events(&self, namespace: &str, name: &str) -> Result<Vec<String>, Error> {
        let selector = segment(&format!("involvedObject.name={name},type=Warning"));
        let namespace = segment(namespace);
        let path = format!("/api/v1/namespaces/{namespace}/events?fieldSelector={selector}");
        let Answer::Done(list) = self.wire.get(&path).await? else {
            return Ok(Vec::new());
        };
        let events = list["items"].as_array().into_iter().flatten();
        let said: BTreeSet<String> = events
            .filter_map(|event| event["message"].as_str())
            .map(|text| self.wire.lines(text))
            .collect();
        Ok(said.into_iter().take(LINES).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indexes_are_read() {
        assert_eq!(indexes("0,2-4,9"), [0, 2, 3, 4, 9].into());
        assert_eq!(indexes(""), BTreeSet::new());
    }
}
