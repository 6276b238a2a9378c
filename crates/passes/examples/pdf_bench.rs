//! How long a ticket's PDF takes: `cargo run --release -p passes --example pdf_bench`.

use domain::ids::TicketId;
use domain::locale::Locale;
use domain::money::{Currency, Money};
use domain::paper::PaperTicket;
use domain::seating::SeatKind;
use domain::time::Timezone;
use passes::pdf::{TicketDocument, tickets};
use std::time::{Duration, Instant};

const ROUNDS: usize = 200;

fn main() {
    for count in [1, 2, 4] {
        let document = document(count);
        let begun = Instant::now();
        let bytes = tickets(&document).map(|pdf| pdf.len()).unwrap_or_default();
        let first = begun.elapsed();
        let mut times: Vec<Duration> = (0..ROUNDS)
            .map(|_| {
                let begun = Instant::now();
                let _ = std::hint::black_box(tickets(&document));
                begun.elapsed()
            })
            .collect();
        times.sort_unstable();
        let ms = |time: Duration| time.as_secs_f64() * 1000.0;
        println!(
            "{count} tickets, {bytes} bytes: first {:.1} ms, median {:.1} ms, p99 {:.1} ms",
            ms(first),
            ms(times[ROUNDS / 2]),
            ms(times[ROUNDS * 99 / 100])
        );
    }
}

fn document(count: u128) -> TicketDocument {
    let ticket = |number: u128| PaperTicket {
        locale: Locale::En,
        ticket: TicketId(uuid::Uuid::from_u128(0x0198_c1d2_e3f4_7a5b_8c9d_0000_0000_0000 + number * 0x1_0001_0001)),
        organizer: "Teatro dell'Aurora".into(),
        event: "La Traviata".into(),
        starts_at: chrono::DateTime::from_timestamp(1_795_000_000, 0).unwrap_or_default(),
        doors_at: chrono::DateTime::from_timestamp(1_794_998_000, 0),
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
    };
    TicketDocument {
        locale: Locale::En,
        order_number: "T-7K3M-92QX".into(),
        organizer: "Teatro dell'Aurora".into(),
        help_email: Some("biglietteria@aurora.example".into()),
        home_zone: Timezone::ROME,
        tickets: (0..count).map(ticket).collect(),
    }
}
