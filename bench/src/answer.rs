//! An HTTP/1.1 answer, cut out of the bytes it arrived in.

/// One whole answer.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    pub status: u16,
    pub body: &'a [u8],
}

/// How far the bytes of a buffer go.
#[derive(Debug, PartialEq, Eq)]
pub enum Progress {
    /// More has to arrive.
    Partial,
    /// This many bytes are one answer.
    Whole(Whole),
    /// This is no HTTP.
    Broken(&'static str),
}

/// Where the parts of a whole answer lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Whole {
    pub status: u16,
    pub body_start: usize,
    pub end: usize,
    pub is_chunked: bool,
}

const CHUNKED: &[u8] = b"chunked";

/// Looks for one answer at the start of `bytes`.
pub fn look(bytes: &[u8]) -> Progress {
    let Some(head_end) = find(bytes, b"\r\n\r\n") else { return Progress::Partial };
    let head = &bytes[..head_end];
    if !head.starts_with(b"HTTP/1.") || head.len() < 12 {
        return Progress::Broken("not HTTP/1");
    }
    let Some(status) = number(&head[9..12]) else { return Progress::Broken("a status that is no number") };
    let body_start = head_end + 4;
    let (mut length, mut is_chunked) = (None, false);
    for header in head[12..].split(|byte| *byte == b'\n') {
        if let Some(value) = value_of(header, b"content-length:") {
            length = number(value);
        } else if let Some(value) = value_of(header, b"transfer-encoding:") {
            is_chunked = value.eq_ignore_ascii_case(CHUNKED);
        }
    }
    let whole = |end| Progress::Whole(Whole { status: status as u16, body_start, end, is_chunked });
    if is_chunked {
        return match chunks_end(&bytes[body_start..]) {
            Ok(Some(length)) => whole(body_start + length),
            Ok(None) => Progress::Partial,
            Err(()) => Progress::Broken("a broken chunk"),
        };
    }
    match length {
        Some(length) if bytes.len() >= body_start + length => whole(body_start + length),
        Some(_) => Progress::Partial,
        None if status == 204 || status == 304 => whole(body_start),
        None => Progress::Broken("a body without a length"),
    }
}

/// The body of a chunked answer, put together into `into`.
pub fn unchunk(mut bytes: &[u8], into: &mut Vec<u8>) {
    into.clear();
    while let Some(line) = find(bytes, b"\r\n") {
        let size = hex(&bytes[..line]).unwrap_or(0);
        let start = line + 2;
        if size == 0 || start + size > bytes.len() {
            return;
        }
        into.extend_from_slice(&bytes[start..start + size]);
        bytes = bytes.get(start + size + 2..).unwrap_or(&[]);
    }
}

/// Where the chunks end, the last one's empty line included.
fn chunks_end(bytes: &[u8]) -> Result<Option<usize>, ()> {
    let mut at = 0;
    loop {
        let Some(line) = find(&bytes[at..], b"\r\n") else { return Ok(None) };
        let size = hex(&bytes[at..at + line]).ok_or(())?;
        at += line + 2 + size + 2;
        if at > bytes.len() {
            return Ok(None);
        }
        if size == 0 {
            return Ok(Some(at));
        }
    }
}

fn value_of<'a>(header: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    // The first byte rules most headers out.
    if header.len() < name.len() || !header[0].eq_ignore_ascii_case(&name[0]) {
        return None;
    }
    let (start, value) = header.split_at(name.len());
    start.eq_ignore_ascii_case(name).then(|| value.trim_ascii())
}

fn number(digits: &[u8]) -> Option<usize> {
    if digits.is_empty() || digits.len() > 12 {
        return None;
    }
    digits.iter().try_fold(0, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + usize::from(digit - b'0')))
}

fn hex(digits: &[u8]) -> Option<usize> {
    std::str::from_utf8(digits).ok().and_then(|text| usize::from_str_radix(text.trim(), 16).ok())
}

/// Where `needle` begins in `bytes`.
pub fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    let first = *needle.first()?;
    let mut at = 0;
    while let Some(next) = bytes[at..].iter().position(|byte| *byte == first) {
        at += next;
        if bytes[at..].starts_with(needle) {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// The text behind `"name":"` in a JSON body: enough for values without escapes, such as ids and names of refusals.
pub fn text_of<'a>(body: &'a [u8], name: &str) -> Option<&'a str> {
    let key = format!("\"{name}\":\"");
    let start = find(body, key.as_bytes())? + key.len();
    let end = body[start..].iter().position(|byte| *byte == b'"')? + start;
    std::str::from_utf8(&body[start..end]).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counted_body_is_found_and_the_rest_left() {
        let bytes = b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nokHTTP/1.1";
        let Progress::Whole(whole) = look(bytes) else { panic!("whole") };
        assert_eq!((whole.status, &bytes[whole.body_start..whole.end]), (201, &b"ok"[..]));
        assert_eq!(look(&bytes[..bytes.len() - 9]), Progress::Partial);
        assert!(matches!(look(b"SMTP ready\r\n\r\n"), Progress::Broken(_)));
    }

    #[test]
    fn chunks_are_put_together() {
        let bytes = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
        let Progress::Whole(whole) = look(bytes) else { panic!("whole") };
        let mut body = Vec::new();
        unchunk(&bytes[whole.body_start..whole.end], &mut body);
        assert_eq!((whole.end, body.as_slice()), (bytes.len(), &b"abcde"[..]));
        for cut in 1..bytes.len() {
            assert_eq!(look(&bytes[..cut]), Progress::Partial, "{cut}");
        }
    }

    #[test]
    fn a_text_is_found_by_its_name() {
        let body = br#"{"type":"x","refusal":"sold_out","fields":[]}"#;
        assert_eq!(text_of(body, "refusal"), Some("sold_out"));
        assert_eq!(text_of(body, "detail"), None);
    }
}
