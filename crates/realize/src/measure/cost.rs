//! Tokens and money, and what each accepted text cost.

use serde::{Deserialize, Serialize};

use crate::run::Record;

/// The tally of answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cost {
    /// Answers.
    pub n_answers: u64,
    /// Answers whose server told no tokens.
    pub n_untold: u64,
    /// Tokens of questions.
    pub prompt_tokens: u64,
    /// Tokens of answers.
    pub completion_tokens: u64,
    /// US dollars, as far as servers told them.
    pub told_cost: f64,
    /// Answers whose server told the cost.
    pub n_told_cost: u64,
    /// Rows whose text a model wrote.
    pub n_accepted: u64,
    /// All rows.
    pub n_records: u64,
}

/// What a million tokens cost, in US dollars.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Price {
    /// Of questions.
    pub prompt: f64,
    /// Of answers.
    pub completion: f64,
}

impl Cost {
    /// Counts the answers about a row.
    pub fn add(&mut self, record: &Record) {
        self.n_records += 1;
        self.n_accepted += u64::from(record.attempt().is_some());
        for round in &record.rounds {
            self.n_answers += 1;
            let usage = round.usage;
            self.n_untold += u64::from(usage.prompt.is_none() && usage.completion.is_none());
            self.prompt_tokens += usage.prompt.unwrap_or(0);
            self.completion_tokens += usage.completion.unwrap_or(0);
            if let Some(cost) = usage.cost.filter(|cost| cost.is_finite()) {
                self.told_cost += cost;
                self.n_told_cost += 1;
            }
        }
    }

    /// Adds the tally of later rows.
    pub fn merge(&mut self, other: &Self) {
        self.n_answers += other.n_answers;
        self.n_untold += other.n_untold;
        self.prompt_tokens += other.prompt_tokens;
        self.completion_tokens += other.completion_tokens;
        self.told_cost += other.told_cost;
        self.n_told_cost += other.n_told_cost;
        self.n_accepted += other.n_accepted;
        self.n_records += other.n_records;
    }

    /// Tokens for each text that was taken, questions and answers together, those of refused
    /// answers included; none where no text was taken or a server told no tokens.
    pub fn tokens_per_accepted(&self) -> Option<f64> {
        let all_told = self.n_untold == 0 && self.n_accepted > 0;
        let tokens = self.prompt_tokens + self.completion_tokens;
        all_told.then(|| tokens as f64 / self.n_accepted as f64)
    }

    /// US dollars for all answers: as told where every server told it, else by a price where one is
    /// given and all tokens were told.
    pub fn dollars(&self, price: Option<Price>) -> Option<f64> {
        if self.n_told_cost == self.n_answers {
            return Some(self.told_cost);
        }
        let price = price.filter(|_| self.n_untold == 0)?;
        let prompt = self.prompt_tokens as f64 * price.prompt;
        Some((prompt + self.completion_tokens as f64 * price.completion) / 1e6)
    }

    /// US dollars for each text that was taken; see [`Cost::dollars`].
    pub fn dollars_per_accepted(&self, price: Option<Price>) -> Option<f64> {
        let dollars = self.dollars(price)?;
        (self.n_accepted > 0).then(|| dollars / self.n_accepted as f64)
    }
}
