//! Venues, and the maps of their halls.

use crate::form_builder::{FieldLook, FormBuilder, is_of_one, of_one, opened, typed};
use crate::house::office;
use crate::page::{FramedPage, Press, Staff, StaffContent, cell, fold, hidden, page};
use crate::text::{event as event_text, people as text};
use crate::{edit_conflict, labels, questions};
use base::forms::KeptForm;
use domain::country;
use domain::event::Venue;
use domain::form::{MapNameForm, SeatMapForm, VenueForm, ZONES_MAX, ZoneForm};
use domain::hall::Side;
use domain::ids::VenueId;
use domain::role::Permission;
use domain::seating::{SeatMap, SeatingPlan};
use face::error::FaceError;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use ui::field::field_id;
use ui::kit::*;
use ui::seatmap::{Legend, SeatMapDrawing};

/// How many zones an empty form offers.
const ZONES_OFFERED: usize = 3;

/// What a select offers as "where": first `empty`, then each venue, by itself and with each of its maps.
pub async fn place_options(staff: &Staff, empty: &str) -> Result<Vec<(String, String)>, FaceError> {
    let locale = staff.locale;
    let venues = office().venues(&staff.actor).await.map_err(FaceError::from)?;
    let maps = office().seat_maps(&staff.actor, None).await.map_err(FaceError::from)?;
    let mut options = vec![(String::new(), empty.to_owned())];
    for venue in venues {
        let id = venue.id.to_string();
        let name = labels::venue(&venue);
        for (_, map) in maps.iter().filter(|(of, _)| *of == venue.id) {
            options.push((join_place(&id, &map.id.to_string()), format!("{name}: {}", labels::map(locale, map))));
        }
        options.push((id, event_text::without_map(locale, name)));
    }
    Ok(options)
}

/// A venue and a map of it as one value of a select.
pub fn join_place(venue: &str, map: &str) -> String {
    if map.is_empty() { venue.to_owned() } else { format!("{venue}|{map}") }
}

/// The venue and the map of such a value.
pub fn split_place(place: &str) -> (String, String) {
    let (venue, map) = place.split_once('|').unwrap_or((place, ""));
    (venue.trim().to_owned(), map.trim().to_owned())
}

#[component]
pub fn VenuesPage() -> impl IntoView {
    page(list)
}

async fn list(staff: Staff) -> StaffContent {
    let locale = staff.locale;
    let venues = office().venues(&staff.actor).await.map_err(FaceError::from)?;
    let maps = office().seat_maps(&staff.actor, None).await.map_err(FaceError::from)?;
    let rows = venues.iter().map(|venue| {
        let mine: Vec<String> =
            maps.iter().filter(|(of, _)| *of == venue.id).map(|(_, map)| labels::map(locale, map)).collect();
        let mine = if mine.is_empty() { text::no_maps(locale).to_owned() } else { mine.join("; ") };
        view! {
            <tr>
                <th scope="row">
                    <a href=format!("/organizer/venues/{}", venue.id)>{venue.name.clone()}</a>
                </th>
                {cell(text::city(locale), venue.city.clone())}
                {cell(text::seat_maps(locale), mine)}
            </tr>
        }
    });
    let rows = rows.collect_view();
    let columns = vec![
        Column::text(text::venue(locale)),
        Column::text(text::city(locale)),
        Column::text(text::seat_maps(locale)),
    ];
    let body = if venues.is_empty() {
        view! { <EmptyState sign=Sign::Place title=text::no_venues(locale) text=text::no_venues_text(locale) /> }
            .into_any()
    } else {
        view! {
            <Table caption=crate::text::venues(locale) columns quiet=true>
                {rows}
            </Table>
        }
        .into_any()
    };
    let new = staff.may(Permission::EditEvents).then(|| {
        view! {
            <LinkButton kind=Kind::Primary href="/organizer/venues/new" sign=Sign::Plus>
                {text::new_venue(locale)}
            </LinkButton>
        }
    });
    Ok(FramedPage::new(crate::text::venues(locale), body).actions(new))
}

#[component]
pub fn VenuePage() -> impl IntoView {
    let venue = use_params_map().read_untracked().get("venue").unwrap_or_default();
    page(move |staff| one(staff, venue))
}

async fn known(staff: &Staff, venue: &str) -> Result<Venue, FaceError> {
    let id: VenueId = venue.parse().map_err(|_| FaceError::Missing)?;
    let all = office().venues(&staff.actor).await.map_err(FaceError::from)?;
    all.into_iter().find(|venue| venue.id == id).ok_or(FaceError::Missing)
}

async fn one(staff: Staff, venue: String) -> StaffContent {
    let locale = staff.locale;
    let known = if venue == "new" {
        staff.require(Permission::EditEvents)?;
        None
    } else {
        Some(known(&staff, &venue).await?)
    };
    let above = vec![NavPlace::new("/organizer/venues", crate::text::venues(locale))];
    if let (Some(questions), Some(venue)) = (questions::asked(&staff), &known) {
        let (ids, page) = (vec![("venue", venue.id.to_string())], format!("/organizer/venues/{}", venue.id));
        let body = questions::page(&staff, &questions, "/do/organizer/save_venue", ids, &page);
        return Ok(FramedPage::new(venue.name.clone(), body).above(above));
    }
    let maps = match &known {
        Some(venue) => office().seat_maps(&staff.actor, Some(venue.id)).await.map_err(FaceError::from)?,
        None => Vec::new(),
    };
    let may_edit = staff.may(Permission::EditEvents);
    let all = office().venues(&staff.actor).await.map_err(FaceError::from)?;
    let form = may_edit.then(|| form(&staff, known.as_ref(), &all));
    let drawn = maps.into_iter().map(|(venue, map)| drawn(&staff, venue, map)).collect_view();
    let delete = known.as_ref().filter(|_| may_edit).map(|venue| {
        let content = view! {
            <div class="stack tight">
                <p>{text::delete_venue_text(locale)}</p>
                <Press
                    action="/do/organizer/delete_venue"
                    fields=vec![("venue", venue.id.to_string())]
                    says=text::delete_sure(locale)
                    kind=Kind::Danger
                    about=venue.name.clone()
                />
            </div>
        };
        fold(text::delete_venue(locale), false, "quiet", content)
    });
    let maps = known.as_ref().map(|venue| {
        let href = format!("/organizer/venues/{}/map", venue.id);
        view! {
            <section class="stack" aria-labelledby="maps">
                <div class="row between">
                    <h2 id="maps">{text::seat_maps(locale)}</h2>
                    {may_edit.then(|| view! { <LinkButton href sign=Sign::Plus>{text::new_map(locale)}</LinkButton> })}
                </div>
                <p class="muted small">{text::maps_hint(locale)}</p>
                {drawn}
            </section>
        }
    });
    let title = known.map_or(text::new_venue(locale).to_owned(), |venue| venue.name);
    Ok(FramedPage::new(title, view! { {form} {maps} {delete} }).above(above))
}

fn form(staff: &Staff, known: Option<&Venue>, all: &[Venue]) -> AnyView {
    let locale = staff.locale;
    let fresh = || match known {
        Some(venue) => VenueForm::of(venue),
        None => {
            let zone = staff.organizer.zone;
            let country = all.first().map(|venue| venue.country.as_str()).or(country::of_zone(zone));
            let country = country.unwrap_or_default().to_owned();
            VenueForm { zone: zone.name().to_owned(), country, ..VenueForm::default() }
        }
    };
    // What came back may be the name of one of its maps.
    let kept = if is_of_one(&staff.kept) { KeptForm::default() } else { staff.kept.clone() };
    let form: VenueForm = typed(&kept).unwrap_or_else(fresh);
    let draft = FormBuilder::new(locale, &kept);
    let optional = FieldLook { optional: true, ..FieldLook::default() };
    let countries = labels::countries(locale, form.country.trim());
    let directions = |language: &str| format!("{} ({language})", text::directions(locale));
    let fields = view! {
        <div class="grid">
            {draft.line("name", crate::text::name(locale), &form.name, FieldLook::default())}
            {draft.line("street", text::street(locale), &form.street, optional)}
            {draft.line("city", text::city(locale), &form.city, FieldLook::default())}
            {draft.select("country", text::country(locale), countries, form.country.trim())}
            {draft.line("zone", event_text::time_zone(locale), &form.zone, FieldLook::default())}
        </div>
        <div class="grid wide-cells">
            {draft
                .area(
                    "directions_en",
                    &directions(crate::text::english(locale)),
                    &form.directions_en,
                    3,
                    text::directions_hint(locale),
                )}
            {draft
                .area(
                    "directions_it",
                    &directions(crate::text::italian(locale)),
                    &form.directions_it,
                    3,
                    text::directions_hint(locale),
                )}
        </div>
    };
    let id = known.map(|venue| venue.id.to_string()).unwrap_or_default();
    let opened = opened(&kept, known.map(office::halls::version).unwrap_or_default());
    let both = known.map(|venue| edit_conflict::both(staff, &draft, &form, &VenueForm::of(venue)));
    view! {
        <form class="stack" method="post" action="/do/organizer/save_venue" novalidate>
            {hidden(vec![("venue", id), ("opened", opened)])} {draft.summary()} {both} {fields}
            <div id=field_id("opened")>
                <Button kind=Kind::Primary class="large">
                    {crate::text::save(locale)}
                </Button>
            </div>
        </form>
    }
    .into_any()
}

fn drawn(staff: &Staff, venue: VenueId, map: SeatMap) -> AnyView {
    let title = labels::map(staff.locale, &map);
    let upkeep = staff.may(Permission::EditEvents).then(|| map_upkeep(staff, venue, &map));
    let plan = SeatingPlan { map, taken: Vec::new(), prices: Vec::new() };
    let legend = plan.clone();
    view! {
        <Card>
            <h3>{title}</h3>
            <SeatMapDrawing plan />
            <Legend plan=legend />
            {upkeep}
        </Card>
    }
    .into_any()
}

/// Another name for a map, or its end.
fn map_upkeep(staff: &Staff, venue: VenueId, map: &SeatMap) -> AnyView {
    let locale = staff.locale;
    let id = map.id.to_string();
    let draft = FormBuilder::new(locale, &staff.kept);
    let wrong = draft.wrong_in(&[&of_one("name", &id)]);
    let typed: Option<MapNameForm> = typed(&staff.kept).filter(|_| wrong);
    let name = typed.map_or_else(|| map.name.clone(), |form| form.name);
    let field = draft.name_of(&id, text::map_name(locale), &name);
    let fields = vec![("venue", venue.to_string()), ("map", id)];
    let (about, of_delete) = (map.name.clone(), map.name.clone());
    let content = view! {
        <div class="stack">
            <form class="stack tight" method="post" action="/do/organizer/rename_seat_map" novalidate>
                {hidden(fields.clone())} {wrong.then(|| draft.summary())} {field} <div>
                    <Button class="small">
                        {text::rename(locale)} <span class="visually-hidden">" " {about}</span>
                    </Button>
                </div>
            </form>
            <div class="stack tight">
                <p class="muted small">{text::delete_map(locale)} ". " {text::delete_map_text(locale)}</p>
                <Press
                    action="/do/organizer/delete_seat_map"
                    fields
                    says=text::delete_sure(locale)
                    kind=Kind::Danger
                    class="small"
                    about=of_delete
                />
            </div>
        </div>
    };
    fold(text::rename_or_delete(locale), wrong, "quiet", content)
}

#[component]
pub fn MapPage() -> impl IntoView {
    let venue = use_params_map().read_untracked().get("venue").unwrap_or_default();
    page(move |staff| new_map(staff, venue))
}

async fn new_map(staff: Staff, venue: String) -> StaffContent {
    staff.require(Permission::EditEvents)?;
    let venue = known(&staff, &venue).await?;
    let locale = staff.locale;
    let mut form: SeatMapForm = typed(&staff.kept).unwrap_or_else(|| SeatMapForm {
        stage_en: "Stage".to_owned(),
        stage_it: "Palco".to_owned(),
        ..SeatMapForm::default()
    });
    while form.zones.len() < ZONES_OFFERED {
        form.zones.push(ZoneForm { kind: "seated".to_owned(), ..ZoneForm::default() });
    }
    let draft = FormBuilder::new(locale, &staff.kept);
    let optional = FieldLook { optional: true, ..FieldLook::default() };
    let stage = |language: &str| format!("{} ({language})", text::stage(locale));
    let head = view! {
        <div class="grid">
            {draft.line("name", text::map_name(locale), &form.name, FieldLook::default())}
            {draft.line("stage_en", &stage(crate::text::english(locale)), &form.stage_en, optional)}
            {draft.line("stage_it", &stage(crate::text::italian(locale)), &form.stage_it, optional)}
        </div>
    };
    let zones =
        form.zones.iter().take(ZONES_MAX).enumerate().map(|(n, form)| zone(&staff, &draft, n, form)).collect_view();
    let body = view! {
        <p class="text-width">{text::map_intro(locale)}</p>
        <form class="stack loose" method="post" action="/do/organizer/create_seat_map" novalidate>
            {hidden(vec![("venue", venue.id.to_string())])} {draft.summary()} {head} {zones} <div class="row">
                <Button kind=Kind::Primary class="large" sign=Sign::Seat>
                    {text::draw(locale)}
                </Button>
                <Button class="large" name="more" value="true" sign=Sign::Plus>
                    {text::one_more_zone(locale)}
                </Button>
            </div>
        </form>
    };
    let above = vec![
        NavPlace::new("/organizer/venues", crate::text::venues(locale)),
        NavPlace::new(format!("/organizer/venues/{}", venue.id), venue.name),
    ];
    Ok(FramedPage::new(text::new_map(locale), body).above(above))
}

fn zone(staff: &Staff, draft: &FormBuilder, n: usize, form: &ZoneForm) -> AnyView {
    let locale = staff.locale;
    let field = |name: &str| format!("zones_{n}_{name}");
    let line = |name: &str, label: &str, value: &str, look: FieldLook<'_>| draft.line(&field(name), label, value, look);
    let number = FieldLook { inputmode: "numeric", class: "short", ..FieldLook::default() };
    let optional = FieldLook { optional: true, ..number };
    let name = |language: &str| format!("{} ({language})", crate::text::name(locale));
    let kinds = vec![
        ("seated".to_owned(), text::seated(locale).to_owned()),
        ("general".to_owned(), text::standing(locale).to_owned()),
    ];
    let sides = [
        ("", text::side_front(locale)),
        (Side::North.into_str(), text::side_north(locale)),
        (Side::East.into_str(), text::side_east(locale)),
        (Side::South.into_str(), text::side_south(locale)),
        (Side::West.into_str(), text::side_west(locale)),
    ];
    let sides = sides.map(|(value, words)| (value.to_owned(), words.to_owned())).to_vec();
    let finer = ["widening", "aisles", "curve", "wheelchairs", "restricted", "side"].map(field);
    let open = draft.wrong_in(&finer.each_ref().map(String::as_str));
    let kind = if form.kind.is_empty() { "seated" } else { form.kind.as_str() };
    view! {
        <fieldset class="card stack">
            <legend class="strong">{text::zone_number(locale, n + 1)}</legend>
            <div class="grid small-cells">
                {line("name_en", &name(crate::text::english(locale)), &form.name_en, FieldLook::default())}
                {line("name_it", &name(crate::text::italian(locale)), &form.name_it, FieldLook::default())}
                {draft.select(&field("kind"), text::zone_kind(locale), kinds, kind)}
                {line("rows", text::rows(locale), &form.rows, number)}
                {line("seats_per_row", text::seats_per_row(locale), &form.seats_per_row, number)}
                {line(
                    "capacity",
                    event_text::capacity(locale),
                    &form.capacity,
                    FieldLook { hint: text::standing_only(locale), ..number },
                )}
            </div>
            {fold(
                text::finer(locale),
                open,
                "",
                view! {
                    <div class="grid small-cells">
                        {line("widening", text::widening(locale), &form.widening, optional)}
                        {line("aisles", text::aisles(locale), &form.aisles, optional)}
                        {line("curve", text::curve(locale), &form.curve, optional)}
                        {line("wheelchairs", text::wheelchairs(locale), &form.wheelchairs, optional)}
                        {line("restricted", text::restricted(locale), &form.restricted, optional)}
                        {draft.select(&field("side"), text::side(locale), sides, &form.side)}
                    </div>
                },
            )}
        </fieldset>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_venue_with_or_without_a_map() {
        assert_eq!(split_place(&join_place("ven_1", "map_2")), ("ven_1".to_owned(), "map_2".to_owned()));
        assert_eq!(split_place(&join_place("ven_1", "")), ("ven_1".to_owned(), String::new()));
        assert_eq!(split_place(""), (String::new(), String::new()));
    }
}
