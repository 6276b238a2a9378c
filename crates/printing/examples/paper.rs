//! Writes every sample paper, in both languages and on every profile, as PNG files: `cargo run -p printing --example
//! paper -- FOLDER`.

use domain::locale::Locale;
use domain::paper::{Paper, PaperTicket, Receipt};
use printing::profile::Profile;
use printing::sample;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| ".".to_owned()));
    std::fs::create_dir_all(&folder)?;
    for profile in Profile::ALL {
        for locale in Locale::ALL {
            let long = PaperTicket {
                event: "Festival della Musica Antica: Monteverdi, L'incoronazione di Poppea".to_owned(),
                area: Some("Tribuna laterale superiore".to_owned()),
                row: Some("XXVII".to_owned()),
                seat: Some("114 bis".to_owned()),
                copy: 1,
                ..sample::ticket(locale)
            };
            let standing = PaperTicket { area: None, row: None, seat: None, ..sample::ticket(locale) };
            let papers = [
                ("receipt", Paper::Receipt(sample::receipt(locale))),
                ("copy", Paper::Receipt(Receipt { copy: 2, ..sample::receipt(locale) })),
                ("ticket", Paper::Ticket(sample::ticket(locale))),
                ("ticket-long", Paper::Ticket(long)),
                ("ticket-standing", Paper::Ticket(standing)),
                (
                    "test-page",
                    Paper::TestPage {
                        locale,
                        printer: "192.168.1.40:9100".to_owned(),
                        at: sample::receipt(locale).at,
                        zone: domain::time::Timezone::ROME,
                    },
                ),
            ];
            for (name, paper) in papers {
                let file = folder.join(format!("{name}-{}-{}.png", locale.tag(), profile.name));
                std::fs::write(file, printing::png(&paper, &profile)?)?;
            }
        }
    }
    Ok(())
}
