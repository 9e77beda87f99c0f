//! Searches.

use super::client::{Client, answer, fitted, object};
use super::outcome::{Found, Outcome};
use super::wire;
use crate::proto::tfplugin6 as pb;
use crate::value::Tree;

impl Client {
    /// Validates a search and, without errors, runs it; nothing is found after an error, as in
    /// Terraform. `limit` 0 is for none.
    ///
    /// # Panics
    /// When a result has no complete identity, two have the same one, there are more than the limit,
    /// or a state is missing or cannot be planned from.
    pub async fn list(
        &self,
        type_name: &str,
        given: impl Into<Tree>,
        limit: i64,
        include_resource: bool,
    ) -> Outcome<Vec<Found>> {
        let known = self.list_resource(type_name);
        let config = wire::dynamic(&fitted(known, given), &known.ty);
        let request = pb::validate_list_resource_config::Request {
            type_name: type_name.to_owned(),
            config: config.clone(),
            ..Default::default()
        };
        let validated = self
            .grpc
            .clone()
            .validate_list_resource_config(request)
            .await;
        let mut outcome = Outcome {
            value: Vec::new(),
            diagnostics: wire::diagnostics(answer(validated).diagnostics),
        };
        if !outcome.errors().is_empty() {
            return outcome;
        }
        let request = pb::list_resource::Request {
            type_name: type_name.to_owned(),
            config,
            include_resource_object: include_resource,
            limit,
        };
        let mut stream = answer(self.grpc.clone().list_resource(request).await);
        loop {
            let message = stream.message().await;
            let message = message
                .unwrap_or_else(|status| panic!("the provider broke the search off: {status}"));
            let Some(event) = message else { break };
            outcome
                .diagnostics
                .extend(wire::diagnostics(event.diagnostic.clone()));
            if event.identity.is_some() || event.diagnostic.is_empty() {
                outcome
                    .value
                    .push(self.found(type_name, event, include_resource));
            }
        }
        if !outcome.errors().is_empty() {
            outcome.value.clear();
        }
        let found = &outcome.value;
        let most = usize::try_from(limit).unwrap_or_default();
        assert!(limit <= 0 || found.len() <= most, "more than {limit} found");
        let mut identities: Vec<_> = found.iter().map(|found| &found.identity).collect();
        identities.sort();
        identities.dedup();
        assert!(
            identities.len() == found.len(),
            "{type_name}: two found objects have the same identity"
        );
        outcome
    }

    fn found(&self, type_name: &str, event: pb::list_resource::Event, include: bool) -> Found {
        let resource = self.resource(type_name);
        let identity = resource.identity(event.identity);
        assert!(
            !identity.is_null() && identity.is_known(),
            "{type_name}: {:?} was found without identity",
            event.display_name
        );
        assert!(
            event.resource_object.is_some() == include,
            "{type_name}: {:?} has a state when it was not asked for, or none when it was",
            event.display_name
        );
        Found {
            display_name: event.display_name,
            resource: event.resource_object.map(|state| {
                let state = wire::tree(Some(state), &resource.ty);
                let mut object = object(type_name, state, Vec::new());
                object.identity = identity.clone();
                object
            }),
            identity,
        }
    }
}
