//! An e-mail as plain text, for people and programs that read no HTML.

use crate::layout::{EmailBlock, EmailLayout, EmailTableRow};

/// The text of the e-mail, ended by one line break. Long lines are left to the reader's program to wrap.
pub fn render(email: &EmailLayout) -> String {
    let mut parts = vec![one_line(&email.heading)];
    parts.extend(email.blocks.iter().map(block));
    parts.push(format!("-- \n{}", email.signature.iter().map(|line| one_line(line)).collect::<Vec<_>>().join("\n")));
    parts.join("\n\n") + "\n"
}

fn block(block: &EmailBlock) -> String {
    match block {
        EmailBlock::Paragraph(text) | EmailBlock::Note(text) => one_line(text),
        EmailBlock::Button { label, url } => format!("{}:\n{}", one_line(label), one_line(url)),
        EmailBlock::Sums(rows) => rows.iter().map(row).collect::<Vec<_>>().join("\n"),
        EmailBlock::Event { name, when, place, items } => {
            let mut lines = vec![one_line(name), one_line(when), one_line(place)];
            lines.retain(|line| !line.is_empty());
            lines.extend(items.iter().map(|item| format!("  {}", row(item))));
            lines.join("\n")
        }
    }
}

fn row(row: &EmailTableRow) -> String {
    let mut text = one_line(&row.label);
    if let Some(detail) = &row.detail {
        text = format!("{text} ({})", one_line(detail));
    }
    if let Some(amount) = &row.amount {
        text = format!("{text}: {amount}");
    }
    if let Some(note) = &row.note {
        text = format!("{text}\n      {}", one_line(note));
    }
    text
}

/// A name with a line break in it can't pose as a line of ours. A no-break space holds an amount together, so it stays.
fn one_line(text: &str) -> String {
    let breaks = |c: char| c.is_control() || (c.is_whitespace() && c != '\u{a0}');
    text.split(breaks).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
