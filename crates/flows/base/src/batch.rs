//! How a desk does a batch: all asks in one transaction, and each by itself where one of them spoils it for the others.

use crate::Fault;
use crate::desk::fault_for_all;
use std::future::Future;
use std::slice;
use std::time::Duration;

/// How often a transaction is tried that another one got in the way of.
const TRIES_MAX: u32 = 5;

/// What a desk does with what has gathered.
pub trait Batch: Sync {
    type Ask: Sync;
    type Answer: Send;

    /// Does it all in one transaction: one answer per ask in their order, or a fault and nothing has happened.
    fn run(&self, asks: &[Self::Ask]) -> impl Future<Output = Result<Vec<Self::Answer>, Fault>> + Send;
}

/// Does a batch. One that met a deadlock is tried again whole; one that the database refused is done again ask by ask, so
/// that whoever spoiled it is the only one without an answer.
pub async fn run_batch<B: Batch>(batch: &B, asks: &[B::Ask]) -> Vec<Result<B::Answer, Fault>> {
    match run_with_retries(batch, asks).await {
        Ok(answers) => answers.into_iter().map(Ok).collect(),
        Err(fault) if asks.len() == 1 => vec![Err(fault)],
        Err(fault) if may_be_one_of_many(&fault) => {
            tracing::warn!(%fault, asks = asks.len(), "a batch broke, its asks are tried one by one");
            let mut answers = Vec::with_capacity(asks.len());
            for ask in asks {
                let answer = run_with_retries(batch, slice::from_ref(ask)).await.map(|mut one| one.pop());
                answers.push(answer.and_then(|one| one.ok_or_else(|| Fault::Broken("an ask got no answer".into()))));
            }
            answers
        }
        Err(fault) => fault_for_all(asks.len(), fault),
    }
}

/// The same where an answer may itself be that something broke.
pub async fn answer_batch<B, T, E>(batch: &B, asks: &[B::Ask]) -> Vec<Result<T, E>>
where
    B: Batch<Answer = Result<T, E>>,
    E: From<Fault>,
{
    let answers = run_batch(batch, asks).await;
    answers.into_iter().map(|answer| answer.unwrap_or_else(|fault| Err(fault.into()))).collect()
}

async fn run_with_retries<B: Batch>(batch: &B, asks: &[B::Ask]) -> Result<Vec<B::Answer>, Fault> {
    let answers = with_retries(|| batch.run(asks)).await?;
    if answers.len() != asks.len() {
        return Err(Fault::Broken(format!("{} answers to {} asks", answers.len(), asks.len())));
    }
    Ok(answers)
}

/// Does a transaction, and does it anew where another one got in its way.
pub async fn with_retries<T, F: Future<Output = Result<T, Fault>>>(transaction: impl Fn() -> F) -> Result<T, Fault> {
    let mut tries = 1;
    loop {
        match transaction().await {
            Err(fault) if is_transient(&fault) && tries < TRIES_MAX => {
                tracing::info!(%fault, tries, "a transaction got in another's way and is tried again");
                tokio::time::sleep(Duration::from_millis(5) * tries).await;
                tries += 1;
            }
            result => return result,
        }
    }
}

fn is_transient(fault: &Fault) -> bool {
    matches!(fault, Fault::Storage(error) if error.is_transient())
}

/// A lost connection is everybody's; anything else may be about one ask only.
fn may_be_one_of_many(fault: &Fault) -> bool {
    match fault {
        Fault::Storage(error) => error.is_about_data(),
        Fault::Together(fault) => may_be_one_of_many(fault),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Failure;

    struct Halves;

    impl Batch for Halves {
        type Ask = u32;
        type Answer = u32;

        async fn run(&self, asks: &[u32]) -> Result<Vec<u32>, Fault> {
            let half =
                |n: &u32| if n.is_multiple_of(2) { Ok(n / 2) } else { Err(Fault::Broken(format!("{n} is odd"))) };
            asks.iter().map(half).collect()
        }
    }

    #[tokio::test]
    async fn one_bad_ask_does_not_sink_the_others() {
        let answers = run_batch(&Halves, &[2, 4, 5, 6]).await;
        let good: Vec<_> = answers.iter().map(|a| a.as_ref().ok().copied()).collect();
        assert_eq!(good, [Some(1), Some(2), None, Some(3)]);
        assert!(run_batch(&Halves, &[7]).await[0].is_err());
    }

    /// Divides a hundred, refuses to divide by zero, and breaks over what is above it.
    struct Parts;

    impl Batch for Parts {
        type Ask = u32;
        type Answer = Result<u32, Failure<&'static str>>;

        async fn run(&self, asks: &[u32]) -> Result<Vec<Self::Answer>, Fault> {
            let part = |n: &u32| match n {
                101.. => Err(Fault::Broken(format!("{n} is too many"))),
                n => Ok(100u32.checked_div(*n).ok_or(Failure::Refused("nobody is there"))),
            };
            asks.iter().map(part).collect()
        }
    }

    #[tokio::test]
    async fn a_refusal_is_an_answer_and_a_fault_is_one_too() {
        let answers = answer_batch(&Parts, &[4, 0, 200]).await;
        assert!(
            matches!(answers[..], [Ok(25), Err(Failure::Refused(_)), Err(Failure::Fault(Fault::Broken(_)))]),
            "{answers:?}"
        );
    }
}
