//! Server-sent events (WHATWG HTML, section 9.2), as far as they carry jobs.

use std::io::{self, BufRead};

/// No line of a stream is longer.
const MAX_LINE: u64 = 1 << 20;

/// An event: its name (`message` if it has none) and its data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Event {
    pub(super) name: String,
    pub(super) data: String,
}

/// The next event that has data; `None` at the stream's end. An event that the end cuts short is none.
pub(super) fn next(stream: &mut impl BufRead) -> io::Result<Option<Event>> {
    let (mut name, mut data): (Option<String>, Option<String>) = (None, None);
    while let Some(line) = line(stream)? {
        if line.is_empty() {
            match data.take() {
                Some(data) => {
                    let name = name.unwrap_or_else(|| "message".to_owned());
                    return Ok(Some(Event { name, data }));
                }
                None => name = None,
            }
            continue;
        }
        let (field, value) = line.split_once(':').unwrap_or((&line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => name = Some(value.to_owned()),
            "data" => match &mut data {
                Some(data) if (data.len() + value.len()) as u64 > MAX_LINE => {
                    return Err(io::Error::new(io::ErrorKind::InvalidData, "an event is too long"));
                }
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
                none => *none = Some(value.to_owned()),
            },
            // Comments, which keep the connection alive, and fields that carry no job.
            _ => {}
        }
    }
    Ok(None)
}

/// A whole line without its end.
fn line(stream: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    io::Read::take(&mut *stream, MAX_LINE).read_until(b'\n', &mut bytes)?;
    if bytes.pop() != Some(b'\n') {
        let cut = bytes.len() as u64 + 1 >= MAX_LINE;
        return if cut {
            Err(io::Error::new(io::ErrorKind::InvalidData, "a line is too long"))
        } else {
            Ok(None)
        };
    }
    if bytes.last() == Some(&b'\r') {
        bytes.pop();
    }
    String::from_utf8(bytes).map(Some).map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<Event> {
        let mut stream = text.as_bytes();
        std::iter::from_fn(|| next(&mut stream).unwrap()).collect()
    }

    fn event(name: &str, data: &str) -> Event {
        Event { name: name.to_owned(), data: data.to_owned() }
    }

    #[test]
    fn events_are_read_with_names_comments_and_several_lines() {
        let text = ": here\n\nevent: job\ndata: {\"a\":1}\n\ndata:one\ndata: two\r\nid: 7\r\n\r\nevent: empty\n\ndata\n\n";
        assert_eq!(
            all(text),
            [event("job", "{\"a\":1}"), event("message", "one\ntwo"), event("message", "")]
        );
    }

    #[test]
    fn what_the_end_cuts_short_is_no_event() {
        assert_eq!(all("event: job\ndata: 1\n\nevent: job\ndata: 2\n"), [event("job", "1")]);
        assert_eq!(all("event: job\ndata: 1"), []);
    }

    #[test]
    fn endless_lines_are_refused() {
        let long = format!("data: {}\n\n", "x".repeat(1 << 20));
        assert!(next(&mut long.as_bytes()).is_err());
        let many = format!("{}\n", "data: 0123456789\n".repeat(1 << 17));
        assert!(next(&mut many.as_bytes()).is_err());
    }
}
