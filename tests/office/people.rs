//! Signing in, roles, tokens, and the figures and tables people take out.

use crate::Shop;
use base::sign_in::SignInRefusal;
use base::{Actor, Failure};
use chrono::Duration;
use domain::edit::MemberRefusal;
use domain::event::Channel;
use domain::form::{MemberForm, TokenForm};
use domain::order::OrderState;
use domain::payment::GatewayKind;
use domain::refusal::Problem;
use domain::role::{Permission, Role};
use domain::ticket::TicketState;
use office::table_export::{Table, TableCell, TableColumn, TableKind};

fn member(email: &str, role: Role) -> MemberForm {
    MemberForm {
        name: "Anna Moretti".into(),
        email: email.into(),
        role: role.into_str().into(),
        password: "a long password".into(),
    }
}

#[tokio::test]
async fn a_session_opens_with_the_password_and_lives_while_it_is_used() {
    let shop = Shop::open().await;
    let stage = shop.stage(1).await;
    let flows = &shop.flows;
    flows.office.add_member(&Actor::system(stage.organizer), &member("Anna@Example.org", Role::Owner)).await.unwrap();
    let refused = |result: Result<_, Failure<SignInRefusal>>| match result {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    };
    let wrong = refused(flows.access.sign_in("anna@example.org", "wrong", None).await);
    assert_eq!(wrong, refused(flows.access.sign_in("nobody@example.org", "wrong", None).await));
    let session = flows.access.sign_in(" anna@example.org ", "a long password", None).await.unwrap();
    let current = flows.access.signed_in(&session).await.unwrap().unwrap().current.unwrap();
    assert!(current.may(Permission::ManagePeople) && current.organizer == stage.organizer);
    for _ in 0..3 {
        shop.clock.advance(Duration::hours(11));
        assert!(flows.access.signed_in(&session).await.unwrap().is_some(), "it slides");
    }
    let second = shop.stage(1).await;
    assert!(!flows.access.choose_organizer(&session, second.organizer).await.unwrap(), "not a member there");
    flows.office.add_member(&Actor::system(second.organizer), &member("anna@example.org", Role::Viewer)).await.unwrap();
    assert!(flows.access.choose_organizer(&session, second.organizer).await.unwrap());
    let current = flows.access.signed_in(&session).await.unwrap().unwrap().current.unwrap();
    assert!(!current.may(Permission::ManagePeople) && current.organizer == second.organizer);
    shop.clock.advance(Duration::hours(12));
    assert!(flows.access.signed_in(&session).await.unwrap().is_none());
    let session = flows.access.sign_in("anna@example.org", "a long password", None).await.unwrap();
    flows.access.sign_out(&session).await.unwrap();
    assert!(flows.access.signed_in(&session).await.unwrap().is_none());
    for _ in 0..10 {
        refused(flows.access.sign_in("anna@example.org", "guess", None).await);
    }
    let locked = refused(flows.access.sign_in("anna@example.org", "a long password", None).await);
    assert!(matches!(locked, SignInRefusal::TooManyTries { .. }));
    shop.clock.advance(Duration::minutes(15));
    flows.access.sign_in("anna@example.org", "a long password", None).await.unwrap();
}

#[tokio::test]
async fn an_organizer_keeps_an_owner_and_other_organizers_people_stay_out_of_reach() {
    let shop = Shop::open().await;
    let (stage, other) = (shop.stage(1).await, shop.stage(1).await);
    let flows = &shop.flows;
    let system = Actor::system(stage.organizer);
    let anna = flows.office.add_member(&system, &member("anna@example.org", Role::Owner)).await.unwrap();
    let twice = flows.office.add_member(&system, &member("ANNA@example.org", Role::Viewer)).await;
    assert!(matches!(twice, Err(Failure::Refused(MemberRefusal::MemberAlready))));
    let short = MemberForm { password: "short".into(), role: "boss".into(), ..member("b@example.org", Role::Viewer) };
    let Err(Failure::Refused(MemberRefusal::Invalid { problems })) = flows.office.add_member(&system, &short).await
    else {
        panic!("a short password is refused")
    };
    let problems: Vec<_> = problems.into_iter().map(|p| (p.field, p.problem)).collect();
    assert_eq!(problems, [("role".into(), Problem::NotAChoice), ("password".into(), Problem::TooShort { min: 10 })]);
    let last = |result| assert!(matches!(result, Err(Failure::Refused(MemberRefusal::LastOwner))));
    last(flows.office.remove_member(&system, anna).await);
    last(flows.office.change_role(&system, anna, Role::Manager).await);
    let bruno = flows.office.add_member(&system, &member("bruno@example.org", Role::Steward)).await.unwrap();
    let foreign = flows.office.change_role(&Actor::system(other.organizer), bruno, Role::Owner).await;
    assert!(matches!(foreign, Err(Failure::Refused(MemberRefusal::Unknown))));
    flows.office.change_role(&system, bruno, Role::Owner).await.unwrap();
    flows.office.remove_member(&system, anna).await.unwrap();
    let members = flows.office.members(&system).await.unwrap();
    assert_eq!(members.iter().map(|m| (m.person, m.role)).collect::<Vec<_>>(), [(bruno, Role::Owner)]);
    assert!(shop.number("SELECT count(*) FROM audit_log WHERE action LIKE 'member.%'").await == 4);
}

#[tokio::test]
async fn a_token_does_what_it_was_made_for_until_it_is_revoked() {
    let shop = Shop::open().await;
    let stage = shop.stage(1).await;
    let flows = &shop.flows;
    let owner = shop.staff(stage.organizer, Role::Owner).await;
    let form = TokenForm { name: " Website ".into(), permissions: vec![Permission::SeeSales] };
    let (id, text) = flows.office.create_token(&owner, &form).await.unwrap();
    let actor = flows.access.actor_of_token(&text).await.unwrap().unwrap();
    assert!(actor.may(Permission::SeeSales) && !actor.may(Permission::SeeOrders));
    assert!(flows.access.actor_of_token(&text.replace("tsr_", "")).await.unwrap().is_none());
    assert!(flows.access.actor_of_token("tsr_AAAAAAAAAAAAAAAAAAAAAAAAAA").await.unwrap().is_none());
    assert_eq!(
        shop.number("SELECT count(*) FROM api_tokens WHERE encode(secret_hash, 'escape') LIKE '%tsr%'").await,
        0
    );
    flows.office.revoke_token(&owner, id).await.unwrap();
    flows.office.revoke_token(&owner, id).await.unwrap();
    assert!(flows.access.actor_of_token(&text).await.unwrap().is_none());
    assert!(flows.office.tokens(&owner).await.unwrap()[0].revoked_at.is_some());
    assert!(flows.office.create_token(&owner, &TokenForm::default()).await.is_err());
}

#[tokio::test]
async fn figures_and_tables_agree_with_what_was_sold_and_given_back() {
    let shop = Shop::open().await;
    let stage = shop.stage(10).await;
    let owner = shop.staff(stage.organizer, Role::Owner).await;
    let flows = &shop.flows;
    let (placed, order) = shop.buy(&stage, 3).await;
    shop.clock.advance(Duration::days(1));
    shop.buy(&stage, 1).await;
    flows.money.refund_tickets(&owner, placed.order, &[order.tickets[0].id], "ill", "key-1").await.unwrap();
    let stats = flows.office.event_stats(&owner, stage.event).await.unwrap().unwrap();
    assert_eq!((stats.inventory.sold, stats.inventory.free()), (3, 7));
    assert_eq!((stats.gross.minor, stats.refunded.minor, stats.fees.minor), (3 * 2650, 2650, 3 * 150));
    assert_eq!(stats.net.minor + stats.tax.minor + stats.fees.minor, stats.gross.minor);
    assert_eq!((stats.today_tickets, stats.yesterday_tickets), (1, 2));
    assert_eq!(stats.by_day.iter().map(|(_, n)| *n).collect::<Vec<_>>(), [2, 1]);
    let tickets = flows.office.export(&owner, TableKind::Tickets, Some(stage.event)).await.unwrap();
    assert_eq!(tickets.rows.len(), 4);
    let refunded =
        of(&tickets, TableColumn::State).filter(|state| **state == TableCell::TicketState(TicketState::Refunded));
    assert_eq!(refunded.count(), 1);
    assert_eq!(sum(&tickets, TableColumn::Refunded), 2650);
    assert!(of(&tickets, TableColumn::Holder).any(|holder| *holder == TableCell::Text("Maria Rossi".into())));
    let orders = flows.office.export(&owner, TableKind::Orders, None).await.unwrap();
    let first: Vec<&TableCell> = [
        TableColumn::Order,
        TableColumn::State,
        TableColumn::Channel,
        TableColumn::PaymentMethod,
        TableColumn::Cashier,
    ]
    .into_iter()
    .map(|column| of(&orders, column).next().unwrap())
    .collect();
    let expected = [
        TableCell::Text(placed.number.clone()),
        TableCell::OrderState(OrderState::PartlyRefunded),
        TableCell::Channel(Channel::Shop),
        TableCell::Gateways(vec![GatewayKind::Test]),
        TableCell::Empty,
    ];
    assert_eq!(first, expected.iter().collect::<Vec<_>>());
    assert_eq!((sum(&orders, TableColumn::Total), sum(&orders, TableColumn::Refunded)), (4 * 2650, 2650));
    assert!(flows.office.export(&owner, TableKind::Scans, None).await.unwrap().rows.is_empty());
    let elsewhere = shop.stage(1).await;
    let stranger = shop.staff(elsewhere.organizer, Role::Owner).await;
    assert!(flows.office.event_stats(&stranger, stage.event).await.unwrap().is_none());
    assert!(flows.office.export(&stranger, TableKind::Tickets, Some(stage.event)).await.unwrap().rows.is_empty());
}

/// The cells of a column.
fn of(table: &Table, column: TableColumn) -> impl Iterator<Item = &TableCell> {
    let at = table.kind.columns().iter().position(|one| *one == column).expect("the table has it");
    table.rows.iter().map(move |row| {
        assert_eq!(row.len(), table.kind.columns().len());
        &row[at]
    })
}

fn sum(table: &Table, column: TableColumn) -> i64 {
    let amount = |cell: &TableCell| match cell {
        TableCell::Amount(money) => money.minor,
        other => panic!("not an amount: {other:?}"),
    };
    of(table, column).map(amount).sum()
}

#[tokio::test]
async fn what_is_over_is_forgotten_and_the_rest_stays() {
    let shop = Shop::open().await;
    let stage = shop.stage(1).await;
    let form = member("anna@example.org", Role::Owner);
    shop.flows.office.add_member(&Actor::system(stage.organizer), &form).await.unwrap();
    let sessions = "INSERT INTO sessions (token_hash, person_id, created_at, expires_at)
                    SELECT sha256(convert_to(p.id::text || n, 'UTF8')), p.id, now(), now() + n * interval '2 days'
                    FROM people p, generate_series(-2, 2) n";
    let made = sqlx::query(sessions).execute(&shop.owner).await.unwrap().rows_affected();
    let answers = "INSERT INTO idempotency_keys (organizer_id, command, key, request_hash, response, created_at)
                   SELECT $1, 'sell', n::text, sha256('x'), '{}', $2 - n * interval '1 day' FROM generate_series(0, 9) n";
    sqlx::query(answers).bind(stage.organizer.0).bind(shop.now()).execute(&shop.owner).await.unwrap();
    let db = storage::Db::connect(&shop.database_url, 1).await.unwrap();
    let mut tx = db.begin(storage::Scope::Nothing).await.unwrap();
    // Two of each person's five ended days ago.
    assert_eq!(storage::people::forget_old_sessions(&mut tx).await.unwrap(), made / 5 * 2);
    tx.commit().await.unwrap();
    assert_eq!(shop.number("SELECT count(*) FROM sessions WHERE expires_at < now() - interval '1 day'").await, 0);
    let mut tx = db.begin(storage::Scope::Organizer(stage.organizer)).await.unwrap();
    let before = shop.now() - Duration::hours(36);
    assert_eq!(storage::idempotency::forget_old(&mut tx, stage.organizer, before).await.unwrap(), 8);
    tx.commit().await.unwrap();
    assert_eq!(shop.number("SELECT count(*) FROM idempotency_keys").await, 2);
}

#[tokio::test]
async fn a_session_is_not_looked_up_for_every_scan_and_ends_at_once() {
    let shop = Shop::open().await;
    let stage = shop.stage(1).await;
    let (flows, owner) = (&shop.flows, Actor::system(stage.organizer));
    flows.office.add_member(&owner, &member("anna@example.org", Role::Owner)).await.unwrap();
    let sara = flows.office.add_member(&owner, &member("sara@example.org", Role::Steward)).await.unwrap();
    let session = flows.access.sign_in("sara@example.org", "a long password", None).await.unwrap();
    let may = async || flows.access.actor_of_session(&session).await.unwrap().map(|actor| actor.may(Permission::Admit));
    assert_eq!(may().await, Some(true));
    // Another server's doing is heard of a little later; this one's at once.
    let gone = sqlx::query("UPDATE memberships SET role = 'viewer' WHERE person_id = $1").bind(sara.0);
    gone.execute(&shop.owner).await.unwrap();
    assert_eq!(may().await, Some(true), "no row was read");
    flows.office.change_role(&owner, sara, Role::Viewer).await.unwrap();
    assert_eq!(may().await, Some(false));
    shop.clock.advance(Duration::hours(13));
    assert_eq!(may().await, None, "its twelve hours are over");
    let session = flows.access.sign_in("sara@example.org", "a long password", None).await.unwrap();
    assert!(flows.access.actor_of_session(&session).await.unwrap().is_some());
    flows.access.sign_out(&session).await.unwrap();
    assert!(flows.access.actor_of_session(&session).await.unwrap().is_none());
}
