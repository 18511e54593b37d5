//! Options and files behind a command's name, each option with its value.

use causeloom::Error;
use lexopt::{Arg, Parser, ValueExt};

/// What stands behind a command's name; a command takes what it knows, and the rest is an error.
pub(crate) struct Arguments {
    command: &'static str,
    flags: Vec<String>,
    options: Vec<(String, String)>,
    files: Vec<String>,
}

impl Arguments {
    /// Reads everything; none where help is asked for. Flags are options without a value.
    pub(crate) fn read(
        command: &'static str,
        flags: &[&str],
        parser: &mut Parser,
    ) -> Result<Option<Self>, Error> {
        let (flags_found, options, files) = (Vec::new(), Vec::new(), Vec::new());
        let mut arguments = Self { command, flags: flags_found, options, files };
        while let Some(arg) = parser.next().map_err(|error| usage(&error.to_string()))? {
            match arg {
                Arg::Long("help") | Arg::Short('h') => return Ok(None),
                Arg::Long(name) if flags.contains(&name) => {
                    arguments.flags.push(name.to_owned());
                }
                Arg::Long(name) => {
                    let name = name.to_owned();
                    let value = parser
                        .value()
                        .and_then(ValueExt::string)
                        .map_err(|error| usage(&error.to_string()))?;
                    arguments.options.push((name, value));
                }
                Arg::Value(value) => {
                    let file = value.string().map_err(|error| usage(&error.to_string()))?;
                    arguments.files.push(file);
                }
                Arg::Short(_) => return Err(usage(&arg.unexpected().to_string())),
            }
        }
        Ok(Some(arguments))
    }

    /// Whether a flag stands.
    pub(crate) fn flag(&mut self, name: &str) -> bool {
        let n_before = self.flags.len();
        self.flags.retain(|flag| flag != name);
        self.flags.len() < n_before
    }

    /// The values of an option that may stand several times.
    pub(crate) fn all(&mut self, name: &str) -> Vec<String> {
        let (found, rest) =
            std::mem::take(&mut self.options).into_iter().partition(|(option, _)| option == name);
        self.options = rest;
        let found: Vec<(String, String)> = found;
        found.into_iter().map(|(_, value)| value).collect()
    }

    /// The value of an option, where it stands.
    pub(crate) fn one(&mut self, name: &str) -> Result<Option<String>, Error> {
        let mut found = self.all(name);
        if found.len() > 1 {
            return Err(usage(&format!("--{name} stands more than once")));
        }
        Ok(found.pop())
    }

    /// The value of an option that has to stand.
    pub(crate) fn needed(&mut self, name: &str) -> Result<String, Error> {
        let missing = || usage(&format!("causeloom {} needs --{name}", self.command));
        let missing = missing();
        self.one(name)?.ok_or(missing)
    }

    /// The number of an option, or the usual one.
    pub(crate) fn number<T: std::str::FromStr>(
        &mut self,
        name: &str,
        usual: T,
    ) -> Result<T, Error> {
        Ok(self.maybe_number(name)?.unwrap_or(usual))
    }

    /// The number of an option, where it stands.
    pub(crate) fn maybe_number<T: std::str::FromStr>(
        &mut self,
        name: &str,
    ) -> Result<Option<T>, Error> {
        let read = |value: String| {
            value.parse().map_err(|_| usage(&format!("--{name} {value}: expected a number")))
        };
        self.one(name)?.map(read).transpose()
    }

    /// One of several words of an option, or the first of them.
    pub(crate) fn word<T: Copy>(&mut self, name: &str, known: &[(&str, T)]) -> Result<T, Error> {
        let value = self.one(name)?;
        let found = match &value {
            None => known.first(),
            Some(value) => known.iter().find(|(word, _)| word == value),
        };
        found.map(|&(_, meaning)| meaning).ok_or_else(|| {
            let words: Vec<&str> = known.iter().map(|&(word, _)| word).collect();
            let value = value.unwrap_or_default();
            usage(&format!("--{name} {value}: expected {}", words.join(" or ")))
        })
    }

    /// The one file that stands without an option.
    pub(crate) fn file(&mut self) -> Result<String, Error> {
        match self.files.len() {
            0 => Err(usage(&format!("causeloom {} needs a file", self.command))),
            _ => Ok(self.files.remove(0)),
        }
    }

    /// Ends the reading: nothing may be left.
    pub(crate) fn end(self) -> Result<(), Error> {
        let command = self.command;
        match (self.options.first(), self.files.first()) {
            (Some((name, _)), _) => {
                Err(usage(&format!("causeloom {command} has no option --{name}")))
            }
            (None, Some(file)) => {
                Err(usage(&format!("causeloom {command} does not know what to do with `{file}`")))
            }
            (None, None) => Ok(()),
        }
    }
}

/// An error of how the command line was used.
pub(crate) fn usage(message: &str) -> Error {
    Error::new("usage", message).with_hint("see causeloom --help")
}
