//! Money as integer minor units of an ISO 4217 currency. There is no float anywhere near a price.

use crate::locale::Locale;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A currency of ISO 4217 whose minor-unit exponent is known (list one of the standard, active codes).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

/// Currencies without a minor unit (ISO 4217 list one, exponent 0).
const EXPONENT_0: &str = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
/// Currencies with a thousandth as minor unit (ISO 4217 list one, exponent 3).
const EXPONENT_3: &str = "BHD IQD JOD KWD LYD OMR TND";
/// Currencies with a hundredth as minor unit (ISO 4217 list one, exponent 2).
const EXPONENT_2: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD \
    CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF \
    IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN \
    MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD \
    SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD YER ZAR ZMW";

impl Currency {
    pub const EUR: Currency = Currency(*b"EUR");
    pub const GBP: Currency = Currency(*b"GBP");
    pub const CHF: Currency = Currency(*b"CHF");
    pub const USD: Currency = Currency(*b"USD");
    pub const JPY: Currency = Currency(*b"JPY");

    /// The three-letter code, in capitals.
    pub fn code(&self) -> &str {
        // Only ASCII letters pass `from_str`.
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// How many decimal digits the minor unit has: 2 for the euro, 0 for the yen, 3 for the dinar.
    pub fn exponent(&self) -> u32 {
        if EXPONENT_0.contains(self.code()) {
            0
        } else if EXPONENT_3.contains(self.code()) {
            3
        } else {
            2
        }
    }

    /// The sign a person expects before an amount; the code itself where no sign is common.
    pub fn symbol(&self) -> &str {
        match self.code() {
            "EUR" => "€",
            "GBP" => "£",
            "USD" => "$",
            "JPY" => "¥",
            code => code,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    #[error("'{0}' is not an ISO 4217 currency code; write three capital letters such as EUR")]
    UnknownCurrency(String),
    #[error("an amount in {0} can't be combined with one in {1}")]
    CurrencyMismatch(Currency, Currency),
    #[error("the amount is too large")]
    Overflow,
    #[error("'{0}' is not an amount; write it like 12.50")]
    Malformed(String),
    #[error("{currency} has {exponent} decimals, '{text}' has more")]
    TooManyDecimals { text: String, currency: Currency, exponent: u32 },
}

impl FromStr for Currency {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let code = text.trim().to_ascii_uppercase();
        let known = |list: &str| list.split_ascii_whitespace().any(|c| c == code);
        if known(EXPONENT_2) || known(EXPONENT_0) || known(EXPONENT_3) {
            let b = code.as_bytes();
            Ok(Currency([b[0], b[1], b[2]]))
        } else {
            Err(MoneyError::UnknownCurrency(text.to_owned()))
        }
    }
}

impl TryFrom<String> for Currency {
    type Error = MoneyError;
    fn try_from(text: String) -> Result<Self, MoneyError> {
        text.parse()
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> String {
        currency.code().to_owned()
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// An amount in minor units (cents for the euro). All arithmetic is checked and refuses mixed currencies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    pub minor: i64,
    pub currency: Currency,
}

impl Money {
    pub const fn new(minor: i64, currency: Currency) -> Money {
        Money { minor, currency }
    }

    pub const fn zero(currency: Currency) -> Money {
        Money { minor: 0, currency }
    }

    pub fn is_zero(&self) -> bool {
        self.minor == 0
    }

    pub fn checked_add(self, other: Money) -> Result<Money, MoneyError> {
        self.same_currency(other)?;
        let minor = self.minor.checked_add(other.minor).ok_or(MoneyError::Overflow)?;
        Ok(Money { minor, ..self })
    }

    pub fn checked_sub(self, other: Money) -> Result<Money, MoneyError> {
        self.same_currency(other)?;
        let minor = self.minor.checked_sub(other.minor).ok_or(MoneyError::Overflow)?;
        Ok(Money { minor, ..self })
    }

    pub fn checked_mul(self, times: i64) -> Result<Money, MoneyError> {
        let minor = self.minor.checked_mul(times).ok_or(MoneyError::Overflow)?;
        Ok(Money { minor, ..self })
    }

    /// The negative of this amount.
    pub fn checked_neg(self) -> Result<Money, MoneyError> {
        Ok(Money { minor: self.minor.checked_neg().ok_or(MoneyError::Overflow)?, ..self })
    }

    /// The sum; zero of `currency` when there is nothing to add.
    pub fn sum(currency: Currency, amounts: impl IntoIterator<Item = Money>) -> Result<Money, MoneyError> {
        amounts.into_iter().try_fold(Money::zero(currency), Money::checked_add)
    }

    /// The amount in plain digits with a point, without a currency: `12.50`. For files and APIs, not for people.
    pub fn decimal(&self) -> String {
        let (sign, whole, fraction) = self.parts();
        if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
    }

    /// The amount as a person of this locale writes it: `€12.50` in English, `12,50 €` in Italian.
    pub fn format(&self, locale: Locale) -> String {
        let (sign, whole, fraction) = self.parts();
        let (group, point) = match locale {
            Locale::En => (',', '.'),
            Locale::It => ('.', ','),
        };
        let mut digits = String::new();
        for (i, digit) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i) % 3 == 0 {
                digits.push(group);
            }
            digits.push(digit);
        }
        if !fraction.is_empty() {
            digits.push(point);
            digits.push_str(&fraction);
        }
        let symbol = self.currency.symbol();
        match locale {
            Locale::En if symbol.len() == 3 && symbol.is_ascii() => format!("{sign}{symbol}\u{a0}{digits}"),
            Locale::En => format!("{sign}{symbol}{digits}"),
            Locale::It => format!("{sign}{digits}\u{a0}{symbol}"),
        }
    }

    /// Reads an amount a person typed: `12`, `12.5`, `12,50`. A thousands separator is refused rather than guessed at.
    pub fn parse(text: &str, currency: Currency) -> Result<Money, MoneyError> {
        let malformed = || MoneyError::Malformed(text.to_owned());
        let trimmed = text.trim().trim_start_matches(currency.symbol()).trim_end_matches(currency.symbol()).trim();
        let (negative, digits) = match trimmed.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, trimmed),
        };
        let (whole, fraction) = match digits.find(['.', ',']) {
            Some(at) => (&digits[..at], &digits[at + 1..]),
            None => (digits, ""),
        };
        let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
            return Err(malformed());
        }
        let exponent = currency.exponent();
        if fraction.len() > exponent as usize {
            return Err(MoneyError::TooManyDecimals { text: text.to_owned(), currency, exponent });
        }
        let padded = format!("{whole}{fraction:0<width$}", width = exponent as usize);
        let minor: i64 = padded.parse().map_err(|_| MoneyError::Overflow)?;
        Ok(Money { minor: if negative { -minor } else { minor }, currency })
    }

    fn parts(&self) -> (&'static str, String, String) {
        let exponent = self.currency.exponent() as usize;
        let digits = format!("{:0>width$}", self.minor.unsigned_abs(), width = exponent + 1);
        let (whole, fraction) = digits.split_at(digits.len() - exponent);
        (if self.minor < 0 { "-" } else { "" }, whole.to_owned(), fraction.to_owned())
    }

    fn same_currency(&self, other: Money) -> Result<(), MoneyError> {
        if self.currency == other.currency {
            Ok(())
        } else {
            Err(MoneyError::CurrencyMismatch(self.currency, other.currency))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_read_as_the_locale_writes_them() {
        let check = |minor, code: &str, en: &str, it: &str| {
            let money = Money::new(minor, code.parse().unwrap());
            assert_eq!(money.format(Locale::En), en);
            assert_eq!(money.format(Locale::It), it);
        };
        check(1250, "EUR", "€12.50", "12,50\u{a0}€");
        check(-5, "EUR", "-€0.05", "-0,05\u{a0}€");
        check(123_456_789, "EUR", "€1,234,567.89", "1.234.567,89\u{a0}€");
        check(1200, "JPY", "¥1,200", "1.200\u{a0}¥");
        check(1500, "KWD", "KWD\u{a0}1.500", "1,500\u{a0}KWD");
    }

    #[test]
    fn what_a_person_types_is_read_or_refused_by_name() {
        let eur = |text: &str| Money::parse(text, Currency::EUR);
        assert_eq!(eur("12"), Ok(Money::new(1200, Currency::EUR)));
        assert_eq!(eur(" 12,5 € "), Ok(Money::new(1250, Currency::EUR)));
        assert!(matches!(eur("12.505"), Err(MoneyError::TooManyDecimals { .. })));
        assert!(matches!(eur("1,200.00"), Err(MoneyError::Malformed(_))));
        assert!(matches!(eur("twelve"), Err(MoneyError::Malformed(_))));
        assert!(matches!(eur("99999999999999999999"), Err(MoneyError::Overflow)));
    }

    proptest! {
        #[test]
        fn decimal_and_parse_agree(minor in -1_000_000_000_000i64..1_000_000_000_000, code in prop::sample::select(vec!["EUR", "JPY", "KWD"])) {
            let money = Money::new(minor, code.parse().unwrap());
            prop_assert_eq!(Money::parse(&money.decimal(), money.currency), Ok(money));
        }

        #[test]
        fn adding_and_taking_away_returns(a in any::<i32>(), b in any::<i32>()) {
            let (a, b) = (Money::new(a.into(), Currency::EUR), Money::new(b.into(), Currency::EUR));
            prop_assert_eq!(a.checked_add(b).unwrap().checked_sub(b).unwrap(), a);
        }

        #[test]
        fn arithmetic_never_wraps(a in any::<i64>(), b in any::<i64>()) {
            let sum = Money::new(a, Currency::EUR).checked_add(Money::new(b, Currency::EUR));
            prop_assert_eq!(sum.is_ok(), a.checked_add(b).is_some());
        }
    }
}
