//! Bytes from a source, a slice at a time, counted, held to a limit and made UTF-8 where needed.

use std::io::{ErrorKind, Read};

use crate::decode::Decoder;
use crate::error::{Error, Place};
use crate::options::Encoding;

/// Bytes asked of the source at once.
const SLICE: usize = 1 << 18;

/// Bytes after which room is made for what becomes of the next ones.
const STRIDE: u64 = 4 << 20;
/// Bytes of such room: cells and the places where they end.
const ROOM: usize = 12 << 20;

/// A source of bytes with a window on what comes next.
pub(crate) struct Intake<'a> {
    source: &'a mut dyn Read,
    progress: &'a mut dyn FnMut(u64),
    file: &'a str,
    limit: u64,
    /// Bytes that the source has given.
    n_bytes: u64,
    at_end: bool,
    decoder: Option<Decoder>,
    /// Bytes as the source gave them, where they must be decoded.
    undecoded: Vec<u8>,
    window: Vec<u8>,
    start: usize,
    /// Whether a decoder met bytes that are not of its encoding.
    replaced: bool,
}

impl<'a> Intake<'a> {
    pub(crate) fn new(
        source: &'a mut dyn Read,
        file: &'a str,
        limit: u64,
        progress: &'a mut dyn FnMut(u64),
    ) -> Self {
        Self {
            source,
            progress,
            file,
            limit,
            n_bytes: 0,
            at_end: false,
            decoder: None,
            undecoded: Vec::new(),
            window: Vec::new(),
            start: 0,
            replaced: false,
        }
    }

    /// What comes next and is at hand.
    #[inline]
    pub(crate) fn window(&self) -> &[u8] {
        &self.window[self.start..]
    }

    /// Drops bytes at the start of the window.
    #[inline]
    pub(crate) fn consume(&mut self, n_bytes: usize) {
        self.start += n_bytes;
    }

    /// Bytes that the source has given so far.
    pub(crate) fn n_bytes(&self) -> u64 {
        self.n_bytes
    }

    /// Whether bytes were met that are not of the encoding.
    pub(crate) fn replaced(&self) -> bool {
        self.replaced
    }

    /// Whether the source has ended; the window may still hold bytes.
    pub(crate) fn at_end(&self) -> bool {
        self.at_end
    }

    /// Makes the window longer; false where the source has ended.
    pub(crate) fn fill(&mut self) -> Result<bool, Error> {
        if self.at_end {
            return Ok(false);
        }
        self.window.drain(..self.start);
        self.start = 0;
        if self.decoder.is_none() {
            let n_read = fetch(self.source, &mut self.window, self.file)?;
            self.account(n_read)?;
            return Ok(n_read > 0);
        }
        let before = self.window.len();
        while self.window.len() == before && !self.at_end {
            let mut undecoded = std::mem::take(&mut self.undecoded);
            undecoded.clear();
            let n_read = fetch(self.source, &mut undecoded, self.file)?;
            self.account(n_read)?;
            self.decode(&undecoded);
            self.undecoded = undecoded;
        }
        Ok(self.window.len() > before)
    }

    /// Fills the window up to a length, if the source has so much.
    pub(crate) fn fill_to(&mut self, n_bytes: usize) -> Result<(), Error> {
        while self.window().len() < n_bytes && self.fill()? {}
        Ok(())
    }

    /// From here on, and for what the window holds, bytes are of this encoding. A byte order mark
    /// must have been consumed.
    pub(crate) fn decode_as(&mut self, encoding: Encoding) {
        self.decoder = Decoder::new(encoding);
        if self.decoder.is_some() {
            let undecoded = self.window().to_vec();
            self.window.clear();
            self.start = 0;
            self.decode(&undecoded);
        }
    }

    fn account(&mut self, n_read: usize) -> Result<(), Error> {
        self.at_end = n_read == 0;
        if cfg!(target_arch = "wasm32")
            && self.n_bytes / STRIDE < (self.n_bytes + n_read as u64) / STRIDE
        {
            make_room();
        }
        self.n_bytes += n_read as u64;
        if self.n_bytes > self.limit {
            let place = Box::new(Place::of_file(self.file));
            return Err(Error::FileTooLarge { place, limit: self.limit });
        }
        (self.progress)(self.n_bytes);
        Ok(())
    }

    fn decode(&mut self, undecoded: &[u8]) {
        let Some(decoder) = &mut self.decoder else {
            return;
        };
        self.replaced |= decoder.decode(undecoded, self.at_end, &mut self.window);
        if self.at_end {
            self.decoder = None;
        }
    }
}

/// Makes the allocator hold free memory for small pieces to come.
///
/// The allocator of WebAssembly otherwise grows the memory by 64 kB at a time, and engines take half
/// a millisecond for each growth: two seconds for a table of 150 MB.
fn make_room() {
    let mut room: Vec<u8> = Vec::new();
    if room.try_reserve_exact(ROOM).is_ok() {
        drop(std::hint::black_box(room));
    }
}

fn fetch(source: &mut dyn Read, target: &mut Vec<u8>, file: &str) -> Result<usize, Error> {
    let end = target.len();
    target.resize(end + SLICE, 0);
    let n_read = loop {
        match source.read(&mut target[end..]) {
            Ok(n_read) => break n_read.min(SLICE),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => {
                let place = Box::new(Place::of_file(file));
                return Err(Error::Source { place, reason: error.to_string() });
            }
        }
    };
    target.truncate(end + n_read);
    Ok(n_read)
}
