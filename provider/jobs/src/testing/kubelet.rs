//! Runs the commands of pods as processes of this machine: files of ConfigMaps and Secrets lie in a folder, and paths of mounts that
//! stand in variables lead there.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::{Arc, Mutex},
};

use serde_json::Value;

use super::{State, controller, controller::Ending, lock};

/// Starts a pod; it ends by itself.
pub(super) fn run(shared: &Arc<Mutex<State>>, state: &State, key: &str, tools: &Path) {
    let pod = state.pods[key].clone();
    let prepared = prepare(state, &pod);
    let (shared, key, tools) = (Arc::clone(shared), key.to_owned(), tools.to_owned());
    std::thread::spawn(move || {
        let ending = match prepared.and_then(|prepared| execute(&pod, prepared, &tools)) {
            Ok(ending) => ending,
            Err(problem) => Ending {
                code: 128,
                message: problem.clone(),
                log: problem,
            },
        };
        controller::end(&mut lock(&shared), &key, ending);
    });
}

struct Prepared {
    folder: tempfile::TempDir,
    /// Where paths of the container lead.
    paths: BTreeMap<String, PathBuf>,
    environment: BTreeMap<String, String>,
}

fn prepare(state: &State, pod: &Value) -> Result<Prepared, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let container = &pod["spec"]["containers"][0];
    let text = |value: &Value| value.as_str().unwrap_or("").to_owned();
    let namespace = text(&pod["metadata"]["namespace"]);
    let mut sources = BTreeMap::new();
    for volume in pod["spec"]["volumes"].as_array().into_iter().flatten() {
        let name = text(&volume["name"]);
        let own = folder.path().join(&name);
        fs::create_dir(&own).map_err(|error| error.to_string())?;
        let put = |items: &Value, file: &str, bytes: &str| {
            let items = items.as_array();
            let to = match items {
                None => Some(file.to_owned()),
                Some(items) => items
                    .iter()
                    .find(|item| item["key"] == file)
                    .map(|item| text(&item["path"])),
            };
            to.map_or(Ok(()), |to| fs::write(own.join(to), bytes))
        };
        if let Some(config) = volume["configMap"]["name"].as_str() {
            let map = state.config_maps.get(&format!("{namespace}/{config}"));
            let map = map.ok_or_else(|| format!("configmap {config:?} not found"))?;
            for (file, bytes) in map["data"].as_object().into_iter().flatten() {
                put(&volume["configMap"]["items"], file, &text(bytes))
                    .map_err(|error| error.to_string())?;
            }
        } else if let Some(secret) = volume["secret"]["secretName"].as_str() {
            let values = state
                .secrets
                .get(secret)
                .ok_or_else(|| format!("secret {secret:?} not found"))?;
            for (file, bytes) in values {
                put(&volume["secret"]["items"], file, bytes).map_err(|error| error.to_string())?;
            }
        } else if let Some(claim) = volume["persistentVolumeClaim"]["claimName"].as_str() {
            let folder = state
                .claims
                .get(claim)
                .ok_or_else(|| format!("claim {claim:?} not found"))?;
            sources.insert(name, folder.clone());
            continue;
        }
        sources.insert(name, own);
    }
    let mut paths = BTreeMap::new();
    for mount in container["volumeMounts"].as_array().into_iter().flatten() {
        let source = sources.get(&text(&mount["name"]));
        let source = source.ok_or_else(|| format!("no volume {}", mount["name"]))?;
        paths.insert(text(&mount["mountPath"]), source.clone());
    }
    let result = text(&container["terminationMessagePath"]);
    paths.insert(result, folder.path().join("result"));
    let mut environment = BTreeMap::new();
    for variable in container["env"].as_array().into_iter().flatten() {
        let name = text(&variable["name"]);
        let from = &variable["valueFrom"]["secretKeyRef"];
        let value = if from.is_object() {
            let (secret, key) = (text(&from["name"]), text(&from["key"]));
            match state
                .secrets
                .get(&secret)
                .and_then(|values| values.get(&key))
            {
                Some(value) => value.clone(),
                None if from["optional"] == true => continue,
                None => {
                    return Err(format!(
                        "couldn't find key {key} in Secret {namespace}/{secret}"
                    ));
                }
            }
        } else {
            lead(&text(&variable["value"]), &paths)
        };
        environment.insert(name, value);
    }
    Ok(Prepared {
        folder,
        paths,
        environment,
    })
}

/// A path of the container on this machine; anything else is itself.
fn lead(value: &str, paths: &BTreeMap<String, PathBuf>) -> String {
    for (path, real) in paths {
        let rest = value.strip_prefix(path.as_str());
        if let Some(rest) = rest.filter(|rest| rest.is_empty() || rest.starts_with('/')) {
            return format!("{}{rest}", real.display());
        }
    }
    value.to_owned()
}

fn execute(pod: &Value, prepared: Prepared, tools: &Path) -> Result<Ending, String> {
    let container = &pod["spec"]["containers"][0];
    let command = container["command"].as_array().cloned().unwrap_or_default();
    let words: Vec<&str> = command.iter().filter_map(Value::as_str).collect();
    let (program, arguments) = words.split_first().ok_or("no command")?;
    let index = &pod["metadata"]["labels"]["batch.kubernetes.io/job-completion-index"];
    let output = Command::new(program)
        .args(arguments)
        .env_clear()
        .env("PATH", format!("{}:/usr/bin:/bin", tools.display()))
        .envs(&prepared.environment)
        .env("JOB_COMPLETION_INDEX", index.as_str().unwrap_or(""))
        .current_dir(lead(
            container["workingDir"].as_str().unwrap_or("/"),
            &prepared.paths,
        ))
        .output()
        .map_err(|error| error.to_string())?;
    let log = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    let message = fs::read_to_string(prepared.folder.path().join("result")).unwrap_or_default();
    Ok(Ending {
        code: output.status.code().unwrap_or(137),
        message,
        log,
    })
}
