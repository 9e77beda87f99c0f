//! Proving that what is exported would be accepted. Nothing is changed anywhere, and nothing that is found stops an export.

use std::{collections::BTreeMap, fmt::Write, sync::Arc};

use futures_util::StreamExt;
use ovhai_clusters::{Checker, Cluster, Error, Object, Prover, Validation as Found, Verdict};
use ovhai_exports::{Mode, Proof, Validation};
use terraform_plugin::{Context, Diagnostics, Value};
use tokio::sync::mpsc;

use super::{ExportModel, ExportResource, ExportUnit, Prepared, model::number};
use crate::{
    configured::clusters::Choice,
    platform::{Platform, run_blocking},
    shown,
};

/// What proving came to.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Proven {
    /// What was asked for, which must be the same for this to be used again.
    asked: Asked,
    /// The numbers.
    pub validation: Validation,
    /// The numbers and what is behind them, in words; nothing where there is nothing to look at.
    pub text: String,
    /// Whether a cluster said it. What none said is the same every time.
    pub is_todays: bool,
    /// Whether the cluster to ask could not be asked, so that no cluster said anything.
    pub is_unasked: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Asked(Option<Mode>, Option<String>, Option<String>);

impl Asked {
    fn of(proof: &Proof) -> Self {
        let name = |value: &Value<String>| value.get().cloned();
        Self(
            proof.mode(),
            name(&proof.cluster),
            name(&proof.validation_namespace),
        )
    }
}

/// Calls to a cluster at the same time. API servers' own fairness slows a client down that sends more.
const AT_ONCE: usize = 16;

/// Objects read ahead of the calls.
const AHEAD: usize = 64;

impl<K: ExportUnit> ExportResource<K> {
    /// Proves what `prepared` produces as `options` ask; `Some(None)` where they ask for nothing.
    pub(super) async fn prove(
        &self,
        ctx: &Context,
        platform: &Arc<Platform>,
        options: &K::Options,
        prepared: &Arc<Prepared>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Option<Proven>> {
        let Some((proof, mode)) = K::proof(options).and_then(|proof| Some((proof, proof.mode()?)))
        else {
            return Some(None);
        };
        let asked = Asked::of(proof);
        if let Some(known) = prepared.proven.get().filter(|known| known.asked == asked) {
            return Some(Some(known.clone()));
        }
        let (mut cluster, mut why) = (None, None);
        if mode == Mode::Server {
            let name = proof.cluster.get().map(String::as_str);
            match platform.clusters().choose(name, diagnostics).await? {
                Choice::Known(known) => cluster = Some(known),
                Choice::Unknown(name) => {
                    why = Some((
                        name.clone(),
                        format!("how the cluster {name} is reached is known after apply"),
                    ));
                }
            }
        }
        let namespace = proof
            .validation_namespace
            .get()
            .filter(|name| !name.is_empty());
        let prover = cluster
            .as_ref()
            .map(|cluster: &Cluster| Prover::new(cluster, namespace.cloned(), shown::line));
        let mut name = cluster.as_ref().map(|cluster| cluster.name().to_owned());
        let mut found = None;
        if let Some(prover) = &prover {
            match self
                .judge(ctx, options, prepared, Judge::Cluster(prover), diagnostics)
                .await?
            {
                Ok(all) => found = Some(all),
                Err(error) => why = Some((name.clone().unwrap_or_default(), error.to_string())),
            }
        }
        let is_unasked = why.is_some();
        let found = match (found, &why) {
            (Some(found), _) => found,
            (None, why) => {
                if let Some((unasked, _)) = why {
                    name = Some(unasked.clone());
                }
                let judge = Judge::Rules(why.as_ref().map(|(_, why)| why.as_str()));
                match self
                    .judge(ctx, options, prepared, judge, diagnostics)
                    .await?
                {
                    Ok(found) => found,
                    // Rules ask nobody.
                    Err(_) => return None,
                }
            }
        };
        tracing::info!(
            objects = found.objects,
            proven = found.proven,
            not_proven = found.not_proven,
            refused = found.refused,
            "proved the export's objects"
        );
        let proven = Proven {
            asked,
            text: in_words(
                &found,
                name.as_deref(),
                why.as_ref().map(|(_, why)| why.as_str()),
            ),
            validation: numbers(&found, mode, name),
            is_todays: mode == Mode::Server,
            is_unasked,
        };
        // Another resource with the same content may have put its own; then this one is found out again.
        let _ = prepared.proven.set(proven.clone());
        Some(Some(proven))
    }

    /// Produces everything once more and judges it object by object, holding few at a time.
    async fn judge(
        &self,
        ctx: &Context,
        options: &K::Options,
        prepared: &Arc<Prepared>,
        judge: Judge<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Result<Found, Error>> {
        let (sender, receiver) = mpsc::channel::<(Object, Verdict)>(AHEAD);
        let (kind, options, prepared) = (self.kind.clone(), options.clone(), Arc::clone(prepared));
        let produce = move || {
            let mut checker = Checker::new(shown::line);
            let produced =
                prepared
                    .plan
                    .produce(&kind, prepared.inputs.borrow(), &options, &mut |artefact| {
                        let objects = match kind.objects(&artefact) {
                            Ok(objects) => objects,
                            Err(why) => {
                                let object = Object {
                                    path: artefact.path.clone(),
                                    source: artefact.source,
                                    tree: serde_json::Value::Null,
                                };
                                let verdict =
                                    Verdict::unreadable(&artefact.path, &shown::line(&why));
                                return sent(sender.blocking_send((object, verdict)));
                            }
                        };
                        for tree in objects {
                            let object = Object {
                                path: artefact.path.clone(),
                                source: artefact.source.clone(),
                                tree,
                            };
                            let verdict = checker.check(&object);
                            sent(sender.blocking_send((object, verdict)))?;
                        }
                        Ok(())
                    });
            drop(sender);
            produced
        };
        let mut gathered = Diagnostics::new();
        let (produced, found) = tokio::join!(
            run_blocking(&mut gathered, produce),
            gather(receiver, judge, ctx)
        );
        diagnostics.extend(gathered);
        // Producing went well a moment ago; it only stops when nobody takes its objects any more.
        match (produced?, found) {
            (_, Err(Stopped::Cancelled)) => {
                diagnostics.error(
                    "Stopped",
                    "Proving the export's objects was interrupted. Nothing was written.",
                );
                None
            }
            (_, Err(Stopped::Cluster(error))) => Some(Err(error)),
            (Ok(()), Ok(found)) => Some(Ok(found)),
            (Err(error), Ok(_)) => {
                super::report_failure(error, diagnostics);
                None
            }
        }
    }
}

/// Who judges.
enum Judge<'a> {
    /// The rules; with why no cluster does, if one should.
    Rules(Option<&'a str>),
    /// A cluster.
    Cluster(&'a Prover),
}

enum Stopped {
    Cancelled,
    Cluster(Error),
}

fn sent<T>(result: Result<(), mpsc::error::SendError<T>>) -> Result<(), ovhai_exports::Error> {
    result
        .map_err(|_| ovhai_exports::Error::Produce("nobody proves the objects any more".to_owned()))
}

async fn gather(
    receiver: mpsc::Receiver<(Object, Verdict)>,
    judge: Judge<'_>,
    ctx: &Context,
) -> Result<Found, Stopped> {
    let judge = &judge;
    let objects = futures_util::stream::unfold(receiver, |mut receiver| async {
        receiver.recv().await.map(|next| (next, receiver))
    });
    let verdicts = objects
        .map(|(object, checked)| async move {
            match judge {
                Judge::Rules(None) => Ok(checked),
                Judge::Rules(Some(why)) => Ok(checked.unasked(why)),
                Judge::Cluster(prover) => prover.prove(&object, checked).await,
            }
        })
        .buffer_unordered(AT_ONCE);
    let mut verdicts = std::pin::pin!(verdicts);
    let mut found = Found::default();
    loop {
        let next = tokio::select! {
            next = verdicts.next() => next,
            () = ctx.cancellation().cancelled() => return Err(Stopped::Cancelled),
        };
        match next {
            None => return Ok(found),
            Some(Ok(verdict)) => found.add(&verdict),
            Some(Err(error)) => return Err(Stopped::Cluster(error)),
        }
    }
}

fn numbers(found: &Found, mode: Mode, cluster: Option<String>) -> Validation {
    let findings: BTreeMap<String, i64> = found
        .findings
        .iter()
        .map(|(slug, count)| ((*slug).to_owned(), number(*count)))
        .collect();
    let mode = match mode {
        Mode::Client => "client",
        Mode::Server => "server",
    };
    Validation {
        mode: mode.to_owned().into(),
        cluster: cluster.map_or(Value::Null, Value::Known),
        objects: number(found.objects).into(),
        proven: number(found.proven).into(),
        not_proven: number(found.not_proven).into(),
        refused: number(found.refused).into(),
        findings: Value::Known(findings),
    }
}

fn in_words(found: &Found, cluster: Option<&str>, why: Option<&str>) -> String {
    let by = match (cluster, why) {
        (_, Some(why)) => format!("without a cluster, as {why}"),
        (Some(cluster), None) => format!("by the cluster {cluster}, in dry runs"),
        (None, None) => "without a cluster".to_owned(),
    };
    let mut text = format!(
        "{} objects were checked {by}: {} proven, {} not proven, {} refused.",
        found.objects, found.proven, found.not_proven, found.refused
    );
    for (slug, count) in &found.findings {
        // Writing to a String cannot fail.
        let _ = write!(text, "\n  {slug}: {count}");
        if why.is_some() && *slug == "validation/not-proven" {
            continue;
        }
        for (object, detail) in found.examples.get(slug).into_iter().flatten() {
            let _ = write!(text, "\n    {object}: {detail}");
        }
    }
    text
}

/// What a plan may say of the proof. What rules say is the same whenever they are asked. What a cluster says may be another thing
/// when apply asks again, so it is only known if this plan changes nothing and finds what the state says.
pub(super) fn planned<K: ExportUnit>(
    model: &mut ExportModel<K::Options>,
    prior: Option<&ExportModel<K::Options>>,
    proven: Option<&Proven>,
) -> Told {
    use terraform_plugin::value::Element;
    let Some(proven) = proven else {
        K::set_validation(&mut model.options, Value::Null);
        return Told::Nothing;
    };
    let before = prior
        .and_then(|prior| K::proof(&prior.options))
        .map_or(Value::Null, |proof| proof.validation.clone());
    let is_known = before.get() == Some(&proven.validation);
    if !proven.is_todays {
        K::set_validation(&mut model.options, Value::Known(proven.validation.clone()));
        return if is_known {
            Told::Nothing
        } else {
            Told::Result
        };
    }
    let stands = before.get().is_some_and(|before| {
        // A cluster that is away for an hour takes nothing back that it said before.
        proven.is_unasked
            && before.mode == proven.validation.mode
            && before.cluster == proven.validation.cluster
    });
    if is_known || stands {
        K::set_validation(&mut model.options, before);
        if prior.is_some_and(|prior| prior.encode() == model.encode()) {
            return if proven.is_unasked {
                Told::Unasked
            } else {
                Told::Nothing
            };
        }
    }
    K::set_validation(&mut model.options, Value::Unknown);
    Told::Result
}

/// What a plan has to tell of the proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// Nothing new.
    Nothing,
    /// What was found.
    Result,
    /// That it could not be found out, while everything stays as it is.
    Unasked,
}
