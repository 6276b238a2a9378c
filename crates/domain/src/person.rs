//! Who counts as one person where an event limits how many places each may have.

/// One writing of an e-mail address for all that reach the same mailbox: small letters, without a tag (`+…`), and where
/// the mailbox ignores points in names, without them. For counting only: nothing is ever sent to it.
pub fn normal_email(email: &str) -> String {
    let email = email.trim().to_lowercase();
    let Some((name, host)) = email.rsplit_once('@') else { return email };
    let host = host.trim_end_matches(|c: char| c == '.' || c.is_whitespace());
    let host = if host == "googlemail.com" { GMAIL } else { host };
    let name = match name.split_once('+') {
        Some((untagged, _)) if !untagged.is_empty() => untagged,
        _ => name,
    };
    if host != GMAIL {
        return format!("{name}@{host}");
    }
    match name.replace('.', "").trim() {
        "" => format!("{name}@{host}"),
        bare => format!("{bare}@{host}"),
    }
}

/// Ignores points in names, and is the same as its older name.
const GMAIL: &str = "gmail.com";

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_same_mailbox_is_the_same_person() {
        let same = ["mariarossi@gmail.com", "Maria.Rossi+opera@Gmail.com", " m.a.r.i.a.rossi@GOOGLEMAIL.com "];
        assert_eq!(same.map(normal_email), ["mariarossi@gmail.com"; 3].map(str::to_owned));
        assert_eq!(normal_email("Maria.Rossi+1@example.org."), "maria.rossi@example.org");
        assert_ne!(normal_email("maria.rossi@example.org"), normal_email("mariarossi@example.org"));
    }

    #[test]
    fn what_is_nothing_but_a_tag_stays_itself() {
        assert_eq!(normal_email("+a@example.org"), "+a@example.org");
        assert_ne!(normal_email("+a@gmail.com"), normal_email("+b@gmail.com"));
        assert_eq!(normal_email("..@gmail.com"), "..@gmail.com");
        assert_eq!(normal_email("no address"), "no address");
    }

    proptest! {
        #[test]
        fn the_normal_form_is_its_own(email in "\\PC{0,40}") {
            let normal = normal_email(&email);
            prop_assert_eq!(normal_email(&normal), normal);
        }

        #[test]
        fn case_and_tag_say_nothing(name in "[a-z][a-z0-9.]{0,20}", tag in "[a-z0-9.+]{0,10}", host in "[a-z]{1,10}\\.(org|it|com)") {
            let plain = normal_email(&format!("{name}@{host}"));
            let dressed = format!("{name}+{tag}@{host}").to_uppercase();
            prop_assert_eq!(normal_email(&dressed), plain);
        }

        #[test]
        fn points_say_nothing_at_gmail_and_something_elsewhere(name in "[a-z]{2,20}", at in 1usize..19) {
            prop_assume!(at < name.len());
            let (a, b) = name.split_at(at);
            let dotted = |host: &str| normal_email(&format!("{a}.{b}@{host}"));
            prop_assert_eq!(dotted("gmail.com"), format!("{name}@gmail.com"));
            prop_assert_ne!(dotted("example.org"), format!("{name}@example.org"));
        }

        #[test]
        fn other_people_stay_others(a in "[a-z0-9]{1,20}", b in "[a-z0-9]{1,20}") {
            prop_assume!(a != b);
            let of = |name: &str| normal_email(&format!("{name}@gmail.com"));
            prop_assert_ne!(of(&a), of(&b));
        }
    }
}
