//! `lab_job`: takes its time, fails, crashes, and can be stopped.

use std::sync::Arc;
use std::time::Duration;

use terraform_plugin::{
    Context, CreateRequest, Diagnostics, DurationText, Path, Resource, Schema, Timeouts,
    UpdateRequest, Value,
};

use super::Folder;

/// Works for a while.
#[derive(Clone, Schema)]
pub struct Model {
    /// Identifies the job.
    #[attr(computed, plan(use_state_for_unknown))]
    id: Value<String>,
    /// Its name.
    #[attr(required, plan(requires_replace))]
    name: Value<String>,
    /// How long it works.
    #[attr(default = "0s")]
    work: Value<DurationText>,
    /// Where it crashes or fails: `panic create`, `panic create late`, `fail create`, `panic read`, and so on.
    #[attr(optional)]
    mischief: Value<String>,
    /// How long operations may take.
    #[attr(optional)]
    timeouts: Value<Timeouts>,
    /// Tenths of a second it has worked.
    #[attr(computed)]
    progress: Value<i64>,
}

/// The resource.
pub struct Job;

impl Job {
    fn mischief(&self, place: &str, model: &Model, diagnostics: &mut Diagnostics) -> bool {
        let asked = model.mischief.as_deref().unwrap_or_default();
        assert!(asked != format!("panic {place}"), "asked for in {place}");
        if asked == format!("fail {place}") {
            diagnostics.error_at(
                Path::root("mischief"),
                "Failed as asked",
                format!("In {place}."),
            );
            return true;
        }
        false
    }

    /// Works until done, stopped or out of time; the model says how far it came.
    async fn work(
        &self,
        ctx: &Context,
        limit: Duration,
        model: &mut Model,
        diagnostics: &mut Diagnostics,
    ) {
        let tenths = i64::try_from(
            model
                .work
                .get()
                .map_or(0, |work| work.span().as_millis() / 100),
        )
        .unwrap_or_default();
        let deadline = tokio::time::Instant::now() + limit;
        for done in 0..tenths {
            model.progress.set(done);
            ctx.save(model);
            if tokio::time::Instant::now() >= deadline {
                diagnostics.error_at(
                    Path::root("timeouts"),
                    "Out of time",
                    format!("After {done} tenths of a second."),
                );
                return;
            }
            if ctx
                .unless_cancelled(tokio::time::sleep(Duration::from_millis(100)))
                .await
                .is_none()
            {
                diagnostics.error(
                    "Interrupted",
                    format!("Stopped after {done} tenths of a second."),
                );
                return;
            }
        }
        model.progress.set(tenths);
    }
}

impl Resource for Job {
    type Model = Model;
    type Identity = terraform_plugin::NoIdentity;
    type Data = Folder;
    const TYPE: &'static str = "lab_job";

    fn validate(&self, config: &Model, diagnostics: &mut Diagnostics) {
        self.mischief("validate", config, diagnostics);
    }

    async fn plan(
        &self,
        _: &Context,
        _: Arc<Folder>,
        request: &mut terraform_plugin::PlanRequest<Model>,
        diagnostics: &mut Diagnostics,
    ) {
        self.mischief("plan", &request.config, diagnostics);
        if request.config.mischief.as_deref() == Value::Known("plan nonsense") {
            request.proposed.name.set("another name");
        }
        if request.config.mischief.as_deref() == Value::Known("plan by clock") {
            let now = std::time::SystemTime::UNIX_EPOCH
                .elapsed()
                .unwrap_or_default();
            request
                .proposed
                .progress
                .set(i64::try_from(now.as_nanos() % 1_000_000_007).unwrap_or_default());
        }
    }

    async fn plan_destroy(
        &self,
        _: &Context,
        _: Arc<Folder>,
        prior: Model,
        diagnostics: &mut Diagnostics,
    ) {
        self.mischief("plan destroy", &prior, diagnostics);
    }

    async fn create(
        &self,
        ctx: &Context,
        folder: Arc<Folder>,
        request: CreateRequest<Model>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Model> {
        if self.mischief("create", &request.planned, diagnostics) {
            return None;
        }
        let mut model = request.planned;
        let name = model.name.get()?.clone();
        model.id.set(format!("job-{name}"));
        model.progress.set(0);
        diagnostics.ok(
            "Cannot create the job",
            std::fs::write(folder.file("job", &name), b""),
        )?;
        ctx.save(&model);
        if self.mischief("create late", &model, diagnostics) {
            return None;
        }
        let limit = Timeouts::create(&model.timeouts, Duration::from_secs(60));
        self.work(ctx, limit, &mut model, diagnostics).await;
        if model.mischief.as_deref() == Value::Known("forget progress") {
            model.progress = Value::Unknown;
        }
        if model.mischief.as_deref() == Value::Known("create nonsense") {
            model.name.set("another name");
        }
        if model.mischief.as_deref() == Value::Known("nothing") {
            return None;
        }
        Some(model)
    }

    async fn read(
        &self,
        _: &Context,
        folder: Arc<Folder>,
        state: Model,
        diagnostics: &mut Diagnostics,
    ) -> Option<Model> {
        if self.mischief("read", &state, diagnostics) {
            return None;
        }
        let there = folder
            .file("job", state.name.as_deref().unwrap_or_default())
            .exists();
        there.then_some(state)
    }

    async fn update(
        &self,
        ctx: &Context,
        _: Arc<Folder>,
        request: UpdateRequest<Model>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Model> {
        if self.mischief("update", &request.planned, diagnostics) {
            return None;
        }
        let mut model = request.planned;
        let limit = Timeouts::update(&model.timeouts, Duration::from_secs(60));
        self.work(ctx, limit, &mut model, diagnostics).await;
        Some(model)
    }

    async fn delete(
        &self,
        ctx: &Context,
        folder: Arc<Folder>,
        state: Model,
        diagnostics: &mut Diagnostics,
    ) {
        if self.mischief("delete", &state, diagnostics) {
            let mut left = state;
            left.progress.set(-1);
            return ctx.save(&left);
        }
        // Gone already is as good.
        let _ = std::fs::remove_file(folder.file("job", state.name.as_deref().unwrap_or_default()));
    }
}
