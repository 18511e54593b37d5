//! HTTP on bare sockets: a request read, a head and chunks written, a connection broken on purpose.
//!
//! A library would mend what the faults break, so this is written here and no more than the tests
//! need: one request a connection, bodies with a length, answers in chunks.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// The most bytes of a head and of a body.
const HEAD: usize = 1 << 16;
const BODY: usize = 1 << 24;

/// How long a client may take for its next bytes.
const PATIENCE: Duration = Duration::from_secs(20);

/// A request.
#[derive(Debug, Default)]
pub(super) struct Asked {
    pub(super) method: String,
    pub(super) path: String,
    /// By name in lower case.
    pub(super) headers: BTreeMap<String, String>,
    pub(super) body: Vec<u8>,
}

impl Asked {
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

/// Reads a request, but leaves its last byte unread in the socket where it has a body: see [`reset`].
pub(super) fn read(stream: &mut TcpStream) -> io::Result<Asked> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.set_nodelay(true)?;
    let invalid = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte)?;
        head.push(byte[0]);
        if head.len() > HEAD {
            return Err(invalid("the head is too long"));
        }
    }
    let head = String::from_utf8_lossy(&head);
    let mut lines = head.lines();
    let mut first = lines.next().unwrap_or_default().split(' ').map(str::to_owned);
    let (Some(method), Some(path)) = (first.next(), first.next()) else {
        return Err(invalid("the first line is no request"));
    };
    let headers: BTreeMap<String, String> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let mut asked = Asked { method, path, headers, body: Vec::new() };
    if asked.headers.contains_key("transfer-encoding") {
        return Err(invalid("a body in chunks"));
    }
    let length = asked.header("content-length").parse().unwrap_or(0);
    if length > BODY {
        return Err(invalid("the body is too long"));
    }
    if length > 0 {
        if asked.header("expect").eq_ignore_ascii_case("100-continue") {
            stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        }
        asked.body = vec![0; length];
        stream.read_exact(&mut asked.body[..length - 1])?;
        stream.peek(&mut asked.body[length - 1..])?;
    }
    Ok(asked)
}

/// Takes the last byte of the body too: closing then ends the connection in peace.
pub(super) fn finish_reading(stream: &mut TcpStream, asked: &Asked) -> io::Result<()> {
    if asked.body.is_empty() { Ok(()) } else { stream.read_exact(&mut [0]) }
}

/// Breaks the connection. A socket that is closed with bytes unread is reset and not ended
/// (RFC 1122, 4.2.2.13); the last byte of the body was left for this. The pause lets through what
/// was sent before.
pub(super) fn reset(stream: TcpStream) {
    std::thread::sleep(Duration::from_millis(50));
    drop(stream);
}

/// Writes the head of an answer whose body follows in chunks.
pub(super) fn write_head(
    stream: &mut TcpStream,
    status: u16,
    headers: &[(&str, String)],
) -> io::Result<()> {
    let mut head = format!("HTTP/1.1 {status} {}\r\nConnection: close\r\n", reason(status));
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("Transfer-Encoding: chunked\r\n\r\n");
    stream.write_all(head.as_bytes())
}

/// Writes one chunk of the body.
pub(super) fn write_chunk(stream: &mut TcpStream, bytes: &[u8]) -> io::Result<()> {
    if bytes.is_empty() {
        return Ok(());
    }
    let mut chunk = format!("{:x}\r\n", bytes.len()).into_bytes();
    chunk.extend_from_slice(bytes);
    chunk.extend_from_slice(b"\r\n");
    stream.write_all(&chunk)
}

/// Ends the body.
pub(super) fn write_end(stream: &mut TcpStream) -> io::Result<()> {
    stream.write_all(b"0\r\n\r\n")
}

/// Whether the client has closed the connection. A client that goes on sending has not.
pub(super) fn has_left(stream: &TcpStream) -> bool {
    let mut byte = [0];
    let was = stream.read_timeout().ok().flatten();
    if stream.set_nonblocking(true).is_err() {
        return true;
    }
    let left = match stream.peek(&mut byte) {
        Ok(n_read) => n_read == 0,
        Err(error) => error.kind() != io::ErrorKind::WouldBlock,
    };
    stream.set_nonblocking(false).is_err() || stream.set_read_timeout(was).is_err() || left
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        204 => "No Content",
        307 => "Temporary Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        503 => "Service Unavailable",
        _ => "Status",
    }
}
