//! Jobs on the demo's printer over a real socket: done, waiting and unsure, and nothing twice.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use backstage::printer::{PrinterFault, VirtualPrinter};
use domain::ids::PrintJobId;
use domain::locale::Locale;
use domain::paper::{Paper, PaperTicket, PrintJob, PrinterState};
use kiosk::terminal::jobs::{PollPace, Terminal};
use kiosk::terminal::journal::Journal;
use kiosk::terminal::server::Server;
use kiosk::terminal::station::{JobOutcome, Station, Witness};
use kiosk::terminal::transport::Timing;
use printing::profile::Profile;
use printing::sample;
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

fn quick() -> Timing {
    Timing { poll: Duration::from_millis(20), ..Timing::default() }
}

fn ticket(number: i64) -> PaperTicket {
    PaperTicket { sale_number: number, code: format!("TICKET{number}"), ..sample::ticket(Locale::En) }
}

/// A receipt and two tickets, and the drawer.
fn sale() -> PrintJob {
    PrintJob {
        id: PrintJobId(uuid::Uuid::from_u128(77)),
        open_drawer: true,
        papers: vec![Paper::Receipt(sample::receipt(Locale::En)), Paper::Ticket(ticket(1)), Paper::Ticket(ticket(2))],
    }
}

/// Remembers what it saw.
#[derive(Default)]
struct Notes {
    drawer: usize,
    papers_done: usize,
}

impl Witness for Notes {
    fn drawer(&mut self) {
        self.drawer += 1;
    }
    fn papers_done(&mut self, count: usize) {
        self.papers_done = count;
    }
}

async fn bound() -> (VirtualPrinter, Station) {
    let printer = VirtualPrinter::bind("127.0.0.1:0").await.unwrap();
    let station = Station::new(printer.address().to_string(), Profile::EPSON_TM_T20III, quick());
    (printer, station)
}

#[tokio::test]
async fn a_sale_is_printed_with_the_drawer_first_and_each_paper_cut() {
    let (printer, mut station) = bound().await;
    let mut notes = Notes::default();
    assert_eq!(station.print(&sale(), 0, true, &mut notes).await, JobOutcome::Done);
    let papers = printer.papers();
    if let Some(folder) = std::env::var_os("TESSERA_KEEP_PAPER") {
        for paper in &papers {
            let file = PathBuf::from(&folder).join(format!("virtual-{}.png", paper.number));
            std::fs::write(file, &paper.png).unwrap();
        }
    }
    assert_eq!((papers.len(), notes.papers_done, notes.drawer), (3, 3, 1));
    assert!(papers[0].drawer_opened_before, "the pulse comes before the receipt");
    assert!(!papers[1].drawer_opened_before && !papers[2].drawer_opened_before);
    assert!(papers[0].text.contains("2 × Program book                          €16.00"), "{}", papers[0].text);
    assert!(papers[0].text.contains("Change                                    €14.00"));
    assert_eq!(papers[2].qr_contents, ["TICKET2"]);
    assert!(papers[2].text.contains("Łucja D'Angelo"), "{}", papers[2].text);
}

#[tokio::test]
async fn an_open_cover_keeps_the_job_whole() {
    let (printer, mut station) = bound().await;
    printer.set_fault(PrinterFault::CoverOpen);
    let mut notes = Notes::default();
    assert_eq!(station.print(&sale(), 0, true, &mut notes).await, JobOutcome::Waiting(PrinterState::CoverOpen));
    printer.clear_fault(PrinterFault::CoverOpen);
    assert!(printer.papers().is_empty() && !printer.drawer_open());
    assert_eq!((notes.drawer, notes.papers_done), (0, 0));
    assert_eq!(station.print(&sale(), 0, true, &mut notes).await, JobOutcome::Done);
    assert_eq!(printer.papers().len(), 3);
}

#[tokio::test]
async fn trouble_that_is_over_before_a_job_is_not_the_jobs() {
    let (printer, mut station) = bound().await;
    assert_eq!(station.print(&sale(), 0, true, &mut Notes::default()).await, JobOutcome::Done);
    // The printer says both by itself, on the connection that stays open.
    printer.set_fault(PrinterFault::PaperOut);
    assert_eq!(station.state().await, PrinterState::PaperOut);
    printer.clear_fault(PrinterFault::PaperOut);
    assert_eq!(station.state().await, PrinterState::Ready);
    assert_eq!(station.print(&sale(), 0, true, &mut Notes::default()).await, JobOutcome::Done);
    assert_eq!(printer.papers().len(), 6);
}

#[tokio::test]
async fn paper_out_in_the_middle_is_unsure_and_goes_on_with_the_first_paper_not_out() {
    let (printer, mut station) = bound().await;
    let mut notes = Notes::default();
    let lines = printing::plain_text(&sale().papers[0], &Profile::EPSON_TM_T20III).lines().count();
    printer.set_fault(PrinterFault::PaperOutAfter(lines as u32 + 15));
    assert_eq!(station.print(&sale(), 0, true, &mut notes).await, JobOutcome::Unsure(PrinterState::PaperOut));
    assert_eq!((printer.papers().len(), notes.papers_done), (1, 1), "the receipt is out, a ticket stopped inside");
    printer.close_drawer();

    assert_eq!(station.print(&sale(), 1, false, &mut notes).await, JobOutcome::Waiting(PrinterState::PaperOut));
    printer.clear_fault(PrinterFault::PaperOut);
    assert_eq!(printer.papers().len(), 1, "nothing comes out by itself after a person may have decided");
    assert_eq!(station.print(&sale(), 1, false, &mut notes).await, JobOutcome::Done);
    let papers = printer.papers();
    let codes: Vec<&[String]> = papers.iter().map(|paper| paper.qr_contents.as_slice()).collect();
    assert_eq!(codes, [&[][..], &[], &["TICKET1".to_owned()], &["TICKET2".to_owned()]], "the torn piece is cut away");
    assert!(!printer.drawer_open(), "the drawer isn't opened again");
}

#[tokio::test]
async fn nobody_at_the_address_is_waiting() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    drop(listener);
    let mut station = Station::new(address, Profile::EPSON_TM_T20III, quick());
    let outcome = station.print(&sale(), 0, true, &mut Notes::default()).await;
    assert_eq!(outcome, JobOutcome::Waiting(PrinterState::Offline));
}

#[tokio::test]
async fn a_connection_lost_in_the_middle_is_unsure() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut questions = [0; 9];
        stream.read_exact(&mut questions).await.unwrap();
        stream.write_all(&[0x12; 3]).await.unwrap();
        let mut some_of_it = [0; 300];
        stream.read_exact(&mut some_of_it).await.unwrap();
    });
    let mut station = Station::new(address, Profile::EPSON_TM_T20III, quick());
    let mut notes = Notes::default();
    assert_eq!(station.print(&sale(), 0, true, &mut notes).await, JobOutcome::Unsure(PrinterState::Offline));
    assert_eq!(notes.papers_done, 0);
}

#[tokio::test]
async fn a_printer_that_was_switched_off_and_on_is_found_again() {
    let (printer, mut station) = bound().await;
    assert_eq!(station.state().await, PrinterState::Ready);
    printer.set_fault(PrinterFault::Offline);
    assert_eq!(station.state().await, PrinterState::Offline);
    printer.clear_fault(PrinterFault::Offline);
    printer.set_fault(PrinterFault::PaperLow);
    assert_eq!(station.state().await, PrinterState::PaperLow);
    assert_eq!(station.print(&sale(), 2, false, &mut Notes::default()).await, JobOutcome::Done);
}

/// A server of our device API that hands out what it is given and stops the terminal when it has heard enough.
struct PrinterRig {
    orders: Mutex<VecDeque<Value>>,
    heard: Mutex<Vec<Value>>,
    enough: usize,
    /// Answers with 503 so many times first.
    troubles: Mutex<usize>,
    stop: CancellationToken,
}

impl PrinterRig {
    fn trouble(&self) -> bool {
        let mut left = self.troubles.lock().unwrap();
        let now = *left > 0;
        *left = left.saturating_sub(1);
        now
    }
}

async fn next(State(rig): State<Arc<PrinterRig>>, headers: HeaderMap, Json(body): Json<Value>) -> Response {
    assert_eq!(headers["authorization"], "Bearer secret");
    assert!(body["wait_seconds"].is_number() && body["printer"].is_string());
    if rig.trouble() {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    match rig.orders.lock().unwrap().pop_front() {
        Some(order) => Json(order).into_response(),
        None => StatusCode::NO_CONTENT.into_response(),
    }
}

async fn result(
    State(rig): State<Arc<PrinterRig>>,
    Path(job): Path<String>,
    Json(mut body): Json<Value>,
) -> StatusCode {
    if rig.trouble() {
        return StatusCode::SERVICE_UNAVAILABLE;
    }
    body["job"] = json!(job);
    let mut heard = rig.heard.lock().unwrap();
    heard.push(body);
    if heard.len() >= rig.enough {
        rig.stop.cancel();
    }
    StatusCode::NO_CONTENT
}

async fn rig(orders: Vec<Value>, enough: usize, troubles: usize) -> (Arc<PrinterRig>, String) {
    let rig = Arc::new(PrinterRig {
        orders: Mutex::new(orders.into()),
        heard: Mutex::default(),
        enough,
        troubles: Mutex::new(troubles),
        stop: CancellationToken::new(),
    });
    let router = Router::new()
        .route("/api/v1/terminal/jobs/next", post(next))
        .route("/api/v1/terminal/jobs/{job}/result", post(result))
        .with_state(rig.clone());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (rig, address)
}

struct StateFile(PathBuf);

impl StateFile {
    fn new(name: &str) -> StateFile {
        StateFile(std::env::temp_dir().join(format!("tessera-terminal-{}-{name}.json", std::process::id())))
    }
}

impl Drop for StateFile {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
        let _ = std::fs::remove_file(format!("{}.lock", self.0.display()));
    }
}

fn terminal(server: &str, station: Station, state: &StateFile) -> Terminal {
    let pace = PollPace {
        look: Duration::from_millis(20),
        back_off_min: Duration::from_millis(5),
        back_off_max: Duration::from_millis(20),
        ..PollPace::default()
    };
    let journal = Journal::open(&state.0).unwrap();
    Terminal { server: Server::new(server, "secret").unwrap(), station, journal, pace }
}

fn order(job: &PrintJob, first_paper: usize) -> Value {
    json!({ "job": job, "first_paper": first_paper })
}

#[tokio::test]
async fn the_terminal_fetches_prints_and_reports_through_a_servers_trouble() {
    let (printer, station) = bound().await;
    let state = StateFile::new("fetches");
    let (rig, server) = rig(vec![order(&sale(), 0)], 1, 3).await;
    terminal(&server, station, &state).run(rig.stop.clone()).await.unwrap();
    let heard = rig.heard.lock().unwrap().clone();
    let expected = json!({
        "job": sale().id, "outcome": "done", "papers_done": 3, "printer": "ready", "message": ""
    });
    assert_eq!(heard, [expected]);
    assert_eq!(printer.papers().len(), 3);
}

#[tokio::test]
async fn a_job_that_was_in_hand_when_the_terminal_was_killed_is_unsure_and_not_printed() {
    let (printer, station) = bound().await;
    let state = StateFile::new("killed");
    let mut journal = Journal::open(&state.0).unwrap();
    journal.begin(sale().id, 0).unwrap();
    journal.drawer().unwrap();
    journal.papers_done(1).unwrap();
    drop(journal);

    let (rig, server) = rig(vec![order(&sale(), 1)], 2, 0).await;
    terminal(&server, station, &state).run(rig.stop.clone()).await.unwrap();
    let heard = rig.heard.lock().unwrap().clone();
    assert_eq!((&heard[0]["outcome"], &heard[0]["papers_done"]), (&json!("unsure"), &json!(1)));
    assert_eq!((&heard[1]["outcome"], &heard[1]["papers_done"]), (&json!("done"), &json!(3)));
    assert_eq!(printer.papers().len(), 2, "only what the server asked for after it had heard");
    assert!(!printer.drawer_open(), "the pulse was sent before the kill");
}

#[tokio::test]
async fn an_unready_printer_is_told_and_the_job_handed_out_again_is_printed_once() {
    let (printer, station) = bound().await;
    printer.set_fault(PrinterFault::CoverOpen);
    let state = StateFile::new("unready");
    let (first, server) = rig(vec![order(&sale(), 0)], 1, 0).await;
    let mut terminal = terminal(&server, station, &state);
    terminal.run(first.stop.clone()).await.unwrap();
    let heard = first.heard.lock().unwrap().clone();
    assert_eq!((&heard[0]["outcome"], &heard[0]["printer"]), (&json!("waiting"), &json!("cover_open")));
    assert!(printer.papers().is_empty());

    printer.clear_fault(PrinterFault::CoverOpen);
    let (second, server) = rig(vec![order(&sale(), 0)], 1, 0).await;
    terminal.server = Server::new(&server, "secret").unwrap();
    terminal.run(second.stop.clone()).await.unwrap();
    assert_eq!(second.heard.lock().unwrap()[0]["outcome"], "done");
    assert_eq!(printer.papers().len(), 3);
    assert!(printer.papers()[0].drawer_opened_before, "the drawer waited with the job");
}

/// What a server that has no job heard of the printer; the call that waits is never answered.
#[derive(Default)]
struct Idle {
    said: Mutex<Vec<Value>>,
    stop: CancellationToken,
}

#[tokio::test]
async fn a_change_of_the_printer_is_told_while_a_call_waits() {
    async fn printer(State(idle): State<Arc<Idle>>, Json(body): Json<Value>) -> StatusCode {
        let mut said = idle.said.lock().unwrap();
        said.push(body["printer"].clone());
        if said.len() == 2 {
            idle.stop.cancel();
        }
        StatusCode::NO_CONTENT
    }
    let (paper, station) = bound().await;
    let idle = Arc::new(Idle::default());
    let asked = Arc::new(tokio::sync::Notify::new());
    let waits = {
        let asked = asked.clone();
        move || async move {
            asked.notify_one();
            std::future::pending::<StatusCode>().await
        }
    };
    let router = Router::new()
        .route("/api/v1/terminal/jobs/next", post(waits))
        .route("/api/v1/terminal/printer", post(printer))
        .with_state(idle.clone());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let state = StateFile::new("told");
    let mut terminal = terminal(&server, station, &state);
    let roll_ends_and_comes = async {
        asked.notified().await;
        paper.set_fault(PrinterFault::PaperOut);
        while idle.said.lock().unwrap().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        paper.clear_fault(PrinterFault::PaperOut);
    };
    let both = async { tokio::join!(terminal.run(idle.stop.clone()), roll_ends_and_comes) };
    let (ran, ()) = tokio::time::timeout(Duration::from_secs(60), both).await.expect("it is told");
    ran.unwrap();
    assert_eq!(*idle.said.lock().unwrap(), ["paper_out", "ready"]);
}

#[test]
fn a_broken_state_file_is_said_and_not_overwritten() {
    let state = StateFile::new("broken");
    std::fs::write(&state.0, "{ half").unwrap();
    let error = Journal::open(&state.0).unwrap_err().to_string();
    assert!(error.contains("can't be read") && error.contains("delete it"), "{error}");
    assert_eq!(std::fs::read_to_string(&state.0).unwrap(), "{ half");
}

#[test]
fn two_terminals_never_share_a_state_file() {
    let state = StateFile::new("shared");
    let first = Journal::open(&state.0).unwrap();
    let error = Journal::open(&state.0).unwrap_err().to_string();
    assert!(error.contains("another terminal") && error.contains("--state"), "{error}");
    drop(first);
    Journal::open(&state.0).unwrap();
}
