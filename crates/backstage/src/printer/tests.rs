//! The printer by hand-written bytes, over its socket.

use super::*;

async fn connected() -> (VirtualPrinter, TcpStream) {
    let printer = VirtualPrinter::bind("127.0.0.1:0").await.unwrap();
    let stream = TcpStream::connect(printer.address()).await.unwrap();
    (printer, stream)
}

/// Sends, and reads as many bytes as are expected back.
async fn ask(stream: &mut TcpStream, bytes: &[u8], expected: usize) -> Vec<u8> {
    stream.write_all(bytes).await.unwrap();
    let mut answer = vec![0; expected];
    stream.read_exact(&mut answer).await.unwrap();
    answer
}

/// `GS r 2` says whether the drawer is open, in its turn: when it is answered everything before it was done.
const DONE: &[u8] = b"\x1dr\x01";

#[tokio::test]
async fn text_is_read_through_its_code_page_and_cut_off() {
    let (printer, mut stream) = connected().await;
    let bytes =
        b"\x1b@\x1bt\x13\x1ba\x01\x1d!\x11Caff\x82\n\x1d!\x00\x1ba\x00Totale 12,50 \xd5\n\x1bt\x12\xbe\n\x1dVA\x00";
    ask(&mut stream, &[bytes, DONE].concat(), 1).await;
    let papers = printer.papers();
    assert_eq!(papers.len(), 1);
    assert_eq!(papers[0].text, "                   Caffé\nTotale 12,50 €\nż\n");
    assert!(papers[0].png.starts_with(b"\x89PNG"));
    assert_eq!((papers[0].number, papers[0].drawer_opened_before), (1, false));
}

#[tokio::test]
async fn a_code_is_kept_and_the_drawer_opens_before_its_paper() {
    let (printer, mut stream) = connected().await;
    let bytes = b"\x1bp\x00\x19\xfa\x1d(k\x04\x001A2\x00\x1d(k\x03\x001C\x06\x1d(k\x03\x001E1\x1d(k\x08\x001P0HELLO\x1d(k\x03\x001Q0\x1dV\x00";
    ask(&mut stream, &[bytes.as_slice(), DONE].concat(), 1).await;
    let paper = printer.paper(1).unwrap();
    assert_eq!(paper.qr_contents, ["HELLO"]);
    assert!(paper.drawer_opened_before && printer.drawer_open());
    assert_eq!(ask(&mut stream, b"\x10\x04\x01", 1).await, [0x16]);
    printer.close_drawer();
    assert_eq!(ask(&mut stream, b"\x10\x04\x01", 1).await, [0x12]);
    assert_eq!(printer.drawer_openings().len(), 1);
}

#[tokio::test]
async fn faults_hold_the_paper_and_are_told() {
    let (printer, mut stream) = connected().await;
    assert_eq!(ask(&mut stream, b"\x1da\xff", 4).await, [0x10, 0, 0, 0]);
    printer.set_fault(PrinterFault::CoverOpen);
    assert_eq!(ask(&mut stream, b"", 4).await, [0x38, 0, 0, 0]);
    printer.set_fault(PrinterFault::PaperOut);
    assert_eq!(ask(&mut stream, b"", 4).await, [0x38, 0, 0x0f, 0]);
    assert_eq!(ask(&mut stream, b"held\n\x1dV\x00\x10\x04\x04", 1).await, [0x7e]);
    assert_eq!(ask(&mut stream, b"\x10\x04\x01\x10\x04\x02", 2).await, [0x1a, 0x36]);
    assert!(printer.papers().is_empty());
    printer.clear_fault(PrinterFault::CoverOpen);
    assert!(printer.papers().is_empty());
    printer.clear_fault(PrinterFault::PaperOut);
    assert_eq!(printer.papers()[0].text, "held\n");
}

#[tokio::test]
async fn the_roll_ends_in_the_middle_and_a_cleared_buffer_stays_unprinted() {
    let (printer, mut stream) = connected().await;
    printer.set_fault(PrinterFault::PaperOutAfter(2));
    let answer = ask(&mut stream, b"one\ntwo\nthree\n\x1dV\x00\x10\x04\x04", 1).await;
    assert_eq!(answer, [0x7e]);
    assert_eq!(printer.state(), PrinterState::PaperOut);
    ask(&mut stream, b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08\x10\x04\x01", 1).await;
    printer.clear_fault(PrinterFault::PaperOut);
    ask(&mut stream, &[b"\x1dV\x00".as_slice(), DONE].concat(), 1).await;
    assert_eq!(printer.papers()[0].text, "one\ntwo\n");
}

#[tokio::test]
async fn what_a_lost_connection_sent_is_printed_when_it_can_be() {
    let (printer, mut stream) = connected().await;
    let mut changes = printer.changes();
    printer.set_fault(PrinterFault::PaperOut);
    ask(&mut stream, b"late\n\x1dV\x00\x10\x04\x04", 1).await;
    drop(stream);
    printer.clear_fault(PrinterFault::PaperOut);
    changes.wait_for(|count| *count >= 2).await.unwrap();
    assert_eq!(printer.papers()[0].text, "late\n");
}

#[tokio::test]
async fn a_cable_pulled_out_breaks_the_connection() {
    let (printer, mut stream) = connected().await;
    ask(&mut stream, b"\x10\x04\x01", 1).await;
    printer.set_fault(PrinterFault::Offline);
    assert_eq!(stream.read(&mut [0; 8]).await.unwrap_or(0), 0);
    let mut refused = TcpStream::connect(printer.address()).await.unwrap();
    assert_eq!(refused.read(&mut [0; 8]).await.unwrap_or(0), 0);
}

proptest::proptest! {
    #[test]
    fn no_bytes_break_it(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..400)) {
        let mut roll = Roll::new();
        for command in Lexer::default().push(&bytes) {
            if command == PrinterCommand::Cut {
                roll.cut();
            } else {
                roll.run(command);
            }
        }
    }
}
