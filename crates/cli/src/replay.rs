//! A recorded run once more, without a network.

use causeloom::{Error, conversation::Conversation};

use crate::{arguments::Arguments, model, realize};

/// `causeloom replay CASSETTE --out texts.jsonl`
pub(crate) fn replay(mut arguments: Arguments) -> Result<(), Error> {
    let cassette = arguments.file()?;
    let output = realize::Output::read(&mut arguments)?;
    arguments.end()?;
    let talk = Conversation::replay(&model::text_of(&cassette)?)?;
    output.write(talk.texts(output.format)?.as_bytes())?;
    realize::tell(&talk.view()?);
    Ok(())
}
