//! ValidateActionConfig, PlanAction and InvokeAction.

use std::sync::Arc;

use tokio::sync::mpsc;

use super::call::{Events, guarded, guarded_now};
use super::units::find;
use super::{Compiled, Shared, convert};
use crate::diagnostics::Diagnostics;
use crate::engine;
use crate::log::mask;
use crate::proto::tfplugin6 as pb;
use crate::unit::{Progress, Provider};
use crate::value::Tree;

const WHAT: &str = "action type";

impl<P: Provider> Shared<P> {
    pub(super) async fn validate_action(
        self: Arc<Self>,
        request: pb::validate_action_config::Request,
    ) -> pb::validate_action_config::Response {
        let mut diagnostics = Diagnostics::new();
        let (name, table) = (&request.type_name, &self.units.actions);
        if let Some(unit) = find(table, WHAT, name, &mut diagnostics)
            && let Some(config) = read(request.config, unit.compiled(), &mut diagnostics)
        {
            engine::validate(&unit.compiled().block, &config, true, &mut diagnostics);
            if !diagnostics.has_error()
                && let Err(panicked) =
                    guarded_now(|| unit.handler.validate(config, &mut diagnostics))
            {
                panicked.report(name, "ValidateActionConfig", &mut diagnostics);
            }
        }
        pb::validate_action_config::Response {
            diagnostics: convert::diagnostics(diagnostics),
        }
    }

    pub(super) async fn plan_action(
        self: Arc<Self>,
        request: pb::plan_action::Request,
    ) -> pb::plan_action::Response {
        let mut diagnostics = Diagnostics::new();
        let ctx = self.context(request.client_capabilities, Vec::new());
        let (name, table) = (&request.action_type, &self.units.actions);
        if let Some(unit) = find(table, WHAT, name, &mut diagnostics)
            && let Some(config) = read(request.config, unit.compiled(), &mut diagnostics)
            && let Some(data) = self.data(&ctx, &mut diagnostics)
        {
            let config = filled(unit.compiled(), config);
            let plan = unit.handler.plan(&ctx, data, config, &mut diagnostics);
            if let Err(panicked) = guarded(plan).await {
                panicked.report(name, "PlanAction", &mut diagnostics);
            }
        }
        pb::plan_action::Response {
            deferred: convert::deferred(&ctx, &mut diagnostics),
            diagnostics: convert::diagnostics(diagnostics),
        }
    }

    /// Sends progress as it is reported, and how it ended last.
    pub(super) async fn invoke_action(
        self: Arc<Self>,
        request: pb::invoke_action::Request,
        events: Events<pb::invoke_action::Event>,
    ) {
        let mut diagnostics = Diagnostics::new();
        self.invoke(request, &events, &mut diagnostics).await;
        let completed = pb::invoke_action::event::Completed {
            diagnostics: convert::diagnostics(diagnostics),
        };
        send(
            &events,
            pb::invoke_action::event::Type::Completed(completed),
        )
        .await;
    }

    async fn invoke(
        &self,
        request: pb::invoke_action::Request,
        events: &Events<pb::invoke_action::Event>,
        diagnostics: &mut Diagnostics,
    ) {
        const RPC: &str = "InvokeAction";
        let name = &request.action_type;
        let ctx = self.context(request.client_capabilities, Vec::new());
        let Some(unit) = find(&self.units.actions, WHAT, name, diagnostics) else {
            return;
        };
        let Some(config) = read(request.config, unit.compiled(), diagnostics) else {
            return;
        };
        let Some(data) = self.data(&ctx, diagnostics) else {
            return convert::refuse_deferral(&ctx, RPC, diagnostics);
        };
        let config = filled(unit.compiled(), config);
        let (messages, mut reported) = mpsc::unbounded_channel();
        let progress = Progress(messages);
        let result = {
            let handler = unit
                .handler
                .invoke(&ctx, data, config, &progress, diagnostics);
            let handler = guarded(handler);
            tokio::pin!(handler);
            loop {
                tokio::select! {
                    biased;
                    Some(message) = reported.recv() => report(events, &message).await,
                    result = &mut handler => break result,
                }
            }
        };
        // A handle may outlive the call; what it says from now on is not heard.
        while let Ok(message) = reported.try_recv() {
            report(events, &message).await;
        }
        if let Err(panicked) = result {
            panicked.report(name, RPC, diagnostics);
        }
        convert::refuse_deferral(&ctx, RPC, diagnostics);
    }
}

async fn report(events: &Events<pb::invoke_action::Event>, message: &str) {
    let progress = pb::invoke_action::event::Progress {
        message: mask::apply(message),
    };
    send(events, pb::invoke_action::event::Type::Progress(progress)).await;
}

async fn send(events: &Events<pb::invoke_action::Event>, event: pb::invoke_action::event::Type) {
    let event = pb::invoke_action::Event {
        r#type: Some(event),
    };
    // An action goes on when Terraform no longer listens: its cancellation tells it to stop.
    let _ = events.send(Ok(event)).await;
}

/// Reads the `config` block, which may be left out.
fn read(
    config: Option<pb::DynamicValue>,
    compiled: &Compiled,
    diagnostics: &mut Diagnostics,
) -> Option<Tree> {
    let config = convert::read(config, compiled, "configuration", diagnostics)?;
    Some(if config.is_null() {
        engine::empty(&compiled.block)
    } else {
        config
    })
}

fn filled(compiled: &Compiled, config: Tree) -> Tree {
    let mut filled = config.clone();
    engine::fill_defaults(&compiled.block, &config, &mut filled);
    filled
}
