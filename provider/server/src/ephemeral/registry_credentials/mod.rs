//! `ovhai_registry_credentials`.

use std::sync::Arc;

use ovh_api::{Error, Project};
use ovhai_platform::documents::{Listed, around::RegistryUserCreation};
use serde::{Deserialize, Serialize};
use terraform_plugin::{
    Context, Diagnostics, EphemeralResource, Opened, Path, Schema, Secret, Value,
};

use crate::{failure::report, managed::run_scoped, platform::Platform, shown};

/// Where open leaves what close needs.
const OPEN: &str = "open";

/// A user of a managed private registry (Harbor) that lives as long as a run of Terraform: made whenever Terraform needs it,
/// deleted at the end of the plan or apply, also of an interrupted one, and stored nowhere. With it images can be copied out
/// before an exit.
///
/// What a killed run leaves behind is found by its login and reported. Passwords of registries that are attached to the project
/// (`ovhai_registry`) are told by nobody.
#[derive(Debug, Schema)]
pub struct Model {
    /// Public Cloud project. Default: the provider's.
    #[attr(optional, computed)]
    service_name: Value<String>,
    /// Id of the managed private registry.
    #[attr(required, validate(not_blank()))]
    registry_id: Value<String>,
    /// How the logins of such users begin; 12 random characters follow. Default: `terraform-run-`.
    #[attr(
        optional,
        validate(text(
            "must have 3 to 40 letters, digits, `-` and `_`",
            run_scoped::check_prefix
        ))
    )]
    login_prefix: Value<String>,
    /// Mail address of the user. Default: `LOGIN@example.com`.
    #[attr(optional, validate(text_matches("must be a mail address", |text| text.contains('@'))))]
    email: Value<String>,
    /// Identifier of the user.
    #[attr(computed)]
    id: Value<String>,
    /// Address of the registry.
    #[attr(computed)]
    url: Value<String>,
    /// Login.
    #[attr(computed)]
    username: Value<String>,
    /// Password.
    #[attr(computed)]
    password: Value<Secret>,
}

/// What is open.
#[derive(Debug, Serialize, Deserialize)]
struct Open {
    service: String,
    registry: String,
    id: String,
    login: String,
}

/// The ephemeral resource.
pub struct RegistryCredentials;

impl EphemeralResource for RegistryCredentials {
    type Model = Model;
    type Data = Platform;
    const TYPE: &'static str = "ovhai_registry_credentials";

    async fn open(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        mut config: Model,
        diagnostics: &mut Diagnostics,
    ) -> Option<Opened<Model>> {
        let service = platform.service_name(&config.service_name, diagnostics)?;
        let project = platform.changing(ctx.cancellation(), &service);
        let registry = config.registry_id.get()?.clone();
        let found = project.container_registry(&registry).await;
        if matches!(&found, Err(error) if error.is_not_found()) {
            tell_missing(&project, &registry, diagnostics).await;
            return None;
        }
        let found = report(found, "The registry cannot be read", diagnostics)?;
        let prefix = config.login_prefix.as_deref().unwrap_or("terraform-run-");
        tell_stale(&project, &registry, prefix, diagnostics).await?;

        let login = run_scoped::name(prefix, diagnostics)?;
        let email = config.email.get().cloned();
        let user = RegistryUserCreation {
            email: Some(email.unwrap_or_else(|| format!("{login}@example.com"))),
            login: Some(login.clone()),
            ..RegistryUserCreation::default()
        };
        let created = project
            .create_container_registry_user(&registry, &user)
            .await;
        let user = match created {
            Ok(user) => user,
            Err(error) => {
                undo(&platform, &service, &registry, &login, error, diagnostics).await;
                return None;
            }
        };
        let open = Open {
            service: service.clone(),
            registry,
            id: user.id.clone(),
            login: login.clone(),
        };
        if ctx.private().set(OPEN, &open).is_err() {
            remove(&platform, &open, diagnostics).await;
        }
        let Some(password) = user.password else {
            // Close, which follows, deletes it.
            diagnostics.error(
                "The user cannot be used",
                "The platform answered without its password. Try once more.",
            );
            return None;
        };
        config.service_name.set(service);
        config.id.set(open.id);
        config.url = shown::member(found.url.as_deref());
        config.username.set(login);
        config.password = Value::Known(Secret::new(password.expose().to_owned()));
        Some(config.into())
    }

    async fn close(&self, ctx: &Context, platform: Arc<Platform>, diagnostics: &mut Diagnostics) {
        match ctx.private().get::<Open>(OPEN) {
            Some(open) => remove(&platform, &open, diagnostics).await,
            None => diagnostics.error(
                "The user is not deleted",
                "Terraform did not tell which user to delete. Look for users of the registry that begin with the prefix and delete \
                 them.",
            ),
        }
    }
}

/// Deletes a user.
async fn remove(platform: &Platform, open: &Open, diagnostics: &mut Diagnostics) {
    let ended = run_scoped::end(platform, &open.service, |project| async move {
        let ended = project
            .delete_container_registry_user(&open.registry, &open.id)
            .await;
        run_scoped::or_gone(ended)
    });
    if let Err(error) = ended.await {
        diagnostics.error(
            "The user is not deleted",
            format!(
                "{error}\n\nDelete it by hand: user {} (`{}`) of the registry {} of project {}.",
                open.id, open.login, open.registry, open.service
            ),
        );
    }
}

/// After a create that failed: nothing may be left of it. The login is nobody else's, so what bears it is ours.
async fn undo(
    platform: &Platform,
    service: &str,
    registry: &str,
    login: &str,
    error: Error,
    diagnostics: &mut Diagnostics,
) {
    let is_unclear = matches!(error, Error::AmbiguousCreate(_));
    report::<()>(Err(error), "The user cannot be created", diagnostics);
    if !is_unclear {
        return;
    }
    let looked = run_scoped::end(platform, service, |project| async move {
        project.container_registry_users(registry).await
    });
    let users = match looked.await {
        Ok(users) => users,
        Err(error) => {
            diagnostics.error(
                "A user may be left behind",
                format!("{error}\n\nLook for the user `{login}` of the registry {registry} of project {service} and delete it."),
            );
            return;
        }
    };
    let ours = users.into_iter().filter_map(|user| match user {
        Listed::Read(user) => (user.user.as_deref() == Some(login)).then_some(user.id),
        Listed::Undecodable(_) => None,
    });
    for id in ours {
        let open = Open {
            service: service.to_owned(),
            registry: registry.to_owned(),
            id,
            login: login.to_owned(),
        };
        remove(platform, &open, diagnostics).await;
    }
}

/// Says which registries there are.
async fn tell_missing(project: &Project, registry: &str, diagnostics: &mut Diagnostics) {
    let known = project.container_registries().await.unwrap_or_default();
    let ids: Vec<String> = known
        .into_iter()
        .filter_map(|one| match one {
            Listed::Read(one) => Some(one.id),
            Listed::Undecodable(odd) => odd.id,
        })
        .collect();
    let known = if ids.is_empty() {
        "there is none".to_owned()
    } else {
        format!("there are {}", ids.join(", "))
    };
    diagnostics.error_at(
        Path::root("registry_id"),
        "There is no such managed registry",
        format!(
            "Project {} has no managed private registry {registry}; {known}.",
            project.service_name()
        ),
    );
}

/// Names users that runs left behind. Nobody tells when a user was made, so one of a run under way is among them.
async fn tell_stale(
    project: &Project,
    registry: &str,
    prefix: &str,
    diagnostics: &mut Diagnostics,
) -> Option<()> {
    let users = project.container_registry_users(registry).await;
    if matches!(&users, Err(error) if error.missing_right().is_some()) {
        return Some(());
    }
    let users = report(
        users,
        "The users of the registry cannot be read",
        diagnostics,
    )?;
    let stale: Vec<String> = users
        .into_iter()
        .filter_map(|user| match user {
            Listed::Read(user) => Some((user.user?, user.id)),
            Listed::Undecodable(_) => None,
        })
        .filter(|(login, _)| login.starts_with(prefix))
        .map(|(login, id)| format!("{id} (`{}`)", run_scoped::told(&login)))
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
            "Users of other runs exist",
            format!(
                "They belong to runs under way, or to ones that were killed and could not delete them. Delete those that no run \
                 uses: {}{more}.",
                named.join(", ")
            ),
        );
    }
    Some(())
}
