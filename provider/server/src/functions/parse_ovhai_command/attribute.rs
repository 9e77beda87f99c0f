//! Members of the platform's documents as attributes of the resources.

use ovhai_platform::documents::EnvVar;

/// The attribute a JSON pointer into a create request means, as one writes it: `/envVars/0/value` is `env["NAME"]`.
pub fn of_pointer(pointer: &str, variables: &[EnvVar]) -> String {
    let mut steps = pointer.split('/').skip(1);
    match (steps.next(), steps.next()) {
        (Some("envVars"), index) => {
            let variable = index
                .and_then(|index| index.parse().ok())
                .and_then(|at: usize| variables.get(at));
            variable.map_or_else(
                || "env".to_owned(),
                |variable| format!("env[{:?}]", variable.name),
            )
        }
        (Some("labels"), Some(key)) => {
            format!("labels[{:?}]", key.replace("~1", "/").replace("~0", "~"))
        }
        (Some("resources"), Some("cpu" | "gpu")) => "resources.count".to_owned(),
        // Framework and editor of a notebook.
        (Some("env"), Some(member)) => format!("environment.{}", snake(member)),
        _ => {
            let mut path = String::new();
            for step in pointer.split('/').skip(1) {
                if step.bytes().all(|byte| byte.is_ascii_digit()) {
                    path.push_str(&format!("[{step}]"));
                    continue;
                }
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(&snake(step));
            }
            path
        }
    }
}

fn snake(name: &str) -> String {
    let mut text = String::with_capacity(name.len() + 4);
    for character in name.chars() {
        if character.is_ascii_uppercase() {
            text.push('_');
        }
        text.push(character.to_ascii_lowercase());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_become_attributes() {
        let variables = [EnvVar {
            name: "DB_URL".to_owned(),
            ..EnvVar::default()
        }];
        for (pointer, attribute) in [
            ("/image", "image"),
            ("/defaultHttpPort", "default_http_port"),
            ("/envVars/0/value", "env[\"DB_URL\"]"),
            ("/envVars", "env"),
            ("/labels/a~1b", "labels[\"a/b\"]"),
            ("/resources/gpu", "resources.count"),
            ("/resources/flavor", "resources.flavor"),
            ("/command/2", "command[2]"),
            (
                "/volumes/0/volumeSource/dataStore/container",
                "volumes[0].volume_source.data_store.container",
            ),
            ("/env/frameworkId", "environment.framework_id"),
        ] {
            assert_eq!(of_pointer(pointer, &variables), attribute, "{pointer}");
        }
    }
}
