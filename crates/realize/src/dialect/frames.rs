//! Frames: the pieces of JSON in the bytes of an answer, however the bytes are cut.
//!
//! An answer is either a stream of server-sent events (WHATWG HTML, §9.2.6), or JSON values one
//! after another: a single one, or one a line as Ollama gives them. Which it is shows in its first
//! character. The work is linear in the number of bytes.

use super::AnswerError;

/// Takes bytes as they come and gives frames out.
#[derive(Debug)]
pub(super) struct Frames {
    mode: Mode,
}

#[derive(Debug)]
enum Mode {
    /// Nothing but spaces so far, or part of a byte-order mark.
    Start {
        mark: Vec<u8>,
    },
    Events(Events),
    Values(Values),
}

/// Server-sent events.
#[derive(Debug, Default)]
struct Events {
    line: Vec<u8>,
    /// The last line ended with a carriage return: a line feed now belongs to it.
    after_return: bool,
    data: Option<Vec<u8>>,
    has_data: bool,
    /// The first line that is none of an event stream.
    stray: Option<Vec<u8>>,
}

/// JSON values one after another: their ends are found by counting brackets outside strings.
#[derive(Debug, Default)]
struct Values {
    value: Vec<u8>,
    depth: usize,
    in_string: bool,
    after_backslash: bool,
}

const BYTE_ORDER_MARK: [u8; 3] = [0xEF, 0xBB, 0xBF];

impl Frames {
    pub(super) fn new() -> Self {
        Self { mode: Mode::Start { mark: Vec::new() } }
    }

    /// Adds every frame that `bytes` complete; an error stands after the frames before it.
    pub(super) fn push(
        &mut self,
        mut bytes: &[u8],
        frames: &mut Vec<Vec<u8>>,
    ) -> Result<(), AnswerError> {
        if let Mode::Start { mark } = &mut self.mode {
            while let [byte, rest @ ..] = bytes {
                if mark.len() < 3 && *byte == BYTE_ORDER_MARK[mark.len()] {
                    mark.push(*byte);
                } else if byte.is_ascii_whitespace() && matches!(mark.len(), 0 | 3) {
                    // Spaces before the answer say nothing.
                } else {
                    break;
                }
                bytes = rest;
            }
            let Some(first) = bytes.first() else {
                return Ok(());
            };
            let has_part_of_mark = matches!(mark.len(), 1 | 2);
            self.mode = match first {
                _ if has_part_of_mark => return Err(AnswerError::InvalidUtf8),
                b'<' => return Err(AnswerError::WebPage),
                b'{' | b'[' => Mode::Values(Values::default()),
                _ => Mode::Events(Events::default()),
            };
        }
        match &mut self.mode {
            Mode::Start { .. } => Ok(()),
            Mode::Events(events) => {
                events.push(bytes, frames);
                Ok(())
            }
            Mode::Values(values) => values.push(bytes, frames),
        }
    }

    /// Adds the frame that the end completes: the last event may lack its empty line.
    pub(super) fn end(&mut self, frames: &mut Vec<Vec<u8>>) -> Result<(), AnswerError> {
        match &mut self.mode {
            Mode::Start { .. } => Ok(()),
            Mode::Events(events) => {
                if !events.line.is_empty() {
                    events.end_line(frames);
                }
                frames.extend(events.data.take());
                match events.stray.take() {
                    Some(line) if !events.has_data => {
                        Err(AnswerError::NotJson { start: start_of(&line) })
                    }
                    _ => Ok(()),
                }
            }
            Mode::Values(values) if values.value.is_empty() => Ok(()),
            Mode::Values(_) => Err(AnswerError::BrokenOff),
        }
    }
}

/// The first characters of some text.
pub(super) fn start_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).chars().filter(|letter| !letter.is_control()).take(80).collect()
}

impl Events {
    fn push(&mut self, bytes: &[u8], frames: &mut Vec<Vec<u8>>) {
        for &byte in bytes {
            let belongs_to_return = self.after_return && byte == b'\n';
            self.after_return = byte == b'\r';
            match byte {
                _ if belongs_to_return => {}
                b'\n' | b'\r' => self.end_line(frames),
                _ => self.line.push(byte),
            }
        }
    }

    fn end_line(&mut self, frames: &mut Vec<Vec<u8>>) {
        let line = std::mem::take(&mut self.line);
        if line.is_empty() {
            frames.extend(self.data.take());
            return;
        }
        let colon = line.iter().position(|&byte| byte == b':').unwrap_or(line.len());
        let value = line.get(colon + 1..).unwrap_or_default();
        let value = value.strip_prefix(b" ").unwrap_or(value);
        match &line[..colon] {
            // Older llama.cpp servers report errors in a field of that name.
            b"data" | b"error" => {
                self.has_data = true;
                match &mut self.data {
                    Some(data) => {
                        data.push(b'\n');
                        data.extend_from_slice(value);
                    }
                    None => self.data = Some(value.to_vec()),
                }
            }
            b"" | b"event" | b"id" | b"retry" => {}
            _ => {
                self.stray.get_or_insert(line);
            }
        }
    }
}

impl Values {
    fn push(&mut self, bytes: &[u8], frames: &mut Vec<Vec<u8>>) -> Result<(), AnswerError> {
        for &byte in bytes {
            if self.value.is_empty() && byte.is_ascii_whitespace() {
                continue;
            }
            if self.value.is_empty() && !matches!(byte, b'{' | b'[') {
                return Err(AnswerError::NotJson { start: start_of(&[byte]) });
            }
            self.value.push(byte);
            if self.in_string {
                match byte {
                    _ if self.after_backslash => self.after_backslash = false,
                    b'\\' => self.after_backslash = true,
                    b'"' => self.in_string = false,
                    _ => {}
                }
                continue;
            }
            match byte {
                b'"' => self.in_string = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => self.depth -= 1,
                _ => {}
            }
            if self.depth == 0 {
                frames.push(std::mem::take(&mut self.value));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames_of(pieces: &[&[u8]]) -> (Vec<String>, Result<(), AnswerError>) {
        let mut frames = Vec::new();
        let mut reader = Frames::new();
        let mut result = Ok(());
        for piece in pieces {
            result = result.and_then(|()| reader.push(piece, &mut frames));
        }
        result = result.and_then(|()| reader.end(&mut frames));
        let texts = frames.iter().map(|frame| String::from_utf8_lossy(frame).into_owned());
        (texts.collect(), result)
    }

    fn check(text: &[u8], expected: &[&str]) {
        for at in 0..=text.len() {
            let (frames, result) = frames_of(&[&text[..at], &text[at..]]);
            assert_eq!(frames, expected, "split at {at}");
            assert_eq!(result, Ok(()), "split at {at}");
        }
    }

    #[test]
    fn events_end_with_an_empty_line_whatever_ends_lines() {
        check(b"data: a\n\ndata:b\n\n", &["a", "b"]);
        check(b"data: a\r\n\r\ndata: b\r\n\r\n", &["a", "b"]);
        check(b"data: a\r\rdata: b\r\r", &["a", "b"]);
        check(b"\xEF\xBB\xBFdata: a\n\ndata: b", &["a", "b"]);
    }

    #[test]
    fn comments_names_and_identifiers_are_no_data_and_lines_of_data_are_joined() {
        let text =
            b": KEEP ALIVE\n\nevent: delta\nid: 7\ndata: {\"a\":\ndata:  1}\nretry: 5\n\n:x\n\n";
        check(text, &["{\"a\":\n 1}"]);
        check(b"data\n\ndata:\n\n", &["", ""]);
        check(b"error: {\"code\":500}\n\n", &["{\"code\":500}"]);
    }

    #[test]
    fn values_end_with_their_last_bracket() {
        check(b"{\"a\":1}\n{\"a\":2}\n", &["{\"a\":1}", "{\"a\":2}"]);
        check(b" {\"a\":\"}{\\\"\\\\\"}{}", &["{\"a\":\"}{\\\"\\\\\"}", "{}"]);
        check(b"[{\"a\":[1,\n2]}]", &["[{\"a\":[1,\n2]}]"]);
        check("{\"ä\":\"– 😀\"}".as_bytes(), &["{\"ä\":\"– 😀\"}"]);
        check(b" \n", &[]);
    }

    #[test]
    fn other_answers_are_errors_of_their_own() {
        let error = |text: &[u8]| frames_of(&[text]).1.unwrap_err();
        assert_eq!(error(b"\n<!DOCTYPE html>"), AnswerError::WebPage);
        assert_eq!(error(b"{\"a\":"), AnswerError::BrokenOff);
        assert_eq!(error(b"{} x"), AnswerError::NotJson { start: "x".to_owned() });
        assert_eq!(error(b"{}]"), AnswerError::NotJson { start: "]".to_owned() });
        let start = "upstream connect error".to_owned();
        assert_eq!(error(b"upstream connect error\n"), AnswerError::NotJson { start });
        assert_eq!(error(b"\xEF\xBBdata"), AnswerError::InvalidUtf8);
    }
}
