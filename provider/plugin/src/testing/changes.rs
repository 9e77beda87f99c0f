//! The calls that change or read objects.

use super::client::{Client, Known, answer, fitted, object};
use super::outcome::{Action, Object, Outcome, Plan};
use super::wire;
use crate::engine::rules;
use crate::proto::tfplugin6 as pb;
use crate::value::Tree;

impl Client {
    /// Plans a change from `prior` to a configuration. Does not validate it first.
    pub async fn plan(
        &self,
        type_name: &str,
        prior: Option<&Object>,
        given: impl Into<Tree>,
    ) -> Outcome<Plan> {
        let known = self.resource(type_name);
        let config = fitted(known, given);
        let identity = prior.map_or(Tree::Null, |prior| prior.identity.clone());
        let first = self
            .plan_once(known, type_name, prior, &identity, &config)
            .await;
        let replaces = prior.is_some_and(|prior| {
            let changed = |path| {
                *wire::lookup(&prior.value, path) != *wire::lookup(&first.value.planned, path)
            };
            first.value.requires_replace.iter().any(changed)
        });
        if !replaces || !first.errors().is_empty() {
            return first;
        }
        // Terraform plans the new object as if there were no old one, but for its identity.
        let identity = first.value.identity.clone();
        let mut second = self
            .plan_once(known, type_name, None, &identity, &config)
            .await;
        second.value.action = Action::Replace;
        second.value.prior = prior.cloned();
        second
            .value
            .requires_replace
            .clone_from(&first.value.requires_replace);
        let mut diagnostics = first.diagnostics;
        diagnostics.extend(
            second
                .diagnostics
                .into_iter()
                .filter(|new| !diagnostics.contains(new))
                .collect::<Vec<_>>(),
        );
        Outcome {
            value: second.value,
            diagnostics,
        }
    }

    async fn plan_once(
        &self,
        known: &Known,
        type_name: &str,
        prior: Option<&Object>,
        identity: &Tree,
        config: &Tree,
    ) -> Outcome<Plan> {
        let before = prior.map_or(&Tree::Null, |prior| &prior.value);
        let mut proposed = rules::proposed_new(&known.block, before, config);
        crate::engine::strip_write_only(&known.block, &mut proposed);
        let response = self
            .plan_call(known, type_name, prior, identity, &proposed, config)
            .await;
        let planned = wire::tree(response.planned_state, &known.ty);
        let action = match (before.is_null(), planned == *before) {
            (true, _) => Action::Create,
            (false, true) => Action::NoOp,
            (false, false) => Action::Update,
        };
        let plan = Plan {
            type_name: type_name.to_owned(),
            action,
            prior: prior.cloned(),
            config: config.clone(),
            planned,
            requires_replace: response
                .requires_replace
                .into_iter()
                .map(wire::path)
                .collect(),
            private: response.planned_private,
            identity: known.identity(response.planned_identity),
            deferred: response.deferred.is_some(),
        };
        Outcome {
            value: plan,
            diagnostics: wire::diagnostics(response.diagnostics),
        }
    }

    /// Plans to destroy an object.
    pub async fn plan_destroy(&self, prior: &Object) -> Outcome<Plan> {
        let (type_name, known) = (&prior.type_name, self.resource(&prior.type_name));
        let nothing = Tree::Null;
        let response = self
            .plan_call(
                known,
                type_name,
                Some(prior),
                &prior.identity,
                &nothing,
                &nothing,
            )
            .await;
        let plan = Plan {
            type_name: type_name.clone(),
            action: Action::Delete,
            prior: Some(prior.clone()),
            config: Tree::Null,
            planned: wire::tree(response.planned_state, &known.ty),
            requires_replace: Vec::new(),
            private: response.planned_private,
            identity: known.identity(response.planned_identity),
            deferred: response.deferred.is_some(),
        };
        Outcome {
            value: plan,
            diagnostics: wire::diagnostics(response.diagnostics),
        }
    }

    async fn plan_call(
        &self,
        known: &Known,
        type_name: &str,
        prior: Option<&Object>,
        identity: &Tree,
        proposed: &Tree,
        config: &Tree,
    ) -> pb::plan_resource_change::Response {
        let request = pb::plan_resource_change::Request {
            type_name: type_name.to_owned(),
            prior_state: wire::dynamic(prior.map_or(&Tree::Null, |prior| &prior.value), &known.ty),
            proposed_new_state: wire::dynamic(proposed, &known.ty),
            config: wire::dynamic(config, &known.ty),
            prior_private: prior.map(|prior| prior.private.clone()).unwrap_or_default(),
            prior_identity: known.identity_data(identity),
            client_capabilities: self.capabilities(),
            ..Default::default()
        };
        answer(self.grpc.clone().plan_resource_change(request).await)
    }

    /// Applies a plan; a replacement destroys first, as Terraform does by default.
    pub async fn apply(&self, plan: &Plan) -> Outcome<Object> {
        if plan.action == Action::NoOp {
            let unchanged = plan
                .prior
                .clone()
                .unwrap_or_else(|| object(&plan.type_name, Tree::Null, Vec::new()));
            return Outcome {
                value: unchanged,
                diagnostics: Vec::new(),
            };
        }
        let mut diagnostics = Vec::new();
        let mut prior = plan.prior.clone();
        if plan.action == Action::Replace {
            if let Some(old) = &prior {
                let destroy = self.plan_destroy(old).await.ok();
                let gone = self.apply_once(&destroy, Some(old)).await;
                if !gone.errors().is_empty() {
                    return gone;
                }
                diagnostics = gone.diagnostics;
            }
            prior = None;
        }
        let mut outcome = self.apply_once(plan, prior.as_ref()).await;
        diagnostics.append(&mut outcome.diagnostics);
        Outcome {
            value: outcome.value,
            diagnostics,
        }
    }

    async fn apply_once(&self, plan: &Plan, prior: Option<&Object>) -> Outcome<Object> {
        let known = self.resource(&plan.type_name);
        let request = pb::apply_resource_change::Request {
            type_name: plan.type_name.clone(),
            prior_state: wire::dynamic(prior.map_or(&Tree::Null, |prior| &prior.value), &known.ty),
            planned_state: wire::dynamic(&plan.planned, &known.ty),
            config: wire::dynamic(&plan.config, &known.ty),
            planned_private: plan.private.clone(),
            planned_identity: known.identity_data(&plan.identity),
            ..Default::default()
        };
        let response = answer(self.grpc.clone().apply_resource_change(request).await);
        let value = wire::tree(response.new_state, &known.ty);
        assert!(
            value.is_known(),
            "the state of {} has unknown values after apply: {value:?}",
            plan.type_name
        );
        let diagnostics = wire::diagnostics(response.diagnostics);
        let mut value = object(&plan.type_name, value, response.private);
        value.identity = known.identity(response.new_identity);
        Outcome { value, diagnostics }
    }

    /// Reads an object again; an absent one is gone.
    pub async fn read(&self, current: &Object) -> Outcome<Object> {
        let known = self.resource(&current.type_name);
        let request = pb::read_resource::Request {
            type_name: current.type_name.clone(),
            current_state: wire::dynamic(&current.value, &known.ty),
            private: current.private.clone(),
            current_identity: known.identity_data(&current.identity),
            client_capabilities: self.capabilities(),
            ..Default::default()
        };
        let response = answer(self.grpc.clone().read_resource(request).await);
        let value = wire::tree(response.new_state, &known.ty);
        assert!(
            value.is_known(),
            "the state of {} has unknown values after read: {value:?}",
            current.type_name
        );
        let diagnostics = wire::diagnostics(response.diagnostics);
        let mut value = object(&current.type_name, value, response.private);
        value.identity = known.identity(response.new_identity);
        Outcome { value, diagnostics }
    }
}
