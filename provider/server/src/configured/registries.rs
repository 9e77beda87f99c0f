//! The container registries of the provider's configuration, and what is logged in to on this machine.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use ovhai_images::{Credential, Credentials, Error, Options, Places};
use terraform_plugin::{Diagnostics, Path, Schema, Secret, Value};
use url::Url;

/// How a registry is reached.
#[derive(Clone, Debug, Schema)]
pub struct RegistryModel {
    /// User name.
    #[attr(optional)]
    username: Value<String>,
    /// Password, or a token that stands for one.
    #[attr(optional)]
    password: Value<Secret>,
    /// Bearer token that the registry itself takes. Instead of `username` and `password`.
    #[attr(optional)]
    token: Value<Secret>,
    /// Where it is really asked: URL of a mirror, a proxy cache or a private address, such as `https://mirror.example.com`, or
    /// `https://mirror.example.com/v2/hub` where every repository has a prefix. Only the credential given here, or one that is
    /// logged in to at that host, is sent there.
    #[attr(optional)]
    endpoint: Value<String>,
    /// PEM certificates that the server's may come from, beside those of the system.
    #[attr(optional)]
    ca_certificate: Value<String>,
    /// Speak http, without encryption. Only for a registry on this machine, where it is the default: `false` is for one with a
    /// certificate.
    #[attr(optional)]
    insecure: Value<bool>,
}

/// All configured registries. Clients are made when an export first needs one, and then shared: so are connections and tokens.
#[derive(Debug)]
pub struct Registries {
    configured: Value<BTreeMap<String, RegistryModel>>,
    places: Mutex<Option<Arc<Places>>>,
}

impl Registries {
    /// Keeps the configuration; nothing is read before a registry is asked.
    pub const fn new(configured: Value<BTreeMap<String, RegistryModel>>) -> Self {
        Self {
            configured,
            places: Mutex::new(None),
        }
    }

    /// Whether only apply will tell how registries are reached.
    pub fn is_unknown(&self) -> bool {
        !terraform_plugin::value::Element::encode(&self.configured).is_known()
    }

    /// The ways to all registries; errors are the configuration's.
    pub fn places(&self, diagnostics: &mut Diagnostics) -> Option<Arc<Places>> {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(places) = &*places {
            return Some(Arc::clone(places));
        }
        let made = Arc::new(self.make(diagnostics)?);
        *places = Some(Arc::clone(&made));
        Some(made)
    }

    fn make(&self, diagnostics: &mut Diagnostics) -> Option<Places> {
        let mut given = BTreeMap::new();
        let mut special = BTreeMap::new();
        for (host, model) in self.configured.get().into_iter().flatten() {
            let wrong = |attribute: &str, problem: &str, diagnostics: &mut Diagnostics| {
                diagnostics.error(
                    format!("The registry {host:?} cannot be used"),
                    format!("{attribute} of the provider's registries: {problem}"),
                );
            };
            match model.credential() {
                Ok(Some(credential)) => {
                    given.insert(host.clone(), credential);
                }
                Ok(None) => {}
                Err(problem) => {
                    wrong("username, password and token", problem, diagnostics);
                    return None;
                }
            }
            let endpoint = match filled(&model.endpoint).map(|text| Url::parse(&text)) {
                None => None,
                Some(Ok(url)) => Some(url),
                Some(Err(problem)) => {
                    wrong("endpoint", &format!("it is no URL: {problem}"), diagnostics);
                    return None;
                }
            };
            let is_local =
                is_this_machine((endpoint.as_ref()).and_then(Url::host_str).unwrap_or(host));
            let is_insecure = model.insecure.get().copied();
            if is_insecure == Some(true) && !is_local {
                wrong(
                    "insecure",
                    "http without encryption shows credentials and images to everybody on the way; it is only for this machine",
                    diagnostics,
                );
                return None;
            }
            let options = Options {
                plain_http: is_insecure,
                endpoint,
                authorities: filled(&model.ca_certificate).into_iter().collect(),
                ..Options::default()
            };
            special.insert(host.clone(), options);
        }
        let mut credentials = Credentials::given(given);
        if let Some(path) = docker_configuration() {
            credentials = diagnostics.ok(
                "What docker login left cannot be used",
                credentials.with_docker_config(&path),
            )?;
        }
        let mut places = Places::new(credentials, Options::default());
        for (host, options) in special {
            places = places.with_registry(&host, options);
            if let Err(error) = places.registry(&host) {
                tell(&error, diagnostics);
                return None;
            }
        }
        Some(places)
    }
}

fn tell(error: &Error, diagnostics: &mut Diagnostics) {
    diagnostics.error_at(
        Path::root("registries"),
        "A registry cannot be used",
        error.to_string(),
    );
}

impl RegistryModel {
    fn credential(&self) -> Result<Option<Credential>, &'static str> {
        let secret = |value: &Value<Secret>| {
            value
                .get()
                .map(|secret| secret.expose().clone())
                .filter(|text| !text.is_empty())
                .map(ovhai_images::Secret::new)
        };
        match (
            filled(&self.username),
            secret(&self.password),
            secret(&self.token),
        ) {
            (None, None, None) => Ok(None),
            (Some(user), Some(password), None) => Ok(Some(Credential::Password { user, password })),
            (None, None, Some(token)) => Ok(Some(Credential::Bearer(token))),
            (_, _, Some(_)) => Err("give either a token, or username and password"),
            (Some(_), None, None) => Err("the username has no password"),
            (None, Some(_), None) => Err("the password has no username"),
        }
    }
}

/// An empty text is what a variable without a value gives.
fn filled(value: &Value<String>) -> Option<String> {
    value.get().filter(|text| !text.is_empty()).cloned()
}

fn is_this_machine(host: &str) -> bool {
    let name = host.strip_prefix('[').map_or_else(
        || host.split(':').next().unwrap_or_default(),
        |rest| rest.split(']').next().unwrap_or_default(),
    );
    name == "localhost"
        || name
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

/// The file that `docker login`, `podman login` and `skopeo login` are told to write to, else docker's own.
fn docker_configuration() -> Option<PathBuf> {
    let named = |variable: &str| {
        std::env::var_os(variable)
            .filter(|path| !path.is_empty())
            .map(PathBuf::from)
    };
    named("REGISTRY_AUTH_FILE")
        .or_else(|| named("DOCKER_CONFIG").map(|folder| folder.join("config.json")))
        .or_else(|| std::env::home_dir().map(|home| home.join(".docker").join("config.json")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model(username: &str, password: &str, token: &str) -> RegistryModel {
        RegistryModel {
            username: username.to_owned().into(),
            password: Value::Known(Secret::new(password.to_owned())),
            token: Value::Known(Secret::new(token.to_owned())),
            endpoint: Value::Null,
            ca_certificate: Value::Null,
            insecure: Value::Null,
        }
    }

    #[test]
    fn a_credential_is_whole_or_none() {
        assert!(model("", "", "").credential().unwrap().is_none());
        assert!(model("me", "word", "").credential().unwrap().is_some());
        assert!(model("", "", "token").credential().unwrap().is_some());
        for (username, password, token) in [("me", "", ""), ("", "word", ""), ("me", "word", "t")] {
            assert!(model(username, password, token).credential().is_err());
        }
    }

    #[test]
    fn only_this_machine_is_spoken_to_without_encryption() {
        for host in [
            "localhost",
            "localhost:5000",
            "127.0.0.1:5000",
            "[::1]:5000",
        ] {
            assert!(is_this_machine(host), "{host}");
        }
        for host in [
            "registry.example.com",
            "10.0.0.1:5000",
            "localhost.example.com",
        ] {
            assert!(!is_this_machine(host), "{host}");
        }
        let remote = RegistryModel {
            insecure: true.into(),
            ..model("me", "a-word-nobody-may-see", "")
        };
        let registries = Registries::new(Value::Known(
            [("registry.example.com".to_owned(), remote)].into(),
        ));
        let mut diagnostics = Diagnostics::new();
        assert!(registries.places(&mut diagnostics).is_none());
        let text = format!("{diagnostics:?}{registries:?}");
        assert!(text.contains("only for this machine"), "{text}");
        assert!(!text.contains("a-word-nobody-may-see"), "{text}");
    }
}
