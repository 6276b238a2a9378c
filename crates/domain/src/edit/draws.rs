//! Which pools of a date a ticket type draws from: those that were chosen by their names, or all.

use crate::ids::{PerformanceId, PoolId, TicketTypeId};
use crate::refusal::Problem;
use std::collections::{BTreeMap, BTreeSet};

/// A pool of one date, by the name it is chosen by.
#[derive(Clone, Debug)]
pub struct NamedPool {
    pub pool: PoolId,
    pub name: String,
    pub seated: bool,
}

/// The pools of an event's dates.
pub type PoolsByPerformance = BTreeMap<PerformanceId, Vec<NamedPool>>;

/// "All places" of one date. Several crowds can't be meant at once, for a ticket would take a place in each.
fn all_places(pools: &[NamedPool]) -> Option<Vec<PoolId>> {
    (pools.len() == 1 || pools.iter().all(|p| p.seated)).then(|| pools.iter().map(|p| p.pool).collect())
}

/// What a ticket type with these zones draws from on all dates; no zones mean all places.
///
/// # Errors
/// There is no zone of that name on any date, or one has to be chosen.
pub fn chosen(dates: &PoolsByPerformance, zones: &[String]) -> Result<Vec<(PerformanceId, PoolId)>, Problem> {
    if zones.iter().any(|zone| !dates.values().flatten().any(|p| p.name == *zone)) {
        return Err(Problem::NotAChoice);
    }
    let mut draws = Vec::new();
    for (performance, pools) in dates {
        let drawn = if zones.is_empty() {
            all_places(pools).ok_or(Problem::Missing)?
        } else {
            pools.iter().filter(|p| zones.contains(&p.name)).map(|p| p.pool).collect()
        };
        draws.extend(drawn.into_iter().map(|pool| (*performance, pool)));
    }
    Ok(draws)
}

/// What a ticket type draws from on the dates there are: what a new date goes by.
#[derive(Clone, Debug, Default)]
pub struct UsualPools {
    names: BTreeSet<String>,
    /// On some date it is sold for every place.
    all: bool,
}

/// The habits of an event's ticket types.
pub type UsualDraws = Vec<(TicketTypeId, UsualPools)>;

impl UsualPools {
    /// The pools of a new date: those of the same names; where there are none of these, all places, if that is what the
    /// type is for.
    pub fn of(&self, pools: &[NamedPool]) -> Vec<PoolId> {
        let same: Vec<PoolId> = pools.iter().filter(|p| self.names.contains(&p.name)).map(|p| p.pool).collect();
        match same.is_empty() && (self.all || self.names.is_empty()) {
            true => all_places(pools).unwrap_or_default(),
            false => same,
        }
    }
}

/// The habits of ticket types. `draws`: what each draws from on which date, and what that is called.
pub fn usual(
    ticket_types: impl Iterator<Item = TicketTypeId>,
    dates: &PoolsByPerformance,
    draws: Vec<(TicketTypeId, PerformanceId, PoolId, String)>,
) -> UsualDraws {
    let mut drawn: BTreeMap<TicketTypeId, BTreeMap<PerformanceId, BTreeSet<PoolId>>> = BTreeMap::new();
    let mut habits: BTreeMap<TicketTypeId, UsualPools> =
        ticket_types.map(|ticket_type| (ticket_type, UsualPools::default())).collect();
    for (ticket_type, performance, pool, name) in draws {
        habits.entry(ticket_type).or_default().names.insert(name);
        drawn.entry(ticket_type).or_default().entry(performance).or_default().insert(pool);
    }
    for (ticket_type, by_date) in &drawn {
        let is_all = |(performance, pools): (&PerformanceId, &BTreeSet<PoolId>)| {
            dates.get(performance).is_some_and(|d| d.len() == pools.len())
        };
        if let Some(habit) = habits.get_mut(ticket_type) {
            habit.all = by_date.iter().any(is_all);
        }
    }
    habits.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn pools(names: &[(&str, bool)]) -> Vec<NamedPool> {
        let pool = |(n, (name, seated)): (usize, &(&str, bool))| NamedPool {
            pool: PoolId(Uuid::from_u128(n as u128)),
            name: (*name).to_owned(),
            seated: *seated,
        };
        names.iter().enumerate().map(pool).collect()
    }

    fn habit(names: &[&str], all: bool) -> UsualPools {
        UsualPools { names: names.iter().map(|n| (*n).to_owned()).collect(), all }
    }

    fn date(n: u128) -> PerformanceId {
        PerformanceId(Uuid::from_u128(n))
    }

    #[test]
    fn all_places_are_one_crowd_or_any_number_of_seats() {
        assert_eq!(all_places(&pools(&[("Floor", false)])).map(|p| p.len()), Some(1));
        assert_eq!(all_places(&pools(&[("Stalls", true), ("Gallery", true)])).map(|p| p.len()), Some(2));
        assert_eq!(all_places(&pools(&[("North", false), ("South", false)])), None);
        assert_eq!(all_places(&pools(&[("Stand", true), ("Floor", false)])), None);
    }

    #[test]
    fn a_new_date_goes_by_the_names_of_the_others() {
        let hall = pools(&[("Stalls", true), ("Gallery", true)]);
        assert_eq!(habit(&["Gallery"], false).of(&hall), [hall[1].pool]);
        assert_eq!(habit(&["Box"], false).of(&hall), []);
        assert_eq!(habit(&["General admission"], true).of(&hall).len(), 2);
        assert_eq!(habit(&[], false).of(&hall).len(), 2);
    }

    #[test]
    fn zones_are_chosen_by_names_that_there_are() {
        let dates = PoolsByPerformance::from([
            (date(1), pools(&[("Stalls", true), ("Gallery", true)])),
            (date(2), pools(&[("Stalls", true)])),
        ]);
        let choose = |zones: &[&str]| {
            let zones: Vec<String> = zones.iter().map(|zone| (*zone).to_owned()).collect();
            chosen(&dates, &zones).map(|draws| draws.len())
        };
        assert_eq!(choose(&[]), Ok(3));
        assert_eq!(choose(&["Gallery"]), Ok(1));
        assert_eq!(choose(&["Stalls"]), Ok(2));
        assert_eq!(choose(&["Stalls", "Box"]), Err(Problem::NotAChoice));
        let crowds = PoolsByPerformance::from([(date(1), pools(&[("North", false), ("South", false)]))]);
        assert_eq!(chosen(&crowds, &[]), Err(Problem::Missing), "one has to be chosen");
    }

    #[test]
    fn a_habit_is_what_a_type_draws_from_on_some_date() {
        let hall = pools(&[("Stalls", true), ("Gallery", true)]);
        let dates = PoolsByPerformance::from([(date(1), hall.clone())]);
        let [full, some, new] = [7, 8, 9].map(|n| TicketTypeId(Uuid::from_u128(n)));
        let draw = |kind, pool: &NamedPool| (kind, date(1), pool.pool, pool.name.clone());
        let draws = vec![draw(full, &hall[0]), draw(full, &hall[1]), draw(some, &hall[1])];
        let habits = usual([full, some, new].into_iter(), &dates, draws);
        let other = pools(&[("Stalls", true), ("Box", true), ("Balcony", true)]);
        let elsewhere = pools(&[("Parquet", true), ("Box", true)]);
        let drawn: Vec<_> = habits.iter().map(|(_, h)| (h.of(&other).len(), h.of(&elsewhere).len())).collect();
        assert_eq!(habits.iter().map(|(kind, _)| *kind).collect::<Vec<_>>(), [full, some, new]);
        assert_eq!(drawn, [(1, 2), (0, 0), (3, 2)]);
    }
}
