//! A network while its file is being read: variables and rows found by name, checked as they come.

use std::collections::BTreeMap;

use graph::{Diagram, DiagramEdge, DiagramNode, EdgeKind};

use super::{
    Read,
    cursor::{Fault, shown},
};
use crate::{Mechanism, Model, Values, Variable};

/// The most states of one variable: a state's code is one byte.
const MOST_STATES: usize = 256;

/// The most probabilities of one file; the largest network of the bnlearn repository has 547,158.
const MOST_PROBABILITIES: usize = 1 << 24;

/// What a row takes besides its probabilities, in units of a probability.
const ROW_COST: usize = 3;

/// How far a row's sum may be from 1 without a word, and at all.
const FINE: f64 = 1e-6;
const LOOSE: f64 = 1e-3;

/// The network so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    pub(super) name: String,
    pub(super) variables: Vec<DraftVariable>,
    pub(super) notes: Vec<String>,
    by_name: BTreeMap<String, usize>,
    n_probabilities: usize,
    n_properties: usize,
    a_property: String,
}

/// A variable that was declared.
#[derive(Clone, Debug, Default)]
pub(super) struct DraftVariable {
    pub(super) at: usize,
    pub(super) name: String,
    pub(super) about: String,
    pub(super) states: Vec<String>,
    pub(super) unordered: bool,
    pub(super) position: Option<[f64; 2]>,
    codes: BTreeMap<String, usize>,
    distribution: Option<(Vec<usize>, Vec<Vec<f64>>)>,
}

impl DraftVariable {
    pub(super) fn new(at: usize, name: String) -> Self {
        Self { at, name, ..Self::default() }
    }

    /// Sets the states, given with their places.
    pub(super) fn set_states(&mut self, states: Vec<(usize, String)>) -> Result<(), Fault> {
        for (at, state) in states {
            if state.is_empty() {
                return Err(Fault::new(at, "the name of a state", "an empty one"));
            }
            if self.states.len() == MOST_STATES {
                let expected = format!("at most {MOST_STATES} states of a variable");
                return Err(Fault::new(at, expected, shown(&state)));
            }
            if self.codes.insert(state.clone(), self.states.len()).is_some() {
                let expected = format!("every state of {} once", shown(&self.name));
                return Err(Fault::new(at, expected, format!("{} again", shown(&state))));
            }
            self.states.push(state);
        }
        Ok(())
    }
}

/// In which order a list of numbers holds a conditional table; the last parent is always faster
/// than the parents before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TableOrder {
    /// All probabilities of the first state, then all of the second: BIF 0.15.
    StateSlowest,
    /// One distribution after the other: XMLBIF and Hugin.
    StateFastest,
}

/// The table of one variable while its rows come in.
#[derive(Clone, Debug)]
pub(super) struct Rows {
    pub(super) variable: usize,
    pub(super) parents: Vec<usize>,
    n_states: usize,
    /// Empty where it is not stated yet.
    stated: Vec<Vec<f64>>,
    default: Option<Vec<f64>>,
    n_loose: usize,
    loosest: f64,
}

impl Draft {
    /// The variable of this name.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// Adds a variable; its name is new and it has states.
    pub(super) fn declare(&mut self, variable: DraftVariable) -> Result<(), Fault> {
        let (at, name) = (variable.at, variable.name.clone());
        if name.is_empty() {
            return Err(Fault::new(at, "the name of a variable", "an empty one"));
        }
        if variable.states.is_empty() {
            let expected = format!("the states of {}", shown(&name));
            return Err(Fault::new(at, expected, "none"));
        }
        if self.by_name.insert(name.clone(), self.variables.len()).is_some() {
            let found = format!("{} again", shown(&name));
            return Err(Fault::new(at, "every variable once", found));
        }
        self.variables.push(variable);
        Ok(())
    }

    /// Counts a statement that a model has no place for.
    pub(super) fn leave_out(&mut self, property: &str) {
        if self.n_properties == 0 {
            self.a_property = shown(property.trim_matches('"'));
        }
        self.n_properties += 1;
    }

    /// Starts the table of a variable.
    pub(super) fn rows(
        &mut self,
        at: usize,
        variable: usize,
        parents: Vec<usize>,
    ) -> Result<Rows, Fault> {
        let name = shown(&self.variables[variable].name);
        if self.variables[variable].distribution.is_some() {
            return Err(Fault::new(at, "one table for every variable", format!("{name} again")));
        }
        for (position, &parent) in parents.iter().enumerate() {
            if parent == variable {
                let found = format!("{name} among its own parents");
                return Err(Fault::new(at, "other variables as parents", found));
            }
            if parents[..position].contains(&parent) {
                let found = format!("{} again", shown(&self.variables[parent].name));
                return Err(Fault::new(at, format!("every parent of {name} once"), found));
            }
        }
        let n_states = self.variables[variable].states.len();
        let sizes = parents.iter().map(|&parent| self.variables[parent].states.len());
        let n_rows = sizes.into_iter().try_fold(1_usize, usize::checked_mul);
        let total = n_rows
            .and_then(|n_rows| n_rows.checked_mul(n_states + ROW_COST))
            .and_then(|size| size.checked_add(self.n_probabilities))
            .filter(|&total| total <= MOST_PROBABILITIES);
        let (Some(n_rows), Some(total)) = (n_rows, total) else {
            let expected = format!("tables of at most {MOST_PROBABILITIES} probabilities in all");
            let found = format!("{name} with {} parents", parents.len());
            return Err(Fault::new(at, expected, found));
        };
        self.n_probabilities = total;
        let stated = vec![Vec::new(); n_rows];
        Ok(Rows { variable, parents, n_states, stated, default: None, n_loose: 0, loosest: 0.0 })
    }

    /// The index of a row, by the names of the parents' states; else which parent has no such state.
    pub(super) fn row_of<'n>(
        &self,
        rows: &Rows,
        states: impl Iterator<Item = &'n str>,
    ) -> Result<usize, usize> {
        let mut index = 0;
        for ((position, &parent), state) in rows.parents.iter().enumerate().zip(states) {
            let parent = &self.variables[parent];
            let code = parent.codes.get(state).ok_or(position)?;
            index = index * parent.states.len() + code;
        }
        Ok(index)
    }

    /// The parents' states of a row in words.
    fn configuration(&self, rows: &Rows, mut index: usize) -> String {
        let mut parts = Vec::new();
        for &parent in rows.parents.iter().rev() {
            let parent = &self.variables[parent];
            let state = &parent.states[index % parent.states.len()];
            parts.push(format!("{} = {state}", parent.name));
            index /= parent.states.len();
        }
        parts.reverse();
        if parts.is_empty() { String::new() } else { format!(" given {}", parts.join(", ")) }
    }

    /// Sets one row.
    pub(super) fn set_row(
        &self,
        rows: &mut Rows,
        at: usize,
        index: usize,
        row: Vec<f64>,
    ) -> Result<(), Fault> {
        let where_ = || {
            let name = &self.variables[rows.variable].name;
            shown(&format!("{name}{}", self.configuration(rows, index)))
        };
        if row.len() != rows.n_states {
            let expected = format!("{} probabilities for {}", rows.n_states, where_());
            return Err(Fault::new(at, expected, row.len().to_string()));
        }
        if !rows.stated[index].is_empty() {
            let found = format!("{} again", where_());
            return Err(Fault::new(at, "every row once", found));
        }
        let off = distance(row.iter().sum());
        if off > LOOSE {
            let expected = format!("probabilities of {} that sum to 1", where_());
            let sum: f64 = row.iter().sum();
            return Err(Fault::new(at, expected, format!("a sum of {sum}")));
        }
        rows.note_sum(off);
        rows.stated[index] = row;
        Ok(())
    }

    /// Sets what holds for the rows that are not stated.
    pub(super) fn set_default(
        &self,
        rows: &mut Rows,
        at: usize,
        row: Vec<f64>,
    ) -> Result<(), Fault> {
        let name = shown(&self.variables[rows.variable].name);
        if row.len() != rows.n_states {
            let expected = format!("{} probabilities for {name}", rows.n_states);
            return Err(Fault::new(at, expected, row.len().to_string()));
        }
        let sum: f64 = row.iter().sum();
        if distance(sum) > LOOSE {
            let expected = format!("probabilities of {name} that sum to 1");
            return Err(Fault::new(at, expected, format!("a sum of {sum}")));
        }
        if rows.default.is_some() {
            return Err(Fault::new(at, format!("one default row of {name}"), "another one"));
        }
        rows.note_sum(distance(sum));
        rows.default = Some(row);
        Ok(())
    }

    /// Sets all rows from one list of numbers, in the order that makes distributions of them.
    pub(super) fn set_table(
        &mut self,
        rows: &mut Rows,
        at: usize,
        numbers: &[f64],
        preferred: TableOrder,
    ) -> Result<(), Fault> {
        let (n_rows, n_states) = (rows.stated.len(), rows.n_states);
        let name = shown(&self.variables[rows.variable].name);
        if numbers.len() != n_rows * n_states {
            let expected = format!("{} probabilities for {name}", n_rows * n_states);
            return Err(Fault::new(at, expected, numbers.len().to_string()));
        }
        let row = |order: TableOrder, index: usize| -> Vec<f64> {
            let at = |state: usize| match order {
                TableOrder::StateSlowest => state * n_rows + index,
                TableOrder::StateFastest => index * n_states + state,
            };
            (0..n_states).map(|state| numbers[at(state)]).collect()
        };
        let fits = |order: TableOrder| {
            (0..n_rows).all(|index| distance(row(order, index).iter().sum()) <= LOOSE)
        };
        let other = match preferred {
            TableOrder::StateSlowest => TableOrder::StateFastest,
            TableOrder::StateFastest => TableOrder::StateSlowest,
        };
        let (preferred_fits, other_fits) = (fits(preferred), fits(other));
        let order = if other_fits && !preferred_fits { other } else { preferred };
        let differ = || (0..n_rows).any(|index| row(preferred, index) != row(other, index));
        let open = preferred == TableOrder::StateSlowest && preferred_fits && other_fits;
        if open && differ() {
            self.notes.push(format!(
                "the table of {name} would be one in both orders; it was read as BIF 0.15 says, all probabilities of the first state first"
            ));
        } else if order != preferred && preferred == TableOrder::StateFastest {
            self.notes.push(format!(
                "the table of {name} only makes distributions with all probabilities of the first state first, and was read so"
            ));
        }
        if rows.stated.iter().any(|row| !row.is_empty()) {
            return Err(Fault::new(at, format!("every row of {name} once"), "a table besides"));
        }
        (0..n_rows).try_for_each(|index| self.set_row(rows, at, index, row(order, index)))
    }

    /// Ends the table of a variable; every row is stated or has the default.
    pub(super) fn close(&mut self, mut rows: Rows, at: usize) -> Result<(), Fault> {
        let name = self.variables[rows.variable].name.clone();
        if let Some(index) = rows.stated.iter().position(Vec::is_empty) {
            let Some(default) = rows.default.take() else {
                let row = format!("{name}{}", self.configuration(&rows, index));
                let fault = Fault::new(at, format!("a row for {}", shown(&row)), "none");
                return Err(fault.hint("state the row or give the table a `default` row"));
            };
            let unstated = rows.stated.iter_mut().filter(|row| row.is_empty());
            unstated.for_each(|row| row.clone_from(&default));
        }
        if rows.n_loose > 0 {
            let what = if rows.n_loose == 1 { "row" } else { "rows" };
            self.notes.push(format!(
                "the model scales {} {what} of {} to a sum of 1, from which the file is up to {:.1e} away",
                rows.n_loose,
                shown(&name),
                rows.loosest,
            ));
        }
        self.variables[rows.variable].distribution = Some((rows.parents, rows.stated));
        Ok(())
    }

    /// The model, once every variable has a table and no arrows go in a circle.
    pub(super) fn finish(mut self) -> Result<Read, Fault> {
        let undefined = self.variables.iter().find(|variable| variable.distribution.is_none());
        if let Some(variable) = undefined {
            let expected = format!("probabilities of {}", shown(&variable.name));
            return Err(Fault::new(variable.at, expected, "none in the whole text"));
        }
        if let Some(circle) = self.circle() {
            let names: Vec<&str> =
                circle.iter().map(|&index| self.variables[index].name.as_str()).collect();
            let found = format!("a circle: {}", names.join(" -> "));
            return Err(Fault::new(self.variables[circle[0]].at, "causes before effects", found));
        }
        if self.n_properties > 0 {
            let what = if self.n_properties == 1 { "property is" } else { "properties are" };
            let note =
                format!("{} {what} not kept, such as {}", self.n_properties, self.a_property);
            self.notes.push(note);
        }
        let with_order =
            |variable: &&DraftVariable| variable.states.len() > 2 && !variable.unordered;
        let n_assumed = self.variables.iter().filter(with_order).count();
        if n_assumed > 0 {
            let what = if n_assumed == 1 { "variable" } else { "variables" };
            self.notes.push(format!(
                "for {n_assumed} {what} with three states or more the order is that of the file; counterfactuals depend on it, so set states without an order to unordered"
            ));
        }
        let notes = std::mem::take(&mut self.notes);
        Ok(Read { model: self.model(), notes })
    }

    /// Variables whose arrows lead back to the first; it stands again at the end.
    fn circle(&self) -> Option<Vec<usize>> {
        let parents = |index: usize| -> &[usize] {
            self.variables[index].distribution.as_ref().map_or(&[], |(parents, _)| parents)
        };
        let mut children = vec![Vec::new(); self.variables.len()];
        let mut n_open: Vec<usize> = Vec::with_capacity(self.variables.len());
        for index in 0..self.variables.len() {
            n_open.push(parents(index).len());
            for &parent in parents(index) {
                children[parent].push(index);
            }
        }
        let mut ready: Vec<usize> = (0..n_open.len()).filter(|&index| n_open[index] == 0).collect();
        while let Some(index) = ready.pop() {
            for &child in &children[index] {
                n_open[child] -= 1;
                if n_open[child] == 0 {
                    ready.push(child);
                }
            }
        }
        // Every variable that is left has a parent that is left: going up ends in a circle.
        let mut path = vec![n_open.iter().position(|&open| open > 0)?];
        let mut seen = vec![false; n_open.len()];
        loop {
            let here = *path.last()?;
            if seen[here] {
                let start = path.iter().position(|&index| index == here)?;
                path.drain(..start);
                path.reverse();
                return Some(path);
            }
            seen[here] = true;
            path.push(*parents(here).iter().find(|&&parent| n_open[parent] > 0)?);
        }
    }

    fn model(self) -> Model {
        let names: Vec<String> =
            self.variables.iter().map(|variable| variable.name.clone()).collect();
        let mut model = Model { name: self.name, ..Model::default() };
        let mut graph = Diagram::default();
        for variable in self.variables {
            let (parents, rows) = variable.distribution.unwrap_or_default();
            let parents: Vec<String> =
                parents.into_iter().map(|parent| names[parent].clone()).collect();
            graph.edges.extend(parents.iter().map(|parent| DiagramEdge {
                from: parent.clone(),
                to: variable.name.clone(),
                kind: EdgeKind::Directed,
                attributes: Vec::new(),
            }));
            graph.nodes.push(DiagramNode {
                name: variable.name.clone(),
                position: variable.position,
                ..DiagramNode::default()
            });
            let values = if variable.unordered && variable.states.len() > 2 {
                Values::Unordered(variable.states)
            } else {
                Values::Ordered(variable.states)
            };
            let mechanism = Mechanism::Table { rows };
            let about = variable.about;
            let unit = String::new();
            model
                .variables
                .insert(variable.name, Variable { about, unit, values, parents, mechanism });
        }
        model.graph = graph;
        model
    }
}

impl Rows {
    fn note_sum(&mut self, off: f64) {
        if off > FINE {
            self.n_loose += 1;
            self.loosest = self.loosest.max(off);
        }
    }
}

/// A probability as it stands in a text.
pub(super) fn probability(at: usize, text: &str) -> Result<f64, Fault> {
    let value = text.parse::<f64>().ok().filter(|value| value.is_finite());
    match value {
        Some(value) if value >= 0.0 => Ok(value),
        Some(value) => {
            let fault = Fault::new(at, "a probability", shown(text));
            let unknown = "some files write -1 for a probability that is not known; state it, or fit the model to data";
            Err(if value == -1.0 { fault.hint(unknown) } else { fault })
        }
        None => Err(Fault::new(at, "a probability", shown(text))),
    }
}

/// The numbers of `position = (x, y)`.
pub(super) fn position(property: &str) -> Option<[f64; 2]> {
    let text = property.trim_matches(|c: char| c.is_whitespace() || c == '"');
    let text = text.strip_prefix("position")?.trim_start().strip_prefix('=')?.trim();
    let text = text.strip_prefix('(')?.strip_suffix(')')?;
    let mut numbers = text.split(|c: char| c == ',' || c.is_whitespace()).filter(|t| !t.is_empty());
    let mut next = || numbers.next()?.parse::<f64>().ok().filter(|value| value.is_finite());
    let position = [next()?, next()?];
    numbers.next().is_none().then_some(position)
}

/// How far a sum is from 1; infinite for a sum that is no number.
fn distance(sum: f64) -> f64 {
    let off = (sum - 1.0).abs();
    if off.is_finite() { off } else { f64::INFINITY }
}
