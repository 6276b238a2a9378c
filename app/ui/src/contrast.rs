//! Holds every pair of tokens that meet to WCAG AA, in both themes, by reading style/tokens.css.

use std::collections::HashMap;

type Oklch = [f64; 3];

/// Text on its ground.
const TEXT: &[(&str, &str)] = &[
    ("ink", "paper surface sunk accent-soft support-soft admit-soft used-soft refuse-soft question-soft"),
    ("ink-2", "paper surface sunk"),
    ("accent", "paper surface sunk accent-soft"),
    ("support", "paper surface support-soft"),
    ("on-accent", "accent-fill accent-press"),
    ("on-verdict", "admit-fill used-fill refuse-fill question-fill exit-fill"),
    ("admit", "paper surface admit-soft"),
    ("used", "paper surface used-soft"),
    ("refuse", "paper surface refuse-soft"),
    ("question", "paper surface question-soft"),
];

/// Borders of controls and the focus ring.
const SHAPES: &[(&str, &str)] =
    &[("line-strong", "paper surface"), ("accent-fill", "paper surface"), ("focus", "paper surface sunk accent-soft")];

fn tokens() -> HashMap<String, [Oklch; 2]> {
    let sheet = include_str!("../../../style/tokens.css");
    sheet.lines().filter_map(token).collect()
}

/// `--ink: light-dark(oklch(a b c), oklch(d e f));`
fn token(line: &str) -> Option<(String, [Oklch; 2])> {
    let (name, rest) = line.trim().strip_prefix("--")?.split_once(": light-dark(")?;
    let colors: Vec<Oklch> = rest.split("oklch(").skip(1).filter_map(numbers).collect();
    Some((name.to_owned(), [*colors.first()?, *colors.get(1)?]))
}

fn numbers(text: &str) -> Option<Oklch> {
    let inside = text.split(')').next()?;
    let all: Vec<f64> = inside.split_whitespace().map_while(|n| n.parse().ok()).collect();
    all.try_into().ok()
}

/// Relative luminance of an Oklch colour, by Björn Ottosson's matrices, clipped to sRGB.
fn luminance([l, c, h]: Oklch) -> f64 {
    let (a, b) = (c * h.to_radians().cos(), c * h.to_radians().sin());
    let long = (l + 0.3963377774 * a + 0.2158037573 * b).powi(3);
    let medium = (l - 0.1055613458 * a - 0.0638541728 * b).powi(3);
    let short = (l - 0.0894841775 * a - 1.2914855480 * b).powi(3);
    let red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short;
    let green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short;
    let blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short;
    0.2126 * red.clamp(0.0, 1.0) + 0.7152 * green.clamp(0.0, 1.0) + 0.0722 * blue.clamp(0.0, 1.0)
}

fn check(pairs: &[(&str, &str)], least: f64) {
    let tokens = tokens();
    for (front, grounds) in pairs {
        for ground in grounds.split(' ') {
            for (theme, name) in ["light", "dark"].into_iter().enumerate() {
                let (a, b) = (luminance(tokens[*front][theme]), luminance(tokens[ground][theme]));
                let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
                assert!(contrast >= least, "{front} on {ground}, {name}: {contrast:.2} is under {least}");
            }
        }
    }
}

#[test]
fn contrast_of_text_meets_aa() {
    check(TEXT, 4.5);
}

#[test]
fn contrast_of_shapes_meets_aa() {
    check(SHAPES, 3.0);
}
