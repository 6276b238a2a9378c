//! Cash as it is counted and typed.

use domain::locale::Locale;
use domain::money::{Currency, Money};

/// The notes and large coins people hand over.
pub fn notes(currency: Currency) -> Vec<Money> {
    let unit = 10i64.pow(currency.exponent());
    let sizes: &[i64] = if currency.exponent() == 0 { &[500, 1000, 2000, 5000, 10_000] } else { &[5, 10, 20, 50, 100] };
    sizes.iter().map(|size| Money::new(size * unit, currency)).collect()
}

/// `€50`, without cents.
pub fn whole(note: Money, locale: Locale) -> String {
    let decimal = note.decimal();
    let digits = decimal.split('.').next().unwrap_or(&decimal);
    let symbol = note.currency.symbol();
    match locale {
        Locale::En => format!("{symbol}{digits}"),
        Locale::It => format!("{digits}\u{a0}{symbol}"),
    }
}

/// An amount as a person types it.
pub fn typed(amount: Money, locale: Locale) -> String {
    match locale {
        Locale::En => amount.decimal(),
        Locale::It => amount.decimal().replace('.', ","),
    }
}

/// What was typed, if it is an amount of cash.
pub fn read(text: &str, currency: Currency) -> Option<Money> {
    Money::parse(text, currency).ok().filter(|given| given.minor >= 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_keys_write_is_read_back() {
        for locale in Locale::ALL {
            for note in notes(Currency::EUR) {
                assert_eq!(read(&typed(note, locale), Currency::EUR), Some(note));
            }
        }
        assert_eq!(read("-5", Currency::EUR), None);
        assert_eq!(read("12.345", Currency::EUR), None);
        assert_eq!(whole(Money::new(5000, Currency::EUR), Locale::En), "€50");
    }
}
