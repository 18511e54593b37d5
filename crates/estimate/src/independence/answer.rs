//! What a test answers.

/// The answer to one question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Answer {
    /// The method that was used; tells what an automatic choice has chosen.
    pub method: Method,
    /// The test statistic; 0 where the question is untestable.
    pub statistic: f64,
    /// Degrees of freedom: of the chi-square law; of Student's t; `n − |given| − 3` for Fisher's
    /// z; of the numerator where two regressions of a number are compared; the number of products
    /// of residuals for the generalized covariance measure; the shape of the gamma
    /// law for kernels (0 under permutations). 0 where the question is untestable.
    pub degrees_of_freedom: f64,
    /// Probability of a statistic at least as far out under independence; none where the question
    /// is untestable.
    pub p_value: Option<f64>,
    /// Rows that the answer rests on.
    pub n_used: u64,
    /// Why there is no p-value.
    pub untestable: Option<Untestable>,
    /// What a reader should know.
    pub note: Option<Note>,
}

/// The method behind an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Method {
    /// Likelihood ratio of a contingency table, G².
    GSquared,
    /// Pearson's χ² of a contingency table.
    ChiSquared,
    /// Permutations within the strata of what is given.
    Permutation,
    /// Fisher's z transformation of the partial correlation.
    FisherZ,
    /// Student's t of the partial correlation.
    PartialCorrelation,
    /// Likelihood ratio of nested regressions.
    Mixed,
    /// Generalized covariance measure: products of what smooth regressions leave.
    GeneralizedCovariance,
    /// Hilbert–Schmidt norm of kernels.
    Kernel,
}

/// Why a question has no answer in these data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Untestable {
    /// Within every stratum, or in all rows, one of the two columns has a single value.
    NoVariation,
    /// What is given determines one of the two columns.
    Determined,
    /// There are too few rows for the parameters.
    TooFewRows,
    /// No stratum has the expected counts that were asked for.
    StrataTooSmall,
}

/// Something to be known about an answer.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Note {
    /// Expected counts were too small for the chi-square law: permutations were used.
    SmallExpectedCounts {
        /// The smallest expected count of a cell that can be reached.
        least_expected: f64,
    },
    /// A regression separates states perfectly; its likelihood ratio is only near chi-square.
    Separated,
    /// A regression ended before its coefficients settled.
    NotConverged,
    /// The test used a random sample of the rows.
    SampledRows,
}

impl Answer {
    /// Whether independence is rejected at this level; an untestable question rejects nothing.
    pub fn rejects(&self, level: f64) -> bool {
        self.p_value.is_some_and(|p| p < level)
    }

    pub(crate) fn untestable(method: Method, n_used: u64, why: Untestable) -> Self {
        Self {
            method,
            statistic: 0.0,
            degrees_of_freedom: 0.0,
            p_value: None,
            n_used,
            untestable: Some(why),
            note: None,
        }
    }

    pub(crate) fn testable(
        method: Method,
        statistic: f64,
        degrees_of_freedom: f64,
        p_value: f64,
        n_used: u64,
    ) -> Self {
        let p_value = Some(p_value.clamp(0.0, 1.0));
        Self {
            method,
            statistic,
            degrees_of_freedom,
            p_value,
            n_used,
            untestable: None,
            note: None,
        }
    }
}
