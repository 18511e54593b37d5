//! Where nodes and edges of a diagram stand on the page, and what part of it is seen.

use std::collections::BTreeMap;

use causeloom::model::{Diagram, EdgeKind};

use crate::chart::text_width;

/// Size of the nodes' text, in the drawing's units.
pub(super) const TEXT: f64 = 14.0;
/// Half the height of a node.
pub(super) const HALF_HEIGHT: f64 = 16.0;
/// Space around the drawing.
const MARGIN: f64 = 28.0;
/// Steps of the grid on which nodes without a position stand.
const GRID: [f64; 2] = [150.0, 84.0];
/// A diagram whose positions span less is in another unit than pixels (DAGitty's own go from −1 to 1).
const LEAST_SPAN: f64 = 60.0;
/// The least that is seen, so that a single node is not drawn larger than life.
const LEAST_VIEW: [f64; 2] = [420.0, 280.0];

/// A node's place in the drawing's units.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Place {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) half_width: f64,
}

/// How positions of the diagram become places of the drawing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Unit {
    /// Units of the drawing for one of the diagram.
    pub(super) scale: f64,
}

/// The part of the drawing that is seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Window {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// The unit that suits a diagram.
pub(super) fn unit_of(diagram: &Diagram) -> Unit {
    let positions: Vec<[f64; 2]> = diagram.nodes.iter().filter_map(|node| node.position).collect();
    let span = |axis: usize| {
        let values = || positions.iter().map(|position| position[axis]);
        values().fold(f64::MIN, f64::max) - values().fold(f64::MAX, f64::min)
    };
    if positions.len() < 2 {
        return Unit { scale: 1.0 };
    }
    let span = span(0).max(span(1));
    if span >= LEAST_SPAN || span <= 0.0 {
        return Unit { scale: 1.0 };
    }
    let wanted = 150.0 * (positions.len() as f64).sqrt();
    Unit { scale: wanted / span }
}

/// The places of all nodes; those without a position stand in rows below the others.
pub(super) fn places(diagram: &Diagram, unit: Unit) -> BTreeMap<String, Place> {
    let lowest = diagram
        .nodes
        .iter()
        .filter_map(|node| node.position)
        .map(|position| position[1] * unit.scale)
        .fold(f64::NEG_INFINITY, f64::max);
    let first_row = if lowest.is_finite() { lowest + GRID[1] } else { 0.0 };
    let left = diagram
        .nodes
        .iter()
        .filter_map(|node| node.position)
        .map(|position| position[0] * unit.scale)
        .fold(f64::INFINITY, f64::min);
    let left = if left.is_finite() { left } else { 0.0 };
    let mut n_free = 0_u32;
    let mut places = BTreeMap::new();
    for node in &diagram.nodes {
        let [x, y] = if let Some([x, y]) = node.position {
            [x * unit.scale, y * unit.scale]
        } else {
            let (row, column) = (n_free / 5, n_free % 5);
            n_free += 1;
            [left + f64::from(column) * GRID[0], first_row + f64::from(row) * GRID[1]]
        };
        let half_width = (text_width(&node.name, TEXT) / 2.0 + 12.0).clamp(24.0, 120.0);
        places.insert(node.name.clone(), Place { x, y, half_width });
    }
    places
}

/// A window that shows everything.
pub(super) fn whole(places: &BTreeMap<String, Place>) -> Window {
    let ends = |low: fn(&Place) -> f64, high: fn(&Place) -> f64| {
        let least = places.values().map(low).fold(f64::INFINITY, f64::min);
        let greatest = places.values().map(high).fold(f64::NEG_INFINITY, f64::max);
        if least <= greatest { (least, greatest) } else { (0.0, 0.0) }
    };
    let (left, right) =
        ends(|place| place.x - place.half_width, |place| place.x + place.half_width);
    let (top, bottom) = ends(|place| place.y - HALF_HEIGHT, |place| place.y + HALF_HEIGHT + 12.0);
    let width = (right - left + 2.0 * MARGIN).max(LEAST_VIEW[0]);
    let height = (bottom - top + 2.0 * MARGIN).max(LEAST_VIEW[1]);
    Window {
        left: f64::midpoint(left, right) - width / 2.0,
        top: f64::midpoint(top, bottom) - height / 2.0,
        width,
        height,
    }
}

/// A free place for a new node: right of the last one, else on the grid.
pub(super) fn free_place(places: &BTreeMap<String, Place>) -> [f64; 2] {
    let is_free = |x: f64, y: f64| {
        places.values().all(|place| {
            (place.x - x).abs() > place.half_width + 60.0 || (place.y - y).abs() > 44.0
        })
    };
    let left = places.values().map(|place| place.x).fold(f64::INFINITY, f64::min);
    let top = places.values().map(|place| place.y).fold(f64::INFINITY, f64::min);
    let (left, top) = if places.is_empty() { (0.0, 0.0) } else { (left, top) };
    let spots = (0..400_u32)
        .map(|spot| (left + f64::from(spot % 4) * GRID[0], top + f64::from(spot / 4) * GRID[1]));
    let mut spots = spots.filter(|(x, y)| is_free(*x, *y));
    spots.next().map_or([left, top], |(x, y)| [x, y])
}

impl Window {
    /// The window with another size about a point that stays where it is.
    pub(super) fn zoomed(self, factor: f64, about: (f64, f64)) -> Self {
        let width = (self.width * factor).clamp(120.0, 20_000.0);
        let factor = width / self.width;
        Self {
            left: about.0 - (about.0 - self.left) * factor,
            top: about.1 - (about.1 - self.top) * factor,
            width,
            height: self.height * factor,
        }
    }

    /// Its middle.
    pub(super) fn middle(self) -> (f64, f64) {
        (self.left + self.width / 2.0, self.top + self.height / 2.0)
    }

    /// For SVG.
    pub(super) fn view_box(self) -> String {
        format!("{:.1} {:.1} {:.1} {:.1}", self.left, self.top, self.width, self.height)
    }

    /// The point of the drawing under a point of the element, which shows the window whole and
    /// centered.
    pub(super) fn under(self, at: (f64, f64), size: (f64, f64)) -> (f64, f64) {
        let scale = self.scale(size);
        let (middle_x, middle_y) = self.middle();
        (middle_x + (at.0 - size.0 / 2.0) * scale, middle_y + (at.1 - size.1 / 2.0) * scale)
    }

    /// Units of the drawing for one pixel.
    pub(super) fn scale(self, size: (f64, f64)) -> f64 {
        (self.width / size.0.max(1.0)).max(self.height / size.1.max(1.0))
    }
}

/// The path of an edge from border to border: straight for an arrow, bent for a common cause.
pub(super) fn path(from: &Place, to: &Place, kind: EdgeKind) -> String {
    match kind {
        EdgeKind::Directed => {
            let start = border(from, (to.x, to.y));
            let end = border(to, (from.x, from.y));
            format!("M{:.1} {:.1} L{:.1} {:.1}", start.0, start.1, end.0, end.1)
        }
        EdgeKind::Bidirected => {
            let (across, down) = (to.x - from.x, to.y - from.y);
            let bend = (
                f64::midpoint(from.x, to.x) + down * 0.28,
                f64::midpoint(from.y, to.y) - across * 0.28,
            );
            let start = border(from, bend);
            let end = border(to, bend);
            format!(
                "M{:.1} {:.1} Q{:.1} {:.1} {:.1} {:.1}",
                start.0, start.1, bend.0, bend.1, end.0, end.1
            )
        }
    }
}

/// Where the line from a node's middle towards a point leaves the node, with a little air.
fn border(place: &Place, towards: (f64, f64)) -> (f64, f64) {
    let (across, down) = (towards.0 - place.x, towards.1 - place.y);
    let reach_across = (place.half_width + 3.0) / across.abs().max(1e-9);
    let reach_down = (HALF_HEIGHT + 3.0) / down.abs().max(1e-9);
    let reach = reach_across.min(reach_down).min(1.0);
    (place.x + across * reach, place.y + down * reach)
}

#[cfg(test)]
mod tests {
    use causeloom::model::dagitty;

    use super::*;

    fn diagram(text: &str) -> Diagram {
        dagitty::read(text).expect("the text is a diagram")
    }

    #[test]
    fn a_diagram_in_small_units_is_spread_out_and_one_in_pixels_is_not() {
        let small = diagram("dag { a [pos=\"-1,0\"] b [pos=\"1,0.5\"] a -> b }");
        assert!(unit_of(&small).scale > 80.0);
        let large = diagram("dag { a [pos=\"0,0\"] b [pos=\"300,0\"] a -> b }");
        assert_eq!(unit_of(&large).scale, 1.0);
    }

    #[test]
    fn nodes_without_a_position_stand_below_the_others_and_apart() {
        let mixed = diagram("dag { a [pos=\"0,0\"] b [pos=\"300,100\"] c d a -> b }");
        let places = places(&mixed, unit_of(&mixed));
        assert!(places["c"].y > 100.0 && places["d"].y > 100.0);
        assert!((places["c"].x - places["d"].x).abs() > 100.0);
    }

    #[test]
    fn an_arrow_ends_at_the_border_of_its_nodes() {
        let from = Place { x: 0.0, y: 0.0, half_width: 30.0 };
        let to = Place { x: 200.0, y: 0.0, half_width: 40.0 };
        assert_eq!(path(&from, &to, EdgeKind::Directed), "M33.0 0.0 L157.0 0.0");
    }

    #[test]
    fn the_point_under_the_pointer_stays_when_the_window_is_zoomed() {
        let window = Window { left: -50.0, top: 0.0, width: 400.0, height: 200.0 };
        let size = (800.0, 600.0);
        let point = window.under((200.0, 250.0), size);
        let after = window.zoomed(0.5, point).under((200.0, 250.0), size);
        assert!((point.0 - after.0).abs() < 1e-9 && (point.1 - after.1).abs() < 1e-9);
    }

    #[test]
    fn a_new_node_gets_a_place_of_its_own() {
        let mut places = BTreeMap::new();
        for index in 0..30 {
            let [x, y] = free_place(&places);
            let is_apart = places
                .values()
                .all(|place: &Place| (place.x - x).abs() > 60.0 || (place.y - y).abs() > 40.0);
            assert!(is_apart, "node {index} at {x}, {y}");
            places.insert(format!("x{index}"), Place { x, y, half_width: 30.0 });
        }
    }
}
