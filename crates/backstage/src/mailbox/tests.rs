use super::*;
use notify::email::{Email, Letterhead};
use notify::message::{Address, Message};
use notify::transport::Transport;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A directory that is removed at the end of the test.
struct Dir(PathBuf);

impl Dir {
    #[expect(clippy::disallowed_methods, reason = "a folder nobody else has")]
    fn new() -> Dir {
        Dir(std::env::temp_dir().join(format!("tessera-mailbox-{}", uuid::Uuid::new_v4())))
    }
}

impl Drop for Dir {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

async fn mailbox(dir: &Dir) -> Mailbox {
    Mailbox::bind("127.0.0.1:0", &dir.0).await.unwrap()
}

fn message(id: &str) -> Message {
    let email = Email::FindMyTickets { orders: Vec::new() };
    let from = Letterhead { organizer: "Città dell'Acqua".into(), help_email: None };
    let mut message = Message::new(
        Address::named("Città dell'Acqua", "box@aurora.example"),
        Address::named("Zoë Müller", "zoe@example.org"),
        email.render(domain::locale::Locale::It, &from),
        format!("{id}@tessera.example"),
        "2026-11-01T09:00:00Z".parse().unwrap(),
    );
    message.attachments.push(notify::message::Attachment {
        name: "biglietti-Ünò.pdf".into(),
        content_type: "application/pdf".into(),
        // Dots at the beginnings of lines, and every byte there is.
        bytes: b"%PDF\r\n.\r\n..\r\n".iter().copied().chain(0..=255).collect(),
    });
    message
}

#[tokio::test]
async fn what_the_shop_sends_arrives_whole_and_survives_a_restart() {
    let dir = Dir::new();
    let first = mailbox(&dir).await;
    let mut news = first.subscribe();
    let transport = Transport::from_url(&first.url()).unwrap();
    transport.check().await.unwrap();
    let sent = message("one");
    transport.send(&sent).await.unwrap();
    assert_eq!(news.recv().await.unwrap(), 1);

    let check = |mailbox: &Mailbox| {
        let mail = mailbox.get(1).unwrap();
        assert_eq!(mail.from, "Città dell'Acqua <box@aurora.example>");
        assert_eq!(mail.to, ["Zoë Müller <zoe@example.org>"]);
        assert_eq!(mail.subject, sent.subject);
        assert_eq!(mail.html.as_deref().map(str::trim), Some(sent.html.trim()));
        assert_eq!(mail.text.as_deref().map(|text| text.replace("\r\n", "\n")), Some(sent.text.clone()));
        assert_eq!(mail.attachments.len(), 1);
        assert_eq!(mail.attachments[0].name, sent.attachments[0].name);
        assert_eq!(mail.attachments[0].content_type, "application/pdf");
        assert_eq!(mail.attachments[0].bytes, sent.attachments[0].bytes);
        assert_eq!(mail.at, sent.at);
        assert!(mail.raw.starts_with(b"Return-Path: <box@aurora.example>\r\nDelivered-To: zoe@example.org\r\n"));
    };
    check(&first);
    drop(first);

    let second = mailbox(&dir).await;
    check(&second);
    Transport::from_url(&second.url()).unwrap().send(&message("two")).await.unwrap();
    let numbers: Vec<u64> = second.messages().iter().map(|mail| mail.number).collect();
    assert_eq!(numbers, [2, 1]);
}

#[tokio::test]
async fn a_refusal_and_a_delay_are_told_apart() {
    let dir = Dir::new();
    let mailbox = mailbox(&dir).await;
    let transport = Transport::from_url(&mailbox.url()).unwrap();
    mailbox.fail_next(1, 451).unwrap();
    let delayed = transport.send(&message("a")).await.unwrap_err();
    assert!(delayed.is_temporary() && delayed.code() == Some(451), "{delayed}");
    mailbox.fail_next(2, 550).unwrap();
    for _ in 0..2 {
        let refused = transport.send(&message("b")).await.unwrap_err();
        assert!(!refused.is_temporary() && refused.code() == Some(550), "{refused}");
    }
    // Our own password is wrong: the message isn't to blame.
    mailbox.fail_next(1, 535).unwrap();
    assert!(transport.send(&message("c")).await.unwrap_err().is_temporary());
    assert_eq!(mailbox.failing(), None);
    transport.send(&message("d")).await.unwrap();
    assert_eq!(mailbox.messages().len(), 1);
    assert_eq!(mailbox.fail_next(1, 250), Err(NotARefusal(250)));
}

/// Says everything at once, as a pipelining client may, and returns all answers.
async fn talk(mailbox: &Mailbox, script: &str) -> String {
    let mut stream = TcpStream::connect(mailbox.addr()).await.unwrap();
    stream.write_all(script.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut answers = String::new();
    stream.read_to_string(&mut answers).await.unwrap();
    answers
}

fn codes(answers: &str) -> Vec<&str> {
    answers.lines().filter(|line| line.as_bytes().get(3) == Some(&b' ')).map(|line| &line[..3]).collect()
}

#[tokio::test]
async fn commands_in_one_go_and_stuffed_dots_are_understood() {
    let dir = Dir::new();
    let mailbox = mailbox(&dir).await;
    let script = "EHLO me\r\nMAIL FROM:<>\r\nRCPT TO:<a@b.example>\r\nDATA\r\nSubject: Dots\r\n\r\n..one\r\n...two\r\n.\r\nQUIT\r\n";
    assert_eq!(codes(&talk(&mailbox, script).await), ["220", "250", "250", "250", "354", "250", "221"]);
    let mail = &mailbox.messages()[0];
    assert_eq!(mail.text.as_deref(), Some(".one\r\n..two\r\n"));
    assert_eq!(mail.subject, "Dots");
}

#[tokio::test]
async fn what_comes_out_of_order_is_answered_and_not_kept() {
    let dir = Dir::new();
    let mailbox = mailbox(&dir).await;
    let script = "MAIL FROM:<a@b.example>\r\nHELO me\r\nDATA\r\nRCPT TO:<a@b.example>\r\nMAIL FROM:a@b.example\r\nNOPE\r\n\
                  MAIL FROM:<a@b.example> SIZE=99999999999\r\nmail from:<a@b.example>\r\nRCPT TO:<>\r\nRSET\r\nDATA\r\nNOOP\r\nQUIT\r\n";
    let expected = ["220", "503", "250", "503", "503", "501", "500", "552", "250", "501", "250", "503", "250", "221"];
    assert_eq!(codes(&talk(&mailbox, script).await), expected);
    // Gone before the dot.
    talk(&mailbox, "HELO me\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\nSubject: half").await;
    assert!(mailbox.messages().is_empty());
}

#[tokio::test]
async fn only_the_newest_are_kept() {
    let dir = Dir::new();
    std::fs::create_dir_all(&dir.0).unwrap();
    for number in 1..=KEPT_MAX as u64 + 5 {
        std::fs::write(path(&dir.0, number), format!("Subject: {number}\r\n\r\nx")).unwrap();
    }
    let mailbox = mailbox(&dir).await;
    assert_eq!(mailbox.messages().len(), KEPT_MAX);
    assert_eq!(mailbox.messages()[0].number, KEPT_MAX as u64 + 5);
    Transport::from_url(&mailbox.url()).unwrap().send(&message("one")).await.unwrap();
    assert_eq!(mailbox.messages().len(), KEPT_MAX);
    assert!(mailbox.get(6).is_none() && mailbox.get(7).is_some());
}

#[tokio::test]
async fn another_client_is_understood_too() {
    let dir = Dir::new();
    let mailbox = mailbox(&dir).await;
    let script = "import smtplib, sys\nfrom email.message import EmailMessage\nm = EmailMessage()\nm['From'] = 'a@b.example'\n\
                  m['To'] = 'Zoë <c@d.example>'\nm['Subject'] = 'Größe'\nm.set_content('.\\nè\\n')\n\
                  m.add_attachment(bytes(range(256)), maintype='application', subtype='pdf', filename='ü.pdf')\n\
                  with smtplib.SMTP('127.0.0.1', int(sys.argv[1])) as s: s.send_message(m)\n";
    let port = mailbox.addr().port().to_string();
    let python = tokio::process::Command::new("python3").args(["-c", script, &port]).output().await;
    let Ok(output) = python else {
        eprintln!("skipped: python3 is not installed, so its mail client can't be tried");
        return;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mail = &mailbox.messages()[0];
    assert_eq!((mail.subject.as_str(), mail.to[0].as_str()), ("Größe", "Zoë <c@d.example>"));
    assert_eq!(mail.text.as_deref().map(str::trim_end), Some(".\r\nè"));
    assert_eq!((mail.attachments[0].name.as_str(), mail.attachments[0].bytes.len()), ("ü.pdf", 256));
}
