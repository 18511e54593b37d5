//! An order of causes first for numbered nodes.

use crate::Error;
use std::{cmp::Reverse, collections::BinaryHeap};

/// The nodes with every parent before its children; among those that could come next, the one with
/// the least number (Kahn 1962).
///
/// # Errors
/// A circle of arrows, which interventions may close.
pub(super) fn ancestral(names: &[String], parents: &[&[usize]]) -> Result<Vec<usize>, Error> {
    let mut children = vec![Vec::new(); parents.len()];
    let mut missing: Vec<usize> = parents.iter().map(|parents| parents.len()).collect();
    for (child, parents) in parents.iter().enumerate() {
        for &parent in *parents {
            children[parent].push(child);
        }
    }
    let ready = (0..parents.len()).filter(|&node| missing[node] == 0).map(Reverse);
    let mut ready: BinaryHeap<Reverse<usize>> = ready.collect();
    let mut order = Vec::with_capacity(parents.len());
    while let Some(Reverse(node)) = ready.pop() {
        order.push(node);
        for &child in &children[node] {
            missing[child] -= 1;
            if missing[child] == 0 {
                ready.push(Reverse(child));
            }
        }
    }
    if order.len() == parents.len() {
        return Ok(order);
    }
    // Every node that is left has a parent that is left: going up comes back.
    let mut path: Vec<usize> =
        (0..parents.len()).find(|&node| missing[node] > 0).into_iter().collect();
    while let Some(&node) = path.last() {
        let Some(&above) = parents[node].iter().find(|&&parent| missing[parent] > 0) else { break };
        let seen = path.iter().position(|&other| other == above);
        path.push(above);
        if let Some(start) = seen {
            path.drain(..start);
            break;
        }
    }
    let path = path.into_iter().rev().map(|node| names[node].clone()).collect();
    Err(Error::Graph(graph::Error::Cycle { path }))
}
