//! The simulator: a season made of one random seed, played against the flows on a real Postgres, with an auditor beside it.
//!
//! A seed makes a small world ([`world`]), a list of steps ([`plan`]) and a bank with a mind of its own ([`bank`]). [`play`]
//! does the steps through the flows' public functions, on two servers that share one database, with a clock that stands
//! still between steps, and cuts some of them off in the middle ([`cut`]). The [`auditor`] keeps its own picture of what
//! must be, predicts every answer and compares the tables after every step. It must not share code with storage or flows.
//!
//! To add a step: a `Kind` in [`plan`], how it is asked in [`asking`], what to expect of it in `auditor/predict.rs`, what it
//! may change in `auditor/explain.rs`.

pub mod asking;
pub mod auditor;
pub mod bank;
pub mod cut;
pub mod dice;
pub mod lane;
pub mod plan;
pub mod play;
pub mod run;
pub mod shrink;
pub mod tally;
pub mod world;
