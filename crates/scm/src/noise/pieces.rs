//! Quantile functions as polynomial pieces: 32 pieces an octave of the probability, degree 5.
//!
//! The pieces of an octave `[2⁻ᵉ, 2¹⁻ᵉ)` are equally wide, so that a piece's number is the exponent
//! and the first five bits of the fraction of the probability as it stands in memory, and the place
//! within the piece is the rest of the fraction. Each polynomial interpolates the function at the
//! Chebyshev–Lobatto points of its piece, both ends among them: neighbors meet. The function has
//! to be smooth with its nearest singularity at 0, as quantile functions are on `(0, ½)`; then
//! the error is below 10⁻¹² of the function's change over an octave.

use numeric::float;
use std::{array, f64::consts::PI};

const PIECE_BITS: u32 = 5;
const DEGREE: usize = 5;
const PAIRS: usize = 3;
/// Pieces of 64 octaves; 52 of them are in use.
const N_PIECES: usize = 64 << PIECE_BITS;
/// Pieces of functions that are odd about ½, and of others.
pub(super) const ONE_SIDE: usize = N_PIECES;
pub(super) const TWO_SIDES: usize = 2 * N_PIECES;
const FRACTION_BITS: u32 = 52;
/// Bits of the place within a piece.
const PLACE_BITS: u32 = FRACTION_BITS - PIECE_BITS;
const EXPONENT_OF_ONE: u64 = 0x3ff << FRACTION_BITS;
/// Biased exponents of the probabilities from 2⁻⁵³ (inclusive) to ½ (exclusive).
const EXPONENTS: std::ops::Range<u64> = 970..1022;

/// A function on `[2⁻⁵³, ½)`, or two of them.
#[derive(Debug)]
pub(super) struct Pieces<const N: usize> {
    coefficients: Box<[Coefficients; N]>,
}

/// The coefficients of one piece, the constant first: one cache line.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
struct Coefficients([[f64; 2]; PAIRS]);

impl<const N: usize> Pieces<N> {
    /// The pieces of `functions`, `N_PIECES` of each.
    pub(super) fn new(functions: &[&dyn Fn(f64) -> f64]) -> Self {
        let mut coefficients: Box<[Coefficients; N]> = vec![Coefficients([[0.0; 2]; PAIRS]); N]
            .try_into()
            .expect("the vector has been made with this length");
        for (function, pieces) in functions.iter().zip(coefficients.chunks_exact_mut(N_PIECES)) {
            for number in EXPONENTS.start << PIECE_BITS..EXPONENTS.end << PIECE_BITS {
                let start = f64::from_bits(number << PLACE_BITS);
                let width = f64::from_bits((number + 1) << PLACE_BITS) - start;
                pieces[number as usize % N_PIECES] =
                    Coefficients(interpolate(|place| function(start + width * place)));
            }
        }
        Self { coefficients }
    }

    /// The values at `probabilities`, which are in `[2⁻⁵³, ½)`; of the second function where the
    /// highest bit of `sides` is set, if there are two.
    #[inline]
    pub(super) fn at<const ROWS: usize>(
        &self,
        probabilities: [f64; ROWS],
        sides: [u64; ROWS],
    ) -> [f64; ROWS] {
        let numbers: [u32; ROWS] = array::from_fn(|row| number(probabilities[row], sides[row]));
        let places = probabilities.map(place);
        array::from_fn(|row| self.coefficients[numbers[row] as usize % N].at(places[row]))
    }
}

impl Coefficients {
    /// The terms of even and those of odd degree side by side.
    #[inline]
    fn at(&self, place: f64) -> f64 {
        let [low, middle, high] = &self.0;
        let square = place * place;
        let [even, odd]: [f64; 2] =
            array::from_fn(|side| (high[side] * square + middle[side]) * square + low[side]);
        odd * place + even
    }
}

/// The number of the piece of a probability.
#[inline]
fn number(probability: f64, side: u64) -> u32 {
    let within = (probability.to_bits() >> PLACE_BITS) as u32 % N_PIECES as u32;
    within | ((side >> 63) as u32 * N_PIECES as u32)
}

/// The place of a probability within its piece, in `[0, 1)`.
#[inline]
fn place(probability: f64) -> f64 {
    let fraction = (probability.to_bits() << PIECE_BITS) & ((1 << FRACTION_BITS) - 1);
    f64::from_bits(EXPONENT_OF_ONE | fraction) - 1.0
}

/// Coefficients, the constant first, of the polynomial through the values of `function` at the
/// Chebyshev–Lobatto points of `[0, 1]`.
fn interpolate(function: impl Fn(f64) -> f64) -> [[f64; 2]; PAIRS] {
    let points: [f64; DEGREE + 1] = array::from_fn(|index| match index {
        0 => 0.0,
        DEGREE => 1.0,
        _ => 0.5 - 0.5 * float::cos(PI * index as f64 / DEGREE as f64),
    });
    // Newton's divided differences, then expanded from the innermost bracket outward.
    let mut differences = points.map(function);
    for order in 1..=DEGREE {
        for index in (order..=DEGREE).rev() {
            differences[index] = (differences[index] - differences[index - 1])
                / (points[index] - points[index - order]);
        }
    }
    let mut coefficients = [0.0; DEGREE + 1];
    for index in (0..=DEGREE).rev() {
        for power in (1..=DEGREE).rev() {
            coefficients[power] = coefficients[power - 1] - points[index] * coefficients[power];
        }
        coefficients[0] = differences[index] - points[index] * coefficients[0];
    }
    let [c0, c1, c2, c3, c4, c5] = coefficients;
    [[c0, c1], [c2, c3], [c4, c5]]
}
