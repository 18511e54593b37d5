//! States: the share of every state, before and after a change, with exact probabilities as marks.

use super::measure::{shorten, text_width, wrap};
use super::scale::{Scale, ticks};
use super::surface::{Anchor, Area, Drawn, Pattern, Surface, TEXT_SIZE};
use super::{Frame, Region};
use causeloom::number::{fixed, percent};

/// Shares of the states of one variable, in one version or two.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct States {
    /// The states, in their order.
    pub(crate) names: Vec<String>,
    /// As it is.
    pub(crate) before: Shares,
    /// After a change.
    pub(crate) after: Option<Shares>,
    /// Title of the axis, for instance `share of rows with each value of dysp`.
    pub(crate) axis: String,
}

/// One version of the shares.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Shares {
    /// What it is called, for instance `as it is`.
    pub(crate) name: String,
    /// One share a state.
    pub(crate) values: Vec<f64>,
    /// Exact probabilities, where they are known beside the shares.
    pub(crate) truth: Option<Vec<f64>>,
}

/// Below this width the names stand above their bars.
const NARROW: f64 = 440.0;
const TOP: f64 = 6.0;
const BAR: f64 = 18.0;

struct Layout {
    narrow: bool,
    names: f64,
    row: f64,
    scale: Scale,
    bottom: f64,
}

impl States {
    /// Height in CSS pixels at a width.
    pub(crate) fn height(&self, width: f64) -> f64 {
        self.layout(width).bottom + 28.0 + 18.0 * self.title(width).len() as f64
    }

    /// Draws the figure.
    ///
    /// # Errors
    /// Those of the backend.
    pub(crate) fn draw(&self, surface: &Surface<'_>, frame: &Frame) -> Drawn {
        let palette = frame.palette;
        let layout = self.layout(frame.width);
        let scale = layout.scale;
        let axis = ticks((0.0, scale.domain.1 * 100.0), 5);
        for tick in &axis.values {
            let x = scale.at(tick / 100.0);
            surface.upright(x, (TOP, layout.bottom), 1.0, palette.rule)?;
            let label = format!("{} %", fixed(*tick, axis.decimals));
            surface.text(&label, (x, layout.bottom + 14.0), Anchor::Middle, palette.muted)?;
        }
        for (index, state) in self.names.iter().enumerate() {
            let first = layout.first_bar(index);
            let name = shorten(state, TEXT_SIZE, layout.names);
            if layout.narrow {
                let at = (scale.range.0 + 6.0, first - 10.0);
                surface.patch(&name, at, Anchor::Left, palette.ink)?;
            } else {
                let middle = first + BAR * self.n_versions() / 2.0;
                surface.text(&name, (layout.names, middle), Anchor::Right, palette.ink)?;
            }
            for (bar, (version, pattern)) in self.versions().enumerate() {
                let top = first + BAR * bar as f64;
                let share = version.values.get(index).copied().unwrap_or(0.0);
                let end = scale.at(share);
                if share > 0.0 {
                    let area = Area::between(
                        (scale.at(0.0), top + 1.5),
                        (end.max(scale.at(0.0) + 1.5), top + BAR - 1.5),
                    );
                    surface.bar(area, palette.accent, pattern)?;
                }
                let mut text_from = end;
                if let Some(truth) = version.truth.as_ref().and_then(|truth| truth.get(index)) {
                    let x = scale.at(*truth);
                    surface.upright(x, (top - 1.0, top + BAR + 1.0), 2.0, palette.ink)?;
                    text_from = text_from.max(x);
                }
                let value = percent(share);
                let at = (text_from + 6.0, top + BAR / 2.0);
                surface.patch(&value, at, Anchor::Left, palette.ink)?;
            }
        }
        surface.upright(scale.at(0.0), (TOP, layout.bottom), 1.5, palette.ink)?;
        for (index, line) in self.title(frame.width).iter().enumerate() {
            let y = layout.bottom + 36.0 + index as f64 * 18.0;
            let x = if layout.narrow { 0.0 } else { scale.range.0 };
            surface.text(line, (x, y), Anchor::Left, palette.muted)?;
        }
        Ok(())
    }

    /// One region a state.
    pub(crate) fn regions(&self, width: f64) -> Vec<Region> {
        let layout = self.layout(width);
        let region = |(index, state): (usize, &String)| {
            let top = TOP + index as f64 * layout.row;
            let part = |version: &Shares| {
                let share = version.values.get(index).copied().unwrap_or(0.0);
                let exact = version.truth.as_ref().and_then(|truth| truth.get(index));
                let exact = exact
                    .map_or_else(String::new, |truth| format!(" (exactly {})", percent(*truth)));
                format!("{} {}{exact}", version.name, percent(share))
            };
            let words: Vec<String> = self.versions().map(|(version, _)| part(version)).collect();
            Region {
                area: Area { left: 0.0, top, right: width, bottom: top + layout.row },
                words: format!("{state}: {}", words.join(", ")),
            }
        };
        self.names.iter().enumerate().map(region).collect()
    }

    /// What the figure shows, in one sentence.
    pub(crate) fn sentence(&self) -> String {
        let versions: Vec<&str> =
            self.versions().map(|(version, _)| version.name.as_str()).collect();
        format!("Bars of the {}: {}.", self.axis, versions.join(" and "))
    }

    /// The numbers of the figure, the header first.
    pub(crate) fn table(&self) -> Vec<Vec<String>> {
        let mut header = vec!["State".to_owned()];
        for (version, _) in self.versions() {
            header.push(version.name.clone());
            if version.truth.is_some() {
                header.push(format!("{}, exactly", version.name));
            }
        }
        let mut rows = vec![header];
        for (index, state) in self.names.iter().enumerate() {
            let mut row = vec![state.clone()];
            for (version, _) in self.versions() {
                let number = |values: &[f64]| {
                    values.get(index).map_or_else(String::new, |value| fixed(*value, 4))
                };
                row.push(number(&version.values));
                row.extend(version.truth.as_deref().map(number));
            }
            rows.push(row);
        }
        rows
    }

    fn versions(&self) -> impl Iterator<Item = (&Shares, Pattern)> {
        std::iter::once((&self.before, Pattern::Solid))
            .chain(self.after.as_ref().map(|after| (after, Pattern::Hatched)))
    }

    fn n_versions(&self) -> f64 {
        if self.after.is_some() { 2.0 } else { 1.0 }
    }

    fn title(&self, width: f64) -> Vec<String> {
        let layout = self.layout(width);
        let mut title = match &self.after {
            Some(after) => {
                format!("{}; solid: {}, hatched: {}", self.axis, self.before.name, after.name)
            }
            None => self.axis.clone(),
        };
        if self.versions().any(|(version, _)| version.truth.is_some()) {
            title.push_str("; upright lines: exact probabilities");
        }
        wrap(&title, TEXT_SIZE, if layout.narrow { width } else { width - layout.scale.range.0 })
    }

    fn layout(&self, width: f64) -> Layout {
        let narrow = width < NARROW;
        let widest =
            self.names.iter().map(|state| text_width(state, TEXT_SIZE)).fold(0.0, f64::max);
        let names = if narrow { width } else { widest.clamp(24.0, width * 0.3) };
        let left = if narrow { 14.0 } else { names + 12.0 };
        let greatest = self
            .versions()
            .flat_map(|(version, _)| version.values.iter().chain(version.truth.iter().flatten()))
            .fold(0.0_f64, |greatest, share| greatest.max(*share));
        let top_share = if greatest > 0.0 { (greatest * 1.02).min(1.0) } else { 1.0 };
        let row = BAR * self.n_versions() + if narrow { 28.0 } else { 10.0 };
        Layout {
            narrow,
            names,
            row,
            scale: Scale {
                domain: (0.0, top_share),
                range: (left, (width - 64.0).max(left + 80.0)),
            },
            bottom: TOP + row * self.names.len() as f64,
        }
    }
}

impl Layout {
    fn first_bar(&self, row: usize) -> f64 {
        TOP + row as f64 * self.row + if self.narrow { 22.0 } else { 4.0 }
    }
}

#[cfg(test)]
mod tests {
    use crate::chart::samples::states;

    #[test]
    fn a_state_says_both_versions_and_what_is_exact() {
        assert_eq!(
            states().regions(700.0)[0].words,
            "yes: as it is 43.7 % (exactly 43.6 %), smoke = no 31.7 % (exactly 31.9 %)"
        );
    }

    #[test]
    fn the_table_holds_every_version_with_its_exact_column() {
        let table = states().table();
        assert_eq!(
            table[0],
            ["State", "as it is", "as it is, exactly", "smoke = no", "smoke = no, exactly"]
        );
        assert_eq!(table[2], ["no", "0.5630", "0.5640", "0.6830", "0.6809"]);
    }
}
