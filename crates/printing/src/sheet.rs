//! A paper laid out: rows in order, each as wide as the paper. The bytes, the plain text and the picture are all made
//! from it, so they can't disagree.

use crate::bitmap::Bitmap;
use crate::clean::printable;
use crate::profile::Profile;

#[derive(Clone, Debug)]
pub struct PaperSheet {
    pub columns: usize,
    pub dots: usize,
    pub rows: Vec<SheetRow>,
}

#[derive(Clone, Debug)]
pub enum SheetRow {
    Text(SheetLine),
    /// A line across the paper.
    Rule {
        heavy: bool,
    },
    Space,
    /// A drawing as wide as the paper, and what it says in words.
    Picture {
        bitmap: Bitmap,
        words: Vec<String>,
    },
    Qr {
        code: String,
    },
}

/// One line of text that fits: `spans` times `size.width` is never more than the columns.
#[derive(Clone, Debug)]
pub struct SheetLine {
    pub spans: Vec<Span>,
    pub size: Size,
    pub align: Align,
}

#[derive(Clone, Debug)]
pub struct Span {
    pub text: String,
    pub bold: bool,
    /// White on black.
    pub reverse: bool,
}

/// How many times as wide and as high as a plain letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    pub width: usize,
    pub height: usize,
}

impl Size {
    pub const PLAIN: Size = Size { width: 1, height: 1 };
    pub const TALL: Size = Size { width: 1, height: 2 };
    pub const DOUBLE: Size = Size { width: 2, height: 2 };
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    Left,
    Center,
}

/// The look of a line that has only one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SheetLook {
    pub size: Size,
    pub align: Align,
    pub bold: bool,
    pub reverse: bool,
}

impl SheetLook {
    pub const PLAIN: SheetLook = SheetLook { size: Size::PLAIN, align: Align::Left, bold: false, reverse: false };
    pub const BOLD: SheetLook = SheetLook { bold: true, ..SheetLook::PLAIN };
    pub const CENTER: SheetLook = SheetLook { align: Align::Center, ..SheetLook::PLAIN };

    pub const fn sized(self, size: Size) -> SheetLook {
        SheetLook { size, ..self }
    }
}

impl SheetLine {
    /// The characters of the line, without its look.
    pub fn text(&self) -> String {
        self.spans.iter().map(|span| span.text.as_str()).collect()
    }

    /// How many columns the line takes.
    pub fn width(&self) -> usize {
        self.spans.iter().map(|span| length(&span.text)).sum::<usize>() * self.size.width
    }
}

impl PaperSheet {
    pub fn new(profile: &Profile) -> PaperSheet {
        PaperSheet { columns: profile.columns, dots: profile.dots, rows: Vec::new() }
    }

    /// Text in as many lines as it needs, broken at word ends. Nothing for an empty text.
    pub fn text(&mut self, text: &str, look: SheetLook) {
        for line in wrap(&printable(text), self.columns / look.size.width) {
            self.line(line, look);
        }
    }

    /// A name, as large as lets it stand in few lines: double up to `lines_max` lines, then tall, then plain bold.
    pub fn name(&mut self, text: &str, align: Align, lines_max: usize) {
        let text = printable(text);
        let fits = |size: Size| wrap(&text, self.columns / size.width).len() <= lines_max;
        let size = [Size::DOUBLE, Size::TALL].into_iter().find(|size| fits(*size)).unwrap_or(Size::PLAIN);
        self.text(&text, SheetLook { align, ..SheetLook::BOLD }.sized(size));
    }

    /// Parts of a text, with ` · ` between them, that hang under something, `indent` columns in. A part stays whole where a
    /// line has room for it: a date or a seat in two pieces is misread.
    pub fn parts(&mut self, text: &str, indent: usize, look: SheetLook) {
        for line in wrap_parts(&printable(text), self.columns.saturating_sub(indent)) {
            self.line(format!("{}{line}", " ".repeat(indent)), look);
        }
    }

    /// Two texts at the ends of one line where both fit whole; one under the other where not.
    pub fn whole_pair(&mut self, left: &str, right: &str, look: SheetLook) {
        let columns = self.columns / look.size.width;
        if length(&printable(left)) + 2 + length(&printable(right)) <= columns {
            self.pair(left, right, 0, look);
        } else {
            self.text(left, look);
            self.text(right, look);
        }
    }

    /// A text at the left and one at the right end of the same line where both fit. Otherwise the left one goes on
    /// over several lines, and the right one stands where there is room for it.
    pub fn pair(&mut self, left: &str, right: &str, indent: usize, look: SheetLook) {
        let columns = self.columns / look.size.width;
        let (left, right) = (printable(left), printable(right));
        let right_length = length(&right);
        let narrow = columns.saturating_sub(right_length + 2);
        if right_length == 0 || narrow < columns / 3 {
            self.hanging(&left, indent, columns, look);
            for line in wrap(&right, columns) {
                self.line(format!("{line:>columns$}"), look);
            }
            return;
        }
        let mut lines = hang(&left, indent, narrow);
        let first = if lines.is_empty() { String::new() } else { lines.remove(0) };
        let gap = columns - length(&first) - right_length;
        self.line(format!("{first}{}{right}", " ".repeat(gap)), look);
        for line in lines {
            self.line(line, look);
        }
    }

    fn hanging(&mut self, text: &str, indent: usize, columns: usize, look: SheetLook) {
        for line in hang(text, indent, columns) {
            self.line(line, look);
        }
    }

    fn line(&mut self, text: String, look: SheetLook) {
        let span = Span { text, bold: look.bold, reverse: look.reverse };
        self.rows.push(SheetRow::Text(SheetLine { spans: vec![span], size: look.size, align: look.align }));
    }

    /// A plain line whose spaces stay as they are; it must fit.
    pub fn text_as_is(&mut self, text: String) {
        self.line(text, SheetLook::PLAIN);
    }

    /// White on black in the middle, tall.
    pub fn boxed(&mut self, words: &str) {
        let words = if length(words) <= self.columns { words } else { words.trim() };
        self.line(
            words.to_owned(),
            SheetLook { reverse: true, align: Align::Center, ..SheetLook::BOLD }.sized(Size::TALL),
        );
    }

    pub fn picture(&mut self, bitmap: Bitmap, words: Vec<String>) {
        self.rows.push(SheetRow::Picture { bitmap, words });
    }

    pub fn qr(&mut self, code: &str) {
        self.rows.push(SheetRow::Qr { code: code.to_owned() });
    }

    pub fn rule(&mut self) {
        self.rows.push(SheetRow::Rule { heavy: false });
    }

    pub fn heavy_rule(&mut self) {
        self.rows.push(SheetRow::Rule { heavy: true });
    }

    pub fn space(&mut self) {
        self.rows.push(SheetRow::Space);
    }
}

/// How many cells a clean text takes.
pub fn length(text: &str) -> usize {
    text.chars().count()
}

/// The first line whole, the following ones `indent` in.
fn hang(text: &str, indent: usize, columns: usize) -> Vec<String> {
    let indent = if indent * 3 < columns { indent } else { 0 };
    let mut lines = wrap(text, columns);
    if lines.len() > 1 && indent > 0 {
        let first = lines.remove(0);
        let rest = text.chars().skip(length(&first)).collect::<String>();
        let rest = wrap(rest.trim_start(), columns - indent);
        lines = std::iter::once(first).chain(rest.into_iter().map(|l| format!("{}{l}", " ".repeat(indent)))).collect();
    }
    lines
}

/// Breaks a clean text into lines of at most `columns` characters, at spaces where it can. Loses no character but the
/// spaces at the breaks.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let free = columns.saturating_sub(length(&line) + usize::from(!line.is_empty()));
        if length(word) <= free {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for character in word.chars() {
            if length(&line) == columns {
                lines.push(std::mem::take(&mut line));
            }
            line.push(character);
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// What stands between the parts of a line of details.
const BETWEEN: &str = " · ";

/// Breaks a clean text between its parts first, and within one only where it is wider than the line. What stood between two
/// parts goes where the line breaks there.
fn wrap_parts(text: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for part in text.split(BETWEEN) {
        match lines.last_mut() {
            Some(line) if length(line) + length(BETWEEN) + length(part) <= columns => {
                line.push_str(BETWEEN);
                line.push_str(part);
            }
            _ => lines.extend(wrap(part, columns)),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_break_at_words_and_long_words_break_anywhere() {
        assert_eq!(wrap("la donna e mobile", 8), ["la donna", "e mobile"]);
        assert_eq!(wrap("Llanfairpwllgwyngyll!", 8), ["Llanfair", "pwllgwyn", "gyll!"]);
        assert!(wrap("", 8).is_empty());
    }

    #[test]
    fn no_date_is_torn_where_a_line_has_room_for_it() {
        let text = "La Traviata · sab 21 nov, 20:30 · Platea, fila C, posto 14";
        assert_eq!(wrap_parts(text, 28), ["La Traviata", "sab 21 nov, 20:30", "Platea, fila C, posto 14"]);
        assert_eq!(wrap_parts(text, 44), ["La Traviata · sab 21 nov, 20:30", "Platea, fila C, posto 14"]);
        assert_eq!(wrap_parts(text, 12), ["La Traviata", "sab 21 nov,", "20:30", "Platea, fila", "C, posto 14"]);
        assert!(wrap_parts("", 12).is_empty());
    }

    proptest! {
        #[test]
        fn wrapping_keeps_every_character_and_the_width(text in "\\PC{0,200}", columns in 1usize..50) {
            let clean = printable(&text);
            let lines = wrap(&clean, columns);
            for line in &lines {
                prop_assert!(length(line) <= columns && !line.is_empty());
            }
            prop_assert_eq!(lines.concat().replace(' ', ""), clean.replace(' ', ""));
        }
    }
}
