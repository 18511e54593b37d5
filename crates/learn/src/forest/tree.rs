//! One regression tree as a flat array of nodes, and the walk from its root to a leaf.

/// Rows that walk down a tree side by side: enough to hide the time that one step takes.
const LANES: usize = 8;

/// The cut of a leaf: no code is above it.
pub(super) const NO_CUT: u8 = u8::MAX;

/// A split, or a leaf: 8 bytes.
///
/// A row whose code of `feature` is at most `cut` goes to node `left`, any other to the node after
/// it. In a leaf `left` is the position of its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) left: u32,
    pub(super) feature: u16,
    pub(super) cut: u8,
}

/// A grown tree. Node 0 is the root.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
    pub(super) values: Vec<f64>,
}

impl Node {
    /// A split whose children are `left` and the node after it.
    pub(super) fn split(feature: u16, cut: u8, left: u32) -> Self {
        debug_assert!(cut != NO_CUT, "a split leaves rows on both sides");
        Self { left, feature, cut }
    }

    /// A leaf with the value at `position`.
    pub(super) fn leaf(position: u32) -> Self {
        Self { left: position, feature: 0, cut: NO_CUT }
    }
}

impl Tree {
    /// Visits the value of every row: `code(row, feature)` looks up a code, `visit(row, value)`
    /// takes the value, in the order of `rows`.
    #[inline]
    pub(super) fn for_each_value(
        &self,
        rows: &[u32],
        code: impl Fn(u32, u16) -> u8,
        mut visit: impl FnMut(u32, f64),
    ) {
        if self.nodes.len() == 1 {
            for &row in rows {
                visit(row, self.values[0]);
            }
            return;
        }
        let (blocks, rest) = rows.as_chunks::<LANES>();
        for block in blocks {
            for (&row, position) in block.iter().zip(self.leaves(block, &code)) {
                visit(row, self.values[position as usize]);
            }
        }
        for &row in rest {
            let [position] = self.leaves(&[row], &code);
            visit(row, self.values[position as usize]);
        }
    }

    /// Positions of the values in which the rows end.
    #[inline]
    fn leaves<const N: usize>(&self, rows: &[u32; N], code: &impl Fn(u32, u16) -> u8) -> [u32; N] {
        let nodes = self.nodes.as_slice();
        let mut at = [0_u32; N];
        loop {
            let mut moved = false;
            for (lane, &row) in at.iter_mut().zip(rows) {
                let node = nodes[*lane as usize];
                let next = node.left + u32::from(code(row, node.feature) > node.cut);
                let is_split = node.cut != NO_CUT;
                *lane = if is_split { next } else { *lane };
                moved |= is_split;
            }
            if !moved {
                return at.map(|lane| nodes[lane as usize].left);
            }
        }
    }
}
