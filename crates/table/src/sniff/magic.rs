//! Telling files that are no tables of text by how they begin.

/// What a file is that is no text, and how to make a table of it.
pub(crate) struct NotATable {
    pub(crate) looks_like: &'static str,
    pub(crate) remedy: &'static str,
}

const SAVE_AS_CSV: &str = "open it in a spreadsheet and save the sheet as CSV";
const EXPORT_AS_CSV: &str = "open it in the program that made it and export the table as CSV";
const UNPACK: &str = "unpack it and open the CSV file that is in it";
const NO_TABLE: &str = "choose the CSV or JSON Lines file that holds the table";
const CONVERT: &str = "convert it to CSV, for instance with pandas: read it and call to_csv";

/// First bytes, what they mean, and the next step.
const MAGIC: &[(&[u8], &str, &str)] = &[
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an old Excel or Word file", SAVE_AS_CSV),
    (b"PAR1", "a Parquet file", CONVERT),
    (b"ARROW1", "an Arrow file", CONVERT),
    (b"FEA1", "a Feather file", CONVERT),
    (b"Obj\x01", "an Avro file", CONVERT),
    (b"ORC", "an ORC file", CONVERT),
    (b"\x89HDF\r\n", "an HDF5 file", CONVERT),
    (b"\x93NUMPY", "a NumPy file", CONVERT),
    (b"\x80\x04\x95", "a Python pickle", CONVERT),
    (b"SQLite format 3\0", "an SQLite database", EXPORT_AS_CSV),
    (b"$FL2", "an SPSS file", EXPORT_AS_CSV),
    (b"$FL3", "an SPSS file", EXPORT_AS_CSV),
    (b"<stata_dta>", "a Stata file", EXPORT_AS_CSV),
    (b"\0\0\0\0\0\0\0\0\0\0\0\0\xC2\xEA\x81\x60", "a SAS file", EXPORT_AS_CSV),
    (b"RDX2\n", "an R data file", EXPORT_AS_CSV),
    (b"RDX3\n", "an R data file", EXPORT_AS_CSV),
    (b"\x1F\x8B", "a gzip archive", UNPACK),
    (b"BZh", "a bzip2 archive", UNPACK),
    (b"\xFD7zXZ\0", "an xz archive", UNPACK),
    (b"7z\xBC\xAF\x27\x1C", "a 7-Zip archive", UNPACK),
    (b"\x28\xB5\x2F\xFD", "a Zstandard archive", UNPACK),
    (b"Rar!\x1A\x07", "a RAR archive", UNPACK),
    (b"\x89PNG\r\n", "a PNG picture", NO_TABLE),
    (b"\xFF\xD8\xFF", "a JPEG picture", NO_TABLE),
    (b"GIF8", "a GIF picture", NO_TABLE),
    (b"%PDF-", "a PDF document", "copy the table into a spreadsheet and save it as CSV"),
    (b"{\\rtf", "a rich-text document", "save the table as plain CSV"),
    (b"\x7FELF", "a program", NO_TABLE),
    (b"\0asm", "a WebAssembly program", NO_TABLE),
    (b"MZ\x90\0", "a program", NO_TABLE),
    (b"\xFF\xFE\0\0", "text in UTF-32", "save it as UTF-8"),
    (b"\0\0\xFE\xFF", "text in UTF-32", "save it as UTF-8"),
];

/// What the file is, if it is no table of text, from its first bytes.
pub(crate) fn not_a_table(start: &[u8]) -> Option<NotATable> {
    if start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06") {
        return Some(archive(start));
    }
    let (_, looks_like, remedy) = MAGIC.iter().find(|(magic, ..)| {
        // "ORC" and "BZh" could begin a header; a byte that is no text must follow.
        start.starts_with(magic)
            && (magic.len() > 3 || start.iter().take(64).any(|byte| *byte < 9 || *byte > 0xF4))
    })?;
    Some(NotATable { looks_like, remedy })
}

/// Whether text is a web page or another document of tags, and what it is.
pub(crate) fn web_page(text: &[u8]) -> Option<NotATable> {
    let text = text.trim_ascii_start();
    let begins =
        |tag: &[u8]| text.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag));
    let html = ["<!doctype html", "<html", "<head", "<body", "<table", "<script", "<meta", "<div"];
    if html.iter().any(|tag| begins(tag.as_bytes())) {
        return Some(NotATable {
            looks_like: "a web page",
            remedy: "download the file itself instead of the page that shows it, or copy the table into a spreadsheet",
        });
    }
    if begins(b"<?xml") || begins(b"<svg") || begins(b"<!--") {
        return Some(NotATable { looks_like: "an XML document", remedy: EXPORT_AS_CSV });
    }
    if begins(b"%PDF-") {
        return Some(NotATable { looks_like: "a PDF document", remedy: NO_TABLE });
    }
    None
}

fn archive(start: &[u8]) -> NotATable {
    let holds = |name: &[u8]| memchr::memmem::find(start, name).is_some();
    if holds(b"xl/") || (holds(b"[Content_Types].xml") && !holds(b"word/") && !holds(b"ppt/")) {
        return NotATable { looks_like: "an Excel workbook", remedy: SAVE_AS_CSV };
    }
    if holds(b"opendocument.spreadsheet") {
        return NotATable { looks_like: "an OpenDocument spreadsheet", remedy: SAVE_AS_CSV };
    }
    if holds(b"word/") {
        return NotATable {
            looks_like: "a Word document",
            remedy: "copy the table into a spreadsheet and save it as CSV",
        };
    }
    NotATable { looks_like: "a zip archive", remedy: UNPACK }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_are_no_text_are_named() {
        let named = |start: &[u8]| not_a_table(start).map(|found| found.looks_like);
        assert_eq!(named(b"PK\x03\x04\x14\0\x06\0[Content_Types].xml"), Some("an Excel workbook"));
        assert_eq!(
            named(b"PK\x03\x04..mimetypeapplication/vnd.oasis.opendocument.spreadsheet"),
            Some("an OpenDocument spreadsheet")
        );
        assert_eq!(named(b"PK\x03\x04..data.csv"), Some("a zip archive"));
        assert_eq!(named(b"PAR1\x15\x04"), Some("a Parquet file"));
        assert_eq!(named(b"\x1F\x8B\x08\0"), Some("a gzip archive"));
        assert_eq!(named(b"\x89PNG\r\n\x1a\n"), Some("a PNG picture"));
        assert_eq!(named(b"ORC,year\n1,2\n"), None);
        assert_eq!(named(b"a,b\n1,2\n"), None);
        assert_eq!(named(b""), None);
    }

    #[test]
    fn web_pages_are_named() {
        let named = |text: &[u8]| web_page(text).map(|found| found.looks_like);
        assert_eq!(named(b"\n<!DOCTYPE HTML>\n<html>"), Some("a web page"));
        assert_eq!(named(b"<?xml version='1.0'?>"), Some("an XML document"));
        assert_eq!(named(b"<5,5-10,>10\n1,2,3\n"), None);
    }
}
