//! Venues and their seat maps.

use super::{actor_or_return, done, ended, formed, formed_of, id_or_return, saved, saving};
use crate::house::office;
use crate::text::done::Done;
use domain::form::{MapNameForm, SeatMapForm, VenueForm, ZoneForm};
use domain::ids::{SeatMapId, VenueId};
use face::error::FaceError;
use leptos::prelude::*;

/// A new venue where `venue` is empty.
#[server(prefix = "/do", endpoint = "organizer/save_venue")]
pub async fn save_venue(
    #[server(default)] venue: String,
    #[server(default)] form: VenueForm,
    #[server(default)] opened: String,
    #[server(default)] agreed: String,
    #[server(default)] emails: bool,
) -> Result<(), FaceError> {
    let actor = actor_or_return!();
    let venue: Option<VenueId> = if venue.is_empty() { None } else { Some(id_or_return!(venue)) };
    let page = venue.map_or_else(|| "/organizer/venues/new".to_owned(), |venue| format!("/organizer/venues/{venue}"));
    let result = office().save_venue(&actor, venue, &form, &saving(&opened, &agreed, emails)).await;
    if let Some(id) = saved(result, &page, &form, &opened).await? {
        done(&format!("/organizer/venues/{id}"), Done::Saved);
    }
    Ok(())
}

/// Draws a hall. Zones in which nothing was typed are left out; `more` only shows the form again with one zone more.
#[server(prefix = "/do", endpoint = "organizer/create_seat_map")]
pub async fn create_seat_map(
    venue: String,
    #[server(default)] more: bool,
    #[server(default)] form: SeatMapForm,
) -> Result<(), FaceError> {
    let actor = actor_or_return!();
    let venue: VenueId = id_or_return!(venue);
    let page = format!("/organizer/venues/{venue}/map");
    if more {
        let mut form = form;
        form.zones.push(ZoneForm { kind: "seated".to_owned(), ..ZoneForm::default() });
        return crate::form_builder::form_back(&page, &form, Vec::new()).await;
    }
    // What is left empty is no zone; what is wrong with the others is said where they were typed.
    let filled: Vec<usize> = (0..).zip(&form.zones).filter(|(_, zone)| !is_empty(zone)).map(|(n, _)| n).collect();
    let zones = filled.iter().filter_map(|n| form.zones.get(*n)).cloned().collect();
    let made = office().create_seat_map(&actor, venue, &SeatMapForm { zones, ..form.clone() }).await;
    let made = made.map_err(|failure| {
        failure.map(|mut refusal| {
            for problem in &mut refusal.problems {
                problem.field = as_typed(&problem.field, &filled);
            }
            refusal
        })
    });
    if formed(made, &page, &form).await?.is_some() {
        done(&format!("/organizer/venues/{venue}"), Done::MapDrawn);
    }
    Ok(())
}

/// The field as the form has it, of the zones that were `filled`: `zones_1_rows` is `zones_2_rows` where the second is left empty.
fn as_typed(field: &str, filled: &[usize]) -> String {
    let of_zone = || {
        let (n, name) = field.strip_prefix("zones_")?.split_once('_')?;
        Some(format!("zones_{}_{name}", filled.get(n.parse::<usize>().ok()?)?))
    };
    of_zone().unwrap_or_else(|| field.to_owned())
}

#[server(prefix = "/do", endpoint = "organizer/rename_seat_map")]
pub async fn rename_seat_map(
    venue: String,
    map: String,
    #[server(default)] form: MapNameForm,
) -> Result<(), FaceError> {
    let actor = actor_or_return!();
    let venue: VenueId = id_or_return!(venue);
    let map: SeatMapId = id_or_return!(map);
    let page = format!("/organizer/venues/{venue}");
    let renamed = office().rename_seat_map(&actor, map, &form).await;
    if formed_of(renamed, &page, &form, &map.to_string()).await?.is_some() {
        done(&page, Done::Saved);
    }
    Ok(())
}

#[server(prefix = "/do", endpoint = "organizer/delete_seat_map")]
pub async fn delete_seat_map(venue: String, map: String) -> Result<(), FaceError> {
    let actor = actor_or_return!();
    let venue: VenueId = id_or_return!(venue);
    let map: SeatMapId = id_or_return!(map);
    let page = format!("/organizer/venues/{venue}");
    let deleted = office().delete_seat_map(&actor, map).await;
    ended(deleted, &page, &page, Done::MapDeleted).await
}

#[server(prefix = "/do", endpoint = "organizer/delete_venue")]
pub async fn delete_venue(venue: String) -> Result<(), FaceError> {
    let actor = actor_or_return!();
    let venue: VenueId = id_or_return!(venue);
    let page = format!("/organizer/venues/{venue}");
    let deleted = office().delete_venue(&actor, venue).await;
    ended(deleted, &page, "/organizer/venues", Done::VenueDeleted).await
}

fn is_empty(zone: &ZoneForm) -> bool {
    [&zone.name_en, &zone.name_it, &zone.capacity, &zone.rows, &zone.seats_per_row]
        .iter()
        .all(|s| domain::typed::is_blank(s))
}

#[cfg(test)]
mod tests {
    use super::as_typed;

    #[test]
    fn a_problem_is_shown_where_it_was_typed() {
        let filled = [0, 2];
        for (field, shown) in [
            ("zones_0_rows", "zones_0_rows"),
            ("zones_1_seats_per_row", "zones_2_seats_per_row"),
            ("zones_2_rows", "zones_2_rows"),
            ("zones", "zones"),
            ("name", "name"),
        ] {
            assert_eq!(as_typed(field, &filled), shown);
        }
    }
}
