//! The forms of venues and seat maps.

use super::event::{CAPACITY_MAX, TITLE_CHARS_MAX};
use super::read::FormReader;
use crate::country;
use crate::event::Venue;
use crate::hall::{HallPlan, Layout, Side, ZonePlan};
use crate::locale::{Locale, Translated};
use crate::refusal::{FieldProblem, Problem, Unit};
use crate::seating::ZoneKind;
use crate::time::Timezone;
use crate::typed;
use serde::{Deserialize, Serialize};

pub const ZONES_MAX: usize = 24;
pub const ROWS_MAX: u32 = 80;
pub const SEATS_PER_ROW_MAX: u32 = 120;
/// In one map; what a browser still draws without a stutter.
pub const SEATS_MAX: u32 = 6_000;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct VenueForm {
    pub name: String,
    pub street: String,
    pub city: String,
    /// A code of ISO 3166-1 alpha-2: `IT`. Empty: the country whose clocks the venue has.
    pub country: String,
    /// Empty: the organizer's.
    pub zone: String,
    pub directions_en: String,
    pub directions_it: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedVenue {
    pub name: String,
    pub street: String,
    pub city: String,
    pub country: String,
    pub zone: Timezone,
    pub directions: Translated,
}

impl VenueForm {
    pub fn of(venue: &Venue) -> VenueForm {
        VenueForm {
            name: venue.name.clone(),
            street: venue.street.clone(),
            city: venue.city.clone(),
            country: venue.country.clone(),
            zone: venue.zone.name().to_owned(),
            directions_en: venue.directions.en.clone(),
            directions_it: venue.directions.it.clone(),
        }
    }

    pub fn check(&self, zone: Timezone) -> Result<CheckedVenue, Vec<FieldProblem>> {
        let mut read = FormReader::default();
        let zone = match typed::trim(&self.zone) {
            "" => zone,
            name => name.parse().unwrap_or_else(|_| {
                read.note("zone", Problem::NotAZone);
                zone
            }),
        };
        let known = |code: &str| country::name(code, Locale::default()).map(|_| code.to_owned());
        let typed = match typed::trim(&self.country) {
            "" => country::of_zone(zone).unwrap_or_default().to_owned(),
            code => code.to_ascii_uppercase(),
        };
        let country = read.choice("country", &typed, known).unwrap_or_default();
        let checked = CheckedVenue {
            name: read.required_line("name", &self.name, TITLE_CHARS_MAX),
            street: read.line("street", &self.street, TITLE_CHARS_MAX),
            city: read.required_line("city", &self.city, TITLE_CHARS_MAX),
            country,
            zone,
            directions: read.paragraphs("directions", &self.directions_en, &self.directions_it, 2_000),
        };
        read.finish(checked)
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SeatMapForm {
    pub name: String,
    /// The word on the stage or the pitch; empty: none is drawn.
    pub stage_en: String,
    pub stage_it: String,
    pub zones: Vec<ZoneForm>,
}

/// A zone in a few words: rows times seats, or a crowd.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ZoneForm {
    pub name_en: String,
    pub name_it: String,
    /// `seated` or `general`.
    pub kind: String,
    /// Of a general zone.
    pub capacity: String,
    /// Of a seated zone.
    pub rows: String,
    pub seats_per_row: String,
    /// How many seats each row has more than the one before it. Empty: 0.
    pub widening: String,
    /// How many aisles cut through the rows. Empty: 0.
    pub aisles: String,
    /// How round the rows are: 0 straight to 3. Empty: 0.
    pub curve: String,
    /// Wheelchair spaces, each with a companion's seat beside it, at the ends of the last row. Empty: 0.
    pub wheelchairs: String,
    /// Seats at each end of each row that see less. Empty: 0.
    pub restricted: String,
    /// Where it lies: empty for one behind the other in front of the stage; around the pitch `north`, `south`, `east`, `west`.
    pub side: String,
}

/// Another name for a seat map.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MapNameForm {
    pub name: String,
}

impl MapNameForm {
    /// The name, tidied.
    pub fn check(&self) -> Result<String, Vec<FieldProblem>> {
        let mut read = FormReader::default();
        let name = read.required_line("name", &self.name, TITLE_CHARS_MAX);
        read.finish(name)
    }
}

impl SeatMapForm {
    pub fn check(&self) -> Result<HallPlan, Vec<FieldProblem>> {
        let mut read = FormReader::default();
        let name = read.required_line("name", &self.name, TITLE_CHARS_MAX);
        let stage = read.lines("stage", &self.stage_en, &self.stage_it, 40);
        if self.zones.is_empty() {
            read.note("zones", Problem::Missing);
        } else if self.zones.len() > ZONES_MAX {
            read.note("zones", Problem::OutOfRange { min: 1, max: ZONES_MAX as i64, unit: Unit::Zones });
        }
        let mut zones: Vec<ZonePlan> = Vec::new();
        for (n, form) in self.zones.iter().take(ZONES_MAX).enumerate() {
            let zone = form.read(n, &mut read);
            if zones.iter().any(|z| z.name == zone.name) {
                read.note(&format!("zones_{n}_name_en"), Problem::AlreadyUsed);
            }
            zones.push(zone);
        }
        if zones.iter().map(ZonePlan::seats).sum::<u32>() > SEATS_MAX {
            read.note("zones", Problem::OutOfRange { min: 1, max: SEATS_MAX.into(), unit: Unit::Places });
        }
        read.finish(HallPlan { name, stage: (!stage.is_empty()).then_some(stage), zones })
    }
}

impl ZoneForm {
    fn read(&self, n: usize, read: &mut FormReader) -> ZonePlan {
        let field = |name: &str| format!("zones_{n}_{name}");
        let name = read.required_lines(&field("name"), &self.name_en, &self.name_it, TITLE_CHARS_MAX);
        let kind = read.choice(&field("kind"), &self.kind, |name| name.parse().ok()).unwrap_or(ZoneKind::General);
        let side = read.optional_choice(&field("side"), &self.side, |name| name.parse().ok()).unwrap_or(Side::Front);
        let layout = if kind == ZoneKind::General {
            Layout::Crowd {
                capacity: read.count(&field("capacity"), &self.capacity, (1, CAPACITY_MAX), None, Unit::Places),
            }
        } else {
            let seats_per_row =
                read.count(&field("seats_per_row"), &self.seats_per_row, (1, SEATS_PER_ROW_MAX), None, Unit::Places);
            Layout::Rows {
                rows: read.count(&field("rows"), &self.rows, (1, ROWS_MAX), None, Unit::Rows),
                seats_per_row,
                widening: read.number(&field("widening"), &self.widening, 0, 4, Some(0)),
                aisles: read.number(&field("aisles"), &self.aisles, 0, 4, Some(0)),
                curve: read.number(&field("curve"), &self.curve, 0, 3, Some(0)),
                wheelchairs: read.number(&field("wheelchairs"), &self.wheelchairs, 0, seats_per_row / 2, Some(0)),
                restricted: read.number(&field("restricted"), &self.restricted, 0, seats_per_row / 2, Some(0)),
            }
        };
        ZonePlan { name, side, layout }
    }
}
