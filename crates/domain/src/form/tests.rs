use super::*;
use crate::event::{Performance, PerformanceStatus, Venue};
use crate::ids::{EventId, PerformanceId};
use crate::locale::{Locale, Translated};
use crate::money::{Currency, Money};
use crate::pricing::fee::{FeeBearer, FeeRule, FeeSize};
use crate::refusal::Unit;
use crate::time::Timezone;
use chrono::{DateTime, Utc};
use proptest::prelude::*;

fn now() -> DateTime<Utc> {
    "2026-11-21T09:00:00Z".parse().unwrap()
}

fn fields(problems: Vec<FieldProblem>) -> Vec<String> {
    problems.into_iter().map(|p| p.field).collect()
}

#[test]
fn an_event_needs_a_title_and_a_category_and_names_all_else_that_is_wrong() {
    let form = EventForm {
        slug: "Not A Slug".into(),
        artwork: "../../etc/passwd".into(),
        zone: "Mars/Base".into(),
        hold_minutes: "0".into(),
        age_min: "old".into(),
        ..Default::default()
    };
    let problems = fields(form.check(Timezone::ROME).unwrap_err());
    assert_eq!(problems, ["title_en", "category", "slug", "artwork", "zone", "hold_minutes", "age_min"]);
    let good = EventForm { title_it: "  Aida ".into(), category: "opera".into(), ..Default::default() };
    let checked = good.check(Timezone::ROME).unwrap();
    assert_eq!((checked.title.it.as_str(), checked.hold_minutes, checked.order_max), ("Aida", 10, 10));
}

/// What shows nothing counts as empty, in whatever field it was typed.
#[test]
fn nothing_to_see_is_nothing_typed() {
    for nothing in ["\u{200B}", "\u{AD}", "\u{3164}", "\u{FEFF}\u{2060}"].map(str::to_owned) {
        let n = || nothing.clone();
        let blank = EventForm {
            title_en: n(),
            category: n(),
            slug: n(),
            zone: n(),
            age_min: n(),
            order_max: n(),
            series: n(),
            ..Default::default()
        };
        let empty = EventForm::default().check(Timezone::ROME).unwrap_err();
        assert_eq!(blank.check(Timezone::ROME).unwrap_err(), empty, "{nothing:?}");
        let blank = PerformanceForm {
            venue: n(),
            capacity: n(),
            starts_at: n(),
            ends_at: n(),
            doors_at: n(),
            on_sale_until: n(),
            ..Default::default()
        };
        let empty = PerformanceForm::default().check(Timezone::ROME, now(), true).unwrap_err();
        assert_eq!(blank.check(Timezone::ROME, now(), true).unwrap_err(), empty);
        let blank = TicketTypeForm { name_it: n(), price: n(), tax_rate: n(), fee: n(), ..TicketTypeForm::new() };
        let empty = TicketTypeForm::new().check(Currency::EUR).unwrap_err();
        assert_eq!(blank.check(Currency::EUR).unwrap_err(), empty);
        assert_eq!(
            MemberForm { name: n(), email: n(), role: n(), ..Default::default() }.check(false).unwrap_err().len(),
            4
        );
        let blank = VenueForm { name: n(), city: n(), country: n(), zone: n(), ..Default::default() };
        let missing: Vec<_> =
            blank.check(Timezone::ROME).unwrap_err().into_iter().map(|it| (it.field, it.problem)).collect();
        assert_eq!(missing, ["name", "city"].map(|field| (field.to_owned(), Problem::Missing)));
        let placed = VenueForm { name: "Hall".into(), city: "Pisa".into(), ..blank };
        assert_eq!(placed.check(Timezone::ROME).unwrap().country, "IT", "the clocks' country");
    }
}

#[test]
fn a_title_becomes_an_address() {
    for (title, slug) in [
        ("Così fan tutte!", "cosi-fan-tutte"),
        ("  L'Elisir d'amore ", "l-elisir-d-amore"),
        ("日本", "event"),
        ("Łódź – Øresund", "lodz-oresund"),
    ] {
        assert_eq!(slug_of(title), slug);
        assert!(is_slug(slug));
    }
    assert!(!is_slug("a--b") && !is_slug("-a") && !is_slug("A") && !is_slug(""));
}

fn performance() -> PerformanceForm {
    PerformanceForm {
        venue: crate::ids::VenueId(uuid::Uuid::from_u128(1)).to_string(),
        capacity: "100".into(),
        starts_at: "2026-12-24T20:30".into(),
        ..Default::default()
    }
}

#[test]
fn dates_are_read_on_the_events_clock_and_held_to_their_order() {
    let checked = performance().check(Timezone::ROME, now(), true).unwrap();
    assert_eq!(checked.starts_at.to_rfc3339(), "2026-12-24T19:30:00+00:00");
    assert_eq!((checked.on_sale_from, checked.on_sale_until), (now(), checked.starts_at));
    let wrong = PerformanceForm {
        ends_at: "2026-12-24T20:00".into(),
        doors_at: "2026-12-24T21:00".into(),
        on_sale_from: "2026-12-25T09:00".into(),
        ..performance()
    };
    assert_eq!(fields(wrong.check(Timezone::ROME, now(), true).unwrap_err()), ["ends_at", "doors_at", "on_sale_from"]);
    let past = PerformanceForm { starts_at: "2026-01-01T20:00".into(), ..performance() };
    assert_eq!(fields(past.check(Timezone::ROME, now(), true).unwrap_err()), ["starts_at"]);
    assert!(past.check(Timezone::ROME, now(), false).is_ok(), "an old date can still be edited");
    let skipped = PerformanceForm { starts_at: "2027-03-28T02:30".into(), ..performance() };
    assert_eq!(skipped.check(Timezone::ROME, now(), true).unwrap_err()[0].problem, Problem::SkippedHour);
}

#[test]
fn a_date_on_sale_until_it_begins_stays_so_wherever_it_is_moved() {
    let checked = performance().check(Timezone::ROME, now(), true).unwrap();
    let mut stored = Performance {
        id: PerformanceId(uuid::Uuid::from_u128(2)),
        event: EventId(uuid::Uuid::from_u128(3)),
        venue: Venue {
            id: checked.venue,
            name: "Hall".into(),
            street: String::new(),
            city: String::new(),
            country: "IT".into(),
            zone: Timezone::ROME,
            directions: Translated::default(),
        },
        seat_map: None,
        status: PerformanceStatus::Scheduled,
        starts_at: checked.starts_at,
        ends_at: None,
        doors_at: None,
        on_sale_from: checked.on_sale_from,
        on_sale_until: checked.on_sale_until,
        label: Translated::default(),
    };
    let form = PerformanceForm::of(&stored, Timezone::ROME, 100);
    assert_eq!(form, PerformanceForm { on_sale_from: "2026-11-21T10:00".into(), ..performance() });
    for day in ["2026-12-20T18:00", "2027-01-06T18:00"] {
        let moved = PerformanceForm { starts_at: day.into(), ..form.clone() };
        let checked = moved.check(Timezone::ROME, now(), false).unwrap();
        assert_eq!(checked.on_sale_until, checked.starts_at);
    }
    stored.on_sale_until = stored.starts_at - chrono::Duration::hours(2);
    assert_eq!(
        PerformanceForm::of(&stored, Timezone::ROME, 100).on_sale_until,
        "2026-12-24T18:30",
        "what was typed stays"
    );
}

#[test]
fn a_ticket_types_amounts_are_typed_as_people_type_them() {
    let form = TicketTypeForm {
        name_en: "Full".into(),
        price: "12,50".into(),
        tax_rate: "7,5 %".into(),
        fee: "1".into(),
        ..TicketTypeForm::new()
    };
    let checked = form.check(Currency::EUR).unwrap();
    assert_eq!(checked.price.price, Money::new(1250, Currency::EUR));
    assert_eq!((checked.price.tax_rate_bp, checked.price.fee, checked.online), (750, FeeRule::on_top(100), true));
    let wrong = TicketTypeForm {
        price: "-1".into(),
        tax_rate: "101".into(),
        fee: "x".into(),
        order_min: "5".into(),
        order_max: "4".into(),
        ..Default::default()
    };
    let problems = fields(wrong.check(Currency::EUR).unwrap_err());
    assert_eq!(problems, ["order_max", "name_en", "price", "tax_rate", "fee"]);
}

#[test]
fn a_fee_is_an_amount_or_a_share_and_reads_back_as_it_was() {
    let form = |fee: &str, share: &str, cap: &str| TicketTypeForm {
        name_en: "Full".into(),
        price: "20".into(),
        fee: fee.into(),
        fee_share: share.into(),
        fee_cap: cap.into(),
        fee_absorbed: true,
        ..TicketTypeForm::new()
    };
    let share = form("", "2,5", "1").check(Currency::EUR).unwrap().price.fee;
    let size = FeeSize::Share { share_bp: 250, cap_minor: Some(100) };
    assert_eq!(share, FeeRule { size, borne_by: FeeBearer::Organizer });
    let problems = |form: TicketTypeForm| form.check(Currency::EUR).unwrap_err();
    assert_eq!(problems(form("1", "2", "")), [FieldProblem::new("fee_share", Problem::NotBoth)]);
    assert_eq!(problems(form("1", "", "2")), [FieldProblem::new("fee_share", Problem::Missing)]);
}

#[test]
fn a_problem_says_the_rule_in_the_fields_unit() {
    let wrong = TicketTypeForm {
        name_en: "Full".into(),
        price: "100000000.01".into(),
        tax_rate: "7.505".into(),
        fee: "0.505".into(),
        order_min: "5".into(),
        order_max: "101".into(),
        ..TicketTypeForm::new()
    };
    let problems: Vec<Problem> = wrong.check(Currency::EUR).unwrap_err().into_iter().map(|p| p.problem).collect();
    let (min, max) = (Money::zero(Currency::EUR), Money::new(10_000_000_000, Currency::EUR));
    let per_order = Problem::OutOfRange { min: 1, max: 100, unit: Unit::TicketsPerOrder };
    assert_eq!(problems[0], per_order);
    assert!(problems.contains(&Problem::AmountOutOfRange { min, max }));
    assert_eq!(problems.iter().filter(|p| **p == Problem::TooManyDecimals { max: 2 }).count(), 2, "tax and fee");
    let huge = TicketTypeForm { price: "9".repeat(40), ..TicketTypeForm::new() };
    assert!(huge.check(Currency::EUR).unwrap_err().iter().any(|p| p.problem == Problem::AmountOutOfRange { min, max }));
    let late = PerformanceForm {
        ends_at: "2026-12-24T23:00".into(),
        on_sale_until: "2026-12-24T23:30".into(),
        on_sale_from: "2026-12-24T23:40".into(),
        ..performance()
    };
    let problems: Vec<Problem> =
        late.check(Timezone::ROME, now(), true).unwrap_err().into_iter().map(|p| p.problem).collect();
    assert_eq!(problems, [Problem::AfterEnd, Problem::AfterSaleEnd]);
}

#[test]
fn numbers_are_read_as_their_reader_writes_them() {
    let capacity = |typed: &str| check_capacity(typed).map_err(|problems| problems[0].problem.clone());
    for typed in ["1.500", "1,500", "1 500", "1500", " 1'500 "] {
        assert_eq!(capacity(typed), Ok(1500), "{typed}");
    }
    assert_eq!(capacity("15,5"), Err(Problem::NotANumber));
    let (min, max) = (0, CAPACITY_MAX.into());
    assert_eq!(capacity("9".repeat(30).as_str()), Err(Problem::OutOfRange { min, max, unit: Unit::Places }));
    let typed = TicketTypeForm { price: "1.000,50".into(), ..TicketTypeForm::new() };
    let read = |form: &TicketTypeForm| form.check(Currency::EUR).unwrap_err().into_iter().map(|p| p.field).collect();
    let fields: Vec<String> = read(&typed);
    assert_eq!(fields, ["name_en"], "the price is understood");
    let shown = TicketTypeForm { price: "12.50".into(), ..TicketTypeForm::new() }.written(Locale::It);
    assert_eq!((shown.price.as_str(), shown.locale), ("12,50", Locale::It));
}

#[test]
fn a_venue_is_in_a_country_there_is() {
    let form = VenueForm { name: "Hall".into(), city: "Chur".into(), ..Default::default() };
    let country = |code: &str, zone: &str| {
        let form = VenueForm { country: code.into(), zone: zone.into(), ..form.clone() };
        form.check(Timezone::ROME).map(|venue| venue.country).map_err(fields)
    };
    assert_eq!(country("ch", ""), Ok("CH".into()));
    assert_eq!(country("", "Europe/Zurich"), Ok("CH".into()), "the clocks' country where none is said");
    for wrong in ["XX", "Italy", "I"] {
        assert_eq!(country(wrong, ""), Err(vec!["country".to_owned()]), "{wrong}");
    }
    assert_eq!(country("", "UTC"), Err(vec!["country".to_owned()]));
}

#[test]
fn a_quick_event_takes_a_new_place_and_a_second_ticket() {
    let form = QuickEventForm {
        title: "Serata jazz".into(),
        category: "concert".into(),
        starts_at: "2026-12-01T21:00".into(),
        venue_name: "Molo".into(),
        venue_city: "Livorno".into(),
        capacity: "80".into(),
        ticket_name: "Intero".into(),
        price: "15".into(),
        second_name: "Under 26".into(),
        ..Default::default()
    };
    let problems = form.check(Locale::It, Timezone::ROME, Currency::EUR, now()).unwrap_err();
    assert_eq!(fields(problems), ["second_price"]);
    let form = QuickEventForm { second_price: "8".into(), ..form };
    let checked = form.check(Locale::It, Timezone::ROME, Currency::EUR, now()).unwrap();
    assert_eq!((checked.title.it.as_str(), checked.tickets.len()), ("Serata jazz", 2));
}

#[test]
fn a_seat_map_names_the_zone_a_problem_is_in() {
    let seated = |rows: &str| ZoneForm {
        name_en: "Stalls".into(),
        kind: "seated".into(),
        rows: rows.into(),
        seats_per_row: "20".into(),
        ..Default::default()
    };
    let form = SeatMapForm { name: "Hall".into(), zones: vec![seated("10"), seated("x")], ..Default::default() };
    assert_eq!(fields(form.check().unwrap_err()), ["zones_1_rows", "zones_1_name_en"]);
    let form = SeatMapForm { name: "Hall".into(), zones: vec![seated("10")], ..Default::default() };
    assert_eq!(form.check().unwrap().zones[0].capacity(), 200);
}

#[test]
fn checkboxes_are_read_from_browsers_and_from_json() {
    let read = |json: &str| serde_json::from_str::<EventForm>(json).unwrap().ask_phone;
    assert!(read(r#"{"ask_phone": true}"#) && read(r#"{"ask_phone": "on"}"#) && read(r#"{"ask_phone": "true"}"#));
    assert!(!read("{}") && !read(r#"{"ask_phone": "false"}"#));
}

proptest! {
    /// Whatever is typed, a check answers; it never panics, and a refusal names at least one field.
    #[test]
    fn no_typed_text_panics(text in ".{0,40}", number in "[0-9.,%-]{0,12}") {
        let event = EventForm { title_en: text.clone(), slug: text.clone(), zone: text.clone(), category: text.clone(),
            hold_minutes: number.clone(), age_min: number.clone(), artwork: text.clone(), ..Default::default() };
        let _ = event.check(Timezone::ROME);
        let date = PerformanceForm { starts_at: text.clone(), capacity: number.clone(), venue: text.clone(), ..Default::default() };
        prop_assert!(!date.check(Timezone::ROME, now(), true).unwrap_err().is_empty());
        let ticket = TicketTypeForm { name_it: text.clone(), price: number.clone(), tax_rate: number.clone(), fee: number.clone(), ..Default::default() };
        let _ = ticket.check(Currency::EUR);
        let zone = ZoneForm { name_en: text.clone(), kind: "seated".into(), rows: number.clone(), seats_per_row: number.clone(), side: text.clone(), ..Default::default() };
        let _ = SeatMapForm { name: text.clone(), zones: vec![zone], ..Default::default() }.check();
        prop_assert!(is_slug(&slug_of(&text)));
    }
}
