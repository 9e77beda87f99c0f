//! Whole changes, the way Terraform runs them.

use std::fmt::Write as _;

use super::client::Client;
use super::outcome::{Action, Object, Outcome, Plan, describe};
use crate::engine::rules::{self, Violation};
use crate::unit::Provider;
use crate::value::Tree;

/// What went wrong in a change, with the step it went wrong in.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{step}:\n{text}")]
pub struct Failure {
    /// The step, such as `plan` or `plan after apply`.
    pub step: &'static str,
    /// Everything that is wrong.
    pub text: String,
}

/// Runs changes of resources: plan, then in a new instance of the provider final plan and apply,
/// then in yet another one read and an empty plan.
///
/// Terraform makes every plan twice, the second time in a new process right before it applies, and
/// refuses a provider whose plans differ in any known value. So does this.
pub struct Lifecycle<F> {
    start: F,
    config: Tree,
}

impl<P: Provider, F: Fn() -> P> Lifecycle<F> {
    /// `start` makes an instance of the provider, `config` is its configuration.
    pub fn new(start: F, config: impl Into<Tree>) -> Self {
        Self {
            start,
            config: config.into(),
        }
    }

    /// A fresh, configured instance.
    ///
    /// # Panics
    /// When the configuration is refused.
    pub async fn client(&self) -> Client {
        Client::configured((self.start)(), self.config.clone()).await
    }

    /// Creates an object.
    ///
    /// # Errors
    /// What Terraform would report.
    pub async fn create(
        &self,
        type_name: &str,
        config: impl Into<Tree>,
    ) -> Result<Object, Failure> {
        let config = config.into();
        self.change(type_name, None, config.clone(), config).await
    }

    /// Changes an object, in place or by replacing it.
    ///
    /// # Errors
    /// What Terraform would report.
    pub async fn update(&self, prior: &Object, config: impl Into<Tree>) -> Result<Object, Failure> {
        let config = config.into();
        self.change(&prior.type_name, Some(prior), config.clone(), config)
            .await
    }

    /// Creates or changes an object whose configuration has unknown values (`planning`) that are
    /// known when it is applied (`applying`).
    ///
    /// # Errors
    /// What Terraform would report.
    pub async fn change(
        &self,
        type_name: &str,
        prior: Option<&Object>,
        planning: impl Into<Tree>,
        applying: impl Into<Tree>,
    ) -> Result<Object, Failure> {
        let (planning, applying) = (planning.into(), applying.into());
        let client = self.client().await;
        fine(
            "validate",
            client.validate(type_name, planning.clone()).await,
        )?;
        let prior = match prior {
            Some(prior) => Some(refreshed(&client, prior).await?),
            None => None,
        };
        let first = fine(
            "plan",
            client.plan(type_name, prior.as_ref(), planning).await,
        )?;
        if first.action == Action::NoOp {
            return Err(failure("plan", "nothing would change".to_owned()));
        }

        let client = self.client().await;
        let last = fine(
            "final plan",
            client
                .plan(type_name, prior.as_ref(), applying.clone())
                .await,
        )?;
        let block = client.resource_schema(type_name);
        none(
            "final plan",
            rules::check_applied(block, &first.planned, &last.planned),
        )?;
        if first.action != last.action {
            let text = format!(
                "  the first plan would {:?}, the final one {:?}",
                first.action, last.action
            );
            return Err(failure("final plan", text));
        }
        let applied = fine("apply", client.apply(&last).await)?;
        none(
            "apply",
            rules::check_applied(block, &last.planned, &applied.value),
        )?;
        self.settled(&applied, &last, applying).await
    }

    /// Right after a change, nothing may be left to do.
    async fn settled(
        &self,
        applied: &Object,
        plan: &Plan,
        config: Tree,
    ) -> Result<Object, Failure> {
        let client = self.client().await;
        let stored = fine("state after apply", client.stored(applied).await)?;
        let block = client.resource_schema(&plan.type_name);
        none(
            "state after apply",
            difference(block, &applied.value, &stored.value),
        )?;
        let read = fine("read after apply", client.read(&stored).await)?;
        if read.is_absent() {
            return Err(failure(
                "read after apply",
                "  the object is gone".to_owned(),
            ));
        }
        let again = fine(
            "plan after apply",
            client.plan(&plan.type_name, Some(&read), config).await,
        )?;
        if again.action != Action::NoOp {
            let mut found = difference(block, &read.value, &again.planned);
            if found.is_empty() {
                let message = "would become unknown".to_owned();
                let paths = crate::engine::unknown_paths(&again.planned, &block.ty());
                found.extend(paths.into_iter().map(|path| Violation {
                    path,
                    message: message.clone(),
                }));
            }
            return none("plan after apply", found).map(|()| read);
        }
        Ok(read)
    }

    /// Destroys an object.
    ///
    /// # Errors
    /// What Terraform would report.
    pub async fn destroy(&self, object: &Object) -> Result<(), Failure> {
        let client = self.client().await;
        let object = refreshed(&client, object).await?;
        fine("plan of destroy", client.plan_destroy(&object).await)?;
        let client = self.client().await;
        let plan = fine("final plan of destroy", client.plan_destroy(&object).await)?;
        let left = fine("destroy", client.apply(&plan).await)?;
        if left.is_absent() {
            Ok(())
        } else {
            Err(failure("destroy", "  the object is still there".to_owned()))
        }
    }

    /// Imports an object by id; a configuration that describes it must leave nothing to do.
    ///
    /// # Errors
    /// What Terraform would report.
    pub async fn import(
        &self,
        type_name: &str,
        id: &str,
        config: impl Into<Tree>,
    ) -> Result<Object, Failure> {
        let client = self.client().await;
        let imported = fine("import", client.import(type_name, id).await)?;
        if imported.is_absent() {
            return Err(failure("import", "  the object does not exist".to_owned()));
        }
        self.nothing_to_do("plan after import", &client, &imported, config)
            .await?;
        Ok(imported)
    }

    /// Imports an object by id without a configuration, and has Terraform write one: both the one
    /// that the provider makes (Terraform 1.14) and the one that older versions make by themselves
    /// must be valid and leave nothing to do. With an identity, an import by it must find the same.
    /// Gives back the object and the provider's configuration.
    ///
    /// # Errors
    /// What Terraform would report.
    pub async fn adopt(
        &self,
        type_name: &str,
        id: &str,
    ) -> Result<(Object, serde_json::Value), Failure> {
        let client = self.client().await;
        let imported = fine("import", client.import(type_name, id).await)?;
        if imported.is_absent() {
            return Err(failure("import", "  the object does not exist".to_owned()));
        }
        if !imported.identity.is_null() {
            let again = client
                .import_by_identity(type_name, imported.identity.clone())
                .await;
            let again = fine("import by identity", again)?;
            let block = client.resource_schema(type_name);
            none(
                "import by identity",
                difference(block, &imported.value, &again.value),
            )?;
        }
        let generated = fine(
            "generated configuration",
            client.generated_config(&imported).await,
        )?;
        let legacy = client.legacy_config(&imported);
        for (validate, plan, config) in [
            (
                "validate generated configuration",
                "plan with generated configuration",
                generated.clone(),
            ),
            (
                "validate configuration generated by old Terraform",
                "plan with configuration generated by old Terraform",
                legacy,
            ),
        ] {
            fine(validate, client.validate(type_name, config.clone()).await)?;
            self.nothing_to_do(plan, &client, &imported, config).await?;
        }
        Ok((imported, generated))
    }

    /// A plan must be empty.
    async fn nothing_to_do(
        &self,
        step: &'static str,
        client: &Client,
        object: &Object,
        config: impl Into<Tree>,
    ) -> Result<(), Failure> {
        let type_name = &object.type_name;
        let plan = fine(step, client.plan(type_name, Some(object), config).await)?;
        if plan.action == Action::NoOp {
            return Ok(());
        }
        let block = client.resource_schema(type_name);
        none(step, difference(block, &object.value, &plan.planned))?;
        Err(failure(step, format!("  it would {:?}", plan.action)))
    }
}

/// The object as the next command finds it: from the state file, then read.
async fn refreshed(client: &Client, object: &Object) -> Result<Object, Failure> {
    let stored = fine("state before plan", client.stored(object).await)?;
    let read = fine("read before plan", client.read(&stored).await)?;
    if read.is_absent() {
        Err(failure(
            "read before plan",
            "  the object is gone".to_owned(),
        ))
    } else {
        Ok(read)
    }
}

/// All places where two states differ, unknown values of the second included.
fn difference(block: &crate::schema::Block, before: &Tree, after: &Tree) -> Vec<Violation> {
    rules::check_applied(block, before, after)
}

fn failure(step: &'static str, text: String) -> Failure {
    Failure { step, text }
}

fn fine<T>(step: &'static str, outcome: Outcome<T>) -> Result<T, Failure> {
    if outcome.errors().is_empty() {
        Ok(outcome.value)
    } else {
        Err(failure(step, describe(&outcome.diagnostics)))
    }
}

fn none(step: &'static str, violations: Vec<Violation>) -> Result<(), Failure> {
    if violations.is_empty() {
        return Ok(());
    }
    let mut text = String::new();
    for Violation { path, message } in violations {
        let _ = writeln!(text, "  {path} {message}");
    }
    Err(failure(step, text.trim_end().to_owned()))
}
