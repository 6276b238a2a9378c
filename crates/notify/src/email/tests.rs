use super::*;
use domain::money::Currency;

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

fn line(ticket_type: &str, place: Option<&str>, quantity: u32, amount: Money) -> EmailOrderLine {
    EmailOrderLine {
        event: "La Traviata".into(),
        starts_at: "2026-11-21T19:30:00Z".parse().unwrap(),
        doors_at: Some("2026-11-21T18:45:00Z".parse().unwrap()),
        zone: Timezone::ROME,
        venue: "Teatro dell'Aurora".into(),
        venue_address: "Via dei Mosaici 4, 48121 Ravenna".into(),
        ticket_type: ticket_type.into(),
        description: None,
        place: place.map(str::to_owned),
        quantity,
        amount,
    }
}

fn order() -> OrderSummary {
    OrderSummary {
        number: "T-7K3M-92QX".into(),
        url: "https://shop.example/orders/T-7K3M-92QX?key=abc&lang=en".into(),
        buyer_name: Some("Zoë".into()),
        lines: vec![
            line("Full price", Some("Stalls, row C, seats 14 and 15"), 2, eur(8500)),
            line("Under 26", Some("Gallery, row A, seat 1"), 1, eur(1500)),
            EmailOrderLine {
                event: "Notte dei Mosaici".into(),
                starts_at: "2026-12-05T22:00:00Z".parse().unwrap(),
                doors_at: None,
                ..line("Entry", None, 1, eur(0))
            },
        ],
        fees: Some(eur(250)),
        taxes: vec![TaxSum { rate_bp: 1000, net: eur(9318), tax: eur(932) }],
        total: eur(10250),
    }
}

fn moved(was_zone: Timezone) -> MovedPerformance {
    let was_at = "2026-11-20T18:30:00Z".parse().unwrap();
    MovedPerformance { lines: order().lines[..2].to_vec(), was_at, was_zone, was_place: "Arena Nord, Forlì".into() }
}

fn letterhead() -> Letterhead {
    Letterhead { organizer: "Teatro dell'Aurora".into(), help_email: Some("help@aurora.example".into()) }
}

fn all() -> Vec<(&'static str, Email)> {
    let too_late = |because| Email::PaidTooLate {
        order: order(),
        refunded: eur(10250),
        because,
        shop_url: "https://shop.example/".to_owned(),
    };
    let found = FoundOrder {
        number: "T-7K3M-92QX".into(),
        url: order().url,
        event: "La Traviata".into(),
        starts_at: order().lines[0].starts_at,
        zone: Timezone::ROME,
        venue: "Teatro dell'Aurora".into(),
        cancelled: false,
    };
    let off = FoundOrder { cancelled: true, ..found.clone() };
    let reason = Some("One person fell ill".to_owned());
    let returned = vec![order().lines[1].clone()];
    vec![
        ("confirmed", Email::OrderConfirmed { order: order() }),
        ("resent", Email::TicketsResent { order: order() }),
        ("refunded", Email::OrderRefunded { order: order(), refunded: eur(1500), returned, reason: reason.clone() }),
        ("cancelled", Email::OrderCancelled { order: order(), refunded: Some(eur(10250)), reason: reason.clone() }),
        ("cancelled_unpaid", Email::OrderCancelled { order: order(), refunded: None, reason: None }),
        (
            "dates_cancelled",
            Email::DatesCancelled { order: order(), off: order().lines[..2].to_vec(), reason: reason.clone() },
        ),
        (
            "dates_cancelled_free",
            Email::DatesCancelled { order: order(), off: order().lines[2..].to_vec(), reason: None },
        ),
        ("dates_moved", Email::DatesMoved { order: order(), moved: vec![moved(Timezone::ROME)] }),
        (
            "dates_moved_to_another_zone",
            Email::DatesMoved { order: order(), moved: vec![moved("Europe/London".parse().unwrap())] },
        ),
        (
            "announcement",
            Email::Announcement(Announcement {
                name: Some("Zoë".into()),
                subject: "The way to the Ridotto".into(),
                paragraphs: vec!["the square is closed on Saturday.".into(), "Please come through the garden.".into()],
                lines: order().lines[..1].to_vec(),
                number: Some("T-7K3M-92QX".into()),
                url: Some(order().url),
            }),
        ),
        ("address_changed", Email::AddressChanged { number: "T-7K3M-92QX".into() }),
        ("paid_too_late", too_late(TooLate::PlacesGone)),
        ("paid_after_cancelling", too_late(TooLate::OrderCancelled)),
        ("paid_after_the_date_was_cancelled", too_late(TooLate::PerformanceCancelled)),
        ("find", Email::FindMyTickets { orders: vec![found] }),
        ("find_cancelled", Email::FindMyTickets { orders: vec![off] }),
        ("find_none", Email::FindMyTickets { orders: vec![] }),
    ]
}

#[test]
fn every_email_reads_well_as_text() {
    for (name, email) in all() {
        for locale in Locale::ALL {
            let rendered = email.render(locale, &letterhead());
            let whole = format!("Subject: {}\n\n{}", rendered.subject, rendered.text);
            insta::assert_snapshot!(format!("{name}_{}", locale.tag()), whole);
        }
    }
}

/// It stands wherever the tickets let in; where they are taken back it doesn't hold any more.
#[test]
fn what_a_ticket_type_says_of_itself_comes_with_the_tickets() {
    let rule = "Valid for entry until <00:00>.";
    let mut order = order();
    order.lines.truncate(1);
    order.lines[0].description = Some(rule.to_owned());
    let rendered = Email::OrderConfirmed { order: order.clone() }.render(Locale::En, &letterhead());
    assert!(rendered.text.contains(&format!("€85.00\n      {rule}\n")), "{}", rendered.text);
    assert!(rendered.html.contains("Valid for entry until &lt;00:00&gt;."));
    let moved = MovedPerformance { lines: order.lines.clone(), ..moved(Timezone::ROME) };
    let announcement = Announcement { lines: order.lines.clone(), ..Announcement::default() };
    for email in [Email::DatesMoved { order: order.clone(), moved: vec![moved] }, Email::Announcement(announcement)] {
        assert!(email.render(Locale::En, &letterhead()).text.contains(rule), "{email:?}");
    }
    let back = Email::OrderRefunded { returned: order.lines.clone(), order, refunded: eur(8500), reason: None };
    assert!(!back.render(Locale::En, &letterhead()).text.contains(rule));
}

#[test]
fn the_html_is_what_was_looked_at() {
    for locale in Locale::ALL {
        let html = all()[0].1.render(locale, &letterhead()).html.replace("><", ">\n<");
        insta::assert_snapshot!(format!("confirmed_html_{}", locale.tag()), html);
    }
}

#[test]
fn html_and_text_say_the_same_in_the_right_language() {
    for (name, email) in all() {
        for locale in Locale::ALL {
            let Rendered { html, text, .. } = email.render(locale, &letterhead());
            assert!(html.starts_with(&format!("<!DOCTYPE html><html lang=\"{}\"", locale.tag())), "{name}");
            assert!(!html.contains("<table") && !html.contains("<img") && !html.contains("<script"), "{name}");
            for word in text.split_whitespace().filter(|word| word.chars().all(char::is_alphanumeric)) {
                assert!(html.contains(word), "'{word}' is in the text of {name} and not in its HTML");
            }
        }
    }
}

#[test]
fn what_people_typed_is_escaped() {
    let mut order = order();
    order.buyer_name = Some("<script>alert(1)</script>\r\nSubject: x".into());
    order.lines[0].event = "\"Rock & Roll\" <b>".into();
    order.url = "https://shop.example/\"><script>".into();
    let rendered = Email::OrderConfirmed { order }.render(Locale::En, &letterhead());
    assert!(!rendered.html.contains("<script>") && !rendered.html.contains("<b>"));
    assert!(rendered.html.contains("Rock &amp; Roll"));
    assert!(!rendered.text.lines().any(|line| line.starts_with("Subject:")));
}

#[test]
fn a_stored_email_comes_back_as_it_was() {
    for (_, email) in all() {
        let stored = serde_json::to_string(&email).unwrap();
        assert_eq!(serde_json::from_str::<Email>(&stored).unwrap(), email);
    }
}

#[test]
fn tax_rates_are_written_as_people_write_them() {
    let check =
        |bp, en: &str, it: &str| assert_eq!((percent(Locale::En, bp), percent(Locale::It, bp)), (en.into(), it.into()));
    check(2200, "22", "22");
    check(750, "7.5", "7,5");
    check(1905, "19.05", "19,05");
}
