//! Ephemeral resources.

use super::client::{Client, answer, fitted};
use super::outcome::{Open, Outcome};
use super::wire;
use crate::proto::tfplugin6 as pb;
use crate::value::Tree;

impl Client {
    /// Validates the configuration of an ephemeral resource and, without errors, opens it.
    pub async fn open(&self, type_name: &str, given: impl Into<Tree>) -> Outcome<Open> {
        let known = self.ephemeral_resource(type_name);
        let config = wire::dynamic(&fitted(known, given), &known.ty);
        let mut open = Open {
            type_name: type_name.to_owned(),
            value: Tree::Null,
            private: None,
            renewal: None,
            renew_at: None,
            deferred: false,
        };
        let request = pb::validate_ephemeral_resource_config::Request {
            type_name: type_name.to_owned(),
            config: config.clone(),
        };
        let validated = self
            .grpc
            .clone()
            .validate_ephemeral_resource_config(request)
            .await;
        let validated = Outcome {
            value: (),
            diagnostics: wire::diagnostics(answer(validated).diagnostics),
        };
        if !validated.errors().is_empty() {
            return Outcome {
                value: open,
                diagnostics: validated.diagnostics,
            };
        }
        let request = pb::open_ephemeral_resource::Request {
            type_name: type_name.to_owned(),
            config,
            client_capabilities: self.capabilities(),
        };
        let response = answer(self.grpc.clone().open_ephemeral_resource(request).await);
        let mut diagnostics = validated.diagnostics;
        diagnostics.extend(wire::diagnostics(response.diagnostics));
        open.value = wire::tree(response.result, &known.ty);
        open.private.clone_from(&response.private);
        open.renewal = response.private;
        open.renew_at = response.renew_at.and_then(|time| time.try_into().ok());
        open.deferred = response.deferred.is_some();
        assert!(
            open.deferred || open.value.is_known(),
            "{type_name} has unknown results: {:?}",
            open.value
        );
        Outcome {
            value: open,
            diagnostics,
        }
    }

    /// Renews an open ephemeral resource.
    pub async fn renew(&self, open: &Open) -> Outcome<Open> {
        let request = pb::renew_ephemeral_resource::Request {
            type_name: open.type_name.clone(),
            private: open.renewal.clone(),
        };
        let response = answer(self.grpc.clone().renew_ephemeral_resource(request).await);
        let mut renewed = open.clone();
        renewed.renewal = response.private;
        renewed.renew_at = response.renew_at.and_then(|time| time.try_into().ok());
        Outcome {
            value: renewed,
            diagnostics: wire::diagnostics(response.diagnostics),
        }
    }

    /// Closes an open ephemeral resource.
    pub async fn close(&self, open: &Open) -> Outcome<()> {
        let request = pb::close_ephemeral_resource::Request {
            type_name: open.type_name.clone(),
            private: open.private.clone(),
        };
        let response = answer(self.grpc.clone().close_ephemeral_resource(request).await);
        Outcome {
            value: (),
            diagnostics: wire::diagnostics(response.diagnostics),
        }
    }
}
