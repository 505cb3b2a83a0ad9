//! *Has this story fallen in two, or more?* Average-link clustering of its own reports.

use crate::cluster::Item;
use crate::model::Signals;

/// Stories of fewer reports are settled report by report; larger ones are looked at as sums alone.
const FEWEST: usize = 3;
const MOST: usize = 64;

/// The parts of a story, by index, the one with its first report first: the two parts that are farthest from each other
/// on average are kept apart when that is below `threshold`, and so are theirs.
pub(crate) fn apart(
    items: &[(u32, &Item)],
    threshold: f32,
    odds: impl Fn(Signals) -> f32,
) -> Vec<Vec<usize>> {
    let n = items.len();
    if !(FEWEST..=MOST).contains(&n) {
        return vec![(0..n).collect()];
    }
    let mut links = vec![f32::NEG_INFINITY; n * n];
    for (i, (_, a)) in items.iter().enumerate() {
        for (j, (_, b)) in items.iter().enumerate().skip(i + 1) {
            let link = odds(a.beside(b));
            links[i * n + j] = link;
            links[j * n + i] = link;
        }
    }
    let mut parts: Vec<Vec<usize>> = (0..n).map(|i| vec![i]).collect();
    let mut left: Vec<usize> = (0..n).collect();
    while left.len() > 1 {
        let mut best = (f32::NEG_INFINITY, 0, 1);
        for (x, i) in left.iter().enumerate() {
            for (y, j) in left.iter().enumerate().skip(x + 1) {
                if links[i * n + j] > best.0 {
                    best = (links[i * n + j], x, y);
                }
            }
        }
        if best.0 < threshold {
            break;
        }
        let (i, j) = (left[best.1], left.remove(best.2));
        let (more, less) = (parts[i].len() as f32, parts[j].len() as f32);
        for k in &left {
            let link = (links[i * n + k] * more + links[j * n + k] * less) / (more + less);
            links[i * n + k] = link;
            links[k * n + i] = link;
        }
        let gone = std::mem::take(&mut parts[j]);
        parts[i].extend(gone);
    }
    let mut parts: Vec<Vec<usize>> = left.into_iter().map(|i| std::mem::take(&mut parts[i])).collect();
    for part in &mut parts {
        part.sort_unstable();
    }
    parts
}
