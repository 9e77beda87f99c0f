//! Actions.

use super::client::{Client, answer, fitted};
use super::outcome::Outcome;
use super::wire;
use crate::proto::tfplugin6 as pb;
use crate::value::Tree;

impl Client {
    /// Validates and plans an action; true when the provider said "not now".
    pub async fn plan_action(&self, type_name: &str, given: impl Into<Tree>) -> Outcome<bool> {
        let known = self.action(type_name);
        let config = wire::dynamic(&fitted(known, given), &known.ty);
        let request = pb::validate_action_config::Request {
            type_name: type_name.to_owned(),
            config: config.clone(),
        };
        let response = answer(self.grpc.clone().validate_action_config(request).await);
        let mut outcome = Outcome {
            value: false,
            diagnostics: wire::diagnostics(response.diagnostics),
        };
        if outcome.errors().is_empty() {
            let request = pb::plan_action::Request {
                action_type: type_name.to_owned(),
                config,
                client_capabilities: self.capabilities(),
            };
            let response = answer(self.grpc.clone().plan_action(request).await);
            outcome
                .diagnostics
                .extend(wire::diagnostics(response.diagnostics));
            outcome.value = response.deferred.is_some();
        }
        outcome
    }

    /// Validates, plans and, without errors, invokes an action; gives back what it reported on the
    /// way.
    ///
    /// # Panics
    /// When the action does not end with exactly one completion.
    pub async fn invoke(&self, type_name: &str, given: impl Into<Tree>) -> Outcome<Vec<String>> {
        use pb::invoke_action::event::Type;
        let (known, given) = (self.action(type_name), given.into());
        let planned = self.plan_action(type_name, given.clone()).await;
        let mut outcome = Outcome {
            value: Vec::new(),
            diagnostics: planned.diagnostics,
        };
        if !outcome.errors().is_empty() || planned.value {
            return outcome;
        }
        let request = pb::invoke_action::Request {
            action_type: type_name.to_owned(),
            config: wire::dynamic(&fitted(known, given), &known.ty),
            client_capabilities: self.capabilities(),
        };
        let mut stream = answer(self.grpc.clone().invoke_action(request).await);
        let mut completed = false;
        loop {
            let message = stream.message().await;
            let message = message
                .unwrap_or_else(|status| panic!("the provider broke the action off: {status}"));
            let Some(event) = message else { break };
            assert!(!completed, "{type_name} went on after its completion");
            match event.r#type {
                Some(Type::Progress(progress)) => outcome.value.push(progress.message),
                Some(Type::Completed(end)) => {
                    completed = true;
                    outcome
                        .diagnostics
                        .extend(wire::diagnostics(end.diagnostics));
                }
                None => panic!("{type_name} sent an event that says nothing"),
            }
        }
        assert!(completed, "{type_name} ended without completion");
        outcome
    }
}
