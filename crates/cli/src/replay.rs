//! A recorded run once more, without a network.

use causeloom::{
    Error, TableRows,
    conversation::{Conversation, recorded_study},
};

use crate::{arguments::Arguments, model, realize};

/// `causeloom replay CASSETTE --out texts.jsonl`
pub(crate) fn replay(mut arguments: Arguments) -> Result<(), Error> {
    let cassette = arguments.file()?;
    let output = realize::Output::read(&mut arguments)?;
    let session = realize::table(&mut arguments, "data")?;
    arguments.end()?;
    let cassette = model::text_of(&cassette)?;
    let table = TableRows::of(session.as_ref(), &recorded_study(&cassette)?)?;
    let talk = Conversation::replay(&cassette, table.as_ref())?;
    output.write(talk.texts(output.format)?.as_bytes())?;
    realize::tell(&talk.view()?);
    Ok(())
}
