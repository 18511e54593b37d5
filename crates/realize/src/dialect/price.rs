//! Prices: what tokens cost, as far as the user's own dated table knows.

use serde::{Deserialize, Serialize};

use crate::Usage;

/// A price list. It is the user's to edit; no prices are built in, since they would grow stale
/// without anybody noticing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PriceTable {
    /// The day on which the prices were looked up, as the user wrote it: `2026-11-21`.
    pub date: String,
    /// The rows; the first that fits counts.
    pub rows: Vec<PriceRow>,
}

/// The price of one model, or of all whose names begin alike.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceRow {
    /// The profile's short name.
    pub provider: String,
    /// The model's name; a star at its end stands for anything.
    pub model: String,
    /// The price.
    #[serde(flatten)]
    pub price: Price,
}

/// US dollars for a million tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Price {
    /// Of the question.
    pub prompt: f64,
    /// Of the answer, hidden reasoning included.
    pub completion: f64,
}

impl PriceTable {
    /// The price of a model; none where the table does not know it.
    pub fn find(&self, provider: &str, model: &str) -> Option<Price> {
        let fits = |row: &&PriceRow| {
            row.provider == provider
                && match row.model.strip_suffix('*') {
                    Some(start) => model.starts_with(start),
                    None => model == row.model,
                }
        };
        self.rows.iter().find(fits).map(|row| row.price).filter(Price::is_sound)
    }
}

impl Price {
    /// True where both prices are numbers that a price can be.
    pub fn is_sound(&self) -> bool {
        [self.prompt, self.completion].iter().all(|price| price.is_finite() && *price >= 0.0)
    }

    /// US dollars for so many tokens.
    pub fn of(&self, prompt: u64, completion: u64) -> f64 {
        (prompt as f64 * self.prompt + completion as f64 * self.completion) / 1e6
    }
}

impl Usage {
    /// US dollars: as the server tells, else by the price, else unknown.
    pub fn dollars(&self, price: Option<Price>) -> Option<f64> {
        self.cost.or_else(|| Some(price?.of(self.prompt?, self.completion?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_row_that_fits_gives_the_price_and_no_row_gives_none() {
        let table: PriceTable = serde_json::from_str(
            r#"{"date":"2026-11-21","rows":[
                {"provider":"openai","model":"gpt-mini","prompt":0.25,"completion":2},
                {"provider":"openai","model":"gpt-*","prompt":1,"completion":8},
                {"provider":"groq","model":"odd","prompt":-1,"completion":8}]}"#,
        )
        .unwrap();
        let price = |provider, model| table.find(provider, model);
        assert_eq!(price("openai", "gpt-mini"), Some(Price { prompt: 0.25, completion: 2.0 }));
        assert_eq!(price("openai", "gpt-mini-2"), Some(Price { prompt: 1.0, completion: 8.0 }));
        assert_eq!(price("openai", "o9"), None);
        assert_eq!(price("mistral", "gpt-mini"), None);
        assert_eq!(price("groq", "odd"), None);
        let text = serde_json::to_string(&table).unwrap();
        assert_eq!(serde_json::from_str::<PriceTable>(&text).unwrap(), table);
    }

    #[test]
    fn a_told_cost_comes_before_the_price_and_the_unknown_stays_unknown() {
        let usage = Usage { prompt: Some(1_000_000), completion: Some(500_000), cost: None };
        let price = Some(Price { prompt: 0.25, completion: 2.0 });
        assert_eq!(usage.dollars(price), Some(1.25));
        assert_eq!(usage.dollars(None), None);
        assert_eq!(Usage { cost: Some(0.5), ..usage }.dollars(price), Some(0.5));
        assert_eq!(Usage { completion: None, ..usage }.dollars(price), None);
    }
}
