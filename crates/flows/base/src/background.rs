//! Computing that nobody waits for: on threads that yield to every other one, so that in a rush the e-mails are written
//! when the buyers have their places.

use crate::Fault;
use std::sync::OnceLock;
use tokio::sync::oneshot;

/// As `nice` counts: beside a thread at work this one gets about a tenth of the core, on an idle core all of it.
#[cfg(target_os = "linux")]
const NICENESS: i32 = 10;

/// The threads, which begin with the first work there is; as many as there are cores.
#[derive(Default)]
pub struct Background(OnceLock<Option<rayon::ThreadPool>>);

impl Background {
    /// Does it when there is time, and gives what came of it.
    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
        let Some(threads) = self.0.get_or_init(threads) else {
            return Err(Fault::Broken("no thread can be started for work in the background".into()));
        };
        let (answer, answered) = oneshot::channel();
        // Whoever asked may be gone by then.
        threads.spawn(move || drop(answer.send(work())));
        answered.await.map_err(|_| Fault::Broken("work in the background broke off".into()))
    }
}

fn threads() -> Option<rayon::ThreadPool> {
    let built = rayon::ThreadPoolBuilder::new()
        .thread_name(|number| format!("background-{number}"))
        .start_handler(|_| yield_to_others())
        .panic_handler(|_| tracing::error!("work in the background panicked"))
        .build();
    built.inspect_err(|error| tracing::error!(%error, "no threads for work in the background")).ok()
}

/// Linux gives each thread a niceness of its own.
#[cfg(target_os = "linux")]
fn yield_to_others() {
    if let Err(error) = rustix::process::setpriority_process(None, NICENESS) {
        tracing::warn!(%error, "work in the background can't be made to yield");
    }
}

#[cfg(not(target_os = "linux"))]
fn yield_to_others() {}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn it_answers_and_outlives_a_panic() {
        let background = Background::default();
        assert_eq!(background.run(|| 6 * 7).await.unwrap(), 42);
        assert!(background.run(|| panic!("this is the test's")).await.is_err());
        assert_eq!(background.run(|| 1).await.unwrap(), 1);
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn it_yields_and_nobody_else_does() {
        let niceness = || rustix::process::getpriority_process(None).unwrap();
        let before = niceness();
        assert_eq!(Background::default().run(niceness).await.unwrap(), NICENESS);
        assert_eq!(niceness(), before);
    }
}
