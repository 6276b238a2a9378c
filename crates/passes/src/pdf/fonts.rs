//! The fonts built into the program, parsed once in its life, and how a piece of text is shaped with one.

use crate::PassError;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use rustybuzz::ttf_parser::{OutlineBuilder, Tag};
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

/// A part of a line in one font.
pub struct Run {
    pub face: &'static FontFace,
    pub text: String,
    pub glyphs: Vec<KrillaGlyph>,
    /// In em.
    pub width: f32,
}

pub struct FontFace {
    pub font: Font,
    shaper: rustybuzz::Face<'static>,
    /// One for each script and direction; what has no script of its own goes with the first of its direction.
    /// Making a plan takes far longer than shaping a line with it.
    plans: Vec<(Script, Direction, ShapePlan)>,
    /// Its letters reach further up and down than Latin ones.
    pub tall: bool,
}

/// Scripts of a font, each with the way it may run: marks and spaces of a Latin font stand among Hebrew letters too, and
/// numbers run to the right everywhere.
type Scripts = &'static [(Script, Direction)];

const EUROPEAN: Scripts = &[
    (script::LATIN, Direction::LeftToRight),
    (script::GREEK, Direction::LeftToRight),
    (script::CYRILLIC, Direction::LeftToRight),
    (script::LATIN, Direction::RightToLeft),
];
const ARABIC: Scripts = &[(script::ARABIC, Direction::RightToLeft), (script::ARABIC, Direction::LeftToRight)];
const HEBREW: Scripts = &[(script::HEBREW, Direction::RightToLeft), (script::HEBREW, Direction::LeftToRight)];

impl FontFace {
    fn load(data: &'static [u8], scripts: Scripts) -> Option<FontFace> {
        let shaper = rustybuzz::Face::from_slice(data, 0)?;
        // Figures of one width and one height: times, prices and seats stand in columns.
        let figures = [b"tnum", b"lnum"].map(|tag| Feature::new(Tag::from_bytes(tag), 1, ..));
        let plan = |(script, direction): &(Script, Direction)| {
            (*script, *direction, ShapePlan::new(&shaper, *direction, Some(*script), None, &figures))
        };
        let plans = scripts.iter().map(plan).collect();
        Some(FontFace { font: Font::new(data.into(), 0)?, shaper, plans, tall: scripts == ARABIC })
    }

    pub fn has(&self, character: char) -> bool {
        self.shaper.glyph_index(character).is_some()
    }

    /// The width of a space, in em.
    pub fn space(&self) -> f32 {
        let advance = self.shaper.glyph_index(' ').and_then(|glyph| self.shaper.glyph_hor_advance(glyph));
        f32::from(advance.unwrap_or_default()) / self.units()
    }

    /// A text that runs one way, as glyphs from left to right. This font has all its letters.
    pub fn set(&'static self, text: &str, backwards: bool) -> Run {
        let shaped = self.shape(text, backwards);
        let em = self.units();
        let infos = shaped.glyph_infos();
        let mut width = 0.0;
        let mut glyphs = Vec::with_capacity(infos.len());
        for (i, (info, position)) in infos.iter().zip(shaped.glyph_positions()).enumerate() {
            let start = info.cluster as usize;
            // What a glyph stands for ends where that of the next one begins, which is drawn before it in Hebrew.
            let later = |next: &rustybuzz::GlyphInfo| Some(next.cluster as usize).filter(|next| *next > start);
            let end =
                if backwards { infos[..i].iter().rev().find_map(later) } else { infos[i..].iter().find_map(later) };
            width += position.x_advance as f32 / em;
            glyphs.push(KrillaGlyph::new(
                GlyphId::new(info.glyph_id),
                position.x_advance as f32 / em,
                position.x_offset as f32 / em,
                position.y_offset as f32 / em,
                position.y_advance as f32 / em,
                start..end.unwrap_or(text.len()),
                None,
            ));
        }
        Run { face: self, text: text.to_owned(), glyphs, width }
    }

    /// How many units of its outlines make an em.
    pub fn units(&self) -> f32 {
        self.shaper.units_per_em() as f32
    }

    /// Draws the outline of a glyph, for whoever makes another thing than a PDF.
    pub fn outline(&self, glyph: GlyphId, into: &mut impl OutlineBuilder) {
        let glyph = rustybuzz::ttf_parser::GlyphId(u16::try_from(glyph.to_u32()).unwrap_or_default());
        self.shaper.outline_glyph(glyph, into);
    }

    fn shape(&self, text: &str, backwards: bool) -> rustybuzz::GlyphBuffer {
        let way = if backwards { Direction::RightToLeft } else { Direction::LeftToRight };
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        let own = self.plans.iter().find(|(script, direction, _)| *direction == way && *script == buffer.script());
        let plan = own.or_else(|| self.plans.iter().find(|(_, direction, _)| *direction == way));
        let (script, direction, plan) = plan.unwrap_or(&self.plans[0]);
        buffer.set_script(*script);
        buffer.set_direction(*direction);
        rustybuzz::shape_with_plan(&self.shaper, plan, buffer)
    }
}

struct Faces {
    display: FontFace,
    plain: FontFace,
    strong: FontFace,
    arabic: FontFace,
    arabic_strong: FontFace,
    hebrew: FontFace,
    hebrew_strong: FontFace,
}

static FACES: LazyLock<Option<Faces>> = LazyLock::new(|| {
    Some(Faces {
        display: FontFace::load(include_bytes!("../../fonts/Fraunces-SemiBold.ttf"), EUROPEAN)?,
        plain: FontFace::load(include_bytes!("../../fonts/Inter-Regular.ttf"), EUROPEAN)?,
        strong: FontFace::load(include_bytes!("../../fonts/Inter-SemiBold.ttf"), EUROPEAN)?,
        arabic: FontFace::load(include_bytes!("../../fonts/NotoSansArabic-Regular.ttf"), ARABIC)?,
        arabic_strong: FontFace::load(include_bytes!("../../fonts/NotoSansArabic-SemiBold.ttf"), ARABIC)?,
        hebrew: FontFace::load(include_bytes!("../../fonts/NotoSansHebrew-Regular.ttf"), HEBREW)?,
        hebrew_strong: FontFace::load(include_bytes!("../../fonts/NotoSansHebrew-SemiBold.ttf"), HEBREW)?,
    })
});

/// The font of this style, and those that stand in, in this order, where it lacks a character.
pub fn faces(style: Style) -> Result<[&'static FontFace; 4], PassError> {
    let faces = FACES.as_ref().ok_or(PassError::Font)?;
    Ok(match style {
        Style::Display => [&faces.display, &faces.strong, &faces.hebrew_strong, &faces.arabic_strong],
        Style::Plain => [&faces.plain, &faces.strong, &faces.hebrew, &faces.arabic],
        Style::Strong => [&faces.strong, &faces.plain, &faces.hebrew_strong, &faces.arabic_strong],
    })
}
