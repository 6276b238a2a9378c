//! Draws on one page in millimeters, and notes for assistive technology what is drawn.

use crate::PassError;
use crate::pdf::fonts::Style;
use crate::pdf::typeset::{TextBlock, TextLine, fit, line};
use krilla::color::rgb;
use krilla::geom::{Path, PathBuilder, Point, Rect};
use krilla::num::NormalizedF32;
use krilla::paint::{Fill, FillRule, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Identifier, SpanTag, Tag, TagGroup, TagKind};

/// Points of 1/72 inch in a millimeter.
pub const MM: f32 = 72.0 / 25.4;

/// The colors of the house in sRGB: warm paper, ink, terracotta, verdigris.
pub mod ink {
    use krilla::color::rgb::Color;

    pub const WHITE: (u8, u8, u8) = (255, 255, 255);
    pub const CARD: (u8, u8, u8) = (248, 242, 231);
    pub const LINE: (u8, u8, u8) = (200, 190, 174);
    pub const INK: (u8, u8, u8) = (22, 27, 36);
    pub const MUTED: (u8, u8, u8) = (83, 88, 100);
    pub const TERRACOTTA: (u8, u8, u8) = (211, 93, 49);
    pub const TERRACOTTA_DEEP: (u8, u8, u8) = (173, 65, 28);
    pub const TERRACOTTA_PALE: (u8, u8, u8) = (227, 149, 108);
    pub const SAND: (u8, u8, u8) = (235, 203, 167);
    pub const VERDIGRIS: (u8, u8, u8) = (27, 130, 120);

    pub fn color((red, green, blue): (u8, u8, u8)) -> Color {
        Color::new(red, green, blue)
    }
}

pub type Rgb = (u8, u8, u8);

/// How a text is set: font, size range in points and color.
#[derive(Clone, Copy)]
pub struct TextStyle {
    pub style: Style,
    pub size_max: f32,
    pub size_min: f32,
    pub color: Rgb,
}

pub struct Canvas<'a> {
    surface: Surface<'a>,
    /// What was drawn so far, in reading order.
    groups: Vec<TagGroup>,
}

/// A text that was drawn: its lines, its lower edge and its width, in millimeters.
pub struct Drawn {
    pub ids: Vec<Identifier>,
    pub bottom: f32,
    pub width: f32,
    /// There was no room for its end.
    pub cut: bool,
}

impl<'a> Canvas<'a> {
    pub fn new(surface: Surface<'a>) -> Canvas<'a> {
        Canvas { surface, groups: Vec::new() }
    }

    /// Ends the page; the groups are its content in reading order.
    pub fn finish(self) -> Vec<TagGroup> {
        self.surface.finish();
        self.groups
    }

    /// Draws what is only ornament; a screen reader doesn't mention it.
    pub fn ornament(&mut self, draw: impl FnOnce(&mut Canvas<'a>) -> Result<(), PassError>) -> Result<(), PassError> {
        self.surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
        let drawn = draw(self);
        self.surface.end_tagged();
        drawn
    }

    /// Draws what is seen as one picture and said as `alt`.
    pub fn figure(
        &mut self,
        alt: String,
        draw: impl FnOnce(&mut Canvas<'a>) -> Result<(), PassError>,
    ) -> Result<(), PassError> {
        let id = self.surface.start_tagged(ContentTag::Other);
        let drawn = draw(self);
        self.surface.end_tagged();
        let mut group = TagGroup::new(Tag::Figure(Some(alt)));
        group.push(id);
        self.groups.push(group);
        drawn
    }

    /// Puts drawn lines into the reading order as one paragraph, heading or the like.
    pub fn group(&mut self, tag: impl Into<TagKind>, ids: impl IntoIterator<Item = Identifier>) {
        let mut group = TagGroup::new(tag);
        for id in ids {
            group.push(id);
        }
        self.groups.push(group);
    }

    /// Draws a text of at most `lines` lines into `width` millimeters, its upper edge at `y`.
    pub fn text(
        &mut self,
        t: TextStyle,
        text: &str,
        x: f32,
        y: f32,
        width: f32,
        lines: usize,
    ) -> Result<Drawn, PassError> {
        let block = fit(t.style, text, width * MM, t.size_max, t.size_min, lines)?;
        let tall = block.lines.iter().flat_map(|line| &line.runs).any(|run| run.face.tall);
        let leading = block.size * if t.style == Style::Display && !tall { 1.1 } else { 1.36 };
        let ascent = block.size * if t.style == Style::Display { 0.80 } else { 0.86 };
        let mut ids = Vec::new();
        for (i, line) in block.lines.iter().enumerate() {
            let baseline = y * MM + ascent + leading * i as f32;
            let x = x * MM + block.indent(line) * block.size;
            ids.push(self.tagged_line(line, x, baseline, block.size, t.color));
        }
        Ok(Drawn { ids, bottom: y + block.lines.len() as f32 * leading / MM, width: width_mm(&block), cut: block.cut })
    }

    /// Whether a text stands in one line of `width` millimeters without being cut.
    pub fn fits(&self, t: TextStyle, text: &str, width: f32) -> Result<bool, PassError> {
        Ok(!fit(t.style, text, width * MM, t.size_max, t.size_min, 1)?.cut)
    }

    /// Draws a text and makes it a paragraph of its own.
    pub fn paragraph(
        &mut self,
        t: TextStyle,
        text: &str,
        x: f32,
        y: f32,
        width: f32,
        lines: usize,
    ) -> Result<f32, PassError> {
        let drawn = self.text(t, text, x, y, width, lines)?;
        self.group(Tag::P, drawn.ids);
        Ok(drawn.bottom)
    }

    /// A word that is part of an ornament.
    pub fn wordmark(&mut self, t: TextStyle, word: &str, x: f32, y: f32) -> Result<(), PassError> {
        self.fill(t.color);
        let line = line(t.style, word)?;
        self.runs(&line, x * MM, y * MM + t.size_max, t.size_max);
        Ok(())
    }

    fn tagged_line(&mut self, line: &TextLine, x: f32, baseline: f32, size: f32, color: Rgb) -> Identifier {
        self.fill(color);
        let span = SpanTag::empty().with_actual_text(line.actual.as_deref());
        let id = self.surface.start_tagged(ContentTag::Span(span));
        self.runs(line, x, baseline, size);
        self.surface.end_tagged();
        id
    }

    fn runs(&mut self, line: &TextLine, x: f32, baseline: f32, size: f32) {
        let mut at = Point::from_xy(x, baseline);
        for run in &line.runs {
            self.surface.draw_glyphs(at, &run.glyphs, run.face.font.clone(), &run.text, size, false);
            at = Point::from_xy(at.x + run.width * size, baseline);
        }
    }

    pub fn rect(&mut self, x: f32, y: f32, width: f32, height: f32, color: Rgb) -> Result<(), PassError> {
        let mut path = PathBuilder::new();
        push_rect(&mut path, x, y, width, height)?;
        self.fill_path(path, color)
    }

    /// All of these rectangles `(x, y, width, height)` as one path: no seams between neighbors.
    pub fn rects(
        &mut self,
        rects: impl IntoIterator<Item = (f32, f32, f32, f32)>,
        color: Rgb,
    ) -> Result<(), PassError> {
        let mut path = PathBuilder::new();
        for (x, y, width, height) in rects {
            push_rect(&mut path, x, y, width, height)?;
        }
        self.fill_path(path, color)
    }

    pub fn fill_path(&mut self, path: PathBuilder, color: Rgb) -> Result<(), PassError> {
        let path = path.finish().ok_or(PassError::Geometry)?;
        self.fill(color);
        self.surface.draw_path(&path);
        Ok(())
    }

    /// A dotted line, where paper is folded or torn.
    pub fn dots(&mut self, from: (f32, f32), to: (f32, f32), color: Rgb) -> Result<(), PassError> {
        let mut path = PathBuilder::new();
        path.move_to(from.0 * MM, from.1 * MM);
        path.line_to(to.0 * MM, to.1 * MM);
        let path: Path = path.finish().ok_or(PassError::Geometry)?;
        self.surface.set_fill(None);
        self.surface.set_stroke(Some(Stroke {
            paint: paint(color),
            width: 0.8,
            dash: Some(StrokeDash { array: vec![0.8, 3.2], offset: 0.0 }),
            ..Stroke::default()
        }));
        self.surface.draw_path(&path);
        self.surface.set_stroke(None);
        Ok(())
    }

    fn fill(&mut self, color: Rgb) {
        self.surface.set_fill(Some(Fill { paint: paint(color), opacity: NormalizedF32::ONE, rule: FillRule::NonZero }));
    }
}

fn paint(color: Rgb) -> krilla::paint::Paint {
    let color: rgb::Color = ink::color(color);
    color.into()
}

fn width_mm(block: &TextBlock) -> f32 {
    block.width() * block.size / MM
}

fn push_rect(path: &mut PathBuilder, x: f32, y: f32, width: f32, height: f32) -> Result<(), PassError> {
    path.push_rect(rect(x, y, width, height)?);
    Ok(())
}

/// A rectangle in page coordinates from millimeters.
pub fn rect(x: f32, y: f32, width: f32, height: f32) -> Result<Rect, PassError> {
    Rect::from_xywh(x * MM, y * MM, width * MM, height * MM).ok_or(PassError::Geometry)
}

/// How far a Bézier handle reaches for a quarter circle of radius 1.
const KAPPA: f32 = 0.552_285;

/// A rectangle with round corners, from which half circles of radius `notch` are bitten at `notch_x` above and below.
pub fn ticket_shape(x: f32, y: f32, width: f32, height: f32, radius: f32, notch: Option<(f32, f32)>) -> PathBuilder {
    let mut path = PathBuilder::new();
    push_shape(&mut path, x, y, width, height, radius, notch);
    path
}

/// Adds the same shape to a path.
pub fn push_shape(
    path: &mut PathBuilder,
    x: f32,
    y: f32,
    width: f32,
    height: f32,
    radius: f32,
    notch: Option<(f32, f32)>,
) {
    let (l, t, r, b) = (x * MM, y * MM, (x + width) * MM, (y + height) * MM);
    let (c, k) = (radius * MM, radius * MM * (1.0 - KAPPA));
    path.move_to(l + c, t);
    if let Some((at, n)) = notch.map(|(at, n)| (at * MM, n * MM)) {
        path.line_to(at - n, t);
        path.cubic_to(at - n, t + n * KAPPA, at - n * KAPPA, t + n, at, t + n);
        path.cubic_to(at + n * KAPPA, t + n, at + n, t + n * KAPPA, at + n, t);
    }
    path.line_to(r - c, t);
    path.cubic_to(r - k, t, r, t + k, r, t + c);
    path.line_to(r, b - c);
    path.cubic_to(r, b - k, r - k, b, r - c, b);
    if let Some((at, n)) = notch.map(|(at, n)| (at * MM, n * MM)) {
        path.line_to(at + n, b);
        path.cubic_to(at + n, b - n * KAPPA, at + n * KAPPA, b - n, at, b - n);
        path.cubic_to(at - n * KAPPA, b - n, at - n, b - n * KAPPA, at - n, b);
    }
    path.line_to(l + c, b);
    path.cubic_to(l + k, b, l, b - k, l, b - c);
    path.line_to(l, t + c);
    path.cubic_to(l, t + k, l + k, t, l + c, t);
    path.close();
}

/// The mark: four tiles, the last with a bite out of its right edge.
pub fn mark(canvas: &mut Canvas<'_>, x: f32, y: f32, side: f32, tiles: Rgb, notched: Rgb) -> Result<(), PassError> {
    let gap = side * 0.08;
    let tile = (side - gap) / 2.0;
    let radius = tile * 0.12;
    for (dx, dy) in [(0.0, 0.0), (tile + gap, 0.0), (0.0, tile + gap)] {
        canvas.fill_path(ticket_shape(x + dx, y + dy, tile, tile, radius, None), tiles)?;
    }
    let (l, t) = ((x + tile + gap) * MM, (y + tile + gap) * MM);
    let (s, n) = (tile * MM, tile * MM * 0.26);
    let middle = t + s / 2.0;
    let mut path = PathBuilder::new();
    path.move_to(l, t);
    path.line_to(l + s, t);
    path.line_to(l + s, middle - n);
    path.cubic_to(l + s - n * KAPPA, middle - n, l + s - n, middle - n * KAPPA, l + s - n, middle);
    path.cubic_to(l + s - n, middle + n * KAPPA, l + s - n * KAPPA, middle + n, l + s, middle + n);
    path.line_to(l + s, t + s);
    path.line_to(l, t + s);
    path.close();
    canvas.fill_path(path, notched)
}
