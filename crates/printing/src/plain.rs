//! A paper as plain text: what a snapshot shows, and what a till shows of a paper that isn't in the hand.

use crate::clean::printable;
use crate::sheet::{Align, PaperSheet, SheetLine, SheetRow, wrap};

/// The lines of the paper, none wider than its columns, without spaces at their ends.
pub fn text(sheet: &PaperSheet) -> String {
    let mut lines: Vec<String> = Vec::new();
    for row in &sheet.rows {
        match row {
            SheetRow::Text(line) => lines.push(placed(line, sheet.columns)),
            SheetRow::Rule { heavy } => lines.push(if *heavy { "═" } else { "─" }.repeat(sheet.columns)),
            SheetRow::Space => lines.push(String::new()),
            SheetRow::Picture { words, .. } => lines.extend(words.iter().map(|words| centered(words, sheet.columns))),
            SheetRow::Qr { code } => {
                lines.push(centered("[QR]", sheet.columns));
                lines.extend(wrap(&printable(code), sheet.columns));
            }
        }
    }
    let mut text = String::new();
    for line in lines {
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

fn placed(line: &SheetLine, columns: usize) -> String {
    match line.align {
        Align::Left if line.size.width > 1 => spread(line.text(), columns),
        Align::Left => line.text(),
        Align::Center => centered(&line.text(), columns),
    }
}

/// Large letters take fewer characters for a whole line: what stood at its right end stands there again.
fn spread(text: String, columns: usize) -> String {
    match text.split_once("  ") {
        Some((left, right)) if !left.is_empty() && !right.trim().is_empty() => {
            let right = right.trim_start();
            let gap = columns.saturating_sub(left.chars().count() + right.chars().count());
            format!("{left}{}{right}", " ".repeat(gap))
        }
        _ => text,
    }
}

fn centered(text: &str, columns: usize) -> String {
    let free = columns.saturating_sub(text.chars().count());
    format!("{}{text}", " ".repeat(free / 2))
}
