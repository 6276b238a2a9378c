//! Tills and what they are called.

use crate::Shop;
use base::Failure;
use domain::form::{FormRefusal, TillForm};
use domain::refusal::Problem;
use domain::role::Role;

fn problems<T: std::fmt::Debug>(result: Result<T, Failure<FormRefusal>>) -> Vec<(String, Problem)> {
    match result {
        Err(Failure::Refused(refusal)) => refusal.problems.into_iter().map(|p| (p.field, p.problem)).collect(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_till_is_renamed_with_its_terminal() {
    let shop = Shop::open().await;
    let stage = shop.stage(1).await;
    let owner = shop.staff(stage.organizer, Role::Owner).await;
    let (flows, name) = (&shop.flows, |name: &str| TillForm { name: name.into() });
    let till = flows.counter.add_till(&owner, &name("Foyer")).await.unwrap();
    flows.counter.add_till(&owner, &name("Garden")).await.unwrap();
    flows.counter.add_terminal(&owner, till).await.unwrap();
    flows.counter.rename_till(&owner, till, &name("FOYER")).await.expect("its own name is no other's");
    assert_eq!(problems(flows.counter.rename_till(&owner, till, &name("garden")).await)[0].1, Problem::AlreadyUsed);
    flows.counter.rename_till(&owner, till, &name(" Box  office ")).await.unwrap();
    let tills = flows.counter.tills(&owner).await.unwrap();
    let renamed = tills.iter().find(|one| one.id == till).unwrap();
    assert_eq!((renamed.name.as_str(), renamed.terminal.as_ref().unwrap().name.as_str()), ("Box office", "Box office"));
    let manager = shop.staff(stage.organizer, Role::Manager).await;
    assert!(matches!(flows.counter.rename_till(&manager, till, &name("Mine")).await, Err(Failure::Denied(_))));
    let elsewhere = shop.stage(1).await;
    let stranger = shop.staff(elsewhere.organizer, Role::Owner).await;
    assert!(
        problems(flows.counter.rename_till(&stranger, till, &name("Mine")).await).is_empty(),
        "unknown to a stranger"
    );
}
