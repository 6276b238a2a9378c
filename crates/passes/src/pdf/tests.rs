use super::*;
use domain::ids::TicketId;
use domain::money::{Currency, Money};
use domain::seating::SeatKind;
use std::process::{Command, Stdio};

fn ticket(number: u128) -> PaperTicket {
    PaperTicket {
        locale: Locale::En,
        ticket: TicketId(uuid::Uuid::from_u128(0x0198_c1d2_e3f4_7a5b_8c9d_0000_0000_0000 + number * 0x1_0001_0001)),
        organizer: "Teatro dell'Aurora".into(),
        event: "La Traviata".into(),
        starts_at: "2026-11-21T19:30:00Z".parse().unwrap(),
        doors_at: Some("2026-11-21T18:45:00Z".parse().unwrap()),
        zone: Timezone::ROME,
        venue: "Teatro dell'Aurora".into(),
        venue_address: "Via dei Mosaici 4, 48121 Ravenna".into(),
        ticket_type: "Full price".into(),
        description: None,
        area: Some("Stalls".into()),
        row: Some("C".into()),
        seat: Some(format!("{}", 13 + number)),
        seat_kind: SeatKind::Standard,
        age_min: None,
        holder: Some("Zoë Müller-Żółkiewska".into()),
        price: Money::new(4250, Currency::EUR),
        order_number: "T-7K3M-92QX".into(),
        sale_number: 1041 + number as i64,
        code: "MFRGGZDFMZTWQ2LKNRWW23TPOBYXE43U".repeat(5) + "ABCDE",
        cancelled: false,
        copy: 0,
    }
}

fn document(tickets: Vec<PaperTicket>) -> TicketDocument {
    TicketDocument {
        locale: tickets[0].locale,
        order_number: "T-7K3M-92QX".into(),
        organizer: "Teatro dell'Aurora".into(),
        help_email: Some("biglietteria@aurora.example".into()),
        home_zone: Timezone::ROME,
        tickets,
    }
}

fn extreme() -> PaperTicket {
    PaperTicket {
        locale: Locale::It,
        organizer: "Associazione Culturale per la Promozione della Musica Antica e del Teatro di Figura nel Mezzogiorno".into(),
        event: "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz: an evening of very long words, read aloud by four \
                actors and 愛 one very patient audience, in three parts with an interval and a discussion afterwards"
            .into(),
        venue: "Auditorium della Fondazione Internazionale delle Arti Performative e Visive di Santa Maria Maggiore".into(),
        venue_address: "Piazzale del Commendatore Giovanni Battista Pergolesi 128/bis, scala B, 00100 Roma RM, Italia".repeat(3),
        ticket_type: "Ridotto studenti under 26, soci, accompagnatori e residenti nel comune".into(),
        area: Some("Galleria superiore destra, settore arancione".into()),
        row: Some("XXXVIII".into()),
        seat: Some("1024 bis".into()),
        seat_kind: SeatKind::Wheelchair,
        description: Some("Up to 13 years, with a grown-up who has a ticket of their own for the same part of the stand. ".repeat(3)),
        age_min: Some(18),
        holder: Some("Maria Antonietta Giuseppina Esposito von und zu Hohenlohe-Waldenburg-Schillingsfürst".into()),
        zone: "America/Argentina/ComodRivadavia".parse().unwrap(),
        price: Money::new(123_456_789, "KWD".parse().unwrap()),
        sale_number: i64::MAX,
        copy: 3,
        ..ticket(2)
    }
}

fn words(pdf: &[u8]) -> String {
    pdf_extract::extract_text_from_mem(pdf).unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn everything_a_person_needs_can_be_read_back() {
    let pdf = write(&document(vec![ticket(1), ticket(2)]), true).unwrap();
    let text = words(&pdf);
    for wanted in [
        "La Traviata",
        "Saturday 21 November 2026",
        "20:30",
        "Doors open 19:45",
        "Stalls",
        "Row C",
        "Seat 14",
        "Seat 15",
        "Zoë Müller-Żółkiewska",
        "€42.50",
        "T-7K3M-92QX",
        "1042",
        "1043",
        "Via dei Mosaici 4, 48121 Ravenna",
        "Full price",
        "Ticket 1 of 2",
        "Ticket 2 of 2",
        "biglietteria@aurora.example",
    ] {
        assert!(text.contains(wanted), "'{wanted}' is not in: {text}");
    }
    assert!(!text.contains("Local time"));
    assert_eq!(pdf, write(&document(vec![ticket(1), ticket(2)]), true).unwrap());
}

#[test]
fn a_performance_in_another_zone_says_whose_clock_it_is() {
    let away = PaperTicket { zone: "Europe/London".parse().unwrap(), ..ticket(1) };
    let text = words(&tickets(&document(vec![away])).unwrap());
    assert!(text.contains("19:30") && text.contains("Local time, Europe/London"), "{text}");
}

#[test]
fn the_longest_names_stay_accessible_and_on_the_page() {
    let pdf = write(&document(vec![extreme()]), true).unwrap();
    let text = words(&pdf);
    assert!(text.contains("Copia 3") && text.contains('…'), "{text}");
}

#[test]
fn what_is_special_about_a_seat_stands_beside_it() {
    let text = words(&tickets(&document(vec![ticket(1)])).unwrap());
    assert!(!text.contains("restricted view") && !text.contains("years"), "{text}");
    let special = PaperTicket { seat_kind: SeatKind::RestrictedView, age_min: Some(14), ..ticket(1) };
    let text = words(&tickets(&document(vec![special])).unwrap());
    assert!(text.contains("Seat 14 restricted view"), "{text}");
    assert!(text.contains("Doors open 19:45 From 14 years"), "{text}");
}

#[test]
fn a_holder_of_45_letters_is_named_whole() {
    let holder = "Maria Antonietta Esposito von und zu Hohenlohe";
    assert!(holder.chars().count() >= 45);
    let long = PaperTicket {
        holder: Some(holder.into()),
        ticket_type: "Ridotto studenti, soci e accompagnatori under 26".into(),
        ..ticket(1)
    };
    let text = words(&tickets(&document(vec![long])).unwrap());
    assert!(text.contains(holder) && text.contains("Ridotto studenti, soci e accompagnatori under 26"), "{text}");
}

#[test]
fn what_a_ticket_type_says_of_itself_stands_on_the_ticket() {
    let with = |description: &str| {
        let ticket = PaperTicket { description: Some(description.into()), ..ticket(1) };
        words(&tickets(&document(vec![ticket])).unwrap())
    };
    let text = with("Valid for entry until 00:00.");
    assert!(text.contains("Full price Price €42.50 Valid for entry until 00:00. Name"), "{text}");
    // One there is no room for on the card stands whole below.
    let long =
        "Up to 13 years, with a grown-up who has a ticket of their own for the same part of the stand. ".repeat(2);
    let long = format!("{long}Bring a document that shows the age.");
    let text = with(&long);
    assert!(text.contains('…') && text.contains(&format!("At the entrance {long}")), "{text}");
}

#[test]
fn names_in_any_script_are_accessible() {
    for name in ["יעל כהן", "محمد بن عبد الله (Zoë) 21", "愛知 🎉 ⓐ \u{10a0}", "می‌خواهم"]
    {
        let named = PaperTicket { holder: Some(name.into()), event: name.into(), ..ticket(1) };
        write(&document(vec![named]), true).unwrap();
    }
}

#[test]
fn a_free_ticket_without_a_seat_says_so() {
    let free = PaperTicket {
        area: None,
        row: None,
        seat: None,
        age_min: Some(18),
        holder: None,
        doors_at: None,
        price: Money::zero(Currency::EUR),
        event: "A Night at the Museum".into(),
        ..ticket(1)
    };
    let text = words(&tickets(&document(vec![free])).unwrap());
    assert!(text.contains("Admit one") && text.contains("Free") && text.contains("From 18 years"), "{text}");
    assert!(!text.contains("Row") && !text.contains("Seat"), "{text}");
}

#[test]
fn the_code_on_the_page_can_be_scanned() {
    let Some(page) = rendered(&tickets(&document(vec![ticket(1)])).unwrap()) else {
        eprintln!("skipped: pdftoppm (poppler-utils) is not installed, so the page can't be drawn");
        return;
    };
    let (luma, width, height) = page;
    let read = rxing::helpers::detect_in_luma(luma, width, height, Some(rxing::BarcodeFormat::QR_CODE)).unwrap();
    assert_eq!(read.getText(), ticket(1).code);
}

/// The first page at 150 dots per inch in gray, or nothing where no program can draw it.
fn rendered(pdf: &[u8]) -> Option<(Vec<u8>, u32, u32)> {
    use std::io::Write;
    let mut child = Command::new("pdftoppm")
        .args(["-gray", "-r", "150", "-singlefile", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    child.stdin.take().unwrap().write_all(pdf).unwrap();
    let image = child.wait_with_output().unwrap().stdout;
    let mut fields = image.splitn(4, |byte| byte.is_ascii_whitespace());
    assert_eq!(fields.next(), Some(&b"P5"[..]));
    let mut number = || std::str::from_utf8(fields.next().unwrap()).unwrap().parse::<u32>().unwrap();
    let (width, height) = (number(), number());
    let luma = image[image.len() - (width * height) as usize..].to_vec();
    Some((luma, width, height))
}

/// Writes the pages to look at: `cargo test -p passes -- --ignored sample`, then target/sample-ticket.pdf.
#[test]
#[ignore = "writes a file for human eyes"]
fn sample() {
    let general = PaperTicket {
        locale: Locale::En,
        area: None,
        row: None,
        seat: None,
        event: "Notte dei Mosaici: Club Night".into(),
        ..ticket(3)
    };
    let abroad = PaperTicket {
        event: "ليلة في مسرح الفجر (Ravenna) 2026".into(),
        organizer: "תיאטרון השחר".into(),
        venue: "鳥取 音楽堂".into(),
        holder: Some("محمد عبد الرحمن بن عبد العزيز آل خليفة الهاشمي".into()),
        ticket_type: "יעל כהן-לוי (21)".into(),
        description: Some("Valid for entry until 00:00.".into()),
        copy: 1,
        ..ticket(4)
    };
    let pdf = tickets(&document(vec![ticket(1), general, extreme(), abroad])).unwrap();
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/sample-ticket.pdf");
    std::fs::write(path, pdf).unwrap();
    let many = document((0..50).map(ticket).collect());
    let start = std::time::Instant::now();
    tickets(&document(vec![ticket(1)])).unwrap();
    eprintln!("one: {:?}", start.elapsed());
    let start = std::time::Instant::now();
    tickets(&many).unwrap();
    eprintln!("fifty: {:?}", start.elapsed());
}

#[test]
fn a_ticket_of_a_cancelled_date_says_so_where_the_code_was() {
    let off = PaperTicket { cancelled: true, code: String::new(), ..ticket(1) };
    let text = words(&write(&document(vec![off.clone(), ticket(2)]), true).unwrap());
    assert_eq!(text.matches("Cancelled").count(), 1, "{text}");
    assert!(text.contains("lets nobody in"), "{text}");
    let annullato = words(&write(&document(vec![PaperTicket { locale: Locale::It, ..off }]), true).unwrap());
    assert!(annullato.contains("Annullato"), "{annullato}");
}
