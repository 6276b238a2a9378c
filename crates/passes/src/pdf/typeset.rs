//! Shapes and wraps text with the fonts built into the program, which are parsed once in its life.

use crate::PassError;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use rustybuzz::ttf_parser::Tag;
use rustybuzz::{Direction, Feature, Script, ShapePlan, UnicodeBuffer, script};
use std::sync::LazyLock;

/// What a text is for; decides its font.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Names of events and the numbers of seats.
    Display,
    Plain,
    Strong,
}

/// The scripts the fonts hold; all else is boxes, numbers and marks, and goes with Latin.
const SCRIPTS: [Script; 3] = [script::LATIN, script::GREEK, script::CYRILLIC];

struct Face {
    font: Font,
    shaper: rustybuzz::Face<'static>,
    /// One for each of `SCRIPTS`. Making a plan takes far longer than shaping a line with it.
    plans: [ShapePlan; 3],
}

impl Face {
    fn load(data: &'static [u8]) -> Option<Face> {
        let shaper = rustybuzz::Face::from_slice(data, 0)?;
        // Figures of one width and one height: times, prices and seats stand in columns.
        let figures = [b"tnum", b"lnum"].map(|tag| Feature::new(Tag::from_bytes(tag), 1, ..));
        let plans = SCRIPTS.map(|script| ShapePlan::new(&shaper, Direction::LeftToRight, Some(script), None, &figures));
        Some(Face { font: Font::new(data.into(), 0)?, shaper, plans })
    }

    fn shape(&self, text: &str) -> rustybuzz::GlyphBuffer {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        let at = SCRIPTS.iter().position(|script| *script == buffer.script()).unwrap_or(0);
        buffer.set_script(SCRIPTS[at]);
        buffer.set_direction(Direction::LeftToRight);
        rustybuzz::shape_with_plan(&self.shaper, &self.plans[at], buffer)
    }

    fn has(&self, character: char) -> bool {
        self.shaper.glyph_index(character).is_some()
    }
}

struct Faces {
    display: Face,
    plain: Face,
    strong: Face,
}

static FACES: LazyLock<Option<Faces>> = LazyLock::new(|| {
    Some(Faces {
        display: Face::load(include_bytes!("../../fonts/Fraunces-SemiBold.ttf"))?,
        plain: Face::load(include_bytes!("../../fonts/Inter-Regular.ttf"))?,
        strong: Face::load(include_bytes!("../../fonts/Inter-SemiBold.ttf"))?,
    })
});

/// Stands for a character no built-in font can draw. The true character stays in the document's text.
const UNDRAWABLE: char = '□';
/// Longer texts are cut before they are laid out; nothing on a ticket has room for more.
const CHARACTERS_MAX: usize = 400;

/// A part of a line in one font.
pub struct Run {
    pub font: Font,
    pub text: String,
    pub glyphs: Vec<KrillaGlyph>,
    /// In em, as all widths here.
    pub width: f32,
}

/// One line, ready to be drawn.
pub struct Line {
    pub runs: Vec<Run>,
    pub width: f32,
    /// What the line says, where that isn't what it shows.
    pub actual: Option<String>,
}

/// Lines that fit the room they were made for, at this size in points.
pub struct Block {
    pub size: f32,
    pub lines: Vec<Line>,
}

/// The text as one line, however long.
pub fn line(style: Style, text: &str) -> Result<Line, PassError> {
    let (first, second) = faces(style)?;
    let mut parts: Vec<(&Face, String)> = Vec::new();
    let mut replaced = false;
    for character in text.chars() {
        let (face, shown) = match character {
            c if first.has(c) => (first, c),
            c if second.has(c) => (second, c),
            _ => (second, UNDRAWABLE),
        };
        replaced |= shown != character;
        match parts.last_mut() {
            Some((last, part)) if std::ptr::eq(*last, face) => part.push(shown),
            _ => parts.push((face, shown.to_string())),
        }
    }
    let runs: Vec<Run> = parts.into_iter().map(|(face, text)| shape(face, text)).collect();
    let width = runs.iter().map(|run| run.width).sum();
    Ok(Line { runs, width, actual: replaced.then(|| text.to_owned()) })
}

/// The font of this style, and the one that stands in where it lacks a character.
fn faces(style: Style) -> Result<(&'static Face, &'static Face), PassError> {
    let faces = FACES.as_ref().ok_or(PassError::Font)?;
    Ok(match style {
        Style::Display => (&faces.display, &faces.strong),
        Style::Plain => (&faces.plain, &faces.strong),
        Style::Strong => (&faces.strong, &faces.plain),
    })
}

/// The width of a space, in em.
fn space(style: Style) -> Result<f32, PassError> {
    let face = &faces(style)?.0.shaper;
    let advance = face.glyph_index(' ').and_then(|glyph| face.glyph_hor_advance(glyph)).unwrap_or_default();
    Ok(f32::from(advance) / face.units_per_em() as f32)
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
) -> Result<Block, PassError> {
    let words = words(style, &clean(text))?;
    let mut size = size_max;
    while size > size_min {
        // A word is broken only where no smaller size would keep it whole.
        if words.iter().all(|word| word.width <= width / size) {
            let lines = wrap(style, &words, width / size)?;
            if lines.len() <= lines_max {
                let block = finish(style, lines, size)?;
                if block.overflow(width) <= 0.0 {
                    return Ok(block);
                }
            }
        }
        size -= 0.5;
    }
    let mut room = width;
    loop {
        let mut lines = wrap(style, &words, room / size_min)?;
        if lines.len() > lines_max {
            lines.truncate(lines_max.max(1));
            if let Some(last) = lines.last_mut() {
                *last = shorten(style, last, room / size_min)?;
            }
        }
        let block = finish(style, lines, size_min)?;
        let overflow = block.overflow(width);
        if overflow <= 0.0 || room <= size_min {
            return Ok(block);
        }
        room -= overflow + TOLERANCE;
    }
}

/// Half a point more than there is room for can't be seen.
const TOLERANCE: f32 = 0.5;

impl Block {
    /// By how many points the longest line is too long. As a whole it may be longer than its words one by one, by which it
    /// was wrapped: a font's rules differ from script to script, and a run is shaped in that of its first letter.
    fn overflow(&self, width: f32) -> f32 {
        let longest = self.lines.iter().map(|line| line.width * self.size).fold(0.0, f32::max);
        longest - width - TOLERANCE
    }
}

/// Every line ends in a space that isn't counted in its width: it keeps the last word apart from what follows when the
/// page is read aloud or copied.
fn finish(style: Style, lines: Vec<String>, size: f32) -> Result<Block, PassError> {
    let space = space(style)?;
    let lines = lines.into_iter().map(|text| {
        let mut line = line(style, &format!("{text} "))?;
        line.width -= space;
        Ok(line)
    });
    Ok(Block { size, lines: lines.collect::<Result<_, PassError>>()? })
}

struct Word {
    text: String,
    width: f32,
}

fn words(style: Style, text: &str) -> Result<Vec<Word>, PassError> {
    text.split(' ')
        .filter(|word| !word.is_empty())
        .map(|word| Ok(Word { text: word.to_owned(), width: line(style, word)?.width }))
        .collect()
}

fn wrap(style: Style, words: &[Word], width: f32) -> Result<Vec<String>, PassError> {
    let mut lines: Vec<(String, f32)> = Vec::new();
    let space = space(style)?;
    for word in words {
        match lines.last_mut() {
            Some((text, used)) if *used + space + word.width <= width => {
                text.push(' ');
                text.push_str(&word.text);
                *used += space + word.width;
            }
            _ if word.width <= width => lines.push((word.text.clone(), word.width)),
            _ => lines.extend(break_word(style, &word.text, width)?),
        }
    }
    Ok(lines.into_iter().map(|(text, _)| text).collect())
}

fn break_word(style: Style, word: &str, width: f32) -> Result<Vec<(String, f32)>, PassError> {
    let mut pieces: Vec<(String, f32)> = vec![(String::new(), 0.0)];
    for character in word.chars() {
        let advance = line(style, character.encode_utf8(&mut [0; 4]))?.width;
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

fn shorten(style: Style, text: &str, width: f32) -> Result<String, PassError> {
    let mut kept: Vec<char> = text.chars().collect();
    loop {
        let shown: String = kept.iter().collect::<String>().trim_end().to_owned() + "…";
        if kept.is_empty() || line(style, &shown)?.width <= width {
            return Ok(shown);
        }
        kept.pop();
    }
}

/// One space between words, and nothing that changes direction, breaks lines or is invisible.
fn clean(text: &str) -> String {
    let visible = text.chars().take(CHARACTERS_MAX).map(|c| if c.is_control() { ' ' } else { c });
    let visible = visible.filter(|c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' | '\u{e000}'..='\u{f8ff}'));
    let text: String = visible.collect();
    // A no-break space stays: it holds an amount and its currency together.
    text.split([' ', '\u{2028}', '\u{2029}']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn shape(face: &Face, text: String) -> Run {
    let shaped = face.shape(&text);
    let em = face.shaper.units_per_em() as f32;
    let infos = shaped.glyph_infos();
    let mut width = 0.0;
    let mut glyphs = Vec::with_capacity(infos.len());
    for (i, (info, position)) in infos.iter().zip(shaped.glyph_positions()).enumerate() {
        let start = info.cluster as usize;
        let end = infos[i..].iter().map(|next| next.cluster as usize).find(|next| *next > start).unwrap_or(text.len());
        width += position.x_advance as f32 / em;
        glyphs.push(KrillaGlyph::new(
            GlyphId::new(info.glyph_id),
            position.x_advance as f32 / em,
            position.x_offset as f32 / em,
            position.y_offset as f32 / em,
            position.y_advance as f32 / em,
            start..end,
            None,
        ));
    }
    Run { font: face.font.clone(), text, glyphs, width }
}

#[cfg(test)]
mod tests {
    use super::*;
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

    #[test]
    fn what_no_font_can_draw_is_still_said() {
        let line = line(Style::Plain, "愛 Zoë Ἀγάπη Żółć").unwrap();
        assert_eq!(line.actual.as_deref(), Some("愛 Zoë Ἀγάπη Żółć"));
        assert!(super::line(Style::Display, "Zoë Straße Владимир Żółć Ελένη").unwrap().actual.is_none());
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
                }
            }
        }
    }
}
