//! Builds, runs and tests Tessera: `cargo xtask --help` lists the verbs, one file each.
//!
//! This crate knows no other crate of the workspace. It starts programs, watches them and ends them again; what it
//! needs and does not find (a browser, Postgres, Node) it installs, or it says in one sentence what to do.
//! To add a verb: a file with `pub fn run(...) -> anyhow::Result<()>`, and a line in [`Verb`].

mod paths;
mod progress;
mod process;
mod guard;
mod signals;
mod install;
mod cluster;
mod ports;
mod http;
mod stack;
mod demo;
mod dev;
mod web;
mod test;
mod tidy;
mod sqlx;
mod bench;
mod sim;
mod storm;
mod audit;
mod postgres_verb;
mod workspace;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Builds, runs and tests Tessera", disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Install what is missing, build everything and open the demo season on this machine
    Demo(demo::Options),
    /// Like `demo`, and rebuild and restart whatever changes
    Dev(dev::Options),
    /// Build the browser bundles, the style sheet and the public files into target/site
    Web(web::Options),
    /// Everything CI runs: format, lints, tidy, tests, bundles, browser journeys, printer, API fuzz
    Test(test::Options),
    /// Hold the crate diagram and the house rules against the tree
    Tidy,
    /// Write the checked-query data of crates/storage anew
    Sqlx(sqlx::Options),
    /// Measure what a visitor waits for
    Bench(bench::Options),
    /// Play random seasons against the flows, with an auditor who knows what every answer has to be
    Sim(sim::Options),
    /// Thousands of buyers, two servers and a Postgres that are killed at random moments
    Storm(storm::Options),
    /// Run the private test Postgres in the foreground and print its address
    Postgres,
    /// Used by xtask itself: start a program that ends when xtask ends
    #[command(hide = true)]
    Guard(guard::Options),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().verb {
        Verb::Guard(options) => guard::run(&options).map(|()| ExitCode::SUCCESS),
        verb => {
            signals::listen();
            match verb {
                Verb::Demo(options) => demo::run(&options).map(done),
                Verb::Dev(options) => dev::run(&options).map(done),
                Verb::Web(options) => web::run(&options).map(done),
                Verb::Test(options) => test::run(&options),
                Verb::Tidy => tidy::run().map(done),
                Verb::Sqlx(options) => sqlx::run(&options).map(done),
                Verb::Bench(options) => bench::run(&options).map(done),
                Verb::Sim(options) => sim::run(&options),
                Verb::Storm(options) => storm::run(&options).map(done),
                Verb::Postgres => postgres_verb::run().map(done),
                Verb::Guard(_) => unreachable!("taken by the outer match"),
            }
        }
    };
    match outcome {
        Ok(code) => code,
        Err(_) if signals::interrupted() => ExitCode::from(130),
        Err(error) => {
            eprintln!("\n{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn done((): ()) -> ExitCode {
    ExitCode::SUCCESS
}
