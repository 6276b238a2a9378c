use super::*;
use std::time::Duration;

async fn double(asks: Vec<u32>) -> Vec<(u32, usize)> {
    tokio::time::sleep(Duration::from_millis(5)).await;
    let size = asks.len();
    asks.into_iter().map(|n| (n * 2, size)).collect()
}

#[tokio::test]
async fn each_ask_gets_its_own_answer_and_a_crowd_shares_a_batch() {
    let desk: Desk<u8, u32, (u32, usize)> = Desk::default();
    let all = futures::future::join_all((0..600).map(|n| desk.ask(1, n, IfAbandoned::Drop, double))).await;
    let mut sizes = Vec::new();
    for (n, answer) in all.into_iter().enumerate() {
        let (doubled, size) = answer.unwrap();
        assert_eq!(doubled, n as u32 * 2);
        sizes.push(size);
    }
    assert!(sizes.iter().all(|size| *size <= BATCH_MAX), "{sizes:?}");
    assert!(sizes.contains(&BATCH_MAX), "those who wait go together");
    assert!(desk.queues().is_empty(), "a desk with nobody at it closes");
}

#[tokio::test]
async fn asks_are_done_in_the_order_they_came_without_those_that_help_nobody_any_more() {
    let desk: Desk<u8, u32, ()> = Desk::default();
    let done = Arc::new(Mutex::new(Vec::new()));
    let seen = done.clone();
    let write = move |asks: Vec<u32>| {
        let seen = seen.clone();
        async move {
            tokio::time::sleep(Duration::from_millis(1)).await;
            let count = asks.len();
            seen.lock().unwrap().extend(asks);
            vec![(); count]
        }
    };
    for n in 0..100 {
        let if_abandoned = if n % 2 == 0 { IfAbandoned::Do } else { IfAbandoned::Drop };
        let mut ask = Box::pin(desk.ask(1, n, if_abandoned, write.clone()));
        // Asked, and then gone.
        assert!(futures::poll!(&mut ask).is_pending());
    }
    while !desk.queues().is_empty() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    assert_eq!(*done.lock().unwrap(), (0..100).filter(|n| n % 2 == 0).collect::<Vec<u32>>());
}

#[tokio::test]
async fn a_full_desk_says_so_at_once() {
    let desk: Desk<u8, u32, (u32, usize)> = Desk::default();
    let waiting: Vec<_> = (0..WAITING_MAX as u32 + 1)
        .map(|n| {
            let desk = desk.clone();
            async move { desk.ask(1, n, IfAbandoned::Drop, double).await }
        })
        .collect();
    let all = futures::future::join_all(waiting).await;
    let busy = all.iter().filter(|a| matches!(a, Err(NoAnswer::Busy(busy)) if busy.seconds >= 1)).count();
    assert_eq!(busy, 1);
}

#[tokio::test]
async fn a_panic_at_work_is_told_and_the_desk_opens_anew() {
    let desk: Desk<u8, u32, u32> = Desk::default();
    let broken = desk.ask(1, 0, IfAbandoned::Do, async |_| panic!("on purpose")).await;
    assert!(matches!(broken, Err(NoAnswer::Broken(_))));
    assert_eq!(desk.ask(1, 7, IfAbandoned::Do, async |asks: Vec<u32>| asks).await.unwrap(), 7);
}

#[test]
fn the_wait_follows_the_pace() {
    assert_eq!(wait_seconds(100, 0), 1);
    assert_eq!(wait_seconds(8192, 100), 1);
    assert_eq!(wait_seconds(8192, 1000), 9);
    assert_eq!(wait_seconds(8192, u64::MAX), 60);
}

#[tokio::test]
async fn what_breaks_at_a_desk_is_what_whoever_asked_is_told() {
    let desk: Desk<u8, u32, Result<u32, Fault>> = Desk::default();
    let times = async |by: u32, asks: Vec<u32>| asks.into_iter().map(|n| Ok(n * by)).collect();
    assert_eq!(desk.serve(&3, 1, 4, IfAbandoned::Do, times).await.unwrap(), 12);
    let broken = desk.serve(&3, 1, 4, IfAbandoned::Do, async |_, _| panic!("on purpose")).await;
    assert!(matches!(broken, Err(Fault::Broken(_))), "{broken:?}");
    let full = NoAnswer::Busy(Busy { seconds: 7 }).refused(|busy| format!("in {} s", busy.seconds));
    assert!(matches!(full, Failure::Refused(said) if said == "in 7 s"));
    let fault = NoAnswer::Broken(Fault::SealedKey).refused(|busy| busy.seconds);
    assert!(matches!(fault, Failure::Fault(Fault::SealedKey)));
}
