//! The text formats of diagrams under one roof: which one a text is in, reading and writing by choice.

use crate::{
    CannotWrite, Diagram, TextError, bnlearn, dagitty, dot, gml, lavaan, node_link, quoted_in_r,
    scanner::{Remark, Scanner},
};

const REMARKS: &[Remark] = &[("#", "\n"), ("//", "\n"), ("!", "\n"), ("/*", "*/")];

/// A text format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TextFormat {
    /// [`dagitty`]: holds everything.
    Dagitty,
    /// [`lavaan`]: arrows, bidirected edges and latent nodes with effects.
    Lavaan,
    /// [`bnlearn`]: arrows.
    Bnlearn,
    /// [`dot`]: holds everything.
    Dot,
    /// [`gml`]: holds everything.
    Gml,
    /// [`node_link`]: holds everything.
    NodeLink,
}

impl TextFormat {
    /// Every format.
    pub const ALL: [Self; 6] =
        [Self::Dagitty, Self::Lavaan, Self::Bnlearn, Self::Dot, Self::Gml, Self::NodeLink];

    /// Its name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dagitty => "DAGitty",
            Self::Lavaan => "lavaan",
            Self::Bnlearn => "bnlearn",
            Self::Dot => "DOT",
            Self::Gml => "GML",
            Self::NodeLink => "node-link JSON",
        }
    }

    /// How its files usually end, without a dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Dagitty => "dagitty",
            Self::Lavaan => "lav",
            Self::Bnlearn => "bnlearn",
            Self::Dot => "dot",
            Self::Gml => "gml",
            Self::NodeLink => "json",
        }
    }
}

/// The format that a text looks like; none for a text that looks like no diagram.
///
/// It need not be right: [`read`] says where it is not.
pub fn guess(text: &str) -> Option<TextFormat> {
    for (format, holder) in [
        (TextFormat::Bnlearn, bnlearn::IN_R),
        (TextFormat::Dagitty, dagitty::IN_R),
        (TextFormat::Lavaan, lavaan::IN_R),
    ] {
        if matches!(quoted_in_r::find(text, holder), Ok(Some(_))) {
            return Some(format);
        }
    }
    let mut scanner = Scanner::new(text);
    scanner.skip_blanks(REMARKS).ok()?;
    let rest = scanner.rest();
    let start = scanner.plain().to_lowercase();
    scanner.skip_blanks(REMARKS).ok()?;
    let next = scanner.peek();
    let has_edges = rest.contains("\"links\"") || rest.contains("\"edges\"");
    match (start.as_str(), next) {
        ("dag" | "pdag" | "mag" | "pag", Some('{' | '"')) | ("dagitty", Some('(' | ':')) => {
            Some(TextFormat::Dagitty)
        }
        ("digraph" | "strict", Some(_)) | ("graph", Some('{' | '"')) => Some(TextFormat::Dot),
        ("graph", Some('[')) => Some(TextFormat::Gml),
        ("creator" | "version", Some(_)) if rest.contains("graph") => Some(TextFormat::Gml),
        ("", Some('{')) if has_edges && rest.contains("\"nodes\"") => Some(TextFormat::NodeLink),
        ("", Some('[')) => Some(TextFormat::Bnlearn),
        _ if rest.contains("->") || rest.contains("<-") => Some(TextFormat::Dagitty),
        _ if rest.contains('~') => Some(TextFormat::Lavaan),
        _ => None,
    }
}

/// Reads a text in a format.
///
/// # Errors
/// The first place where the text is not what the format allows.
pub fn read(format: TextFormat, text: &str) -> Result<Diagram, TextError> {
    match format {
        TextFormat::Dagitty => dagitty::read(text),
        TextFormat::Lavaan => lavaan::read(text),
        TextFormat::Bnlearn => bnlearn::read(text),
        TextFormat::Dot => dot::read(text),
        TextFormat::Gml => gml::read(text),
        TextFormat::NodeLink => node_link::read(text),
    }
}

/// Writes a diagram in a format.
///
/// # Errors
/// What the format cannot hold.
pub fn write(format: TextFormat, diagram: &Diagram) -> Result<String, CannotWrite> {
    match format {
        TextFormat::Dagitty => Ok(dagitty::write(diagram)),
        TextFormat::Lavaan => lavaan::write(diagram),
        TextFormat::Bnlearn => bnlearn::write(diagram),
        TextFormat::Dot => Ok(dot::write(diagram)),
        TextFormat::Gml => Ok(gml::write(diagram)),
        TextFormat::NodeLink => Ok(node_link::write(diagram)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_known_by_its_look() {
        for (text, format) in [
            ("dag { a -> b }", Some(TextFormat::Dagitty)),
            ("# mine\ndag{\nbb=\"0,0,1,1\"\na}", Some(TextFormat::Dagitty)),
            ("a -> b", Some(TextFormat::Dagitty)),
            ("{a b} <- c", Some(TextFormat::Dagitty)),
            ("g <- dagitty('dag { a -> b }')", Some(TextFormat::Dagitty)),
            ("pdag { a -- b }", Some(TextFormat::Dagitty)),
            ("y ~ x + z", Some(TextFormat::Lavaan)),
            ("model <- '\n f =~ x1 + x2\n'", Some(TextFormat::Lavaan)),
            ("[A][B|A]", Some(TextFormat::Bnlearn)),
            ("model2network(\"[A][B|A]\")", Some(TextFormat::Bnlearn)),
            ("digraph { a -> b }", Some(TextFormat::Dot)),
            ("// made\nstrict digraph \"\" {\n}", Some(TextFormat::Dot)),
            ("graph [ directed 1 ]", Some(TextFormat::Gml)),
            ("Creator \"x\"\ngraph\n[\n]", Some(TextFormat::Gml)),
            ("{\"nodes\": [], \"links\": []}", Some(TextFormat::NodeLink)),
            ("a,b,c\n1,2,3", None),
            ("hello world", None),
            ("", None),
        ] {
            assert_eq!(guess(text), format, "{text}");
        }
    }

    #[test]
    fn what_is_written_is_known_by_its_look() {
        let diagram = dagitty::read("x -> y; z -> y").expect("a diagram");
        for format in TextFormat::ALL {
            let text = write(format, &diagram).expect("arrows alone");
            assert_eq!(guess(&text), Some(format), "{text}");
            let mut arrows: Vec<_> = diagram.arrows().collect();
            arrows.sort_unstable();
            let again = read(format, &text).expect("own text");
            let mut read_again: Vec<_> = again.arrows().collect();
            read_again.sort_unstable();
            assert_eq!(read_again, arrows, "{}", format.name());
        }
    }
}
