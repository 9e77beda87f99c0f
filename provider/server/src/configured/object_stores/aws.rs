//! Credentials where the tools of S3's first vendor leave them: environment and shared file. Nothing of it that asks a server.

use std::{ffi::OsString, fs, path::PathBuf};

use ovhai_data::{Credential, Secret};

/// The environment's, or a profile's where one is named.
pub(super) fn credential(profile: Option<&str>) -> Result<Credential, String> {
    let variable = |name: &str| {
        std::env::var_os(name)
            .filter(|value| !value.is_empty())
            .and_then(|value| OsString::into_string(value).ok())
    };
    if profile.is_none()
        && let Some(access_key) = variable("AWS_ACCESS_KEY_ID")
    {
        let secret_key = variable("AWS_SECRET_ACCESS_KEY")
            .ok_or("AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not")?;
        return Ok(Credential {
            access_key,
            secret_key: Secret::new(secret_key),
            session_token: variable("AWS_SESSION_TOKEN").map(Secret::new),
        });
    }
    let profile = profile
        .map(str::to_owned)
        .or_else(|| variable("AWS_PROFILE"))
        .unwrap_or_else(|| "default".to_owned());
    let file = variable("AWS_SHARED_CREDENTIALS_FILE")
        .map(PathBuf::from)
        .or_else(|| std::env::home_dir().map(|home| home.join(".aws").join("credentials")))
        .ok_or("it has no access_key")?;
    let text = fs::read_to_string(&file).map_err(|error| {
        format!(
            "it has no access_key, the environment has none, and {} cannot be read ({error}); or set anonymous = true",
            file.display()
        )
    })?;
    of_profile(&text, &profile).ok_or_else(|| {
        format!(
            "{} has no whole credential for the profile {profile:?}",
            file.display()
        )
    })
}

fn of_profile(text: &str, profile: &str) -> Option<Credential> {
    let mut is_inside = false;
    let (mut access_key, mut secret_key, mut session_token) = (None, None, None);
    for line in text.lines().map(str::trim) {
        if let Some(name) = line
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
        {
            is_inside = name.trim() == profile;
        } else if is_inside
            && !line.starts_with(['#', ';'])
            && let Some((name, value)) = line.split_once('=')
        {
            let value = Some(value.trim().to_owned()).filter(|value| !value.is_empty());
            match name.trim() {
                "aws_access_key_id" => access_key = value,
                "aws_secret_access_key" => secret_key = value,
                "aws_session_token" => session_token = value,
                _ => {}
            }
        }
    }
    Some(Credential {
        access_key: access_key?,
        secret_key: Secret::new(secret_key?),
        session_token: session_token.map(Secret::new),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_is_read_from_its_section() {
        let text = "[default]\naws_access_key_id = one\naws_secret_access_key=a=b\n\n[ other ]\n# aws_access_key_id = no\n\
                    aws_access_key_id=two\naws_secret_access_key = c\naws_session_token = t\n[half]\naws_access_key_id = x\n";
        let found = of_profile(text, "default").unwrap();
        assert_eq!(found.access_key, "one");
        assert_eq!(found.secret_key.expose(), "a=b");
        assert!(found.session_token.is_none());
        let other = of_profile(text, "other").unwrap();
        assert_eq!(other.access_key, "two");
        assert!(other.session_token.is_some());
        assert!(of_profile(text, "half").is_none() && of_profile(text, "none").is_none());
    }
}
