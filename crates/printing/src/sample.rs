//! Papers that look real, for tests and for pages that show what paper looks like.

use chrono::{DateTime, TimeZone, Utc};
use domain::ids::TicketId;
use domain::locale::Locale;
use domain::money::{Currency, Money};
use domain::paper::{PaperTicket, Receipt, ReceiptLine, TaxSum, Tender, TenderKind};
use domain::seating::SeatKind;
use domain::time::Timezone;

fn evening() -> DateTime<Utc> {
    Utc.timestamp_opt(1_795_289_400, 0).single().unwrap_or_default()
}

fn euro(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

/// Two seats, a program and change out of the drawer.
pub fn receipt(locale: Locale) -> Receipt {
    let (full, reduced, program) = match locale {
        Locale::En => ("Full price", "Under 26", "Program book"),
        Locale::It => ("Intero", "Under 26", "Libretto di sala"),
    };
    let (place, next) = match locale {
        Locale::En => ("La Traviata · Sat 21 Nov, 20:30 · Stalls, row C, seat 14", "Stalls, row C, seat 15"),
        Locale::It => ("La Traviata · sab 21 nov, 20:30 · Platea, fila C, posto 14", "Platea, fila C, posto 15"),
    };
    let line = |quantity, text: &str, detail: Option<&str>, minor| ReceiptLine {
        quantity,
        text: text.to_owned(),
        detail: detail.map(str::to_owned),
        amount: euro(minor),
    };
    Receipt {
        locale,
        organizer: "Teatro Comunale".to_owned(),
        address: vec!["Piazza Verdi 7, 40121 Bologna".to_owned(), "P.IVA 01234567890".to_owned()],
        order_number: "K7M-2QX".to_owned(),
        till: match locale {
            Locale::En => "Box office 1".to_owned(),
            Locale::It => "Cassa 1".to_owned(),
        },
        cashier: "Anna".to_owned(),
        at: evening() - chrono::Duration::minutes(42),
        zone: Timezone::ROME,
        lines: vec![line(1, full, Some(place), 4800), line(1, reduced, Some(next), 2200), line(2, program, None, 1600)],
        total: euro(8600),
        taxes: vec![
            TaxSum { rate_bp: 1000, net: euro(6091), tax: euro(609) },
            TaxSum { rate_bp: 2200, net: euro(1311), tax: euro(289) },
        ],
        fees: Some(euro(300)),
        tenders: vec![Tender { kind: TenderKind::Cash, amount: euro(10000) }],
        change: Some(euro(1400)),
        copy: 0,
        footer: Some(match locale {
            Locale::En => "Thank you, and enjoy the evening.\ncomunale.example".to_owned(),
            Locale::It => "Grazie, e buona serata.\ncomunale.example".to_owned(),
        }),
    }
}

/// A numbered seat.
pub fn ticket(locale: Locale) -> PaperTicket {
    PaperTicket {
        locale,
        ticket: TicketId(uuid::Uuid::from_u128(14)),
        organizer: "Teatro Comunale".to_owned(),
        event: "La Traviata".to_owned(),
        starts_at: evening(),
        doors_at: Some(evening() - chrono::Duration::minutes(60)),
        zone: Timezone::ROME,
        venue: "Teatro Comunale di Bologna".to_owned(),
        venue_address: "Largo Respighi 1, 40126 Bologna".to_owned(),
        ticket_type: match locale {
            Locale::En => "Full price".to_owned(),
            Locale::It => "Intero".to_owned(),
        },
        description: None,
        area: Some(match locale {
            Locale::En => "Stalls".to_owned(),
            Locale::It => "Platea".to_owned(),
        }),
        row: Some("C".to_owned()),
        seat: Some("14".to_owned()),
        seat_kind: SeatKind::Standard,
        age_min: None,
        holder: Some("Łucja D'Angelo".to_owned()),
        price: euro(4800),
        order_number: "K7M-2QX".to_owned(),
        sale_number: 214,
        code: "TESSERA2".repeat(20),
        cancelled: false,
        copy: 0,
    }
}
