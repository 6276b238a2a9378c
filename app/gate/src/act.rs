//! What a steward does, each as one server function. Whoever is signed in asks; the flows decide.

use crate::model::{FoundAtGate, GateChoices, GateTotals, ScanResult};
use face::error::FaceError;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use {
    crate::house::{access, door},
    crate::view,
    domain::admission::{Direction, Scan},
    domain::ids::PerformanceId,
    face::refusal,
    face::request::{actor, signed_in},
    ui::locale::current_locale,
};

/// The dates this organizer's gates may be set to, the likely one first.
#[server(prefix = "/do", endpoint = "gate/set_up")]
pub async fn whats_on() -> Result<GateChoices, FaceError> {
    let person = signed_in().await?.ok_or(FaceError::NotSignedIn)?;
    let actor = person.current.clone().ok_or(FaceError::NotSignedIn)?;
    let dates = door().gate_performances(&actor).await?;
    let organizer = person.organizers.iter().find(|(o, _)| o.id == actor.organizer).map(|(o, _)| o.name.clone());
    let may = |role: &domain::role::Role| role.may(domain::role::Permission::Admit);
    let others = person.organizers.iter().filter(|(o, role)| o.id != actor.organizer && may(role));
    Ok(GateChoices {
        organizer_id: actor.organizer.to_string(),
        organizer: organizer.unwrap_or_default(),
        others: others.map(|(o, _)| (o.id.to_string(), o.name.clone())).collect(),
        person: person.name,
        dates: dates.iter().map(|d| view::performance_choice(d, current_locale(), access().now())).collect(),
    })
}

/// Decides one scan. `at` is the device's clock (RFC 3339), `nonce` the scan's own name: sent again, it is the same scan.
/// `dates` are ids joined by commas; none means whatever takes place around now. `organizer` is whose gate read it: a scan that
/// waited on the device is no other organizer's, whoever is signed in by then.
#[server(prefix = "/do", endpoint = "gate/scan")]
pub async fn check(
    code: String,
    gate: String,
    exit: bool,
    at: String,
    nonce: String,
    #[server(default)] dates: String,
    #[server(default)] organizer: String,
) -> Result<ScanResult, FaceError> {
    let actor = actor().await?;
    if !organizer.is_empty() && organizer != actor.organizer.to_string() {
        return Err(FaceError::NotAllowed);
    }
    let locale = current_locale();
    let Ok(at) = at.parse() else { return Ok(view::clock_off(locale)) };
    let direction = if exit { Direction::Out } else { Direction::In };
    let scan = Scan { code, gate, direction, at, nonce, performances: ids(&dates) };
    match door().validate(&actor, &scan).await {
        Ok(answer) => Ok(view::answer(&answer, locale)),
        Err(failure) => Ok(view::not_taken(&refusal::of(failure)?, locale)),
    }
}

#[server(prefix = "/do", endpoint = "gate/counts")]
pub async fn count(#[server(default)] dates: String) -> Result<GateTotals, FaceError> {
    let counts = door().gate_counts(&actor().await?, &ids(&dates)).await?;
    Ok(GateTotals {
        expected: counts.expected,
        inside: counts.inside,
        entries: counts.entries,
        exits: counts.exits,
        refused: counts.refused,
    })
}

/// Tickets of someone who can't show theirs.
#[server(prefix = "/do", endpoint = "gate/find")]
pub async fn find(text: String, #[server(default)] dates: String) -> Result<Vec<FoundAtGate>, FaceError> {
    let found = door().find_tickets_at_gate(&actor().await?, &text, &ids(&dates)).await?;
    Ok(found.into_iter().map(|one| view::found(one, current_locale())).collect())
}

face::limited!(Find, SearchGate);

#[cfg(feature = "ssr")]
fn ids(text: &str) -> Vec<PerformanceId> {
    text.split(',').filter_map(|id| id.trim().parse().ok()).collect()
}
