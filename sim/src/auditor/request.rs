//! What was asked and what was answered, as the auditor is told.

use domain::cart::Secret;
use uuid::Uuid;

/// Some places of one date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub date: Uuid,
    pub kind: Uuid,
    pub quantity: i64,
    pub seats: Vec<Uuid>,
}

impl Wanted {
    pub fn places(&self) -> i64 {
        if self.seats.is_empty() { self.quantity } else { self.seats.len() as i64 }
    }
}

#[derive(Clone, Debug)]
pub enum Request {
    Hold {
        cart: Option<Uuid>,
        channel: &'static str,
        wanted: Vec<Wanted>,
    },
    Remove {
        cart: Uuid,
        hold: Uuid,
    },
    Extend {
        cart: Uuid,
    },
    UseCode {
        cart: Uuid,
        code: TypedCode,
    },
    /// `types`: the buyer's details are typed first.
    Place {
        cart: Uuid,
        types: bool,
        offered: bool,
        price_seen: bool,
    },
    Sell {
        cart: Uuid,
        tendered: i64,
        key: String,
    },
    GiveUp {
        order: Uuid,
    },
    PayAgain {
        order: Uuid,
    },
    Refund {
        order: Uuid,
        tickets: Vec<Uuid>,
        though_inside: bool,
    },
    Cancel {
        order: Uuid,
        though_inside: bool,
    },
    RetryRefunds {
        order: Uuid,
    },
    Scan {
        code: Scanned,
        out: bool,
        at: Uuid,
        nonce: String,
    },
    /// Jobs, the sweeper, webhooks, a look at the bank: nobody is told anything.
    Background,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypedCode {
    Of(Uuid),
    /// What nobody made.
    Nonsense,
    /// The one there is comes out.
    None,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scanned {
    Ticket(Uuid),
    /// A ticket's code with something changed in it.
    Forged,
    /// Some other code.
    Nonsense,
}

/// What a success said.
#[derive(Clone, Debug, Default)]
pub struct Success {
    pub cart: Option<(Secret, Uuid)>,
    pub order: Option<Uuid>,
    pub verdict: Option<String>,
}

#[derive(Clone, Debug)]
pub enum Answer {
    Done(Success),
    Refused(String),
    /// The server died; nobody knows.
    Cut,
    /// The database's own guard said no.
    Guarded(String),
    Broke(String),
}

impl Answer {
    /// Whether the tables may hold what was asked for.
    pub fn may_have_happened(&self) -> bool {
        matches!(self, Answer::Done(_) | Answer::Cut)
    }

    pub fn words(&self) -> String {
        match self {
            Answer::Done(Success { verdict: Some(verdict), .. }) => verdict.clone(),
            Answer::Done(_) => "done".into(),
            Answer::Refused(name) => format!("refused: {name}"),
            Answer::Cut => "the server died".into(),
            Answer::Guarded(name) => format!("the database refused: {name}"),
            Answer::Broke(why) => format!("broke: {why}"),
        }
    }
}
