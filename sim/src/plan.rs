//! What happens in a seed: a list of steps, each of which means something in whatever state it finds, so that steps can be
//! left out and the rest still makes a story.

use crate::dice::{Dice, Purpose};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A buyer wants places.
    Hold,
    /// A buyer wants what can't be had: unknown, too many, the wrong kind, not yet, no longer.
    Odd,
    Remove,
    Extend,
    /// Somebody types a discount code, or takes it out.
    UseCode,
    /// A buyer presses the button.
    Place,
    /// The buyer at the bank, or the bank by itself.
    Decide,
    /// The bank calls, perhaps for the second time.
    Webhook,
    /// The buyer is back from the bank.
    Look,
    Work,
    Sweep,
    /// Time goes by.
    Tick,
    GiveUp,
    PayAgain,
    Refund,
    Cancel,
    RetryRefunds,
    DoorHold,
    DoorSell,
    DoorSellAgain,
    DoorRefund,
    Scan,
    ScanAgain,
}

/// What else happens at the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum With {
    Alone,
    /// The server dies after the flow has waited this often.
    Cut(u32),
    /// The other server is asked something at the same moment.
    Beside(Kind, u64),
}

#[derive(Clone, Copy, Debug)]
pub struct Step {
    pub kind: Kind,
    /// What the step's own choices are drawn from.
    pub luck: u64,
    pub server: usize,
    pub with: With,
}

/// How often each happens, in parts.
const WEIGHTS: [(Kind, usize); 23] = [
    (Kind::Hold, 22),
    (Kind::Odd, 6),
    (Kind::Remove, 5),
    (Kind::Extend, 4),
    (Kind::UseCode, 8),
    (Kind::Place, 12),
    (Kind::Decide, 9),
    (Kind::Webhook, 5),
    (Kind::Look, 3),
    (Kind::Work, 7),
    (Kind::Sweep, 3),
    (Kind::Tick, 6),
    (Kind::GiveUp, 3),
    (Kind::PayAgain, 3),
    (Kind::Refund, 4),
    (Kind::Cancel, 2),
    (Kind::RetryRefunds, 2),
    (Kind::DoorHold, 4),
    (Kind::DoorSell, 5),
    (Kind::DoorSellAgain, 2),
    (Kind::DoorRefund, 2),
    (Kind::Scan, 7),
    (Kind::ScanAgain, 3),
];

/// A purchase from beginning to end: without it few stories would come so far.
const PURCHASE: [Kind; 7] = [Kind::Hold, Kind::Place, Kind::Work, Kind::Decide, Kind::Webhook, Kind::Work, Kind::Scan];
/// The same with a code, and more places afterwards.
const CODED: [Kind; 7] = [Kind::Hold, Kind::UseCode, Kind::Hold, Kind::Place, Kind::Work, Kind::Decide, Kind::Webhook];
const DOOR: [Kind; 3] = [Kind::DoorHold, Kind::DoorSell, Kind::Scan];

pub fn draw(seed: u64, steps: usize) -> Vec<Step> {
    let mut dice = Dice::new(seed, Purpose::Plan);
    let mut kinds = Vec::with_capacity(steps + PURCHASE.len());
    while kinds.len() < steps {
        match dice.below(100) {
            0..13 => kinds.extend(PURCHASE),
            13..20 => kinds.extend(CODED),
            20..24 => kinds.extend(DOOR),
            _ => kinds.push(any(&mut dice)),
        }
    }
    kinds.truncate(steps);
    kinds.into_iter().map(|kind| step(kind, &mut dice)).collect()
}

fn step(kind: Kind, dice: &mut Dice) -> Step {
    let with = match dice.below(100) {
        0..7 => With::Cut(u32::try_from(dice.below(24)).unwrap_or(0)),
        // The same thing twice at once is where races are.
        7..12 => With::Beside(kind, dice.number()),
        12..16 => With::Beside(any(dice), dice.number()),
        _ => With::Alone,
    };
    Step { kind, luck: dice.number(), server: dice.below(2), with }
}

fn any(dice: &mut Dice) -> Kind {
    let all: usize = WEIGHTS.iter().map(|(_, weight)| weight).sum();
    let mut at = dice.below(all);
    for (kind, weight) in WEIGHTS {
        if at < weight {
            return kind;
        }
        at -= weight;
    }
    Kind::Hold
}
