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
    /// One separator with three digits behind it: thousands to some, decimals to others.
    #[error("'{text}' may be {} or {}", .whole.decimal(), .part.decimal())]
    Ambiguous { text: String, whole: Money, part: Money },
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

    /// Shares the amount out by `weights` (such as the list prices of a parent's parts), to the minor unit: the shares add up to
    /// the amount, and none is a whole unit away from what is its due. What is left over goes to those who lost most by
    /// rounding down, the first of them first. Where all weights are zero, each is taken for one. No weights, no shares.
    pub fn share_out(self, weights: &[u64]) -> Vec<Money> {
        let all: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
        let weight = |n: usize| if all == 0 { 1 } else { u128::from(weights[n]) };
        let all = if all == 0 { weights.len() as u128 } else { all };
        // Rounded towards zero first. |amount| < 2^63 and each weight < 2^64: the product fits.
        let amount = u128::from(self.minor.unsigned_abs());
        let due = |n: usize| amount * weight(n);
        let mut shares: Vec<u64> = (0..weights.len()).map(|n| (due(n) / all) as u64).collect();
        let mut order: Vec<usize> = (0..weights.len()).collect();
        order.sort_by_key(|n| std::cmp::Reverse(due(*n) % all));
        let left = self.minor.unsigned_abs() - shares.iter().sum::<u64>();
        for n in order.into_iter().take(left as usize) {
            shares[n] += 1;
        }
        let signed = |share: u64| if self.minor < 0 { 0i64.wrapping_sub_unsigned(share) } else { share as i64 };
        shares.into_iter().map(|share| Money { minor: signed(share), ..self }).collect()
    }

    /// The amount in plain digits with a point, without a currency: `12.50`. For files and APIs, not for people.
    pub fn decimal(&self) -> String {
        let (sign, whole, fraction) = self.parts();
        if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
    }

    /// The amount as a person of this locale writes it: `€12.50` in English, `12,50 €` in Italian.
    pub fn format(&self, locale: Locale) -> String {
        let (sign, whole, fraction) = self.parts();
        let (group, point) = (locale.thousands(), locale.decimal_point());
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

    /// Reads an amount a person typed, whatever their language: `12`, `12.5`, `12,50`, `1.000,50`, `1,000.50`, `1 000`.
    /// What may mean two amounts is refused rather than guessed at.
    pub fn parse(text: &str, currency: Currency) -> Result<Money, MoneyError> {
        Money::read(text, currency, None)
    }

    /// As [`Money::parse`] where the person's language is known: `1.500` of a currency with thousandths is one and a half
    /// only where a point is decimal.
    pub fn typed(text: &str, currency: Currency, locale: Locale) -> Result<Money, MoneyError> {
        Money::read(text, currency, Some(locale))
    }

    fn read(text: &str, currency: Currency, locale: Option<Locale>) -> Result<Money, MoneyError> {
        let malformed = || MoneyError::Malformed(text.to_owned());
        let bare = |text: &str, affix: &str| {
            let text = text.trim();
            text.strip_prefix(affix).or(text.strip_suffix(affix)).unwrap_or(text).trim().to_owned()
        };
        let trimmed = bare(&bare(text, currency.symbol()), currency.code());
        let (negative, digits) = match trimmed.strip_prefix(['-', '\u{2212}']) {
            Some(rest) => (true, bare(rest, currency.symbol())),
            None => (false, trimmed),
        };
        let decimals = currency.exponent() as usize;
        let amount = |whole: &str, fraction: &str| -> Result<Money, MoneyError> {
            let kept: String = fraction.chars().take(decimals).collect();
            let minor: i64 = format!("{whole}{kept:0<decimals$}").parse().map_err(|_| MoneyError::Overflow)?;
            Ok(Money { minor: if negative { -minor } else { minor }, currency })
        };
        let number = Decimal::read(&digits).ok_or_else(malformed)?;
        if let Some(point) = number.may_be_thousands() {
            let is_decimal = decimals == 3 && locale.is_none_or(|locale| locale.decimal_point() == point);
            let thousands = format!("{}{}", number.whole, number.fraction);
            if decimals == 0 {
                return amount(&thousands, "");
            }
            if !is_decimal {
                let (whole, part) = (amount(&thousands, "")?, amount(&number.whole, &number.fraction)?);
                return Err(MoneyError::Ambiguous { text: text.to_owned(), whole, part });
            }
        }
        if number.fraction.len() > decimals {
            return Err(MoneyError::TooManyDecimals { text: text.to_owned(), currency, exponent: currency.exponent() });
        }
        amount(&number.whole, &number.fraction)
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

/// A number of zero or more as people write it, its thousands taken together.
pub(crate) struct Decimal {
    pub(crate) whole: String,
    /// What stands behind the decimal point, as it was written.
    pub(crate) fraction: String,
    /// The point or comma, where one stands alone.
    point: Option<char>,
}

impl Decimal {
    /// Thousands in groups of three, all with one separator: a point, a comma, a space or an apostrophe. `None`: no number.
    pub(crate) fn read(text: &str) -> Option<Decimal> {
        let plain = |c: char| match c {
            '\u{a0}' | '\u{202f}' | '\u{2009}' => ' ',
            '\u{2019}' => '\'',
            c => c,
        };
        let text: String = text.trim().chars().map(plain).collect();
        let separators: Vec<char> = text.chars().filter(|c| !c.is_ascii_digit()).collect();
        if separators.iter().any(|c| !matches!(c, '.' | ',' | ' ' | '\'')) {
            return None;
        }
        let Some(last) = separators.last().copied() else { return Decimal::of(&text, "", None) };
        let several = separators.iter().filter(|c| **c == last).count() > 1;
        if several || matches!(last, ' ' | '\'') {
            return Decimal::of(&together(&text, last)?, "", None);
        }
        let (whole, fraction) = text.rsplit_once(last)?;
        match separators.first().copied() {
            Some(first) if first != last => Decimal::of(&together(whole, first)?, fraction, None),
            _ => Decimal::of(whole, fraction, Some(last)),
        }
    }

    fn of(whole: &str, fraction: &str, point: Option<char>) -> Option<Decimal> {
        let whole_number = !whole.is_empty() && whole.bytes().all(|b| b.is_ascii_digit());
        whole_number.then(|| Decimal { whole: whole.to_owned(), fraction: fraction.to_owned(), point })
    }

    /// The separator of `1.000`, which may stand between thousands or before decimals.
    pub(crate) fn may_be_thousands(&self) -> Option<char> {
        let grouped = self.fraction.len() == 3 && self.whole.len() <= 3 && !self.whole.starts_with('0');
        self.point.filter(|_| grouped)
    }
}

/// Groups of three digits as one number.
fn together(text: &str, separator: char) -> Option<String> {
    let mut groups = text.split(separator);
    let first = groups.next()?;
    let good = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
    good.then(|| text.replace(separator, ""))
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
        assert!(matches!(eur("12.5050"), Err(MoneyError::TooManyDecimals { .. })));
        assert!(matches!(eur("0.505"), Err(MoneyError::TooManyDecimals { .. })));
        for none in ["twelve", "1,2.00", "1.0000.000", "1,000.50.5", "1 00", "", "€", ".50", "1..5", "--5"] {
            assert!(matches!(eur(none), Err(MoneyError::Malformed(_))), "{none}");
        }
        assert!(matches!(eur("99999999999999999999"), Err(MoneyError::Overflow)));
    }

    #[test]
    fn thousands_are_understood_and_what_may_mean_two_amounts_is_asked_about() {
        let minor =
            |text: &str, code: &str, locale| Money::typed(text, code.parse().unwrap(), locale).map(|money| money.minor);
        for locale in Locale::ALL {
            for typed in
                ["1.000,50", "1,000.50", "1 000,50", "1'000.50", "1\u{202f}000,50", "€ 1.000,50", "1000,50 EUR"]
            {
                assert_eq!(minor(typed, "EUR", locale), Ok(100_050), "{typed}");
            }
            assert_eq!(minor("1.000.000", "EUR", locale), Ok(100_000_000));
            assert_eq!(minor("-1.000,50 €", "EUR", locale), Ok(-100_050));
            assert_eq!(minor("1.200", "JPY", locale), Ok(1200), "a yen has no parts");
            for typed in ["1.000", "1,000"] {
                let (whole, part) = (Money::new(100_000, Currency::EUR), Money::new(100, Currency::EUR));
                let text = typed.to_owned();
                let asked = Err(MoneyError::Ambiguous { text, whole, part });
                assert_eq!(Money::typed(typed, Currency::EUR, locale), asked);
            }
        }
        assert_eq!((minor("1.500", "KWD", Locale::En), minor("1,500", "KWD", Locale::It)), (Ok(1500), Ok(1500)));
        assert!(minor("1,500", "KWD", Locale::En).is_err() && minor("1.500", "KWD", Locale::It).is_err());
    }

    #[test]
    fn what_rounding_leaves_goes_to_those_who_lost_most() {
        let shares = |minor, weights: &[u64]| -> Vec<i64> {
            Money::new(minor, Currency::EUR).share_out(weights).iter().map(|share| share.minor).collect()
        };
        assert_eq!(shares(100, &[1, 1, 1]), [34, 33, 33]);
        assert_eq!(shares(-100, &[1, 1, 1]), [-34, -33, -33]);
        assert_eq!(shares(6000, &[2500, 2500, 3000]), [1875, 1875, 2250]);
        assert_eq!(shares(10, &[0, 0, 0, 0]), [3, 3, 2, 2]);
        assert_eq!(shares(1, &[1, 0, 99]), [0, 0, 1]);
        assert_eq!(shares(5, &[]), Vec::<i64>::new());
    }

    proptest! {
        #[test]
        fn decimal_and_parse_agree(minor in -1_000_000_000_000i64..1_000_000_000_000, code in prop::sample::select(vec!["EUR", "JPY", "KWD"])) {
            let money = Money::new(minor, code.parse().unwrap());
            prop_assert_eq!(Money::parse(&money.decimal(), money.currency), Ok(money));
        }

        #[test]
        fn shares_add_up_to_the_amount(minor in any::<i64>(), weights in prop::collection::vec(prop_oneof![Just(0), any::<u64>(), 0u64..10_000], 1..8)) {
            let shares = Money::new(minor, Currency::JPY).share_out(&weights);
            prop_assert_eq!(shares.len(), weights.len());
            prop_assert_eq!(shares.iter().map(|share| i128::from(share.minor)).sum::<i128>(), i128::from(minor));
            let all: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
            for (share, weight) in shares.iter().zip(&weights) {
                prop_assert!(share.minor == 0 || (share.minor < 0) == (minor < 0));
                let due = u128::from(minor.unsigned_abs()) * u128::from(*weight);
                let is_fair = |share: u128| share * all < due + all && due < share * all + all;
                prop_assert!(all == 0 || is_fair(share.minor.unsigned_abs().into()), "a whole unit away");
            }
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
