//! Money is counted, never measured: no floating point near it.

use super::{Finding, Source};
use std::path::Path;

/// Where amounts are handled and nothing else is.
const MONEY: [&str; 9] = [
    "crates/payments/src",
    "crates/domain/src/money",
    "crates/domain/src/pricing",
    "crates/domain/src/ledger",
    "crates/domain/src/order",
    "crates/domain/src/payment",
    "crates/domain/src/cart",
    "crates/domain/src/stats",
    "crates/flows/money",
];

pub fn check(sources: &[Source]) -> Vec<Finding> {
    sources.iter().filter(|source| source.is("rs") && handles_money(&source.path)).flat_map(floats).collect()
}

fn handles_money(path: &Path) -> bool {
    let bare = path.with_extension("");
    MONEY.iter().any(|place| bare.starts_with(place))
}

fn floats(source: &Source) -> Vec<Finding> {
    let lines = source.text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
    let guilty = lines.filter(|(_, line)| {
        line.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| matches!(word, "f32" | "f64"))
    });
    guilty
        .map(|(at, _)| {
            Finding::new(
                &source.path,
                at + 1,
                "a float where money is: use `Money` in minor units, and basis points for rates",
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> usize {
        check(&[Source { path: path.into(), text: text.into() }]).len()
    }

    #[test]
    fn floats_are_found_where_money_is() {
        let text = "// an f64 in a comment\nlet a: f64 = text.parse()?;";
        assert_eq!(found("crates/domain/src/money.rs", text), 1);
        assert_eq!(found("crates/payments/src/cash.rs", text), 1);
        assert_eq!(found("crates/domain/src/seating.rs", text), 0);
    }
}
