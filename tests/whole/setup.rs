//! From an empty database to a shop at work: an organizer with its owner, tills with their terminals, and new keys.

use crate::Shop;
use base::{Actor, Failure};
use chrono::Duration;
use domain::admission::{Direction, Scan, Verdict};
use domain::code::{self, CodeError};
use domain::event::Channel;
use domain::form::{OrganizerForm, TillForm};
use domain::ids::TillId;
use domain::locale::Locale;
use domain::money::{Currency, Money};
use domain::paper::{PrintJobState, PrinterState};
use domain::print_job::PrintOutcome;
use domain::refusal::Problem;
use domain::role::{Permission, Role};
use domain::till::{Reprint, Sold, TerminalRefusal, TillRefusal};
use kit::{Stage, claim};
use sqlx::{Connection, PgConnection};
use std::time::Duration as Wait;

fn organizer(slug: &str, owner: &str) -> OrganizerForm {
    OrganizerForm {
        name: "Teatro Nuovo".into(),
        slug: slug.into(),
        currency: "EUR".into(),
        zone: "Europe/Rome".into(),
        address: vec!["Via Roma 1".into(), "57123 Livorno".into()],
        owner_name: "Anna Moretti".into(),
        owner_email: owner.into(),
        password: "a long password".into(),
        ..OrganizerForm::default()
    }
}

/// What was refused: fields and problems.
async fn refused(shop: &Shop, form: &OrganizerForm) -> Vec<(String, Problem)> {
    match shop.flows.office.add_organizer(form, Locale::It).await {
        Err(Failure::Refused(refusal)) => refusal.problems.into_iter().map(|p| (p.field, p.problem)).collect(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_organizer_comes_to_be_with_its_owner_and_its_key() {
    let shop = Shop::open().await;
    let made = shop.flows.office.add_organizer(&organizer("", "anna@example.org"), Locale::It).await.unwrap();
    assert_eq!((made.slug.as_str(), made.email.as_str()), ("teatro-nuovo", "anna@example.org"));
    let session = shop.flows.access.sign_in("anna@example.org", "a long password", None).await.unwrap();
    let signed = shop.flows.access.signed_in(&session).await.unwrap().unwrap();
    assert_eq!(signed.organizers, [(made.clone(), Role::Owner)]);
    assert_eq!((signed.locale, signed.name.as_str()), (Locale::It, "Anna Moretti"));
    assert!(signed.current.unwrap().may(Permission::ManagePeople));
    assert_eq!(shop.number("SELECT count(*) FROM signing_keys").await, 1);
    assert_eq!(shop.flows.office.all_organizers().await.unwrap(), std::slice::from_ref(&made));
    assert_eq!(shop.flows.office.organizer_of_slug("teatro-nuovo").await.unwrap(), Some(made.id));
    let audited = "SELECT count(*) FROM audit_log WHERE action IN ('organizer.added', 'member.added')";
    assert_eq!(shop.number(audited).await, 2);
    assert_eq!(shop.number("SELECT count(*) FROM organizers WHERE gateways = '{test}'").await, 1);
    // The same person for a second organizer: no name, no password, and the old one stays.
    let second =
        OrganizerForm { owner_name: String::new(), password: String::new(), ..organizer("molo", " Anna@Example.org") };
    shop.flows.office.add_organizer(&second, Locale::En).await.unwrap();
    let session = shop.flows.access.sign_in("anna@example.org", "a long password", None).await.unwrap();
    let signed = shop.flows.access.signed_in(&session).await.unwrap().unwrap();
    assert_eq!((signed.organizers.len(), signed.locale), (2, Locale::It));
}

#[tokio::test]
async fn an_organizer_that_is_refused_leaves_nothing_behind() {
    let shop = Shop::open().await;
    shop.flows.office.add_organizer(&organizer("teatro-nuovo", "anna@example.org"), Locale::En).await.unwrap();
    let taken = refused(&shop, &organizer("teatro-nuovo", "bruno@example.org")).await;
    assert_eq!(taken, [("slug".to_owned(), Problem::AlreadyUsed)]);
    let wrong = OrganizerForm {
        currency: "XYZ".into(),
        zone: "Rome".into(),
        password: "short".into(),
        ..organizer("Molo 17", "bruno@")
    };
    let fields: Vec<String> = refused(&shop, &wrong).await.into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["slug", "currency", "zone", "owner_email", "password"]);
    for (what, sql) in [
        ("organizers", "SELECT count(*) FROM organizers"),
        ("people", "SELECT count(*) FROM people"),
        ("memberships", "SELECT count(*) FROM memberships"),
        ("keys", "SELECT count(*) FROM signing_keys"),
    ] {
        assert_eq!(shop.number(sql).await, 1, "{what}");
    }
}

struct Counter {
    shop: Shop,
    stage: Stage,
    owner: Actor,
    till: TillId,
}

impl Counter {
    async fn open() -> Counter {
        let shop = Shop::open().await;
        let stage = shop.stage(20).await;
        let owner = shop.staff(stage.organizer, Role::Owner).await;
        let till = shop.flows.counter.add_till(&owner, &TillForm { name: " Foyer ".into() }).await.unwrap();
        Counter { shop, stage, owner, till }
    }

    async fn sell(&self, key: &str) -> Sold {
        self.try_sale(key, None).await.unwrap()
    }

    async fn try_sale(&self, key: &str, buyer: Option<(String, String)>) -> Result<Sold, Failure<TillRefusal>> {
        let claims = [claim(&self.stage, 1)];
        let cart = self
            .shop
            .flows
            .selling
            .add_to_cart(None, Channel::Till, Locale::En, &claims, base::Visitor::UNKNOWN)
            .await
            .unwrap();
        let given = Money::new(10_000, Currency::EUR);
        self.shop.flows.counter.sell_for_cash(&self.owner, self.till, &cart.secret, given, buyer, key).await
    }

    async fn terminal(&self, token: &str) -> Option<Actor> {
        self.shop.flows.counter.actor_of_terminal(token).await.unwrap()
    }
}

#[tokio::test]
async fn a_till_and_its_terminal_are_set_up_by_an_owner() {
    let Counter { shop, stage, owner, till } = Counter::open().await;
    let flows = &shop.flows;
    let again = flows.counter.add_till(&owner, &TillForm { name: "FOYER".into() }).await;
    let Err(Failure::Refused(refusal)) = again else { panic!("{again:?}") };
    assert_eq!(refusal.problems[0].problem, Problem::AlreadyUsed);
    for role in [Role::Manager, Role::BoxOffice, Role::Steward, Role::Viewer] {
        let other = shop.staff(stage.organizer, role).await;
        let form = TillForm { name: "Garden".into() };
        assert!(matches!(flows.counter.add_till(&other, &form).await, Err(Failure::Denied(_))), "{role:?}");
        assert!(matches!(flows.counter.add_terminal(&other, till).await, Err(Failure::Denied(_))), "{role:?}");
        assert!(matches!(flows.counter.renew_terminal(&other, till).await, Err(Failure::Denied(_))), "{role:?}");
        assert!(matches!(flows.counter.withdraw_terminal(&other, till).await, Err(Failure::Denied(_))), "{role:?}");
    }
    let elsewhere = shop.stage(1).await;
    let stranger = shop.staff(elsewhere.organizer, Role::Owner).await;
    let unknown = |result| assert!(matches!(result, Err(Failure::Refused(TerminalRefusal::UnknownTill))));
    unknown(flows.counter.add_terminal(&stranger, till).await);
    unknown(flows.counter.withdraw_terminal(&stranger, till).await.map(|()| String::new()));
    let none = flows.counter.renew_terminal(&owner, till).await;
    assert!(matches!(none, Err(Failure::Refused(TerminalRefusal::NoTerminal))));
    let token = flows.counter.add_terminal(&owner, till).await.unwrap();
    assert!(token.starts_with("trm_"));
    let twice = flows.counter.add_terminal(&owner, till).await;
    assert!(matches!(twice, Err(Failure::Refused(TerminalRefusal::HasTerminal))));
    assert_eq!(shop.number("SELECT count(*) FROM terminals").await, 1);
    let tills = flows.counter.tills(&owner).await.unwrap();
    assert_eq!((tills.len(), tills[0].name.as_str()), (1, "Foyer"));
    assert_eq!(tills[0].terminal.as_ref().unwrap().printer, PrinterState::Offline);
    assert_eq!(shop.number("SELECT count(*) FROM audit_log WHERE action LIKE '%.added'").await, 2);
    assert_eq!(shop.number("SELECT count(*) FROM audit_log WHERE detail::text LIKE '%trm_%'").await, 0);
}

#[tokio::test]
async fn a_terminals_new_token_ends_the_old_one_and_keeps_its_work() {
    let counter = Counter::open().await;
    let flows = &counter.shop.flows;
    let old = flows.counter.add_terminal(&counter.owner, counter.till).await.unwrap();
    let before = counter.terminal(&old).await.expect("the token opens");
    let job = counter.sell("one").await.print_job.expect("there is paper to print");
    let new = flows.counter.renew_terminal(&counter.owner, counter.till).await.unwrap();
    assert_eq!(counter.terminal(&old).await, None);
    let after = counter.terminal(&new).await.expect("the new token opens");
    assert_eq!(after, before, "it is the same terminal");
    let next = flows.counter.next_print_job(&after, PrinterState::Ready, Wait::ZERO).await.unwrap().unwrap();
    assert_eq!(next.job.id, job);
    let papers = u32::try_from(next.job.papers.len()).unwrap();
    flows.counter.report_print_job(&after, job, PrintOutcome::Done, papers, PrinterState::Ready, None).await.unwrap();
    let jobs = flows.counter.print_jobs(&counter.owner, counter.till).await.unwrap();
    assert_eq!(jobs[0].state, PrintJobState::Done);
}

#[tokio::test]
async fn a_withdrawn_terminal_is_refused_and_what_it_had_to_print_can_be_printed_elsewhere() {
    let counter = Counter::open().await;
    let (flows, owner, till) = (&counter.shop.flows, &counter.owner, counter.till);
    let old = flows.counter.add_terminal(owner, till).await.unwrap();
    let terminal = counter.terminal(&old).await.unwrap();
    let (printing, waiting) = (counter.sell("one").await, counter.sell("two").await);
    let taken = flows.counter.next_print_job(&terminal, PrinterState::Ready, Wait::ZERO).await.unwrap().unwrap();
    assert_eq!(Some(taken.job.id), printing.print_job);
    flows.counter.withdraw_terminal(owner, till).await.unwrap();
    assert_eq!(counter.terminal(&old).await, None);
    assert!(flows.counter.tills(owner).await.unwrap()[0].terminal.is_none());
    let cancelled = "SELECT count(*) FROM print_jobs WHERE state = 'cancelled' AND ended_at IS NOT NULL";
    assert_eq!(counter.shop.number(cancelled).await, 2);
    let nowhere = counter.try_sale("three", None).await;
    assert!(matches!(nowhere, Err(Failure::Refused(TillRefusal::EmailNeeded))));
    let buyer = Some((String::new(), "maria@example.com".to_owned()));
    assert_eq!(counter.try_sale("four", buyer).await.unwrap().print_job, None, "it sells and prints nothing");
    let again = || flows.counter.reprint(owner, till, waiting.order, &Reprint::Both, "never printed", "again");
    let reprint = again().await;
    assert!(matches!(reprint, Err(Failure::Refused(TillRefusal::NoPrinter))));
    let twice = flows.counter.withdraw_terminal(owner, till).await;
    assert!(matches!(twice, Err(Failure::Refused(TerminalRefusal::NoTerminal))));
    let token = flows.counter.add_terminal(owner, till).await.unwrap();
    let job = again().await.unwrap();
    let terminal = counter.terminal(&token).await.unwrap();
    let next = flows.counter.next_print_job(&terminal, PrinterState::Ready, Wait::ZERO).await.unwrap().unwrap();
    assert_eq!(next.job.id, job);
    assert_eq!(counter.shop.number("SELECT count(*) FROM audit_log WHERE action = 'terminal.withdrawn'").await, 1);
}

#[tokio::test]
async fn tickets_signed_before_a_rotation_stay_valid_and_new_ones_have_the_new_key() {
    let shop = Shop::open().await;
    let stage = shop.stage(10).await;
    let (placed, before) = shop.buy(&stage, 2).await;
    let manager = shop.staff(stage.organizer, Role::Manager).await;
    assert!(matches!(shop.flows.base().rotate_signing_key(&manager).await, Err(Failure::Denied(_))));
    assert_eq!(shop.flows.base().rotate_signing_key(&Actor::system(stage.organizer)).await.unwrap(), 2);
    let (_, after) = shop.buy(&stage, 1).await;
    let mut tx = shop.flows.base().db.organizer(stage.organizer).await.unwrap();
    let keys = shop.flows.base().public_keys(&mut tx, stage.organizer).await.unwrap();
    drop(tx);
    assert_eq!(keys.len(), 2);
    for (ticket, number) in [(&before.tickets[0], 1), (&before.tickets[1], 1), (&after.tickets[0], 2)] {
        let claim = code::verify(&ticket.code, |number| keys.get(&number).copied()).unwrap();
        assert_eq!((claim.ticket, claim.key_number), (ticket.id, number));
    }
    let crossed = code::verify(&before.tickets[0].code, |_| keys.get(&2).copied());
    assert_eq!(crossed, Err(CodeError::Forged), "the keys are two");
    let shown = shop.order(&placed).await;
    assert_eq!(shown.tickets[0].code, before.tickets[0].code, "the buyer's page shows the code that was sent");
    shop.clock.advance(Duration::days(30) - Duration::minutes(20));
    let steward = shop.staff(stage.organizer, Role::Steward).await;
    for (n, ticket) in [&before.tickets[0], &after.tickets[0]].into_iter().enumerate() {
        let scan = Scan {
            code: ticket.code.clone(),
            gate: "North".into(),
            direction: Direction::In,
            at: shop.now(),
            nonce: n.to_string(),
            performances: Vec::new(),
        };
        let answer = shop.flows.door.validate(&steward, &scan).await.unwrap();
        assert_eq!(answer.verdict, Verdict::Admitted, "ticket {n}");
    }
    assert_eq!(shop.number("SELECT count(*) FROM signing_keys").await, 2);
    assert_eq!(shop.number("SELECT count(*) FROM signing_keys WHERE retired_at IS NULL").await, 1);
    assert_eq!(shop.number("SELECT count(*) FROM audit_log WHERE action = 'signing_key.rotated'").await, 1);
}

#[tokio::test]
async fn the_planner_hears_of_a_table_that_grew_quickly() {
    let shop = Shop::open().await;
    let seen = "SELECT reltuples::bigint FROM pg_class WHERE oid = 'form_drafts'::regclass";
    assert!(shop.number(seen).await <= 0);
    // A connection tells what it changed when it ends, at the latest.
    let mut once = PgConnection::connect_with(&shop.owner.connect_options()).await.unwrap();
    let fill = "INSERT INTO form_drafts (secret_hash, fields, problems, created_at) \
                SELECT sha256(n::text::bytea), '{}', '{}', now() FROM generate_series(1, 1000) n";
    sqlx::query(fill).execute(&mut once).await.unwrap();
    once.close().await.unwrap();
    for _ in 0..100 {
        shop.flows.refresh_statistics().await.unwrap();
        if shop.number(seen).await >= 1000 {
            return;
        }
        tokio::time::sleep(Wait::from_millis(50)).await;
    }
    panic!("the planner still believes in {} rows", shop.number(seen).await);
}
