//! E-mail addresses: one check for every form and for the mailer, so that what a form takes can be sent; what is nearly
//! right; and how an e-mail fared.

pub mod kind;

use crate::email::kind::EmailKindName;
use crate::ids::{EmailId, OrderId};
use crate::locale::Translated;
use crate::refusal::Problem;
use crate::typed;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

pub const EMAIL_CHARS_MAX: u32 = 254;
/// RFC 5321, section 4.5.3.1.1, in bytes.
const LOCAL_BYTES_MAX: usize = 64;
/// RFC 1035, section 2.3.4.
const LABEL_BYTES_MAX: usize = 63;
const DOMAIN_BYTES_MAX: usize = 253;

/// The address as mail servers take it: without what can't be seen, the domain in small letters and in ASCII. What they
/// would refuse is refused. Whether the address exists only a delivered e-mail can say.
///
/// Before the @ letters of any script are taken: mail servers have passed them on for years, though not all do.
pub fn check(text: &str) -> Result<String, Problem> {
    let seen: String = text.chars().filter(|c| !typed::is_ignorable(*c)).collect();
    let text = typed::trim(&seen);
    if text.is_empty() {
        return Err(Problem::Missing);
    }
    let too_long = Problem::TooLong { max: EMAIL_CHARS_MAX };
    if text.chars().count() > EMAIL_CHARS_MAX as usize {
        return Err(too_long);
    }
    let (local, domain) = text.rsplit_once('@').ok_or(Problem::NotAnEmail)?;
    let domain = fold_domain(domain).ok_or(Problem::NotAnEmail)?;
    if !is_local(local) {
        return Err(Problem::NotAnEmail);
    }
    let folded = format!("{local}@{domain}");
    if folded.len() > EMAIL_CHARS_MAX as usize { Err(too_long) } else { Ok(folded) }
}

/// Words joined by points, of what RFC 5322 calls atoms; RFC 6531 lets letters of all scripts in.
fn is_local(local: &str) -> bool {
    let atom = |c: char| c.is_alphabetic() || c.is_ascii_digit() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    local.len() <= LOCAL_BYTES_MAX && local.split('.').all(|word| !word.is_empty() && word.chars().all(atom))
}

/// The domain as the name system knows it. A point at its end is what a phone types after two blanks.
fn fold_domain(domain: &str) -> Option<String> {
    let typed = domain.trim_end_matches('.');
    let lower = typed.to_lowercase();
    let ascii = if lower.is_ascii() && !lower.contains("xn--") { lower } else { punycode(&lower)? };
    is_domain(&ascii).then_some(ascii)
}

/// At least two labels of letters, digits and hyphens; the last is no number, or it would be an address of a machine.
fn is_domain(domain: &str) -> bool {
    // In a browser other scripts are left for the server to fold.
    let letter = |c: char| c.is_ascii_alphanumeric() || c == '-' || (!c.is_ascii() && c.is_alphanumeric());
    let label = |l: &str| {
        (1..=LABEL_BYTES_MAX).contains(&l.len()) && !l.starts_with('-') && !l.ends_with('-') && l.chars().all(letter)
    };
    let last = domain.rsplit('.').next().unwrap_or_default();
    domain.len() <= DOMAIN_BYTES_MAX && domain.contains('.') && domain.split('.').all(label) && !is_number(last)
}

/// What a program would read as a part of a machine's address: `127` or `0x7f` (WHATWG URL, "ends in a number").
fn is_number(label: &str) -> bool {
    let hex = label.strip_prefix("0x").or_else(|| label.strip_prefix("0X"));
    hex.is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit())) || label.bytes().all(|b| b.is_ascii_digit())
}

/// The names of other scripts as DNS has them (UTS 46). Its tables are large, and a browser never needs them: what is typed
/// there comes to a server, which folds it.
#[cfg(not(target_arch = "wasm32"))]
fn punycode(domain: &str) -> Option<String> {
    use idna::AsciiDenyList;
    use idna::uts46::{DnsLength, Hyphens, Uts46};
    let folded =
        Uts46::new().to_ascii(domain.as_bytes(), AsciiDenyList::STD3, Hyphens::CheckFirstLast, DnsLength::Verify);
    folded.ok().map(std::borrow::Cow::into_owned)
}

#[cfg(target_arch = "wasm32")]
fn punycode(domain: &str) -> Option<String> {
    Some(domain.replace(['\u{3002}', '\u{FF0E}', '\u{FF61}'], "."))
}

/// Where most people have their mailbox. A name that is only nearly one of these is asked about; what stands here isn't,
/// however near it is to another.
const PROVIDERS: &[&str] = &[
    "gmail.com",
    "googlemail.com",
    "icloud.com",
    "me.com",
    "mac.com",
    "outlook.com",
    "outlook.it",
    "hotmail.com",
    "hotmail.it",
    "hotmail.co.uk",
    "hotmail.fr",
    "hotmail.de",
    "hotmail.es",
    "live.com",
    "live.it",
    "msn.com",
    "yahoo.com",
    "yahoo.it",
    "yahoo.co.uk",
    "yahoo.fr",
    "yahoo.de",
    "yahoo.es",
    "ymail.com",
    "rocketmail.com",
    "aol.com",
    "proton.me",
    "protonmail.com",
    "libero.it",
    "virgilio.it",
    "tiscali.it",
    "alice.it",
    "aliceposta.it",
    "tin.it",
    "inwind.it",
    "iol.it",
    "fastwebnet.it",
    "email.it",
    "katamail.com",
    "poste.it",
    "pec.it",
    "legalmail.it",
    "gmx.de",
    "gmx.net",
    "gmx.at",
    "gmx.ch",
    "gmx.com",
    "web.de",
    "t-online.de",
    "freenet.de",
    "orange.fr",
    "wanadoo.fr",
    "free.fr",
    "sfr.fr",
    "laposte.net",
    "bluewin.ch",
    "mail.com",
    "email.com",
    "fastmail.com",
    "zoho.com",
    "mail.ru",
    "btinternet.com",
];

/// Those that have no other ending.
const ONE_ENDING: &[&str] = &["gmail.com", "googlemail.com", "icloud.com", "protonmail.com"];

/// Endings that no registry has, and what was meant.
const WRONG_ENDINGS: &[(&str, &str)] = &[
    ("con", "com"),
    ("cmo", "com"),
    ("ocm", "com"),
    ("vom", "com"),
    ("xom", "com"),
    ("cpm", "com"),
    ("cim", "com"),
    ("clm", "com"),
    ("cok", "com"),
    ("comm", "com"),
    ("coom", "com"),
    ("ccom", "com"),
    ("conm", "com"),
    ("comn", "com"),
    ("coml", "com"),
    ("nte", "net"),
    ("ent", "net"),
    ("ner", "net"),
    ("nett", "net"),
    ("ogr", "org"),
    ("rog", "org"),
    ("orgg", "org"),
    ("itt", "it"),
    ("iit", "it"),
    ("ti", "it"),
    ("ut", "it"),
];

/// Endings of countries that are one slip from `com`; asked about only after a name that everybody knows.
const NEARLY_COM: &[&str] = &["co", "cm", "om"];

/// Shorter names are near to too many others.
const NAME_CHARS_MIN: usize = 5;

/// The address that was probably meant, where this one is only nearly right. The address is taken all the same if its
/// owner says so.
pub fn suggestion(email: &str) -> Option<String> {
    let (local, domain) = email.rsplit_once('@')?;
    if PROVIDERS.contains(&domain) {
        return None;
    }
    let mended = with_right_ending(domain);
    let (name, rest) = mended.split_once('.')?;
    let meant = |provider: &&&str| {
        let Some((known, ending)) = provider.split_once('.') else { return false };
        let slip = (ending == "com" && NEARLY_COM.contains(&rest)) || ONE_ENDING.contains(*provider);
        let nearly = known.len() >= NAME_CHARS_MIN && one_slip(name, known);
        mended == **provider
            || (name == known && slip)
            || (nearly && (rest == ending || NEARLY_COM.contains(&rest) && ending == "com"))
    };
    match PROVIDERS.iter().find(meant) {
        Some(provider) => Some(format!("{local}@{provider}")),
        None if mended != domain => Some(format!("{local}@{mended}")),
        None => None,
    }
}

fn with_right_ending(domain: &str) -> String {
    let right = domain.rsplit_once('.').and_then(|(before, ending)| {
        let (_, right) = WRONG_ENDINGS.iter().find(|(wrong, _)| *wrong == ending)?;
        Some(format!("{before}.{right}"))
    });
    right.unwrap_or_else(|| domain.to_owned())
}

/// Whether one letter too many, too few or another, or two in the wrong order, make the one out of the other.
fn one_slip(typed: &str, meant: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (typed.chars().collect(), meant.chars().collect());
    let same = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[same..], &b[same..]);
    match (a, b) {
        ([], []) => false,
        ([x, y, a @ ..], [z, w, b @ ..]) if x == w && y == z && a == b => true,
        _ => {
            let (less_a, less_b) = (a.get(1..).unwrap_or_default(), b.get(1..).unwrap_or_default());
            (!a.is_empty() && less_a == b)
                || (!b.is_empty() && a == less_b)
                || (!a.is_empty() && !b.is_empty() && less_a == less_b)
        }
    }
}

/// Where an e-mail stands. Rows keep the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum EmailState {
    Queued,
    Sent,
    Failed,
    /// It had nothing to tell any more.
    Moot,
}

/// How an e-mail to a buyer fared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// It is written down and will be sent.
    Waiting,
    /// The mail server didn't take it yet; it is tried again.
    Delayed,
    /// A mail server has taken it.
    Sent,
    /// The mail server refused it, or was tried for too long. Nothing more happens by itself.
    Failed,
    /// There was nothing to tell any more when its turn came.
    Moot,
}

impl Delivery {
    /// Of an e-mail in this state, which a mail server has refused before or not.
    pub fn of(state: EmailState, refused_before: bool) -> Delivery {
        match state {
            EmailState::Queued if refused_before => Delivery::Delayed,
            EmailState::Queued => Delivery::Waiting,
            EmailState::Sent => Delivery::Sent,
            EmailState::Failed => Delivery::Failed,
            EmailState::Moot => Delivery::Moot,
        }
    }
}

/// An e-mail about an order, as the office sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderEmail {
    pub id: EmailId,
    pub kind: EmailKindName,
    /// What an announcement is about.
    pub subject: Option<Translated>,
    pub to: String,
    /// When it was asked for.
    pub at: DateTime<Utc>,
    pub sent_at: Option<DateTime<Utc>>,
    pub delivery: Delivery,
    /// What the mail server said last, in its own words.
    pub error: Option<String>,
}

/// Those of an order's e-mails that reached nobody and that nothing later made good for.
pub fn undelivered(emails: &[OrderEmail]) -> impl Iterator<Item = &OrderEmail> {
    let has_tickets = |email: &OrderEmail| EmailKindName::WITH_TICKETS.contains(&email.kind);
    emails.iter().filter(move |email| {
        let sent_since = |other: &OrderEmail| has_tickets(other) && other.sent_at.is_some_and(|at| at >= email.at);
        let is_wanted = email.delivery == Delivery::Failed && email.kind != EmailKindName::AddressChanged;
        is_wanted && !(has_tickets(email) && emails.iter().any(sent_since))
    })
}

/// An e-mail that reached nobody, and the order it is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undelivered {
    pub order: OrderId,
    pub number: String,
    pub to: String,
}

/// Where the tickets of an order went, as far as whoever holds its link may know. That may be a stranger, with the mailbox that
/// the order had before the office corrected it: they learn no address but their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SentTo {
    /// To the address the order was placed with.
    Placed(String),
    /// To the one it has now.
    Current,
    /// To one that the office was asked to send them to.
    Another,
}

impl SentTo {
    /// `placed`: the address the order was placed with; `current`: the one it has now.
    pub fn of(to: String, placed: Option<&str>, current: Option<&str>) -> SentTo {
        let is_to = |address: &str| address.eq_ignore_ascii_case(&to);
        if placed.is_some_and(is_to) {
            SentTo::Placed(to)
        } else if current.is_some_and(is_to) {
            SentTo::Current
        } else {
            SentTo::Another
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_people_have_are_taken_and_typos_named() {
        for good in ["a@b.it", "Maria.Rossi+teatro@Example.COM", "o'neil@mail.example.org", "jürgen@müller.de"] {
            assert!(check(good).is_ok(), "{good}");
        }
        for bad in [
            "a@b",
            "a b@c.it",
            "@c.it",
            "a@.it",
            "a..b@c.it",
            "a@c.it\nBcc: x@y.z",
            "a@-c.it",
            "<a@c.it>",
            "a@c_d.it",
            "a@10.0.0.1",
            "a@c..it",
            "a@xn--a.it",
        ] {
            assert_eq!(check(bad), Err(Problem::NotAnEmail), "{bad}");
        }
        assert_eq!(check("A@EXAMPLE.it"), Ok("A@example.it".to_owned()));
    }

    #[test]
    fn what_cannot_be_seen_is_taken_out() {
        for typed in ["maria\u{200B}@example.org", "\u{FEFF}maria@exa\u{AD}mple.org\u{2060}", " maria@example.org. "] {
            assert_eq!(check(typed).as_deref(), Ok("maria@example.org"), "{typed:?}");
        }
        for nothing in ["", " ", "\u{200B}", "\u{3164}\u{AD}"] {
            assert_eq!(check(nothing), Err(Problem::Missing), "{nothing:?}");
        }
    }

    #[test]
    fn names_of_other_scripts_are_written_as_dns_has_them() {
        assert_eq!(check("maria@MÜLLER.de").as_deref(), Ok("maria@xn--mller-kva.de"));
        assert_eq!(check("a@例え。jp").as_deref(), Ok("a@xn--r8jz45g.jp"));
        assert_eq!(check("a@xn--mller-kva.de").as_deref(), Ok("a@xn--mller-kva.de"));
    }

    #[test]
    fn what_is_too_long_for_mail_servers_is_refused() {
        let (label, local) = ("x".repeat(63), "y".repeat(64));
        assert!(check(&format!("{local}@{label}.it")).is_ok());
        assert_eq!(check(&format!("a@x{label}.it")), Err(Problem::NotAnEmail));
        assert_eq!(check(&format!("a@{}.it", "ü".repeat(58))), Err(Problem::NotAnEmail), "64 letters in punycode");
        assert_eq!(check(&format!("y{local}@b.it")), Err(Problem::NotAnEmail));
        assert_eq!(check(&format!("a@{label}.{label}.{label}.{label}.it")), Err(Problem::TooLong { max: 254 }));
    }

    #[test]
    fn nearly_right_domains_are_asked_about() {
        let meant = |typed: &str| suggestion(&format!("maria@{typed}")).map(|s| s.replace("maria@", ""));
        for (typed, right) in [
            ("gmial.com", "gmail.com"),
            ("gamil.com", "gmail.com"),
            ("gmai.com", "gmail.com"),
            ("gmaill.com", "gmail.com"),
            ("gnail.con", "gmail.com"),
            ("gmail.con", "gmail.com"),
            ("gmail.co", "gmail.com"),
            ("gmail.it", "gmail.com"),
            ("hotmial.it", "hotmail.it"),
            ("outlok.com", "outlook.com"),
            ("libeor.it", "libero.it"),
            ("yaho.com", "yahoo.com"),
            ("iclould.com", "icloud.com"),
            ("teatro-nuovo.con", "teatro-nuovo.com"),
            ("comune.livorno.itt", "comune.livorno.it"),
        ] {
            assert_eq!(meant(typed).as_deref(), Some(right), "{typed}");
        }
        for right in PROVIDERS.iter().chain(&[
            "example.org",
            "teatro.it",
            "hotmail.be",
            "live.at",
            "yahoo.co.jp",
            "outlook.fr",
            "mail.de",
            "example.co",
            "x.cm",
        ]) {
            assert_eq!(meant(right), None, "{right}");
        }
    }

    #[test]
    fn what_waits_was_refused_before_or_not() {
        let of = |refused| EmailState::VARIANTS.iter().map(move |state| Delivery::of(*state, refused));
        let ended = [Delivery::Sent, Delivery::Failed, Delivery::Moot];
        assert!(of(false).eq([Delivery::Waiting].into_iter().chain(ended)));
        assert!(of(true).eq([Delivery::Delayed].into_iter().chain(ended)), "what has ended has ended");
    }

    #[test]
    fn tickets_that_arrived_later_make_good_for_those_that_did_not() {
        let minute = |n: i64| DateTime::UNIX_EPOCH + chrono::Duration::minutes(n);
        let email = |kind: EmailKindName, at: i64, sent: Option<i64>, delivery| OrderEmail {
            id: EmailId(uuid::Uuid::nil()),
            kind,
            subject: None,
            to: "a@b.it".into(),
            at: minute(at),
            sent_at: sent.map(minute),
            delivery,
            error: None,
        };
        let failed = email(EmailKindName::OrderConfirmed, 1, None, Delivery::Failed);
        let count =
            |other: Option<OrderEmail>| undelivered(&[vec![failed.clone()], Vec::from_iter(other)].concat()).count();
        assert_eq!(count(None), 1);
        assert_eq!(count(Some(email(EmailKindName::TicketsResent, 2, Some(3), Delivery::Sent))), 0);
        assert_eq!(count(Some(email(EmailKindName::TicketsResent, 2, None, Delivery::Waiting))), 1);
        assert_eq!(count(Some(email(EmailKindName::OrderRefunded, 2, Some(3), Delivery::Sent))), 1);
        assert_eq!(
            count(Some(email(EmailKindName::OrderConfirmed, 0, Some(0), Delivery::Sent))),
            1,
            "an earlier one makes nothing good"
        );
    }

    #[test]
    fn no_part_of_a_machines_address_is_taken() {
        for typed in ["a@127.0x1", "a@1.0X7f", "a@x.0x", "²½@example.org", "١٢@example.org"] {
            assert!(check(typed).is_err(), "{typed}");
        }
        assert_eq!(check("ª1@0xbc.example.org").as_deref(), Ok("ª1@0xbc.example.org"));
    }

    #[test]
    fn a_slip_is_one_letter() {
        for typed in ["gmial", "gmal", "gmaill", "gmaik", "mgail", "gmai", "mail", "xgmail"] {
            assert!(one_slip(typed, "gmail"), "{typed}");
        }
        for other in ["gmail", "gmil2", "agmial", "", "hotmail"] {
            assert!(!one_slip(other, "gmail"), "{other}");
        }
    }

    #[test]
    fn only_the_address_an_order_was_placed_with_is_named() {
        let of = |to: &str, placed, current| SentTo::of(to.to_owned(), placed, current);
        let (old, new) = (Some("maria@gmial.com"), Some("maria@gmail.com"));
        assert_eq!(of("Maria@gmial.com", old, old), SentTo::Placed("Maria@gmial.com".to_owned()));
        assert_eq!(of("maria@gmail.com", old, new), SentTo::Current);
        assert_eq!(of("maria@gmail.com", None, new), SentTo::Current);
        assert_eq!(of("luca@example.com", old, new), SentTo::Another);
        assert_eq!(of("luca@example.com", None, None), SentTo::Another);
    }
}
