//! What a model of printer can do. A new model is one more constant and one more line in [`Profile::ALL`].

use crate::codepage::CodePage;

/// A model of receipt printer, as far as its paper and its commands matter to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Profile {
    /// How it is named in configuration.
    pub name: &'static str,
    /// Characters of font A (12 dots wide) in a line.
    pub columns: usize,
    /// Printable dots in a line; a multiple of 8.
    pub dots: usize,
    /// The pages it has and the number `ESC t` selects each by, the preferred one first.
    pub pages: &'static [(CodePage, u8)],
    pub cutter: bool,
    /// It draws QR codes by itself (`GS ( k`); others get a picture.
    pub native_qr: bool,
    /// It rounds enlarged letters (`GS b`).
    pub smoothing: bool,
}

/// Epson's numbers, which most makers follow (ESC/POS reference, `ESC t`).
const EPSON_PAGES: &[(CodePage, u8)] = &[
    (CodePage::Pc858, 19),
    (CodePage::Wpc1252, 16),
    (CodePage::Pc852, 18),
    (CodePage::Pc866, 17),
    (CodePage::Pc437, 0),
];

/// What even the cheapest printers have; everything else is drawn.
const COMMON_PAGES: &[(CodePage, u8)] = &[(CodePage::Pc858, 19), (CodePage::Pc437, 0)];

impl Profile {
    /// 80 mm, 203 dpi, cutter; the virtual printer of the demo is one of these.
    pub const EPSON_TM_T20III: Profile = Profile {
        name: "epson-tm-t20iii",
        columns: 48,
        dots: 576,
        pages: EPSON_PAGES,
        cutter: true,
        native_qr: true,
        smoothing: true,
    };

    /// 80 mm, 180 dpi, in its 42 column mode.
    pub const EPSON_TM_T88: Profile = Profile {
        name: "epson-tm-t88",
        columns: 42,
        dots: 512,
        pages: EPSON_PAGES,
        cutter: true,
        native_qr: true,
        smoothing: true,
    };

    /// Any 80 mm printer with a cutter that says it speaks ESC/POS: asks of it as little as possible.
    pub const GENERIC_80: Profile = Profile {
        name: "generic-80",
        columns: 48,
        dots: 576,
        pages: COMMON_PAGES,
        cutter: true,
        native_qr: false,
        smoothing: false,
    };

    /// Any 58 mm printer that says it speaks ESC/POS, torn off by hand.
    pub const GENERIC_58: Profile = Profile {
        name: "generic-58",
        columns: 32,
        dots: 384,
        pages: COMMON_PAGES,
        cutter: false,
        native_qr: false,
        smoothing: false,
    };

    pub const ALL: [Profile; 4] =
        [Profile::EPSON_TM_T20III, Profile::EPSON_TM_T88, Profile::GENERIC_80, Profile::GENERIC_58];

    /// The profile of this name.
    pub fn by_name(name: &str) -> Option<Profile> {
        Profile::ALL.into_iter().find(|profile| profile.name.eq_ignore_ascii_case(name.trim()))
    }
}

impl Default for Profile {
    fn default() -> Profile {
        Profile::EPSON_TM_T20III
    }
}
