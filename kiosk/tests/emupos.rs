//! Receipt and tickets on a printer that isn't ours: emupos, an emulator with its own reading of ESC/POS.
//!
//! Runs when `EMUPOS_BIN` names an `emupos` 0.4 executable (it needs Python 3.13); says so and passes when it doesn't.

use domain::ids::PrintJobId;
use domain::locale::Locale;
use domain::paper::{Paper, PaperTicket, PrintJob, PrinterState};
use kiosk::terminal::station::{JobOutcome, Station, Witness};
use kiosk::terminal::transport::Timing;
use printing::profile::Profile;
use printing::sample;
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const CODE: &str = "TESSERA2ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// A running emulator; it ends with the test.
struct Emulator {
    process: Child,
    folder: PathBuf,
    api: u16,
    printer: u16,
}

impl Emulator {
    /// `None` when there is none to start.
    fn start() -> Option<Emulator> {
        let Some(program) = std::env::var_os("EMUPOS_BIN") else {
            eprintln!("skipped: EMUPOS_BIN is unset, so there is no emupos to print to");
            return None;
        };
        let free_port = || TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let (api, printer) = (free_port(), free_port());
        let folder = std::env::temp_dir().join(format!("tessera-emupos-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let config = format!(
            "schema: 1\napi: {{host: 127.0.0.1, port: {api}}}\ndevices:\n - {{id: front, type: printer, \
             profile: epson-tm-t20iii, receipts_dir: receipts, connections: [{{tcp: {{host: 127.0.0.1, port: {printer}}}}}]}}\n"
        );
        std::fs::write(folder.join("emupos.yaml"), config).unwrap();
        let mut process = Command::new(program)
            .arg("run")
            .current_dir(&folder)
            .env("PYTHONUNBUFFERED", "1")
            .stdout(Stdio::piped())
            .spawn()
            .expect("EMUPOS_BIN should name an executable");
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        assert!(
            lines.by_ref().any(|line| line.unwrap_or_default().contains("control API")),
            "emupos ended before it was ready"
        );
        std::thread::spawn(move || lines.for_each(drop));
        Some(Emulator { process, folder, api, printer })
    }

    /// One request to its control API.
    fn http(&self, method: &str, path: &str) -> Vec<u8> {
        http(self.api, method, path)
    }

    /// Its receipts, oldest first: text and PNG.
    fn papers(&self) -> Vec<(String, Vec<u8>)> {
        let list: Vec<Value> = serde_json::from_slice(&self.http("GET", "receipts")).unwrap();
        let mut list: Vec<(String, String)> = list
            .iter()
            .map(|receipt| {
                let text = |field: &str| receipt[field].as_str().unwrap().to_owned();
                (text("completed_at"), text("id"))
            })
            .collect();
        list.sort();
        list.iter()
            .map(|(_, id)| {
                let text = self.http("GET", &format!("receipts/{id}/text"));
                (String::from_utf8(text).unwrap(), self.http("GET", &format!("receipts/{id}/image")))
            })
            .collect()
    }

    fn drawer(&self) -> String {
        let device: Value = serde_json::from_slice(&self.http("GET", "")).unwrap();
        device["state"]["drawer"].as_str().unwrap().to_owned()
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn http(api: u16, method: &str, path: &str) -> Vec<u8> {
    let mut stream = TcpStream::connect(("127.0.0.1", api)).unwrap();
    let path = format!("/api/v1/devices/front/{path}");
    let path = path.trim_end_matches('/');
    write!(stream, "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        .unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 2"), "{method} {path}: {}", String::from_utf8_lossy(&answer));
    let head = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    answer.split_off(head + 4)
}

fn sale() -> PrintJob {
    let ticket = |number: i64| {
        let code = format!("{CODE}{number}");
        Paper::Ticket(PaperTicket { sale_number: number, code, ..sample::ticket(Locale::It) })
    };
    PrintJob {
        id: PrintJobId(uuid::Uuid::from_u128(5)),
        open_drawer: true,
        papers: vec![Paper::Receipt(sample::receipt(Locale::It)), ticket(1), ticket(2)],
    }
}

/// Takes the paper out as soon as the first paper is done, if it is told to.
struct Hand {
    api: u16,
    takes_paper: bool,
    papers_done: usize,
}

impl Witness for Hand {
    fn drawer(&mut self) {}
    fn papers_done(&mut self, count: usize) {
        self.papers_done = count;
        if self.takes_paper && count == 1 {
            http(self.api, "PUT", "faults/paper-out");
        }
    }
}

fn scanned(png: &[u8]) -> String {
    let picture = image::load_from_memory(png).unwrap().to_luma8();
    let (width, height) = picture.dimensions();
    let code = rxing::helpers::detect_in_luma(picture.into_raw(), width, height, Some(rxing::BarcodeFormat::QR_CODE));
    code.unwrap().getText().to_owned()
}

#[tokio::test]
async fn another_reader_of_the_bytes_sees_the_same_paper() {
    let Some(emulator) = Emulator::start() else { return };
    let timing = Timing { poll: Duration::from_millis(50), ..Timing::default() };
    let address = format!("127.0.0.1:{}", emulator.printer);
    let mut station = Station::new(address, Profile::EPSON_TM_T20III, timing);
    let mut hand = Hand { api: emulator.api, takes_paper: false, papers_done: 0 };
    assert_eq!(station.state().await, PrinterState::Ready);
    assert_eq!(station.print(&sale(), 0, true, &mut hand).await, JobOutcome::Done);

    let papers = emulator.papers();
    assert_eq!(papers.len(), 3, "each paper is cut on its own");
    let receipt = &papers[0].0;
    for line in ["Teatro Comunale", "2 × Libretto di sala", "16,00 €", "Totale", "86,00 €", "Contanti", "Resto"] {
        assert!(receipt.contains(line), "{line} is missing in:\n{receipt}");
    }
    assert!(papers[1].0.contains("Łucja D'Angelo"), "{}", papers[1].0);
    assert_eq!(scanned(&papers[1].1), format!("{CODE}1"));
    assert_eq!(scanned(&papers[2].1), format!("{CODE}2"));
    assert_eq!(emulator.drawer(), "open");
    emulator.http("POST", "drawer/close");
    assert_eq!(emulator.drawer(), "closed");
    if let Some(folder) = std::env::var_os("TESSERA_KEEP_PAPER") {
        for (number, (_, png)) in papers.iter().enumerate() {
            std::fs::write(PathBuf::from(&folder).join(format!("emupos-{number}.png")), png).unwrap();
        }
    }

    emulator.http("PUT", "faults/cover-open");
    let outcome = station.print(&sale(), 0, true, &mut hand).await;
    assert_eq!(outcome, JobOutcome::Waiting(PrinterState::CoverOpen));
    emulator.http("DELETE", "faults/cover-open");
    assert_eq!((emulator.papers().len(), emulator.drawer().as_str()), (3, "closed"));

    hand = Hand { takes_paper: true, papers_done: 0, ..hand };
    let outcome = station.print(&sale(), 0, true, &mut hand).await;
    assert_eq!((outcome, hand.papers_done), (JobOutcome::Unsure(PrinterState::PaperOut), 1));
    assert_eq!(emulator.papers().len(), 4, "the receipt is out, no ticket is");
    emulator.http("DELETE", "faults/paper-out");
    hand.takes_paper = false;
    assert_eq!(station.print(&sale(), 2, false, &mut hand).await, JobOutcome::Done);
    let last = emulator.papers().pop().unwrap();
    assert_eq!(scanned(&last.1), format!("{CODE}2"));
}
