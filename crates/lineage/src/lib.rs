//! *Which of these reports go back to the same text, and which passages do they share?*
//!
//! [`trace`] compares the reports of one story; [`Index`] finds candidates in a whole collection, one report at a
//! time. Both rest on winnowed five-word shingles of what the reporters say in their own words, and on containment:
//! a shortened copy lies in its source however long the source is. What stands in quotations does not count, since
//! two reports that put the same words in somebody's mouth show a common speaker; nor do stock phrases of the trade.
//! Candidates are then compared word by word, which gives the passages with their places in both.
//!
//! Left out on purpose: who owns which outlet (reports of one owner are not merged for that), and judgement: a
//! passage in common is shown with both places, and its direction is *unknown* unless something tells it.

mod align;
mod direction;
mod index;
mod page;
mod shingles;
mod trace;
mod union;
mod words;

use copydesk_model::Copy;

pub use index::{Candidate, Index};
pub use trace::trace;

/// Who copied from whom among the reports of a story. Numbers are indices of the members that were given.
#[derive(Clone, Debug, Default)]
pub struct Lineage {
    /// Exact and near duplicates together (each mostly in the other); every member is in exactly one.
    pub texts: Vec<Vec<usize>>,
    /// Members that go back to the same text together; every member is in exactly one. Coarser than `texts`.
    pub origins: Vec<Vec<usize>>,
    /// The passages that members share.
    pub copies: Vec<Copy>,
}

impl Lineage {
    /// The number of independent origins among these members.
    pub fn independent(&self, members: &[usize]) -> usize {
        self.origins.iter().filter(|origin| members.iter().any(|m| origin.contains(m))).count()
    }
}
