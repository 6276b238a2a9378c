use super::*;
use crate::ids::PoolId;
use crate::sale_terms::example::{DATE, SEATED, STANDING, at, sale};
use crate::time::Timezone;
use proptest::prelude::*;
use uuid::Uuid;

const OTHER_DATE: PerformanceId = PerformanceId(Uuid::from_u128(30));

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// So many tickets of 12.00, tax 1.00 and fee 0.50 among it.
fn tickets(day: NaiveDate, state: TicketState, tickets: u32) -> TicketSum {
    let n = i64::from(tickets);
    let (performance, ticket_type, channel) = (DATE, STANDING, Channel::Shop);
    let (net, tax, fee) = (eur(1050 * n), eur(100 * n), eur(50 * n));
    TicketSum { performance, ticket_type, channel, day, state, tickets, net, tax, fee }
}

fn sold(day: &str, n: u32) -> TicketSum {
    tickets(self::day(day), TicketState::Valid, n)
}

fn counts(tickets: Vec<TicketSum>) -> EventCounts {
    let ticket_types = vec![(SEATED, Translated::new("Seat", "")), (STANDING, Translated::new("Standing", ""))];
    let performances = vec![sale().performance];
    EventCounts { performances, pools: Vec::new(), ticket_types, tickets, attendance: Vec::new() }
}

fn stats(tickets: Vec<TicketSum>) -> EventStats {
    EventStats::of(&sale().event, counts(tickets), at(0)).unwrap()
}

#[test]
fn only_valid_tickets_count_as_sold() {
    let seat = TicketSum { ticket_type: SEATED, ..sold("1969-12-31", 3) };
    let stats = stats(vec![
        sold("1970-01-01", 2),
        seat,
        tickets(day("1970-01-01"), TicketState::Refunded, 5),
        tickets(day("1970-01-01"), TicketState::Cancelled, 7),
    ]);
    assert_eq!((stats.net, stats.tax, stats.fees), (eur(5 * 1050), eur(5 * 100), eur(5 * 50)));
    assert_eq!((stats.gross, stats.refunded), (eur(5 * 1200), eur(5 * 1200)));
    let by_type: Vec<_> = stats.by_ticket_type.iter().map(|t| (t.ticket_type, t.sold, t.gross)).collect();
    assert_eq!(by_type, [(SEATED, 3, eur(3600)), (STANDING, 2, eur(2400))]);
    assert_eq!((stats.today_tickets, stats.yesterday_tickets), (2, 3));
    assert_eq!(stats.by_channel, [(Channel::Shop, 5)]);
}

#[test]
fn nothing_sold_is_nothing_of_the_events_currency() {
    let event = Event { currency: Currency::JPY, ..sale().event };
    let stats = EventStats::of(&event, counts(vec![]), at(0)).unwrap();
    let none = Money::zero(Currency::JPY);
    assert_eq!((stats.gross, stats.fees, stats.tax, stats.net, stats.refunded), (none, none, none, none, none));
    assert_eq!((stats.by_channel, stats.by_day, stats.inventory), (vec![], vec![], Inventory::default()));
    assert!(stats.by_ticket_type.iter().all(|t| t.sold == 0 && t.gross == none));
}

#[test]
fn a_sum_that_is_wrong_is_none() {
    let of = |tickets| EventStats::of(&sale().event, counts(tickets), at(0));
    let large = || TicketSum { net: eur(i64::MAX - 150), ..sold("1970-01-01", 1) };
    assert_eq!(of(vec![large()]).map(|stats| stats.gross), Ok(eur(i64::MAX)));
    assert_eq!(of(vec![large(), large()]), Err(MoneyError::Overflow));
    assert_eq!(of(vec![TicketSum { tax: eur(i64::MAX), ..large() }]), Err(MoneyError::Overflow));
    let yen = TicketSum { net: Money::new(1, Currency::JPY), ..sold("1970-01-01", 1) };
    assert!(matches!(of(vec![yen]), Err(MoneyError::CurrencyMismatch(..))));
}

#[test]
fn channels_are_shown_in_their_order_and_empty_ones_are_not() {
    let through = |channel, n| TicketSum { channel, ..sold("1970-01-01", n) };
    let back = TicketSum { channel: Channel::Till, ..tickets(day("1970-01-01"), TicketState::Refunded, 4) };
    let all =
        [through(Channel::Api, 1), through(Channel::Till, 2), through(Channel::Shop, 3), through(Channel::Api, 4)];
    assert_eq!(by_channel(&all), [(Channel::Shop, 3), (Channel::Till, 2), (Channel::Api, 5)]);
    assert_eq!(by_channel(&[through(Channel::Api, 1), back]), [(Channel::Api, 1)]);
}

#[test]
fn today_is_the_events_own() {
    let sums = || vec![sold("2026-11-20", 1), sold("2026-11-21", 2), sold("2026-11-22", 4)];
    for (zone, now, today, yesterday) in [
        (Timezone::ROME, "2026-11-21T22:59:59Z", 2, 1),
        (Timezone::ROME, "2026-11-21T23:00:00Z", 4, 2),
        (Timezone::UTC, "2026-11-21T23:00:00Z", 2, 1),
        (Timezone::UTC, "2026-11-24T00:00:00Z", 0, 0),
    ] {
        let event = Event { zone, ..sale().event };
        let stats = EventStats::of(&event, counts(sums()), now.parse().unwrap()).unwrap();
        assert_eq!((stats.today_tickets, stats.yesterday_tickets), (today, yesterday), "{now}");
    }
}

#[test]
fn places_are_counted_for_each_date_and_off_where_it_is() {
    let off = Performance { id: OTHER_DATE, status: PerformanceStatus::Cancelled, ..sale().performance };
    let bare = Performance { id: PerformanceId(Uuid::from_u128(31)), ..sale().performance };
    let pool = |performance, capacity, sold, held| {
        let (id, zone, name) = (PoolId(Uuid::nil()), None, String::new());
        Pool { id, performance, zone, name, capacity, held, sold }
    };
    let came = |performance, admitted| Attendance { performance, expected: 40, admitted, inside: 1 };
    let counts = EventCounts {
        performances: vec![off, sale().performance, bare],
        pools: vec![pool(DATE, 80, 30, 2), pool(OTHER_DATE, 60, 12, 1), pool(DATE, 20, 5, 0)],
        attendance: vec![came(DATE, 25), came(OTHER_DATE, 3)],
        ..counts(vec![])
    };
    let stats = EventStats::of(&sale().event, counts, at(0)).unwrap();
    let of_date = |p: &PerformanceSales| (p.inventory.capacity, p.inventory.free(), p.inventory.off, p.admitted);
    let by_date: Vec<_> = stats.by_performance.iter().map(of_date).collect();
    assert_eq!(by_date, [(60, 0, 47, 3), (100, 63, 0, 25), (0, 0, 0, 0)]);
    assert_eq!(stats.inventory, Inventory { capacity: 160, sold: 47, held: 3, off: 47 });
}

#[test]
fn nobody_is_expected_where_nothing_takes_place() {
    let came = Attendance { performance: DATE, expected: 40, admitted: 3, inside: 2 };
    assert_eq!(came.expected_at(PerformanceStatus::Scheduled), 40);
    assert_eq!(came.expected_at(PerformanceStatus::Cancelled), 0);
}

#[test]
fn days_without_sales_are_shown_and_refunds_are_not() {
    let sums = [sold("2026-11-18", 2), sold("2026-11-20", 3), tickets(day("2026-11-10"), TicketState::Refunded, 9)];
    let days = by_day(&sums, day("2026-11-21"));
    let counts: Vec<u32> = days.iter().map(|(_, n)| *n).collect();
    assert_eq!((days[0].0, counts), (day("2026-11-18"), vec![2, 0, 3, 0]));
    assert_eq!(by_day(&[], day("2026-11-21")), []);
}

proptest! {
    /// The row of days has no gap, ends today or with what was sold later, is no longer than it may be until today, and has every
    /// ticket that was sold on one of them.
    #[test]
    fn days_are_whole(sales in prop::collection::vec((0u64..900, 1u32..5, prop::bool::ANY), 0..12), ago in 0u64..900) {
        let begin = day("2024-01-01");
        let today = begin + Days::new(ago);
        let state = |is_valid| if is_valid { TicketState::Valid } else { TicketState::Refunded };
        let sums: Vec<_> = sales.iter().map(|(d, n, valid)| tickets(begin + Days::new(*d), state(*valid), *n)).collect();
        let days = by_day(&sums, today);
        let sold = || sums.iter().filter(|s| s.state == TicketState::Valid);
        prop_assert_eq!(days.is_empty(), sold().count() == 0);
        prop_assert!(days.windows(2).all(|pair| pair[0].0.succ_opt() == Some(pair[1].0)));
        if let (Some((from, _)), Some((until, _))) = (days.first(), days.last()) {
            prop_assert_eq!(Some(*until), sold().map(|s| s.day).max().max(Some(today)));
            prop_assert!(*from == today - Days::new(399) || Some(*from) == sold().map(|s| s.day).min());
            let shown: u32 = sold().filter(|s| s.day >= *from).map(|s| s.tickets).sum();
            prop_assert_eq!(days.iter().map(|(_, n)| *n).sum::<u32>(), shown);
            prop_assert!(days.iter().filter(|(d, _)| *d <= today).count() <= DAYS_MAX);
        }
    }

    /// Whatever is counted, the parts of a number make the whole.
    #[test]
    fn parts_make_the_whole(
        sales in prop::collection::vec((0usize..3, 0usize..3, prop::bool::ANY, 1u32..5, 0i64..9_999), 0..12),
    ) {
        let of = |(channel, state, seated, n, net): &(usize, usize, bool, u32, i64)| TicketSum {
            channel: Channel::VARIANTS[*channel],
            ticket_type: if *seated { SEATED } else { STANDING },
            net: eur(*net),
            ..tickets(day("1970-01-01"), TicketState::VARIANTS[*state], *n)
        };
        let sums: Vec<_> = sales.iter().map(of).collect();
        let of_state = |state| move |s: &&TicketSum| s.state == state;
        let count: u32 = sums.iter().filter(of_state(TicketState::Valid)).map(|s| s.tickets).sum();
        let paid = |state| -> i64 { sums.iter().filter(of_state(state)).map(|s| s.gross().unwrap().minor).sum() };
        let (valid, refunded) = (paid(TicketState::Valid), paid(TicketState::Refunded));
        let stats = stats(sums.clone());
        prop_assert_eq!((stats.gross, stats.refunded), (eur(valid), eur(refunded)));
        prop_assert_eq!(stats.net.minor + stats.tax.minor + stats.fees.minor, valid);
        prop_assert_eq!(stats.by_ticket_type.iter().map(|t| t.gross.minor).sum::<i64>(), valid);
        prop_assert_eq!(stats.by_ticket_type.iter().map(|t| t.sold).sum::<u32>(), count);
        prop_assert_eq!(stats.by_channel.iter().map(|(_, n)| *n).sum::<u32>(), count);
        prop_assert_eq!(stats.by_day.iter().map(|(_, n)| *n).sum::<u32>(), count);
        prop_assert_eq!(stats.today_tickets, count);
    }
}
