//! The rows of a table as they would have been, had something been otherwise.

use causeloom::{
    Error,
    model::{RowFormat, counterfactual_rows},
};

use crate::{
    arguments::{Arguments, usage},
    model,
};

/// `causeloom counterfactual --model M --data F --do 'smoke = no'`
pub(crate) fn counterfactual(mut arguments: Arguments) -> Result<(), Error> {
    let mut study = model::study(&arguments.needed("model")?)?;
    let data = arguments.needed("data")?;
    study.sample.interventions = arguments.all("do");
    study.seed = arguments.number("seed", 1)?;
    let draws = arguments.number("draws", 1)?;
    let format =
        arguments.word("format", &[("csv", RowFormat::Csv), ("jsonl", RowFormat::Jsonl)])?;
    let out = arguments.one("out")?;
    arguments.end()?;
    if study.sample.interventions.is_empty() {
        return Err(usage("causeloom counterfactual needs --do 'X = value'"));
    }
    let text = counterfactual_rows(&study, &model::table(&data)?, draws, format)?;
    match out {
        Some(path) => std::fs::write(&path, text).map_err(|error| model::unwritable(&path, &error)),
        None => crate::put(&text),
    }
}
