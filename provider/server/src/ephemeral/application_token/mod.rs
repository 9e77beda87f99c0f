//! `ovhai_application_token`.

use std::{sync::Arc, time::Duration};

use ovh_api::Error;
use ovhai_platform::documents::{Listed, TokenRole, TokenSpec};
use serde::{Deserialize, Serialize};
use terraform_plugin::{
    Context, Diagnostics, DurationText, EphemeralResource, Opened, Schema, Secret, Value,
};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::{
    failure::report,
    listed::check_selector,
    managed::{
        known_regions::{self, Purpose},
        run_scoped,
    },
    platform::Platform,
};

/// Where open leaves what close needs.
const OPEN: &str = "open";

const DAY: Duration = Duration::from_secs(86_400);

/// An application token that lives as long as a run of Terraform: made whenever Terraform needs it, revoked at the end of the
/// plan or apply, also of an interrupted one, and stored nowhere.
///
/// This is the one thing of this provider that makes something while planning. A token that exists already is never renewed,
/// as that would end the value others use. What a killed run leaves behind is found by its name and reported.
#[derive(Debug, Schema)]
pub struct Model {
    /// Public Cloud project. Default: the provider's.
    #[attr(optional, computed)]
    service_name: Value<String>,
    /// Region code, such as `GRA`; the token reaches nothing in other regions.
    #[attr(required)]
    region: Value<String>,
    /// What it allows: `ai_training_operator` (manage and call workloads), `ai_training_read` (call running ones),
    /// `quantum_operator` or `quantum_reader`.
    #[attr(required, validate(one_of(TokenRole::KNOWN)))]
    role: Value<String>,
    /// It reaches only workloads whose labels match, such as `team=nlp` or `ovh/id=ID`; all of its region without one.
    #[attr(optional, validate(text("must be a label selector", check_selector)))]
    label_selector: Value<String>,
    /// How the names of such tokens begin; 12 random characters follow. Default: `terraform-run-`.
    #[attr(
        optional,
        validate(text(
            "must have 3 to 40 letters, digits, `-` and `_`",
            run_scoped::check_prefix
        ))
    )]
    name_prefix: Value<String>,
    /// Tokens whose names begin like this and that are older are reported as left behind. Default: `24h`.
    #[attr(optional)]
    stale_after: Value<DurationText>,
    /// Identifier.
    #[attr(computed)]
    id: Value<String>,
    /// Its name.
    #[attr(computed)]
    name: Value<String>,
    /// The value, to be sent as `Authorization: Bearer …`.
    #[attr(computed)]
    token: Value<Secret>,
}

/// What is open.
#[derive(Debug, Serialize, Deserialize)]
struct Open {
    service: String,
    id: String,
    name: String,
}

/// The ephemeral resource.
pub struct ApplicationToken;

impl EphemeralResource for ApplicationToken {
    type Model = Model;
    type Data = Platform;
    const TYPE: &'static str = "ovhai_application_token";

    async fn open(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        mut config: Model,
        diagnostics: &mut Diagnostics,
    ) -> Option<Opened<Model>> {
        let service = platform.service_name(&config.service_name, diagnostics)?;
        let project = platform.changing(ctx.cancellation(), &service);
        let region = config.region.get()?.clone();
        known_regions::check(
            &platform,
            &project,
            Purpose::Workloads,
            &region,
            diagnostics,
        )
        .await?;
        let prefix = config.name_prefix.as_deref().unwrap_or("terraform-run-");
        let age = config.stale_after.get().map_or(DAY, DurationText::span);
        tell_stale(&platform, &project, prefix, age, diagnostics).await?;

        let name = run_scoped::name(prefix, diagnostics)?;
        let spec = TokenSpec {
            label_selector: config.label_selector.get().cloned(),
            name: Some(name.clone()),
            region,
            role: config.role.get().map(|role| role.as_str().into()),
            ..TokenSpec::default()
        };
        let created = project.create_token(&spec).await;
        platform.listings().forget_tokens(&project);
        let token = match created {
            Ok(token) => token,
            Err(error) => {
                undo(&platform, &service, &name, error, diagnostics).await;
                return None;
            }
        };
        let open = Open {
            service: service.clone(),
            id: token.id.clone(),
            name: name.clone(),
        };
        if ctx.private().set(OPEN, &open).is_err() {
            revoke(&platform, &open, diagnostics).await;
        }
        let Some(value) = token.status.and_then(|status| status.value) else {
            // Close, which follows, revokes it.
            diagnostics.error(
                "The token cannot be used",
                "The platform answered without its value. Try once more.",
            );
            return None;
        };
        config.service_name.set(service);
        config.id.set(token.id);
        config.name.set(name);
        config.token = Value::Known(Secret::new(value.expose().to_owned()));
        Some(config.into())
    }

    async fn close(&self, ctx: &Context, platform: Arc<Platform>, diagnostics: &mut Diagnostics) {
        match ctx.private().get::<Open>(OPEN) {
            Some(open) => revoke(&platform, &open, diagnostics).await,
            None => diagnostics.error(
                "The token is not revoked",
                "Terraform did not tell which token to revoke. Look for tokens that begin with the name prefix and delete them.",
            ),
        }
    }
}

/// Ends the use of a token.
async fn revoke(platform: &Platform, open: &Open, diagnostics: &mut Diagnostics) {
    let ended = run_scoped::end(platform, &open.service, |project| async move {
        let ended = project.delete_token(&open.id).await;
        platform.listings().forget_tokens(&project);
        run_scoped::or_gone(ended)
    });
    if let Err(error) = ended.await {
        diagnostics.error(
            "The token is not revoked",
            format!(
                "{error}\n\nDelete it by hand, because it never expires: token {} (`{}`) of project {}, for example with `ovhai token \
                 delete {}`.",
                open.id, open.name, open.service, open.id
            ),
        );
    }
}

/// After a create that failed: nothing may be left of it. The name is nobody else's, so what bears it is ours.
async fn undo(
    platform: &Platform,
    service: &str,
    name: &str,
    error: Error,
    diagnostics: &mut Diagnostics,
) {
    let is_unclear = matches!(error, Error::AmbiguousCreate(_));
    report::<()>(Err(error), "The token cannot be created", diagnostics);
    if !is_unclear {
        return;
    }
    let looked = run_scoped::end(platform, service, |project| async move {
        project.tokens().await
    });
    let tokens = match looked.await {
        Ok(tokens) => tokens,
        Err(error) => {
            diagnostics.error(
                "A token may be left behind",
                format!(
                    "{error}\n\nLook for the token `{name}` of project {service} and delete it."
                ),
            );
            return;
        }
    };
    let ours = tokens.into_iter().filter_map(|token| match token {
        Listed::Read(token) => (token.spec.name.as_deref() == Some(name)).then_some(token.id),
        Listed::Undecodable(_) => None,
    });
    for id in ours {
        let open = Open {
            service: service.to_owned(),
            id,
            name: name.to_owned(),
        };
        revoke(platform, &open, diagnostics).await;
    }
}

/// Names tokens that earlier runs left behind. They are not deleted: another run may still use them.
async fn tell_stale(
    platform: &Platform,
    project: &ovh_api::Project,
    prefix: &str,
    age: Duration,
    diagnostics: &mut Diagnostics,
) -> Option<()> {
    let tokens = platform.listings().tokens(project).await;
    if matches!(&tokens, Err(error) if error.missing_right().is_some()) {
        // Making one takes another right; nothing is lost but this report.
        return Some(());
    }
    let tokens = report(tokens, "The tokens cannot be read", diagnostics)?;
    let now = report(
        project.client().server_time().await,
        "The time cannot be read",
        diagnostics,
    )?;
    let before = now.saturating_sub(i64::try_from(age.as_secs()).unwrap_or(i64::MAX));
    let stale: Vec<String> = tokens
        .objects
        .values()
        .filter(|token| {
            let name = token.spec.name.as_deref().unwrap_or_default();
            name.starts_with(prefix) && made_before(token.created_at.as_deref(), before)
        })
        .map(|token| {
            let name = token.spec.name.as_deref().unwrap_or_default();
            format!("{} (`{}`)", token.id, run_scoped::told(name))
        })
        .collect();
    if !stale.is_empty() {
        let more = stale.len().saturating_sub(run_scoped::NAMED);
        let more = if more > 0 {
            format!(", and {more} more")
        } else {
            String::new()
        };
        let named: Vec<String> = stale.into_iter().take(run_scoped::NAMED).collect();
        diagnostics.warning(
            "Tokens of earlier runs are left behind",
            format!(
                "A run that was killed could not revoke its token, and tokens never expire. Delete them unless a run still uses them: \
                 {}{more}.",
                named.join(", ")
            ),
        );
    }
    Some(())
}

/// Whether a time (RFC 3339) lies before another (unix seconds); one that cannot be read does not.
fn made_before(created_at: Option<&str>, before: i64) -> bool {
    let made = created_at.and_then(|text| OffsetDateTime::parse(text, &Rfc3339).ok());
    made.is_some_and(|made| made.unix_timestamp() < before)
}
