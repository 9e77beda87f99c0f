//! One volume with results as its init containers and its push sidecar see it, with a stand-in for rclone and what it reaches.

use std::{
    fs,
    path::Path,
    process::{Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::scripts::{Place, containers};

/// Remotes are folders below `remote`. As much of rclone as the scripts use, exit codes and names of lists included; with
/// `OVHAI_RCLONE` the program at that path instead.
const RCLONE: &str = r#"
printf '%s\n' "$*" >> "$PLACE/log"
if test -e "$PLACE/fails-$1"; then exit 1; fi
if test -n "${OVHAI_RCLONE-}"; then
  for remote in GRA RESULTS_S3; do
    export RCLONE_CONFIG_${remote}_TYPE=alias RCLONE_CONFIG_${remote}_REMOTE="$PLACE/remote/${remote,,}"
  done
  exec "$OVHAI_RCLONE" "$@"
fi
place() { case "$1" in *:*) echo "$PLACE/remote/${1%%:*}/${1#*:}" ;; *) echo "$1" ;; esac; }
raw() { sed "s/␊/\\n/g; s/␍/\\r/g"; }
words=() names= existing= links=
while test $# -gt 0; do
  case "$1" in
    --files-from-raw) names=$2; shift ;;
    --ignore-existing) existing=yes ;;
    --links) links=yes ;;
    --*|-R) ;;
    *) words+=("$1") ;;
  esac
  shift
done
from=$(place "${words[1]}")
case "${words[0]}" in
  lsf)
    cd "$from" || exit 3
    { /usr/bin/find . -type f -printf '%T+;%s;%P\0'; /usr/bin/find . -type l -printf '%T+;%s;%P.rclonelink\0'; } |
      LC_ALL=C /usr/bin/sed -z 's/\n/␊/g; s/\r/␍/g' | /usr/bin/tr '\0' '\n' ;;
  copy)
    to=$(place "${words[2]}")
    test -d "$from" || exit 3
    mkdir -p "$to"
    if test -z "$names"; then
      names=$PLACE/all
      (cd "$from" && /usr/bin/find . ! -type d -printf '%P\0' | /usr/bin/sed -z 's/\n/␊/g' | /usr/bin/tr '\0' '\n') > "$names"
    fi
    while IFS= read -r name; do
      name=$(printf '%s' "$name" | raw)
      target=$to/$name
      if test -n "$existing" && { test -e "$target" || test -L "${target%.rclonelink}"; }; then continue; fi
      mkdir -p "$(dirname "$target")"
      if test -L "$from/${name%.rclonelink}"; then readlink -n "$from/${name%.rclonelink}" > "$target"
      elif test "$name" != "${name%.rclonelink}"; then ln -sfn "$(cat "$from/$name")" "${target%.rclonelink}"
      elif test -e "$from/$name"; then cp -p "$from/$name" "$target"; fi
    done < "$names" ;;
  delete)
    test -d "$from" || exit 3
    while IFS= read -r name; do rm -f "$from/$(printf '%s' "$name" | raw)"; done < "$names" ;;
  mkdir) mkdir -p "$from" ;;
  cat) test -d "$(dirname "$from")" || exit 3; cat "$from" ;;
  rcat) mkdir -p "$(dirname "$from")"; cat > "$from" ;;
  moveto) mv "$from" "$(place "${words[2]}")" ;;
  *) exit 2 ;;
esac
"#;

/// One volume of a workload in a place.
pub(crate) struct Volume {
    pub(crate) place: Place,
    containers: Vec<Value>,
    number: usize,
}

impl Volume {
    pub(crate) fn new(name: &str, case: &str, object: &str, number: usize) -> Self {
        let place = Place::new(name);
        place.stand_in("rclone", RCLONE);
        // Outside a container nobody ends the real one with its parent.
        place.stand_in("sleep", "touch \"$PLACE/waits\"; exec /bin/sleep 5");
        Self {
            place,
            containers: containers(case, object, "initContainers"),
            number,
        }
    }

    /// A job's volume that is pushed where it comes from, with deletions.
    pub(crate) fn mirror(name: &str) -> Self {
        let volume = Self::new(name, "jobs-pushed", "Job/mirror", 1);
        for file in ["kept", "changed", "deleted", "of-others"] {
            volume.upload(&format!("results_s3/mirror/{file}"), "1");
        }
        volume
    }

    pub(crate) fn step(&self, name: &str) -> &Value {
        let name = format!("{name}-{}", self.number);
        let known = self.containers.iter().find(|step| step["name"] == name);
        known.unwrap()
    }

    pub(crate) fn one(&self, step: &str, run: &str) -> Output {
        let mut command = self.place.command(self.step(step));
        command.env("RUN", run).output().unwrap()
    }

    /// What a pod of `run` does before the workload starts; stops at the first step that fails, and returns what it said.
    pub(crate) fn start(&self, run: &str) -> Result<(), String> {
        for step in ["prepare", "pull", "record"] {
            let output = self.one(step, run);
            if !output.status.success() {
                return Err(String::from_utf8(output.stderr).unwrap());
            }
        }
        Ok(())
    }

    /// Starts the push sidecar, stops it when it waits, and returns whether it pushed.
    pub(crate) fn push(&self) -> bool {
        self.push_of("")
    }

    /// The same as a pod of `run`.
    pub(crate) fn push_of(&self, run: &str) -> bool {
        let place = &self.place;
        let _ = fs::remove_file(place.path("waits"));
        let _ = fs::remove_file(place.path("log"));
        let mut process = place
            .command(self.step("push"))
            .env("RUN", run)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let start = Instant::now();
        while !place.path("waits").exists() {
            assert!(start.elapsed() < Duration::from_secs(20), "it never waits");
            thread::sleep(Duration::from_millis(10));
        }
        assert_eq!(place.text("log"), "", "it pushes before it is stopped");
        let id = process.id().to_string();
        let kill = Command::new("kill").args(["-TERM", &id]).status().unwrap();
        assert!(kill.success());
        let start = Instant::now();
        loop {
            if let Some(status) = process.try_wait().unwrap() {
                return status.success();
            }
            if start.elapsed() > Duration::from_secs(20) {
                process.kill().unwrap();
                panic!("it does not stop");
            }
            thread::sleep(Duration::from_millis(10));
        }
    }

    pub(crate) fn upload(&self, name: &str, text: &str) {
        let path = self.place.path(&format!("remote/{name}"));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.place.path(&format!("data/{name}"));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn remove(&self, name: &str) {
        fs::remove_file(self.place.path(&format!("data/{name}"))).unwrap();
    }

    pub(crate) fn files(&self) -> Vec<String> {
        names(&self.place.path("data"))
    }

    pub(crate) fn remote(&self, folder: &str) -> Vec<String> {
        names(&self.place.path(&format!("remote/{folder}")))
    }

    pub(crate) fn text(&self, name: &str) -> String {
        self.place.text(&format!("data/{name}"))
    }

    /// Calls of rclone that change or read a remote, since the last push began.
    pub(crate) fn calls(&self) -> Vec<String> {
        let log = self.place.text("log");
        let words = log.lines().filter_map(|line| line.split(' ').next());
        words
            .filter(|word| *word != "lsf")
            .map(str::to_owned)
            .collect()
    }
}

/// Names below `folder`, sorted.
fn names(folder: &Path) -> Vec<String> {
    let (mut names, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).into_iter().flatten() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
            } else {
                let path = entry.path();
                let name = path.strip_prefix(folder).unwrap();
                names.push(name.to_str().unwrap().to_owned());
            }
        }
    }
    names.sort();
    names
}
