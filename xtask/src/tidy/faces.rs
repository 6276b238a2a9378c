//! Faces ask the parts of the flows, never what those stand on: the database, the clock, the keys, the gateways. They are given
//! no `flows::Core`, which has these. What parts have of each other is public all the same, since they are crates; this keeps it
//! from the faces.

use super::{Finding, Source};

const FACES: [&str; 2] = ["app/", "crates/api/"];

/// What leads to an open transaction or to a gateway.
const FORBIDDEN: [&str; 3] = ["money().open_order(", "money.open_order(", ".attempt_of("];

pub fn check(sources: &[Source]) -> Vec<Finding> {
    let faces =
        sources.iter().filter(|source| source.is("rs") && FACES.iter().any(|face| source.path.starts_with(face)));
    faces.flat_map(findings).collect()
}

fn findings(source: &Source) -> Vec<Finding> {
    let asks = |line: &str| !line.trim_start().starts_with("//") && FORBIDDEN.iter().any(|what| line.contains(what));
    let guilty = source.text.lines().enumerate().filter(|(_, line)| asks(line));
    let what = "a face reaches for what parts have of each other: let the part do it";
    guilty.map(|(at, _)| Finding::new(&source.path, at + 1, what)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_face_asks_parts_only() {
        let found = |path: &str, text: &str| check(&[Source { path: path.into(), text: text.into() }]).len();
        assert_eq!(found("crates/api/src/a.rs", "flows.money.attempt_of(payment)"), 1);
        assert_eq!(found("app/shop/src/a.rs", "let tx = money().open_order(id).await?;"), 1);
        assert_eq!(found("app/shop/src/a.rs", "// money().open_order() is not for us\nselling().cart(&secret)"), 0);
        assert_eq!(found("server/src/a.rs", "core.money.attempt_of(payment)"), 0);
    }
}
