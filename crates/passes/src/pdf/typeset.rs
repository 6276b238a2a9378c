//! Wraps text, puts it into the order it is seen in, and makes it as large as it may be.

use crate::PassError;
use crate::pdf::fonts::{FontFace, Run, Style, faces};
use domain::spelling::spelled;
use std::borrow::Cow;
use unicode_bidi::{BidiClass, Level, ParagraphBidiInfo, bidi_class};
use unicode_normalization::UnicodeNormalization;

/// Shown for a character that no font has and nobody can spell. The true one stays in the document's text.
const UNKNOWN: char = '?';
/// Longer texts are cut before they are laid out; nothing on a ticket has room for more.
const CHARACTERS_MAX: usize = 400;

/// One line, ready to be drawn.
pub struct TextLine {
    /// From left to right, as they are seen.
    pub runs: Vec<Run>,
    /// In em, as all widths here.
    pub width: f32,
    /// What the line says, where that isn't what it shows from left to right.
    pub actual: Option<String>,
}

/// Lines that fit the room they were made for, at this size in points.
pub struct TextBlock {
    pub size: f32,
    pub lines: Vec<TextLine>,
    /// The end was cut off.
    pub cut: bool,
    /// It runs to the left: its lines begin at the right.
    pub leftwards: bool,
}

impl TextBlock {
    /// The longest line, in em.
    pub fn width(&self) -> f32 {
        self.lines.iter().map(|line| line.width).fold(0.0, f32::max)
    }

    /// How far a line stands in from the left of the block, in em.
    pub fn indent(&self, line: &TextLine) -> f32 {
        if self.leftwards { self.width() - line.width } else { 0.0 }
    }
}

/// In which style a text is set, and which way it runs: as its first letter does.
#[derive(Clone, Copy)]
struct Setting {
    style: Style,
    base: Level,
}

impl Setting {
    fn of(style: Style, text: &str) -> Result<Setting, PassError> {
        let shown = drawable(&faces(style)?, text);
        let strong = shown.chars().find_map(|c| match bidi_class(c) {
            BidiClass::L => Some(Level::ltr()),
            BidiClass::R | BidiClass::AL => Some(Level::rtl()),
            _ => None,
        });
        Ok(Setting { style, base: strong.unwrap_or(Level::ltr()) })
    }

    /// The text as one line, however long.
    fn line(self, text: &str) -> Result<TextLine, PassError> {
        let faces = faces(self.style)?;
        let shown = drawable(&faces, text);
        let mut runs = Vec::new();
        // What is spelled with no letter at all leaves nothing to turn.
        let turned = !shown.is_empty()
            && (self.base.is_rtl() || shown.chars().any(|c| matches!(bidi_class(c), BidiClass::R | BidiClass::AL)));
        if turned {
            let order = ParagraphBidiInfo::new(&shown, Some(self.base));
            let (levels, pieces) = order.visual_runs(0..shown.len());
            for piece in pieces {
                let backwards = levels[piece.start].is_rtl();
                let mut parts = by_face(&faces, &shown[piece]);
                if backwards {
                    parts.reverse();
                }
                runs.extend(parts.into_iter().map(|(face, part)| face.set(part, backwards)));
            }
        } else {
            runs.extend(by_face(&faces, &shown).into_iter().map(|(face, part)| face.set(part, false)));
        }
        let width = runs.iter().map(|run| run.width).sum();
        Ok(TextLine { runs, width, actual: (turned || shown != text).then(|| text.to_owned()) })
    }
}

/// The text as one line, however long.
pub fn line(style: Style, text: &str) -> Result<TextLine, PassError> {
    Setting::of(style, text)?.line(text)
}

/// The text in letters that these fonts have, all else spelled in them.
fn drawable<'a>(faces: &[&FontFace], text: &'a str) -> Cow<'a, str> {
    let has = |c: char| faces.iter().any(|face| face.has(c));
    if text.chars().all(has) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    // A spelling may end in a space, to keep it apart from the next one.
    let mut apart = false;
    for character in text.chars() {
        let letters = if has(character) { character.to_string() } else { in_other_letters(has, character) };
        if apart && letters.starts_with(char::is_alphanumeric) {
            shown.push(' ');
        }
        apart = letters != " " && letters.ends_with(' ');
        shown.push_str(if apart { letters.trim_end() } else { &letters });
    }
    Cow::Owned(shown)
}

/// An Arabic letter that brings its form along becomes the plain one, which is shaped here; all else is spelled.
fn in_other_letters(has: impl Fn(char) -> bool, character: char) -> String {
    if matches!(character, '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}') {
        let plain: String = character.nfkc().collect();
        if plain.chars().all(&has) {
            return plain;
        }
    }
    let spelling = spelled(character).filter(|spelling| spelling.chars().all(&has));
    spelling.unwrap_or_else(|| UNKNOWN.to_string())
}

/// Parts of a text, each with the first font that has all its letters.
fn by_face<'t>(faces: &[&'static FontFace], text: &'t str) -> Vec<(&'static FontFace, &'t str)> {
    let mut parts: Vec<(&'static FontFace, usize)> = Vec::new();
    for (at, character) in text.char_indices() {
        let Some(face) = faces.iter().find(|face| face.has(character)) else { continue };
        if parts.last().is_none_or(|(last, _)| !std::ptr::eq(*last, *face)) {
            parts.push((*face, at));
        }
    }
    let ends: Vec<usize> = parts.iter().skip(1).map(|(_, start)| *start).chain([text.len()]).collect();
    parts.into_iter().zip(ends).map(|((face, start), end)| (face, &text[start..end])).collect()
}

/// The width of a space, in em.
fn space(style: Style) -> Result<f32, PassError> {
    Ok(faces(style)?[0].space())
}

/// The text in at most `lines_max` lines of `width` points: as large as `size_max`, smaller where it must be, down to
/// `size_min`, and with an ellipsis where even that is too large. It never
/// overflows by more than [`TOLERANCE`], where there is room for one character.
pub fn fit(
    style: Style,
    text: &str,
    width: f32,
    size_max: f32,
    size_min: f32,
    lines_max: usize,
) -> Result<TextBlock, PassError> {
    let text = clean(text);
    let setting = Setting::of(style, &text)?;
    let words = words(setting, &text)?;
    let mut size = size_max;
    while size > size_min {
        // A word is broken only where no smaller size would keep it whole.
        if words.iter().all(|word| word.width <= width / size) {
            let lines = wrap(setting, &words, width / size)?;
            if lines.len() <= lines_max {
                let block = finish(setting, lines, size)?;
                if block.overflow(width) <= 0.0 {
                    return Ok(block);
                }
            }
        }
        size -= 0.5;
    }
    let mut room = width;
    loop {
        let mut lines = wrap(setting, &words, room / size_min)?;
        let cut = lines.len() > lines_max;
        if cut {
            lines.truncate(lines_max.max(1));
            if let Some(last) = lines.last_mut() {
                *last = shorten(setting, last, room / size_min)?;
            }
        }
        let block = TextBlock { cut, ..finish(setting, lines, size_min)? };
        let overflow = block.overflow(width);
        if overflow <= 0.0 || room <= size_min {
            return Ok(block);
        }
        room -= overflow + TOLERANCE;
    }
}

/// Half a point more than there is room for can't be seen.
const TOLERANCE: f32 = 0.5;

impl TextBlock {
    /// By how many points the longest line is too long. As a whole it may be longer than its words one by one, by which it
    /// was wrapped: a font's rules differ from script to script, and a run is shaped in that of its first letter.
    fn overflow(&self, width: f32) -> f32 {
        self.width() * self.size - width - TOLERANCE
    }
}

/// Every line ends in a space that isn't counted in its width: it keeps the last word apart from what follows when the
/// page is read aloud or copied. Where the text runs to the left it would stand before the line, and is only said.
fn finish(setting: Setting, lines: Vec<String>, size: f32) -> Result<TextBlock, PassError> {
    let space = space(setting.style)?;
    let lines = lines.into_iter().map(|text| {
        if setting.base.is_rtl() {
            let line = setting.line(&text)?;
            return Ok(TextLine { actual: Some(format!("{text} ")), ..line });
        }
        let mut line = setting.line(&format!("{text} "))?;
        line.width -= space;
        Ok(line)
    });
    let lines = lines.collect::<Result<_, PassError>>()?;
    Ok(TextBlock { size, lines, cut: false, leftwards: setting.base.is_rtl() })
}

struct Word {
    text: String,
    width: f32,
}

fn words(setting: Setting, text: &str) -> Result<Vec<Word>, PassError> {
    text.split(' ')
        .filter(|word| !word.is_empty())
        .map(|word| Ok(Word { text: word.to_owned(), width: setting.line(word)?.width }))
        .collect()
}

fn wrap(setting: Setting, words: &[Word], width: f32) -> Result<Vec<String>, PassError> {
    let mut lines: Vec<(String, f32)> = Vec::new();
    let space = space(setting.style)?;
    for word in words {
        match lines.last_mut() {
            Some((text, used)) if *used + space + word.width <= width => {
                text.push(' ');
                text.push_str(&word.text);
                *used += space + word.width;
            }
            _ if word.width <= width => lines.push((word.text.clone(), word.width)),
            _ => lines.extend(break_word(setting, &word.text, width)?),
        }
    }
    Ok(lines.into_iter().map(|(text, _)| text).collect())
}

fn break_word(setting: Setting, word: &str, width: f32) -> Result<Vec<(String, f32)>, PassError> {
    let advance_of = |character: char| Ok::<_, PassError>(setting.line(character.encode_utf8(&mut [0; 4]))?.width);
    let mut pieces: Vec<(String, f32)> = vec![(String::new(), 0.0)];
    // A sign that is spelled may be a word of its own, and breaks as one.
    let mut spelled = String::with_capacity(word.len());
    for character in word.chars() {
        match advance_of(character)? > width {
            true => spelled.push_str(&drawable(&faces(setting.style)?, character.encode_utf8(&mut [0; 4]))),
            false => spelled.push(character),
        }
    }
    for character in spelled.chars() {
        let advance = advance_of(character)?;
        match pieces.last_mut() {
            Some((text, used)) if text.is_empty() || *used + advance <= width => {
                text.push(character);
                *used += advance;
            }
            _ => pieces.push((character.to_string(), advance)),
        }
    }
    Ok(pieces)
}

fn shorten(setting: Setting, text: &str, width: f32) -> Result<String, PassError> {
    let mut kept: Vec<char> = text.chars().collect();
    loop {
        let shown: String = kept.iter().collect::<String>().trim_end().to_owned() + "…";
        if kept.is_empty() || setting.line(&shown)?.width <= width {
            return Ok(shown);
        }
        kept.pop();
    }
}

/// One space between words, accents on their letters, and nothing that changes direction, breaks lines or is invisible.
/// Between Arabic letters a joiner stays: it decides how they are written.
fn clean(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    for character in text.nfc().take(CHARACTERS_MAX) {
        match character {
            c if c.is_control() => tidy.push(' '),
            '\u{200c}' | '\u{200d}' if tidy.chars().last().is_some_and(|c| bidi_class(c) == BidiClass::AL) => {
                tidy.push(character);
            }
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' => {}
            '\u{feff}' | '\u{fffe}' | '\u{ffff}' | '\u{e000}'..='\u{f8ff}' => {}
            c => tidy.push(c),
        }
    }
    // A no-break space stays: it holds an amount and its currency together.
    tidy.split([' ', '\u{2028}', '\u{2029}']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use krilla::text::GlyphId;
    use proptest::prelude::*;

    #[test]
    fn short_names_are_large_and_long_ones_shrink_before_they_are_cut() {
        let size = |text: &str| fit(Style::Display, text, 200.0, 26.0, 13.0, 3).unwrap().size;
        assert!(size("Tosca") > 25.9);
        assert!(size("The Very Long Name of an Evening That Nobody Could Say in One Breath") < 26.0);
        let cut = fit(Style::Display, &"word ".repeat(80), 200.0, 26.0, 13.0, 3).unwrap();
        let last: String = cut.lines[2].runs.iter().map(|run| run.text.as_str()).collect();
        assert!(last.trim_end().ends_with('…'));
    }

    fn shown(line: &TextLine) -> String {
        line.runs.iter().map(|run| run.text.as_str()).collect()
    }

    #[test]
    fn what_no_font_can_draw_is_spelled_and_still_said() {
        let spelled = line(Style::Plain, "愛知 Zoë 🎉 Ἀγάπη Żółć").unwrap();
        assert_eq!(shown(&spelled), "Ai Zhi Zoë :tada: Aγάπη Żółć");
        assert_eq!(spelled.actual.as_deref(), Some("愛知 Zoë 🎉 Ἀγάπη Żółć"));
        assert_eq!(shown(&line(Style::Strong, "愛").unwrap()), "Ai");
        assert!(line(Style::Display, "Zoë Straße Владимир Żółć Ελένη").unwrap().actual.is_none());
    }

    #[test]
    fn hebrew_and_arabic_run_to_the_left_and_numbers_do_not() {
        let name = line(Style::Plain, "יעל כהן").unwrap();
        // The family name stands at the left, and the first letter of each at its right.
        assert_eq!(name.runs.iter().map(|run| run.text.trim()).collect::<Vec<_>>(), ["כהן", "", "יעל"]);
        assert_eq!(name.runs[2].glyphs[0].text_range.start, "יע".len());
        assert_eq!(name.actual.as_deref(), Some("יעל כהן"));
        let mixed = line(Style::Plain, "Zoë محمد 21").unwrap();
        assert_eq!(shown(&mixed), "Zoë 21 محمد");
        assert_eq!(mixed.actual.as_deref(), Some("Zoë محمد 21"));
    }

    #[test]
    fn a_sign_that_is_spelled_breaks_like_a_word() {
        for style in [Style::Display, Style::Plain, Style::Strong] {
            for lines in 1..4 {
                for text in ["💃", "צּ\u{1da00}👩💑"] {
                    let block = fit(style, text, 30.0, 20.0, 8.0, lines).unwrap();
                    let widest = block.lines.iter().map(|line| line.width * block.size).fold(0.0, f32::max);
                    assert!(block.lines.len() <= lines && widest <= 30.0 + TOLERANCE, "{widest} in {lines}");
                }
            }
        }
    }

    #[test]
    fn arabic_letters_join() {
        let glyphs = |text: &str| {
            line(Style::Strong, text).unwrap().runs[0].glyphs.iter().map(|g| g.glyph_id).collect::<Vec<_>>()
        };
        let alone: Vec<_> = "دمحم".chars().flat_map(|c| glyphs(&c.to_string())).collect();
        let joined = glyphs("محمد");
        assert_eq!(joined.len(), 4);
        assert!(joined.iter().zip(&alone).all(|(joined, alone)| joined != alone), "{joined:?} {alone:?}");
        // Letters that bring their forms along are the same letters.
        assert_eq!(glyphs("\u{fee3}\u{fea4}\u{fee4}\u{feaa}"), joined);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn nothing_overflows(text in "\\PC{0,120}", width in 30.0f32..300.0, lines in 1usize..4) {
            for style in [Style::Display, Style::Plain, Style::Strong] {
                let block = fit(style, &text, width, 20.0, 8.0, lines).unwrap();
                prop_assert!(block.lines.len() <= lines);
                for line in &block.lines {
                    prop_assert!(line.width * block.size <= width + TOLERANCE);
                    let boxes = line.runs.iter().flat_map(|run| &run.glyphs).filter(|g| g.glyph_id == GlyphId::new(0));
                    prop_assert_eq!(boxes.count(), 0, "{}", text);
                }
            }
        }
    }
}
