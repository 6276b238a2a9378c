//! The languages people read Tessera in, and the macro that every visible text goes through.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// A language of the interface, with its conventions for numbers and dates.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, EnumString, IntoStaticStr, VariantArray,
)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase", const_into_str)]
pub enum Locale {
    #[default]
    En,
    It,
}

impl Locale {
    pub const ALL: [Locale; 2] = [Locale::En, Locale::It];

    /// The BCP 47 tag, for `lang` attributes and databases.
    pub fn tag(self) -> &'static str {
        self.into_str()
    }

    /// The language's name in itself, for the language switch.
    pub fn name(self) -> &'static str {
        match self {
            Locale::En => "English",
            Locale::It => "Italiano",
        }
    }

    /// What stands before decimals: a point in English, a comma in Italian.
    pub fn decimal_point(self) -> char {
        match self {
            Locale::En => '.',
            Locale::It => ',',
        }
    }

    /// What stands between thousands.
    pub fn thousands(self) -> char {
        match self {
            Locale::En => ',',
            Locale::It => '.',
        }
    }

    /// A whole number as a person writes it: `500,000` in English, `500.000` in Italian.
    pub fn number(self, number: i64) -> String {
        let digits = number.unsigned_abs().to_string();
        let mut said = String::from(if number < 0 { "-" } else { "" });
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                said.push(self.thousands());
            }
            said.push(digit);
        }
        said
    }

    /// `it`, `it-IT` and `IT` are Italian; what isn't known is `None`.
    pub fn from_tag(tag: &str) -> Option<Locale> {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or("").to_ascii_lowercase();
        primary.parse().ok()
    }

    /// The first language of an `Accept-Language` header that we speak. Quality values are taken in the order written,
    /// which is the order browsers send them in; a parser that sorts by them (accept-language) matches whole tags only.
    pub fn from_accept_language(header: &str) -> Option<Locale> {
        header.split(',').filter_map(|part| Locale::from_tag(part.split(';').next().unwrap_or(""))).next()
    }
}

/// A text an organizer wrote, in the languages they wrote it in: `{"en": "…", "it": "…"}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Translated {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub en: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub it: String,
}

impl Translated {
    pub fn new(en: impl Into<String>, it: impl Into<String>) -> Translated {
        Translated { en: en.into(), it: it.into() }
    }

    /// The text in this language, or in the other one where it wasn't written in this.
    pub fn get(&self, locale: Locale) -> &str {
        let (first, second) = match locale {
            Locale::En => (&self.en, &self.it),
            Locale::It => (&self.it, &self.en),
        };
        if first.is_empty() { second } else { first }
    }

    pub fn set(&mut self, locale: Locale, text: impl Into<String>) {
        match locale {
            Locale::En => self.en = text.into(),
            Locale::It => self.it = text.into(),
        }
    }

    /// Several texts as one, each language by itself.
    pub fn joined<'a>(texts: impl Iterator<Item = &'a Translated> + Clone, between: &str) -> Translated {
        let mut joined = Translated::default();
        for locale in Locale::VARIANTS {
            let all: Vec<&str> = texts.clone().map(|text| text.get(*locale)).filter(|text| !text.is_empty()).collect();
            joined.set(*locale, all.join(between));
        }
        joined
    }

    pub fn is_empty(&self) -> bool {
        self.en.is_empty() && self.it.is_empty()
    }
}

/// Declares texts, each in every language, as functions of the locale.
///
/// A language that is left out doesn't compile, and a text no page uses weighs nothing in a browser bundle.
///
/// ```
/// domain::texts! {
///     /// On the button that leads to payment.
///     pay_now() { en: "Pay now", it: "Paga ora" }
///     seats_left(count) { en: "{count} left", it: "{count} disponibili" }
///     /// A text with two forms, by the number named before the bar.
///     tickets(n | n) { en: "{n} ticket" | "{n} tickets", it: "{n} biglietto" | "{n} biglietti" }
/// }
/// use domain::locale::Locale;
/// assert_eq!(pay_now(Locale::It), "Paga ora");
/// assert_eq!(seats_left(Locale::En, 3), "3 left");
/// assert_eq!(tickets(Locale::It, 1), "1 biglietto");
/// assert_eq!(tickets(Locale::En, 2), "2 tickets");
/// ```
#[macro_export]
macro_rules! texts {
    () => {};
    ($(#[$doc:meta])* $name:ident() { en: $en:literal, it: $it:literal } $($rest:tt)*) => {
        $(#[$doc])*
        pub fn $name(locale: $crate::locale::Locale) -> &'static str {
            match locale {
                $crate::locale::Locale::En => $en,
                $crate::locale::Locale::It => $it,
            }
        }
        $crate::texts! { $($rest)* }
    };
    ($(#[$doc:meta])* $name:ident($count:ident | $($arg:ident),+) {
        en: $en_one:literal | $en_other:literal, it: $it_one:literal | $it_other:literal
    } $($rest:tt)*) => {
        $(#[$doc])*
        pub fn $name(locale: $crate::locale::Locale, $($arg: impl ::std::fmt::Display),+) -> String {
            let one = $count.to_string() == "1";
            match (locale, one) {
                ($crate::locale::Locale::En, true) => format!($en_one),
                ($crate::locale::Locale::En, false) => format!($en_other),
                ($crate::locale::Locale::It, true) => format!($it_one),
                ($crate::locale::Locale::It, false) => format!($it_other),
            }
        }
        $crate::texts! { $($rest)* }
    };
    ($(#[$doc:meta])* $name:ident($($arg:ident),+) { en: $en:literal, it: $it:literal } $($rest:tt)*) => {
        $(#[$doc])*
        pub fn $name(locale: $crate::locale::Locale, $($arg: impl ::std::fmt::Display),+) -> String {
            match locale {
                $crate::locale::Locale::En => format!($en),
                $crate::locale::Locale::It => format!($it),
            }
        }
        $crate::texts! { $($rest)* }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_says_which_language() {
        assert_eq!(Locale::from_accept_language("de-AT,it;q=0.8,en;q=0.5"), Some(Locale::It));
        assert_eq!(Locale::from_accept_language("en-GB"), Some(Locale::En));
        assert_eq!(Locale::from_accept_language("*"), None);
    }

    #[test]
    fn numbers_are_grouped_as_people_write_them() {
        assert_eq!((Locale::En.number(500_000), Locale::It.number(-1_234)), ("500,000".into(), "-1.234".into()));
        assert_eq!((Locale::En.number(999), Locale::It.number(0)), ("999".into(), "0".into()));
    }

    #[test]
    fn a_missing_translation_falls_back_to_the_other_language() {
        assert_eq!(Translated::new("Night", "").get(Locale::It), "Night");
        assert_eq!(Translated::new("Night", "Notte").get(Locale::It), "Notte");
    }
}
