//! Child processes: run to their end, or kept in the background and always ended.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

static INTERRUPTED: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// How long a child may take to end by itself after an interruption: Terraform saves its state in that time.
const GRACE: Duration = Duration::from_secs(20);

/// From now on Ctrl-C and SIGTERM set a flag instead of ending this process, so that every guard gets dropped.
/// A second one within the grace time ends it at once.
pub fn watch_for_interruption() {
    let flag = INTERRUPTED.get_or_init(Arc::default);
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        // The order matters: the second line arms the first for the next signal.
        let armed = signal_hook::flag::register_conditional_shutdown(signal, 130, flag.clone())
            .and_then(|_| signal_hook::flag::register(signal, flag.clone()));
        if let Err(error) = armed {
            eprintln!("warning: Ctrl-C will not clean up: {error}");
        }
    }
}

/// Whether the user asked to stop.
pub fn is_interrupted() -> bool {
    INTERRUPTED
        .get()
        .is_some_and(|flag| flag.load(Ordering::Relaxed))
}

/// Waits for `child`; after an interruption it gets some time to end by itself, then it is killed.
fn wait(child: &mut Child, name: &str) -> Result<ExitStatus> {
    let mut pause = Duration::from_millis(1);
    let mut interrupted_at = None;
    loop {
        if let Some(status) = child.try_wait()? {
            if is_interrupted() {
                bail!("interrupted during {name}");
            }
            return Ok(status);
        }
        if is_interrupted() {
            let since = *interrupted_at.get_or_insert_with(Instant::now);
            if since.elapsed() > GRACE {
                child.kill().ok();
                child.wait().ok();
                bail!("interrupted; {name} was killed as it did not end by itself");
            }
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    }
}

/// The program's name for messages.
fn name(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let mut text = program.file_name().map_or_else(
        || program.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    );
    for argument in command.get_args() {
        text.push(' ');
        text.push_str(&argument.to_string_lossy());
    }
    if text.len() > 200 {
        let mut end = 200;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(end);
        text.push('…');
    }
    text
}

/// Runs with this terminal's output and returns how it ended.
pub fn status(command: &mut Command) -> Result<ExitStatus> {
    let name = name(command);
    let mut child = command
        .stdin(Stdio::null())
        .spawn()
        .with_context(|| format!("cannot start {name}"))?;
    wait(&mut child, &name)
}

/// Runs with this terminal's output; anything but success is an error.
pub fn run(command: &mut Command) -> Result<()> {
    let status = status(command)?;
    if !status.success() {
        bail!("{} failed: {status}", name(command));
    }
    Ok(())
}

/// What a captured program did.
pub struct Captured {
    /// How it ended.
    pub status: ExitStatus,
    /// Its standard output.
    pub stdout: String,
    /// Its standard error.
    pub stderr: String,
}

impl Captured {
    /// The end of both outputs, for error messages.
    pub fn tail(&self) -> String {
        tail(&format!("{}{}", self.stdout, self.stderr))
    }
}

/// Runs without any output here and returns it.
pub fn capture(command: &mut Command) -> Result<Captured> {
    capture_stdout(command.stderr(Stdio::piped()))
}

/// Runs with this terminal's standard error, unless the command has another, and returns its standard output.
pub fn capture_stdout(command: &mut Command) -> Result<Captured> {
    let name = name(command);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {name}"))?;
    let stdout = child.stdout.take().map(collect);
    let stderr = child.stderr.take().map(collect);
    let status = wait(&mut child, &name)?;
    let text = |collected: Option<thread::JoinHandle<String>>| {
        collected
            .and_then(|collected| collected.join().ok())
            .unwrap_or_default()
    };
    Ok(Captured {
        status,
        stdout: text(stdout),
        stderr: text(stderr),
    })
}

fn collect(mut pipe: impl Read + Send + 'static) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.read_to_end(&mut bytes).ok();
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

/// Runs without any output here; anything but success is an error that shows the end of the output.
pub fn output(command: &mut Command) -> Result<String> {
    let captured = capture(command)?;
    if !captured.status.success() {
        bail!(
            "{} failed: {}\n{}",
            name(command),
            captured.status,
            captured.tail()
        );
    }
    Ok(captured.stdout)
}

/// Runs, passing every line on to this terminal and to `seen`.
pub fn follow(command: &mut Command, mut seen: impl FnMut(&str)) -> Result<ExitStatus> {
    let name = name(command);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {name}"))?;
    let (sender, lines) = mpsc::channel();
    if let Some(pipe) = child.stdout.take() {
        send_lines(pipe, sender.clone());
    }
    if let Some(pipe) = child.stderr.take() {
        send_lines(pipe, sender);
    }
    for line in lines {
        println!("{line}");
        seen(&line);
    }
    wait(&mut child, &name)
}

fn send_lines(pipe: impl Read + Send + 'static, sender: mpsc::Sender<String>) {
    thread::spawn(move || {
        let mut pipe = BufReader::new(pipe);
        let mut bytes = Vec::new();
        while pipe
            .read_until(b'\n', &mut bytes)
            .is_ok_and(|read| read > 0)
        {
            let line = String::from_utf8_lossy(&bytes).trim_end().to_owned();
            if sender.send(line).is_err() {
                return;
            }
            bytes.clear();
        }
    });
}

/// The last lines of `text`, as much as helps in an error message.
pub fn tail(text: &str) -> String {
    const LINES: usize = 40;
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(LINES)..].join("\n")
}

/// A program in the background, ended when dropped.
pub struct Background {
    child: Child,
    name: String,
}

impl Background {
    /// Starts `program`, with its errors in the file `log`, and returns it with its first line of output.
    ///
    /// It gets a process group of its own, so that Ctrl-C in the terminal reaches Terraform but not what Terraform
    /// still needs to finish. A watcher ends it when this process is killed and cannot: it waits for the end of a pipe
    /// that only this process holds open.
    pub fn start(command: &Command, log: &Path, patience: Duration) -> Result<(Self, String)> {
        let name = name(command);
        let log_file =
            File::create(log).with_context(|| format!("cannot write {}", log.display()))?;
        let mut watched = watched(command);
        let child = watched
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log_file)
            .spawn()
            .with_context(|| format!("cannot start {name}"))?;
        let mut background = Self { child, name };
        let pipe = background
            .child
            .stdout
            .take()
            .context("a piped child without a pipe")?;
        let (sender, lines) = mpsc::channel();
        send_lines(pipe, sender);
        let deadline = Instant::now() + patience;
        loop {
            match lines.recv_timeout(Duration::from_millis(50)) {
                Ok(line) => {
                    // What follows is drained, so that the program never blocks on a full pipe.
                    thread::spawn(move || for _ in lines {});
                    return Ok((background, line));
                }
                Err(mpsc::RecvTimeoutError::Disconnected) => {
                    let status = background.child.wait()?;
                    bail!(
                        "{} ended before it was ready: {status}\n{}",
                        background.name,
                        tail(&fs::read_to_string(log).unwrap_or_default())
                    );
                }
                Err(mpsc::RecvTimeoutError::Timeout) => {
                    if is_interrupted() {
                        bail!("interrupted while {} started", background.name);
                    }
                    if Instant::now() > deadline {
                        bail!(
                            "{} printed nothing within {} s; see {}",
                            background.name,
                            patience.as_secs(),
                            log.display()
                        );
                    }
                }
            }
        }
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

#[cfg(unix)]
fn watched(command: &Command) -> Command {
    use std::os::unix::process::CommandExt;

    let mut shell = Command::new("/bin/sh");
    shell
        .args([
            "-c",
            r#"exec 3<&0; (cat <&3; kill $$) >/dev/null 2>&1 & exec "$@" 3<&- </dev/null"#,
            "sh",
        ])
        .arg(command.get_program())
        .args(command.get_args())
        .process_group(0);
    if let Some(folder) = command.get_current_dir() {
        shell.current_dir(folder);
    }
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    shell
}

#[cfg(not(unix))]
fn watched(command: &Command) -> Command {
    let mut same = Command::new(command.get_program());
    same.args(command.get_args());
    if let Some(folder) = command.get_current_dir() {
        same.current_dir(folder);
    }
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => same.env(name, value),
            None => same.env_remove(name),
        };
    }
    same
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_background_program_ends_with_its_guard() {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", "echo ready; exec sleep 1000"]);
        let (background, line) = Background::start(
            &command,
            &folder.path().join("log"),
            Duration::from_secs(10),
        )
        .unwrap();
        assert_eq!(line, "ready");
        let id = background.id();
        let is_alive = || {
            Command::new("kill")
                .args(["-0", &id.to_string()])
                .stderr(Stdio::null())
                .status()
                .unwrap()
                .success()
        };
        assert!(is_alive());
        drop(background);
        assert!(!is_alive());
    }

    #[test]
    fn a_program_that_ends_early_shows_why() {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", "echo no room >&2; exit 3"]);
        let error = Background::start(
            &command,
            &folder.path().join("a log"),
            Duration::from_secs(10),
        )
        .err()
        .unwrap()
        .to_string();
        assert!(error.contains("no room"), "{error}");
        assert!(error.contains('3'), "{error}");
    }

    #[test]
    fn captured_output_is_complete() {
        let captured =
            capture(Command::new("sh").args(["-c", "echo out; echo err >&2; exit 2"])).unwrap();
        assert_eq!(captured.status.code(), Some(2));
        assert_eq!(
            (captured.stdout.as_str(), captured.stderr.as_str()),
            ("out\n", "err\n")
        );
    }
}
