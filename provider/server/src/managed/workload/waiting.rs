//! Waiting for a state.

use std::time::Duration;

use ovh_api::Error;
use terraform_plugin::CancellationToken;

const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Longer and longer pauses.
#[derive(Debug)]
pub struct Pauses(Duration);

impl Default for Pauses {
    fn default() -> Self {
        Self(FIRST_PAUSE)
    }
}

impl Pauses {
    /// Pauses; nothing when waiting must end.
    pub async fn next(&mut self, token: &CancellationToken) -> Option<()> {
        let pause = self.0;
        self.0 = LONGEST_PAUSE.min(pause * 3 / 2);
        token.run_until_cancelled(tokio::time::sleep(pause)).await
    }
}

/// What a look at an object says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// It is in the state that was waited for.
    Reached,
    /// It is on its way.
    Going,
    /// It will not get there.
    Stuck,
}

/// How waiting ended.
#[derive(Debug)]
pub enum End<T> {
    /// In the state that was waited for.
    Reached(T),
    /// In a state that does not lead there.
    Stuck(T),
    /// The object is gone.
    Gone,
    /// Time was over, or the person interrupted; with the object as last seen.
    Stopped(Option<T>),
    /// It could not be read.
    Failed(Error),
}

/// Looks at an object until `judge` has seen enough.
pub async fn wait<T, F: Future<Output = Result<T, Error>>>(
    token: &CancellationToken,
    look: impl Fn() -> F,
    judge: impl Fn(&T) -> Sight,
) -> End<T> {
    let mut pauses = Pauses::default();
    let mut last = None;
    loop {
        match look().await {
            Ok(object) => match judge(&object) {
                Sight::Reached => return End::Reached(object),
                Sight::Stuck => return End::Stuck(object),
                Sight::Going => last = Some(object),
            },
            Err(error) if error.is_not_found() => return End::Gone,
            Err(Error::Cancelled) => return End::Stopped(last),
            Err(error) => return End::Failed(error),
        }
        if pauses.next(token).await.is_none() {
            return End::Stopped(last);
        }
    }
}
