use super::*;
use crate::money::Currency;
use crate::payment::FailureReason;
use proptest::prelude::*;

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

fn captured(minor: i64) -> PaymentReport {
    PaymentReport::Captured { amount: eur(minor) }
}

const ASKED: i64 = 5000;
const STATES: [PaymentState; 6] = [
    PaymentState::Created,
    PaymentState::Pending,
    PaymentState::Captured,
    PaymentState::Failed { reason: FailureReason::Declined },
    PaymentState::Cancelled,
    PaymentState::Returned,
];

fn decide(state: &PaymentState, order: OrderState, holds: &[HoldState], report: &PaymentReport) -> ReportDecision {
    ReportedPayment { state, amount: eur(ASKED), order, holds }.decide(report)
}

#[test]
fn what_money_buys_is_said_by_the_order_and_its_holds() {
    use HoldState::{Expired as Lapsed, Pending, Voided};
    use OrderState::*;
    let too_late = ReportDecision::GiveBack { amount: eur(ASKED), why: UnusableMoney::TooLate };
    let twice = ReportDecision::GiveBack { amount: eur(ASKED), why: UnusableMoney::PaidTwice };
    for (order, holds, comes_to) in [
        (AwaitingPayment, &[Pending, Pending][..], ReportDecision::Settle),
        (AwaitingPayment, &[Pending, Lapsed], ReportDecision::SettleIfFree),
        (AwaitingPayment, &[Pending, Voided], ReportDecision::SettleIfFree),
        (AwaitingPayment, &[], ReportDecision::SettleIfFree),
        (Expired, &[Pending], ReportDecision::SettleIfFree),
        (Expired, &[Voided], ReportDecision::SettleIfFree),
        (Cancelled, &[Voided], too_late.clone()),
        (Cancelled, &[Pending], too_late),
        (Paid, &[HoldState::Posted], twice.clone()),
        (PartlyRefunded, &[HoldState::Posted], twice.clone()),
        (Refunded, &[HoldState::Posted], twice),
    ] {
        for state in STATES {
            let is_seen = matches!(state, PaymentState::Captured | PaymentState::Returned);
            let comes_to = if is_seen { ReportDecision::Nothing } else { comes_to.clone() };
            assert_eq!(decide(&state, order, holds, &captured(ASKED)), comes_to, "{state:?} {order:?} {holds:?}");
        }
    }
}

#[test]
fn another_amount_buys_nothing_and_goes_back_as_it_came() {
    let other = [eur(ASKED - 1), eur(ASKED + 1), eur(0), Money::new(ASKED, Currency::USD)];
    for (order, amount) in OrderState::ALL.iter().flat_map(|order| other.map(|amount| (*order, amount))) {
        let back = ReportDecision::GiveBack { amount, why: UnusableMoney::WrongAmount };
        let report = PaymentReport::Captured { amount };
        assert_eq!(decide(&PaymentState::Pending, order, &[HoldState::Pending], &report), back, "{order:?}");
    }
}

#[test]
fn a_report_without_money_changes_the_payment_alone() {
    let declined = FailureReason::Declined;
    for order in OrderState::ALL {
        let decide = |state, report| decide(&state, *order, &[HoldState::Pending], &report);
        assert_eq!(
            decide(PaymentState::Created, PaymentReport::Pending),
            ReportDecision::Unpaid(PaymentState::Pending)
        );
        assert_eq!(decide(PaymentState::Pending, PaymentReport::Pending), ReportDecision::Nothing);
        assert_eq!(
            decide(PaymentState::Pending, PaymentReport::Failed(declined)),
            ReportDecision::Unpaid(PaymentState::Failed { reason: declined })
        );
        assert_eq!(
            decide(PaymentState::Created, PaymentReport::Cancelled),
            ReportDecision::Unpaid(PaymentState::Cancelled)
        );
        assert_eq!(decide(PaymentState::Captured, PaymentReport::Failed(declined)), ReportDecision::Nothing);
        assert_eq!(decide(PaymentState::Cancelled, PaymentReport::Failed(declined)), ReportDecision::Nothing);
    }
}

#[test]
fn what_is_said_of_money_that_buys_nothing() {
    use UnusableMoney::*;
    for (why, reason, attention, told) in [
        (WrongAmount, BackReason::PaidTooLate, Some(Attention::AmountMismatch), true),
        (PaidTwice, BackReason::PaidTwice, None, false),
        (TooLate, BackReason::PaidTooLate, None, true),
    ] {
        assert_eq!((why.reason(), why.attention(), why.is_told()), (reason, attention, told), "{why:?}");
        for order in OrderState::ALL {
            let ends = why != PaidTwice && *order == OrderState::AwaitingPayment;
            assert_eq!(why.ends(*order), ends.then_some(OrderState::Expired), "{why:?} {order:?}");
        }
    }
    use super::TooLate as Late;
    assert_eq!(Late::of(OrderState::Cancelled, true), Late::OrderCancelled);
    assert_eq!(Late::of(OrderState::Expired, true), Late::PerformanceCancelled);
    assert_eq!(Late::of(OrderState::AwaitingPayment, false), Late::PlacesGone);
}

/// An order that is tried to be paid three times, and what became of it.
#[derive(Debug)]
struct World {
    order: OrderState,
    holds: Vec<HoldState>,
    payments: Vec<PaymentState>,
    settled: Vec<usize>,
    /// By which payment, and how much.
    back: Vec<(usize, Money)>,
}

#[derive(Clone, Debug)]
enum Step {
    /// What is said of a payment, and whether lapsed places are free at that moment.
    Report { payment: usize, report: PaymentReport, free: bool },
    /// Nobody paid in time.
    Expire,
    /// The buyer gives up.
    Cancel,
    /// Somebody needed the place of a hold whose time was over.
    Lapse(usize),
}

fn steps() -> impl Strategy<Value = Step> {
    let reports = prop::sample::select(vec![
        PaymentReport::Pending,
        captured(ASKED),
        captured(ASKED - 100),
        PaymentReport::Failed(FailureReason::Declined),
        PaymentReport::Cancelled,
    ]);
    prop_oneof![
        6 => (0usize..3, reports, any::<bool>()).prop_map(|(payment, report, free)| Step::Report { payment, report, free }),
        1 => Just(Step::Expire),
        1 => Just(Step::Cancel),
        1 => (0usize..2).prop_map(Step::Lapse),
    ]
}

impl World {
    fn end(&mut self, to: OrderState) {
        if let Ok(ended) = self.order.become_state(to) {
            self.order = ended;
            self.change_holds(HoldState::Voided);
        }
    }

    fn change_holds(&mut self, to: HoldState) {
        for hold in &mut self.holds {
            *hold = hold.become_state(to).unwrap_or(*hold);
        }
    }

    fn settle(&mut self, payment: usize) {
        self.change_holds(HoldState::Pending);
        self.change_holds(HoldState::Posted);
        self.order = self.order.become_state(OrderState::Paid).unwrap();
        self.settled.push(payment);
    }

    fn give_back(&mut self, payment: usize, amount: Money, why: UnusableMoney) {
        self.back.push((payment, amount));
        self.order = why.ends(self.order).unwrap_or(self.order);
    }

    fn take(&mut self, step: &Step) {
        match step {
            Step::Expire => self.end(OrderState::Expired),
            Step::Cancel => self.end(OrderState::Cancelled),
            Step::Lapse(n) => {
                self.holds[*n] = self.holds[*n].become_state(HoldState::Expired).unwrap_or(self.holds[*n])
            }
            Step::Report { payment, report, free } => {
                let payment = *payment;
                let decision = decide(&self.payments[payment], self.order, &self.holds, report);
                match decision {
                    ReportDecision::Nothing => return,
                    ReportDecision::Unpaid(next) => {
                        self.payments[payment] = next;
                        return;
                    }
                    ReportDecision::Settle => {
                        assert!(self.holds.iter().all(|hold| *hold == HoldState::Pending), "{self:?}");
                        self.settle(payment);
                    }
                    ReportDecision::SettleIfFree if *free => self.settle(payment),
                    ReportDecision::SettleIfFree => self.give_back(payment, eur(ASKED), UnusableMoney::TooLate),
                    ReportDecision::GiveBack { amount, why } => self.give_back(payment, amount, why),
                }
                self.payments[payment] = PaymentState::Captured;
            }
        }
    }
}

proptest! {
    /// Whatever is reported, in whatever order and however often: an order is settled once at most, and each payment that
    /// brought money has settled it or went back, once and as it came.
    #[test]
    fn money_buys_once_or_goes_back_once(all in prop::collection::vec(steps(), 0..30)) {
        let mut world = World {
            order: OrderState::AwaitingPayment,
            holds: vec![HoldState::Pending; 2],
            payments: vec![PaymentState::Created; 3],
            settled: Vec::new(),
            back: Vec::new(),
        };
        let mut came = [None; 3];
        for step in &all {
            if let Step::Report { payment, report: PaymentReport::Captured { amount }, .. } = step {
                came[*payment].get_or_insert(*amount);
            }
            world.take(step);
        }
        prop_assert!(world.settled.len() <= 1);
        prop_assert_eq!(world.order.has_tickets(), world.settled.len() == 1);
        for (payment, came) in came.iter().enumerate() {
            let settled = world.settled.contains(&payment);
            let back: Vec<Money> = world.back.iter().filter(|(of, _)| *of == payment).map(|(_, amount)| *amount).collect();
            let expected: Vec<Money> = came.filter(|_| !settled).into_iter().collect();
            prop_assert_eq!(back, expected);
            prop_assert!(!settled || *came == Some(eur(ASKED)), "another amount settles nothing");
        }
    }
}
