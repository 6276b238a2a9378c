//! The form by which an organizer says how a sale is kept fair.

use super::checkbox;
use super::moment::moment;
use super::read::FormReader;
use crate::protection::{Protection, RoomRule, RoomRuleName};
use crate::refusal::{FieldProblem, Problem};
use crate::time::Timezone;
use crate::typed;
use serde::{Deserialize, Serialize};

pub const SHOPPERS_MAX: u32 = 1_000_000;
pub const PERSON_MAX: u32 = 1000;
pub const VISITOR_PER_MINUTE_MAX: u32 = 100_000;
pub const ADDRESS_PER_MINUTE_MAX: u32 = 1_000_000;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FairForm {
    /// Use what the whole shop has; the rest is then not looked at. Means nothing in the form of the whole shop.
    #[serde(deserialize_with = "checkbox")]
    pub as_shop: bool,
    /// `off`, `scheduled` or `auto`.
    pub room: String,
    /// Needed with `scheduled`, else not looked at.
    #[serde(deserialize_with = "moment")]
    pub room_opens_at: String,
    /// Empty: the default, as with all numbers here but `person_max`.
    pub shoppers_max: String,
    /// `off`, `busy` or `always`.
    pub proof: String,
    /// Empty: no limit.
    pub person_max: String,
    pub visitor_per_minute: String,
    pub address_per_minute: String,
}

impl FairForm {
    /// The form as it would have been typed; times are on the clock of `zone`.
    pub fn of(protection: &Protection, as_shop: bool, zone: Timezone) -> FairForm {
        let p = protection;
        FairForm {
            as_shop,
            room: RoomRuleName::from(p.room).into_str().to_owned(),
            room_opens_at: p.room.opens_at().map(|at| zone.input_value(at)).unwrap_or_default(),
            shoppers_max: p.shoppers_max.to_string(),
            proof: p.proof.into_str().to_owned(),
            person_max: p.person_max.map(|n| n.to_string()).unwrap_or_default(),
            visitor_per_minute: p.visitor_per_minute.to_string(),
            address_per_minute: p.address_per_minute.to_string(),
        }
    }

    pub fn check(&self, zone: Timezone) -> Result<Protection, Vec<FieldProblem>> {
        let default = Protection::default();
        let mut read = FormReader::default();
        let room = read.optional_choice("room", &self.room, |name| name.parse().ok()).unwrap_or(RoomRuleName::Off);
        let opens_at = match room {
            RoomRuleName::Scheduled => {
                if typed::is_blank(&self.room_opens_at) {
                    read.note("room_opens_at", Problem::Missing);
                }
                read.instant("room_opens_at", &self.room_opens_at, zone)
            }
            RoomRuleName::Off | RoomRuleName::Auto => None,
        };
        let room = room.with(opens_at).unwrap_or(RoomRule::Off);
        let shoppers_max = read.number("shoppers_max", &self.shoppers_max, 1, SHOPPERS_MAX, Some(default.shoppers_max));
        let proof = read.optional_choice("proof", &self.proof, |name| name.parse().ok()).unwrap_or(default.proof);
        let person_max = read.optional_number("person_max", &self.person_max, 1, PERSON_MAX);
        let visitor_per_minute = read.number(
            "visitor_per_minute",
            &self.visitor_per_minute,
            1,
            VISITOR_PER_MINUTE_MAX,
            Some(default.visitor_per_minute),
        );
        let address_per_minute = read.number(
            "address_per_minute",
            &self.address_per_minute,
            1,
            ADDRESS_PER_MINUTE_MAX,
            Some(default.address_per_minute),
        );
        read.finish(Protection { room, shoppers_max, proof, person_max, visitor_per_minute, address_per_minute })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protection::ProofRule;
    use chrono::{Duration, TimeZone, Utc};
    use proptest::prelude::*;

    fn rooms() -> impl Strategy<Value = RoomRule> {
        // Minutes of some summers: no hour that happens twice is among them.
        let scheduled = (0i64..60 * 24 * 60).prop_map(|minutes| RoomRule::Scheduled {
            opens_at: Utc.with_ymd_and_hms(2027, 6, 1, 0, 0, 0).unwrap() + Duration::minutes(minutes),
        });
        prop_oneof![Just(RoomRule::Off), Just(RoomRule::Auto), scheduled]
    }

    proptest! {
        /// What is shown and sent back unchanged changes nothing.
        #[test]
        fn a_form_reads_back_what_it_shows(
            room in rooms(),
            proof in prop::sample::select(vec![ProofRule::Off, ProofRule::Busy, ProofRule::Always]),
            shoppers_max in 1..=SHOPPERS_MAX,
            person_max in prop::option::of(1..=PERSON_MAX),
            visitor_per_minute in 1..=VISITOR_PER_MINUTE_MAX,
            address_per_minute in 1..=ADDRESS_PER_MINUTE_MAX,
        ) {
            let all = Protection { room, shoppers_max, proof, person_max, visitor_per_minute, address_per_minute };
            prop_assert_eq!(FairForm::of(&all, false, Timezone::ROME).check(Timezone::ROME), Ok(all));
        }
    }

    #[test]
    fn an_empty_form_is_the_defaults() {
        assert_eq!(FairForm::default().check(Timezone::ROME), Ok(Protection::default()));
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let wrong = FairForm {
            room: "scheduled".into(),
            proof: "sometimes".into(),
            person_max: "0".into(),
            shoppers_max: "many".into(),
            visitor_per_minute: "-1".into(),
            ..FairForm::default()
        };
        let fields: Vec<String> = wrong.check(Timezone::ROME).unwrap_err().into_iter().map(|p| p.field).collect();
        assert_eq!(fields, ["room_opens_at", "shoppers_max", "proof", "person_max", "visitor_per_minute"]);
        let skipped =
            FairForm { room: "scheduled".into(), room_opens_at: "2026-03-29T02:30".into(), ..FairForm::default() };
        assert_eq!(skipped.check(Timezone::ROME).unwrap_err()[0].problem, Problem::SkippedHour);
    }
}
