use super::*;
use crate::money::{Currency, Money};
use crate::pricing::PriceRule;
use crate::pricing::fee::FeeRule;
use chrono::TimeDelta;
use proptest::prelude::*;
use uuid::Uuid;

const PLAY: EventId = EventId(Uuid::from_u128(1));
const OPERA: EventId = EventId(Uuid::from_u128(2));

fn at(hour: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::hours(hour)
}

fn friends() -> DiscountCode {
    DiscountCode {
        id: DiscountCodeId(Uuid::from_u128(10)),
        code: "FRIENDS".into(),
        words: Translated::new("10 % for friends", "10 % agli amici"),
        change: PriceChange::ByShare { share_bp: -1000 },
        currency: Currency::EUR,
        event: Some(PLAY),
        from: Some(at(10)),
        until: Some(at(20)),
        active: true,
        pool: PoolId(Uuid::from_u128(11)),
    }
}

fn line(n: u128, event: EventId, quantity: u32, minor: i64) -> CodedLine {
    let price = Money::new(minor, Currency::EUR);
    let rule = PriceRule { price, tax_rate_bp: 1000, tax_included: true, fee: FeeRule::on_top(150) };
    let quote = rule.quote_with(&[]).unwrap();
    CodedLine { hold: HoldId(Uuid::from_u128(n)), event, quantity, quote, code: None }
}

fn totals(lines: &[CodedLine]) -> Vec<i64> {
    lines.iter().map(|line| line.quote.price.total().unwrap().minor).collect()
}

#[test]
fn a_code_is_the_same_however_it_is_typed() {
    for typed in ["FRIENDS10", "friends10", " Friends 10 ", "friends-10", "fr\u{200b}iends 10", "FRÍENDS10"] {
        assert_eq!(normal(typed), "FRIENDS10", "{typed:?}");
    }
    assert_ne!(normal("FRIENDS1O"), "FRIENDS10");
    assert_eq!(normal(" – ☂ "), "");
}

#[test]
fn a_code_is_accepted_in_its_time_while_it_is_switched_on() {
    let code = friends();
    let check = |hour| code.check(at(hour));
    let of_an_hour = [check(9), check(10), check(19), check(20)];
    assert_eq!(of_an_hour, [Err(CartRefusal::CodeNotYet), Ok(()), Ok(()), Err(CartRefusal::CodeEnded)]);
    let off = DiscountCode { active: false, ..friends() };
    assert_eq!(off.check(at(30)), Err(CartRefusal::CodeUnknown), "not that it was one");
}

#[test]
fn it_lowers_what_it_is_for_and_the_last_one_typed_counts() {
    let cart = [line(1, PLAY, 2, 2500), line(2, OPERA, 1, 4000)];
    let coded = reprice(&cart, Some((&friends(), 2)), at(15)).unwrap();
    assert_eq!(totals(&coded), [2400, 4150]);
    assert_eq!((coded[0].code, coded[1].code), (Some((friends().id, friends().pool)), None));
    assert_eq!(coded[0].quote.applied[0].words, friends().words);
    let half = DiscountCode {
        id: DiscountCodeId(Uuid::from_u128(20)),
        change: PriceChange::ByShare { share_bp: -5000 },
        event: None,
        ..friends()
    };
    let again = reprice(&coded, Some((&half, 3)), at(15)).unwrap();
    assert_eq!(totals(&again), [1400, 2150], "not a half of what was lower already");
    assert_eq!(reprice(&again, None, at(99)).unwrap(), cart, "as it was");
}

#[test]
fn it_takes_as_many_uses_as_there_are_tickets() {
    let refused = |refusal| Err(RuleError::Refused(refusal));
    let cart = [line(1, PLAY, 2, 2500), line(2, PLAY, 1, 1000), line(3, OPERA, 9, 1000), line(4, PLAY, 9, 0)];
    let code = friends();
    let with = |lines: &[CodedLine], left| reprice(lines, Some((&code, left)), at(15));
    assert_eq!(with(&cart, 2), refused(CartRefusal::CodeUsedUp { left: 2 }));
    let coded = with(&cart, 3).unwrap();
    assert_eq!(with(&coded, 0).unwrap(), coded, "its own uses are left to it");
    assert_eq!(with(&cart[2..], 9), refused(CartRefusal::CodeFitsNothing), "another's event, and what is free");
    let of_yen = DiscountCode { change: PriceChange::By { minor: -500 }, currency: Currency::JPY, ..friends() };
    assert_eq!(reprice(&cart[..1], Some((&of_yen, 9)), at(15)), refused(CartRefusal::CodeFitsNothing));
    let dearer = DiscountCode { change: PriceChange::To { minor: 3000 }, ..friends() };
    let raised = reprice(&cart[..1], Some((&dearer, 9)), at(15));
    assert_eq!(raised, refused(CartRefusal::CodeFitsNothing), "nobody types a code to pay more");
}

proptest! {
    /// However often codes are typed and taken out again: nobody pays more than without, nothing costs less than nothing, and in
    /// the end all is as it was.
    #[test]
    fn codes_come_and_go(
        prices in prop::collection::vec((0i64..20_000, 1u32..5, any::<bool>()), 1..6),
        shares in prop::collection::vec(-10_000i32..3_000, 1..6),
    ) {
        let lines: Vec<CodedLine> = (1..).zip(&prices)
            .map(|(n, (minor, quantity, of_play))| line(n, if *of_play { PLAY } else { OPERA }, *quantity, *minor))
            .collect();
        let mut now = lines.clone();
        for (n, share_bp) in shares.iter().enumerate() {
            let id = DiscountCodeId(Uuid::from_u128(100 + n as u128));
            let code = DiscountCode { id, change: PriceChange::ByShare { share_bp: *share_bp }, ..friends() };
            if let Ok(coded) = reprice(&now, Some((&code, u32::MAX)), at(15)) {
                now = coded;
            }
            for ((was, is), line) in totals(&lines).iter().zip(totals(&now)).zip(&now) {
                prop_assert!(0 <= is && is <= *was);
                prop_assert_eq!(is < *was, line.code.is_some());
            }
        }
        prop_assert_eq!(reprice(&now, None, at(15)).unwrap(), lines);
    }
}
