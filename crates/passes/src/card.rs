//! The card of an event, for the places where its address is shared: an SVG that needs no font, since all letters are
//! outlines. It can be made a picture of anywhere.

use crate::PassError;
use crate::pdf::canvas::{Rgb, ink};
use crate::pdf::fonts::Style;
use crate::pdf::mosaic::{Dice, PALETTE};
use crate::pdf::typeset::{TextLine, fit};
use data_encoding::BASE64;
use rustybuzz::ttf_parser::OutlineBuilder;
use std::fmt::Write;

/// The size that chats and networks ask for, in pixels.
pub const WIDTH: u32 = 1200;
pub const HEIGHT: u32 = 630;

/// What stands on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    pub title: String,
    pub when: String,
    pub place: String,
    pub organizer: String,
    /// Lays the tiles where there is no picture: each event has its own.
    pub seed: u128,
}

const PAPER: Rgb = (252, 250, 246);
const MARGIN: f32 = 64.0;
/// Where the picture begins, or the tiles.
const SIDE: f32 = 700.0;
const COLUMN: f32 = SIDE - MARGIN - 40.0;
/// Above the mark, which stands at the foot.
const FOOT: f32 = 556.0;

/// How a text is set, in pixels.
struct Type {
    style: Style,
    size_max: f32,
    size_min: f32,
    lines: usize,
    color: Rgb,
    leading: f32,
}

const EYEBROW: Type =
    Type { style: Style::Strong, size_max: 27.0, size_min: 20.0, lines: 2, color: ink::TERRACOTTA_DEEP, leading: 1.3 };
const TITLE: Type =
    Type { style: Style::Display, size_max: 76.0, size_min: 40.0, lines: 4, color: ink::INK, leading: 1.12 };
const WHEN: Type =
    Type { style: Style::Strong, size_max: 31.0, size_min: 24.0, lines: 2, color: ink::INK, leading: 1.35 };
const PLACE: Type =
    Type { style: Style::Plain, size_max: 29.0, size_min: 22.0, lines: 2, color: ink::MUTED, leading: 1.35 };

/// The card as SVG. `art` is the event's picture, an SVG as well; it fills the right of the card.
pub fn svg(card: &Card, art: Option<&[u8]>) -> Result<String, PassError> {
    let mut svg = format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"><path fill="{}" d="M0 0h{WIDTH}v{HEIGHT}H0z"/>"##,
        hex(PAPER)
    );
    let wide = WIDTH as f32 - SIDE;
    match art {
        // Writing to a String doesn't fail, here and below.
        Some(art) => {
            let data = BASE64.encode(art);
            let _ = write!(
                svg,
                r##"<image x="{SIDE}" y="0" width="{wide}" height="{HEIGHT}" preserveAspectRatio="xMidYMid slice" href="data:image/svg+xml;base64,{data}"/>"##
            );
        }
        None => tiles(&mut svg, card.seed),
    }
    // The title takes what the lines below it leave.
    let mut y = text(&mut svg, &EYEBROW, &card.organizer, MARGIN - 8.0)? + 12.0;
    let below = [(&WHEN, &card.when), (&PLACE, &card.place)];
    let mut room = FOOT - y - 18.0;
    for (kind, words) in below {
        room -= height(kind, words)?;
    }
    let mut title = TITLE;
    while title.size_max > title.size_min && height(&title, &card.title)? > room {
        title.size_max -= 4.0;
    }
    y = text(&mut svg, &title, &card.title, y)? + 18.0;
    for (kind, words) in below {
        y = text(&mut svg, kind, words, y)?;
    }
    mark(&mut svg)?;
    svg.push_str("</svg>");
    Ok(svg)
}

/// Tiles at the right of the card, thinner towards the text.
fn tiles(svg: &mut String, seed: u128) {
    const PITCH: f32 = 45.0;
    const COLUMNS: u64 = 11;
    let mut dice = Dice::new(seed);
    for row in 0..HEIGHT.div_ceil(PITCH as u32) {
        for column in 0..COLUMNS {
            let (keep, pick) = (dice.roll(100), dice.roll(PALETTE.len() as u64) as usize);
            if keep < 6 + 94 * column / (COLUMNS - 1) {
                let (x, y) = (WIDTH as f32 - PITCH * (COLUMNS - column) as f32, PITCH * row as f32);
                let color = hex(PALETTE[pick % PALETTE.len()]);
                let _ = write!(svg, r##"<rect x="{x}" y="{y}" width="40" height="40" rx="5" fill="{color}"/>"##);
            }
        }
    }
}

/// Four tiles, the last with a bite out of its right edge, and our name.
fn mark(svg: &mut String) -> Result<(), PassError> {
    let (ink, notched) = (hex(ink::INK), hex(ink::TERRACOTTA));
    let _ = write!(
        svg,
        r##"<g transform="translate({MARGIN} 566) scale(1.1)"><path fill="{ink}" d="M0 0h14v14H0zM17 0h14v14H17zM0 17h14v14H0z"/><path fill="{notched}" d="M17 17h14v3.4a3.6 3.6 0 0 0 0 7.2V31H17z"/></g>"##
    );
    let name = Type { size_max: 30.0, size_min: 30.0, lines: 1, ..TITLE };
    let block = fit(name.style, "tessera", COLUMN, name.size_max, name.size_min, 1)?;
    for line in &block.lines {
        outlines(svg, line, MARGIN + 46.0, 593.0, block.size, name.color);
    }
    Ok(())
}

/// How much room a text takes from above.
fn height(kind: &Type, words: &str) -> Result<f32, PassError> {
    if words.is_empty() {
        return Ok(0.0);
    }
    let block = fit(kind.style, words, COLUMN, kind.size_max, kind.size_min, kind.lines)?;
    Ok(block.lines.len() as f32 * block.size * kind.leading)
}

/// Draws a text, its upper edge at `y`; returns its lower edge.
fn text(svg: &mut String, kind: &Type, words: &str, y: f32) -> Result<f32, PassError> {
    if words.is_empty() {
        return Ok(y);
    }
    let block = fit(kind.style, words, COLUMN, kind.size_max, kind.size_min, kind.lines)?;
    let leading = block.size * kind.leading;
    for (at, line) in block.lines.iter().enumerate() {
        let x = MARGIN + block.indent(line) * block.size;
        outlines(svg, line, x, y + block.size * 0.9 + leading * at as f32, block.size, kind.color);
    }
    Ok(y + leading * block.lines.len() as f32)
}

/// The letters of a line as one path.
fn outlines(svg: &mut String, line: &TextLine, x: f32, baseline: f32, size: f32, color: Rgb) {
    let mut pen = Pen { path: String::new(), x, y: baseline, scale: 1.0 };
    for run in &line.runs {
        for glyph in &run.glyphs {
            let start = pen.x;
            pen.x += glyph.x_offset * size;
            pen.y = baseline - glyph.y_offset * size;
            pen.scale = size / run.face.units();
            run.face.outline(glyph.glyph_id, &mut pen);
            pen.x = start + glyph.x_advance * size;
        }
    }
    let _ = write!(svg, r##"<path fill="{}" d="{}"/>"##, hex(color), pen.path);
}

/// Writes outlines, whose y goes up, into an SVG path, whose y goes down.
struct Pen {
    path: String,
    x: f32,
    y: f32,
    scale: f32,
}

impl Pen {
    fn points<const N: usize>(&mut self, command: char, points: [(f32, f32); N]) {
        self.path.push(command);
        for (x, y) in points {
            let _ = write!(self.path, "{:.2} {:.2} ", self.x + x * self.scale, self.y - y * self.scale);
        }
    }
}

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.points('M', [(x, y)]);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.points('L', [(x, y)]);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.points('Q', [(x1, y1), (x, y)]);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.points('C', [(x1, y1), (x2, y2), (x, y)]);
    }

    fn close(&mut self) {
        self.path.push('Z');
    }
}

fn hex((red, green, blue): Rgb) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(title: &str) -> Card {
        Card {
            title: title.into(),
            when: "Saturday 21 November 2026, 20:30".into(),
            place: "Teatro dell'Aurora, Ravenna".into(),
            organizer: "Teatro dell'Aurora".into(),
            seed: 7,
        }
    }

    #[test]
    fn any_title_stands_above_the_mark_and_no_word_enters_the_markup() {
        let long = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz: an evening of very long words";
        for title in ["Tosca", long, "</svg><script>", "ليلة في المسرح", ""] {
            for words in ["", long] {
                let svg = svg(&Card { place: words.into(), ..card(title) }, None).unwrap();
                assert!(!svg.contains("script") && !svg.contains("NaN"), "{title}");
                let lowest = svg
                    .split("d=\"")
                    .skip(2)
                    .take_while(|path| !path.starts_with("M0 0h14"))
                    .flat_map(|path| path.split('"').next().unwrap_or_default().split(' ').skip(1).step_by(2))
                    .filter_map(|y| y.parse::<f32>().ok())
                    .fold(0.0, f32::max);
                assert!(lowest < 566.0, "{title}: {lowest}");
            }
        }
        assert_eq!(svg(&card("Tosca"), None).unwrap(), svg(&card("Tosca"), None).unwrap());
    }

    #[test]
    fn the_picture_of_the_event_is_part_of_its_card() {
        let art = b"<svg xmlns='http://www.w3.org/2000/svg'/>";
        assert!(svg(&card("Tosca"), Some(art)).unwrap().contains(&BASE64.encode(art)));
    }

    /// Writes cards to look at: `cargo test -p passes -- --ignored sample`, then target/sample-card-*.svg.
    #[test]
    #[ignore = "writes files for human eyes"]
    fn sample() {
        let art = include_bytes!("../../../public/art/opera.svg");
        let long = "An evening of very long words, read aloud by four actors and one very patient audience";
        for (name, title, art) in
            [("plain", "La Traviata", None), ("art", "La Traviata", Some(&art[..])), ("long", long, None)]
        {
            let path =
                std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../target/sample-card-{name}.svg"));
            std::fs::write(path, svg(&card(title), art).unwrap()).unwrap();
        }
    }
}
