//! What a person holds in the hand, in both languages and on every paper, and what no data may break.

use crate::profile::Profile;
use crate::{bytes, plain_text, png, sample};
use chrono::{TimeZone, Utc};
use domain::ids::TicketId;
use domain::locale::Locale;
use domain::money::{Currency, Money};
use domain::paper::{Paper, PaperTicket, Receipt, ReceiptLine, TaxSum, Tender, TenderKind};
use domain::seating::SeatKind;
use domain::time::Timezone;
use proptest::prelude::*;

fn everything(locale: Locale, profile: &Profile) -> String {
    let copy = Receipt { copy: 2, total: Money::new(-8600, Currency::EUR), change: None, ..sample::receipt(locale) };
    let standing = PaperTicket { area: None, row: None, seat: None, doors_at: None, copy: 1, ..sample::ticket(locale) };
    let papers = [
        Paper::Receipt(sample::receipt(locale)),
        Paper::Receipt(copy),
        Paper::Ticket(sample::ticket(locale)),
        Paper::Ticket(standing),
        Paper::TestPage {
            locale,
            printer: "Cassa 1, 192.168.1.40".to_owned(),
            at: sample::receipt(locale).at,
            zone: Timezone::ROME,
        },
    ];
    let papers: Vec<String> = papers.iter().map(|paper| plain_text(paper, profile)).collect();
    papers.join("\n8< - - - - - - - - - - - - - -\n\n")
}

#[test]
fn the_papers_in_english() {
    insta::assert_snapshot!(everything(Locale::En, &Profile::EPSON_TM_T20III));
}

#[test]
fn the_papers_in_italian() {
    insta::assert_snapshot!(everything(Locale::It, &Profile::EPSON_TM_T20III));
}

#[test]
fn the_papers_on_a_narrow_roll() {
    insta::assert_snapshot!(everything(Locale::It, &Profile::GENERIC_58));
}

#[test]
fn the_sample_adds_up() {
    for locale in Locale::ALL {
        let receipt = sample::receipt(locale);
        assert!(crate::receipt::adds_up(&receipt));
        assert!(!crate::receipt::adds_up(&Receipt { fees: None, ..receipt }), "the fees are part of the total");
    }
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[test]
fn letters_go_through_the_page_that_has_them_and_are_drawn_where_none_has() {
    let mut receipt = sample::receipt(Locale::En);
    receipt.address = vec!["Zażółć €".to_owned()];
    let paper = Paper::Receipt(receipt);
    let epson = bytes(&paper, &Profile::EPSON_TM_T20III);
    assert!(
        holds(&epson, b"Za\x1bt\x12\xbe\xa2\x88\x86 \x1bt\x13\xd5"),
        "PC852 for the Polish letters, PC858 for the €"
    );
    let generic = bytes(&paper, &Profile::GENERIC_80);
    assert!(!holds(&generic, b"Za"), "no page of this printer has ż, so the line is drawn");
    assert!(holds(&generic, b"P.IVA") == holds(&epson, b"P.IVA"));
    assert!(!plain_text(&paper, &Profile::GENERIC_80).contains('?'));
}

#[test]
fn the_code_is_stored_whole_at_level_m() {
    let bytes = bytes(&Paper::Ticket(sample::ticket(Locale::En)), &Profile::EPSON_TM_T20III);
    let mut stored = b"\x1d(k\xa3\x001P0".to_vec();
    stored.extend("TESSERA2".repeat(20).bytes());
    stored.extend(b"\n\x1d(k\x03\x001Q0\n");
    assert!(holds(&bytes, &stored));
    assert!(holds(&bytes, b"\x1d(k\x04\x001A2\x00") && holds(&bytes, b"\x1d(k\x03\x001E1"));
    assert!(bytes.ends_with(b"\x1dVA\x00"), "each ticket is cut on its own");
}

#[test]
fn very_large_sums_and_very_long_names_stand_whole() {
    let name = "Associazione Culturale ".repeat(13);
    let huge = Money::new(i64::MAX, Currency::EUR);
    let receipt = Receipt {
        organizer: name.clone(),
        lines: vec![ReceiptLine { quantity: u32::MAX, text: name.clone(), detail: Some(name.clone()), amount: huge }],
        total: huge,
        taxes: vec![TaxSum { rate_bp: 2200, net: huge, tax: huge }],
        tenders: vec![Tender { kind: TenderKind::Card, amount: huge }],
        fees: None,
        change: Some(Money::new(i64::MIN, Currency::EUR)),
        ..sample::receipt(Locale::It)
    };
    for profile in Profile::ALL {
        let text = plain_text(&Paper::Receipt(receipt.clone()), &profile);
        assert!(text.lines().all(|line| line.chars().count() <= profile.columns), "{text}");
        assert_eq!(text.matches("Associazione").count(), 39);
        assert_eq!(text.matches("92.233.720.368.547.758,07 €").count(), 5, "{text}");
    }
}

fn money() -> impl Strategy<Value = Money> {
    (any::<i64>(), prop::sample::select(vec![Currency::EUR, Currency::JPY, Currency::CHF]))
        .prop_map(|(minor, currency)| Money::new(minor, currency))
}

fn locale() -> impl Strategy<Value = Locale> {
    prop::sample::select(Locale::ALL.to_vec())
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof!["\\PC{0,20}", "[a-zA-Zà-ú ]{0,320}", Just(String::new()), any::<String>()]
}

fn line() -> impl Strategy<Value = ReceiptLine> {
    (any::<u32>(), words(), prop::option::of(words()), money())
        .prop_map(|(quantity, text, detail, amount)| ReceiptLine { quantity, text, detail, amount })
}

fn receipt() -> impl Strategy<Value = Receipt> {
    let tax = (any::<u32>(), money(), money()).prop_map(|(rate_bp, net, tax)| TaxSum { rate_bp, net, tax });
    let kind = prop::sample::select(vec![TenderKind::Cash, TenderKind::Card, TenderKind::Online]);
    let tender = (kind, money()).prop_map(|(kind, amount)| Tender { kind, amount });
    let head = (locale(), words(), prop::collection::vec(words(), 0..4), words(), words(), words());
    let sums = (
        money(),
        prop::collection::vec(tax, 0..4),
        prop::collection::vec(tender, 0..4),
        prop::option::of(money()),
        prop::option::of(money()),
    );
    let rest = (0i64..4_000_000_000, any::<u32>(), prop::option::of(words()), prop::collection::vec(line(), 0..6));
    (head, sums, rest).prop_map(|(head, sums, (at, copy, footer, lines))| Receipt {
        locale: head.0,
        organizer: head.1,
        address: head.2,
        order_number: head.3,
        till: head.4,
        cashier: head.5,
        at: Utc.timestamp_opt(at, 0).unwrap(),
        zone: Timezone::ROME,
        lines,
        total: sums.0,
        taxes: sums.1,
        fees: sums.4,
        tenders: sums.2,
        change: sums.3,
        copy,
        footer,
    })
}

fn ticket() -> impl Strategy<Value = PaperTicket> {
    let place =
        (prop::option::of(words()), prop::option::of(words()), prop::option::of(words()), prop::option::of(words()));
    let texts = (words(), words(), words(), words(), words(), words());
    let rest = (money(), any::<i64>(), any::<u32>(), prop::option::of(words()), "[A-Z2-7]{0,300}");
    (locale(), texts, place, rest).prop_map(|(locale, texts, place, rest)| PaperTicket {
        locale,
        ticket: TicketId(uuid::Uuid::nil()),
        organizer: texts.0,
        event: texts.1,
        starts_at: Utc.timestamp_opt(0, 0).unwrap(),
        doors_at: None,
        zone: Timezone::UTC,
        venue: texts.2,
        venue_address: texts.3,
        ticket_type: texts.4,
        description: place.3,
        area: place.0,
        row: place.1,
        seat: place.2,
        seat_kind: SeatKind::Standard,
        age_min: None,
        holder: rest.3,
        price: rest.0,
        order_number: texts.5,
        sale_number: rest.1,
        code: rest.4,
        cancelled: false,
        copy: rest.2,
    })
}

#[test]
fn what_a_ticket_type_says_of_itself_stands_below_its_name() {
    let rule = "Valid for entry until 00:00.";
    let ticket = PaperTicket { description: Some(rule.to_owned()), ..sample::ticket(Locale::En) };
    let paper = plain_text(&Paper::Ticket(ticket), &Profile::ALL[0]);
    let mut lines = paper.lines().skip_while(|line| !line.starts_with("Full price")).skip(1);
    assert_eq!(lines.next().map(str::trim), Some(rule), "{paper}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_receipt_stays_within_the_paper(receipt in receipt()) {
        stays_within(Paper::Receipt(receipt))?;
    }

    #[test]
    fn any_ticket_stays_within_the_paper(ticket in ticket()) {
        stays_within(Paper::Ticket(ticket))?;
    }
}

fn stays_within(paper: Paper) -> Result<(), TestCaseError> {
    for profile in Profile::ALL {
        for line in plain_text(&paper, &profile).lines() {
            prop_assert!(line.chars().count() <= profile.columns, "{line:?} is wider than {}", profile.columns);
        }
        for row in &crate::lay_out(&paper, &profile).rows {
            if let crate::sheet::SheetRow::Text(line) = row {
                prop_assert!(line.width() <= profile.columns, "{line:?}");
            }
        }
        prop_assert!(!bytes(&paper, &profile).is_empty());
    }
    prop_assert!(png(&paper, &Profile::GENERIC_58).is_ok());
    Ok(())
}
