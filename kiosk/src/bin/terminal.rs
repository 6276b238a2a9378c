//! The terminal program: `terminal --help` says all of it.

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    native::main()
}

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use anyhow::{Context, bail};
    use clap::Parser;
    use domain::ids::PrintJobId;
    use domain::locale::Locale;
    use domain::paper::{Paper, PrintJob, PrinterState};
    use domain::time::Timezone;
    use kiosk::terminal::jobs::{PollPace, Terminal};
    use kiosk::terminal::journal::Journal;
    use kiosk::terminal::server::Server;
    use kiosk::terminal::station::{JobOutcome, Station, Witness};
    use kiosk::terminal::transport::Timing;
    use printing::profile::Profile;
    use std::path::PathBuf;
    use std::process::ExitCode;
    use tokio_util::sync::CancellationToken;

    /// Prints the receipts and tickets of a Tessera box office.
    ///
    /// It stands beside a receipt printer, fetches print jobs from the server, prints each once, and reports how it
    /// went. Paper out, an open cover or a lost network never lose a job and never print one twice: what may be half
    /// printed is shown at the till, and the cashier decides.
    #[derive(Parser)]
    #[command(name = "terminal", version, after_help = PROFILES)]
    struct Arguments {
        /// Address of the server, such as https://tickets.example
        #[arg(long, env = "TESSERA_SERVER")]
        server: Option<String>,
        /// This terminal's token, from the organizer's page Tills (/organizer/tills)
        #[arg(long, env = "TESSERA_TERMINAL_TOKEN", hide_env_values = true)]
        token: Option<String>,
        /// Address of the printer, such as 192.168.1.40 or 192.168.1.40:9100
        #[arg(long, env = "TESSERA_PRINTER")]
        printer: String,
        /// Model of the printer; see below
        #[arg(long, env = "TESSERA_PRINTER_PROFILE", default_value = Profile::EPSON_TM_T20III.name, value_parser = profile)]
        profile: Profile,
        /// File that remembers what was being printed, for after a power cut
        #[arg(long, env = "TESSERA_TERMINAL_STATE", default_value = "./terminal-state.json")]
        state: PathBuf,
        /// Language of the test page: en or it
        #[arg(long, env = "TESSERA_LOCALE", default_value = "en", value_parser = locale)]
        locale: Locale,
        /// Time zone of the test page
        #[arg(long, env = "TESSERA_ZONE", default_value = "Europe/Rome")]
        zone: Timezone,
        /// Print a test page and end
        #[arg(long, conflicts_with = "status")]
        test_page: bool,
        /// Say how the printer is and end
        #[arg(long)]
        status: bool,
    }

    const PROFILES: &str = "Printer models: epson-tm-t20iii (80 mm, 48 columns), epson-tm-t88 (80 mm, 42 columns), \
        generic-80 (any 80 mm ESC/POS printer), generic-58 (any 58 mm ESC/POS printer without a cutter).\n\
        RUST_LOG sets how much is logged, such as RUST_LOG=debug.";

    fn profile(name: &str) -> Result<Profile, String> {
        Profile::by_name(name).ok_or_else(|| {
            let names: Vec<&str> = Profile::ALL.iter().map(|profile| profile.name).collect();
            format!("no printer model has this name; there are {}", names.join(", "))
        })
    }

    fn locale(tag: &str) -> Result<Locale, String> {
        Locale::from_tag(tag).ok_or_else(|| "write en or it".to_owned())
    }

    pub fn main() -> ExitCode {
        let arguments = Arguments::parse();
        let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into());
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
        let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
            Ok(runtime) => runtime,
            Err(error) => {
                eprintln!("The terminal can't start: {error}.");
                return ExitCode::FAILURE;
            }
        };
        match runtime.block_on(run(arguments)) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("{error:#}");
                ExitCode::FAILURE
            }
        }
    }

    async fn run(arguments: Arguments) -> anyhow::Result<()> {
        let printer = address(&arguments.printer);
        let mut station = Station::new(&printer, arguments.profile, Timing::default());
        if arguments.status {
            println!("{}", words(&station.ask().await?));
            return Ok(());
        }
        if arguments.test_page {
            return test_page(&mut station, printer, arguments.locale, arguments.zone).await;
        }
        let server = arguments.server.context("say which server: --server or TESSERA_SERVER")?;
        let token = arguments.token.context("say this terminal's token: --token or TESSERA_TERMINAL_TOKEN")?;
        let server = Server::new(&server, &token)?;
        let journal = Journal::open(&arguments.state)?;
        let stop = CancellationToken::new();
        tokio::spawn(stop_on_signal(stop.clone()));
        let mut terminal = Terminal { server, station, journal, pace: PollPace::default() };
        terminal.run(stop).await?;
        tracing::info!("the terminal has stopped");
        Ok(())
    }

    /// The port of raw printing, where none is written.
    fn address(printer: &str) -> String {
        let printer = printer.trim();
        if printer.contains(':') { printer.to_owned() } else { format!("{printer}:9100") }
    }

    struct Nobody;
    impl Witness for Nobody {
        fn drawer(&mut self) {}
        fn papers_done(&mut self, _count: usize) {}
    }

    async fn test_page(station: &mut Station, printer: String, locale: Locale, zone: Timezone) -> anyhow::Result<()> {
        station.ask().await?;
        #[expect(clippy::disallowed_methods, reason = "a test page says when it was printed")]
        let now = chrono::Utc::now();
        let page = Paper::TestPage { locale, printer, at: now, zone };
        // The id is never seen by anyone: this job doesn't come from the server.
        let job = PrintJob { id: PrintJobId(Default::default()), open_drawer: false, papers: vec![page] };
        match station.print(&job, 0, false, &mut Nobody).await {
            JobOutcome::Done => {
                println!("The test page is printed.");
                Ok(())
            }
            JobOutcome::Waiting(state) => bail!("Nothing was printed: {}", words(&state)),
            JobOutcome::Unsure(state) => bail!("The test page stopped in the middle: {}", words(&state)),
        }
    }

    fn words(state: &PrinterState) -> &'static str {
        match state {
            PrinterState::Ready => "the printer is ready.",
            PrinterState::PaperLow => "the printer is ready, and its paper ends soon.",
            PrinterState::PaperOut => "the paper is out; put in a new roll.",
            PrinterState::CoverOpen => "the cover is open; close it.",
            PrinterState::Error => "the printer has an error; switch it off and on.",
            PrinterState::Offline => "the printer doesn't answer; look at its cable and its power.",
        }
    }

    async fn stop_on_signal(stop: CancellationToken) {
        let interrupted = tokio::signal::ctrl_c();
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            match signal(SignalKind::terminate()) {
                Ok(mut terminated) => {
                    tokio::select! {
                        _ = interrupted => {}
                        _ = terminated.recv() => {}
                    }
                }
                // Without the second signal the first one still stops us.
                Err(_) => {
                    let _ = interrupted.await;
                }
            }
        }
        #[cfg(not(unix))]
        let _ = interrupted.await;
        stop.cancel();
    }
}
