//! *Which blocks are the article?*
//!
//! A forest of boosted decision trees looks at every block with what surrounds it. The trees are data
//! (`data/blocks.forest`), fitted on numbers of structure alone; how, is in the file's header.
//!
//! Left out on purpose: a second look at what the first said of the neighbours. It fits the pages it was made on
//! better and other sites worse (`aeb`, sites held out: .955 for .965).

use std::sync::LazyLock;

use copydesk_forest::Forest;

use super::blocks;

/// A block is taken from here on.
const TAKEN: f32 = 0.5;

/// The shipped forest.
pub(crate) static BLOCKS: LazyLock<Forest> =
    LazyLock::new(|| Forest::parse(include_str!("../../../data/blocks.forest")));

/// Decides block after block.
#[derive(Debug)]
pub(crate) struct Choice<'f> {
    forest: &'f Forest,
    guesses: Vec<Guess>,
}

/// What is kept of a block: its probability, its letters, the share of them in links, and whether it stands among comments.
#[derive(Clone, Copy, Debug)]
struct Guess {
    sure: f32,
    chars: f32,
    links: f32,
    comment: bool,
}

/// An article of so many letters is one; what stands among comments beside it is none of it.
const ARTICLE: f32 = 120.0;

impl<'f> Choice<'f> {
    pub(crate) fn by(forest: &'f Forest) -> Self {
        Self { forest, guesses: Vec::new() }
    }

    /// Looks at the next block.
    pub(crate) fn see(&mut self, row: &[f32]) {
        let (chars, links) = (row.first().copied().unwrap_or(0.0), row.get(3).copied().unwrap_or(1.0));
        // A few words that are all link: more than half of all blocks of most pages, and as good as never the article.
        let link = chars < 30.0 && links > 0.9;
        let sure = if link { 0.0 } else { self.forest.probability(row) };
        let comment = blocks::among_comments(row);
        self.guesses.push(Guess { sure, chars, links, comment });
    }

    /// One decision a block.
    pub(crate) fn made(self) -> Vec<bool> {
        let article: f32 =
            self.guesses.iter().filter(|g| g.sure >= TAKEN && !g.comment).map(|g| g.chars).sum();
        let wanted = |g: &Guess| g.sure >= TAKEN && !(g.comment && article >= ARTICLE);
        let chosen: Vec<bool> = self.guesses.iter().map(wanted).collect();
        if chosen.contains(&true) { chosen } else { self.plainly() }
    }

    /// For a page on which nothing stands out, such as a bare one of a few lines: what looks like running text, if the
    /// forest does not speak against it.
    fn plainly(&self) -> Vec<bool> {
        let best = self.guesses.iter().map(|g| g.sure).fold(0.0, f32::max);
        self.guesses.iter().map(|g| g.chars >= 60.0 && g.links < 0.3 && g.sure >= best / 4.0).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forest_is_whole() {
        let rows = super::super::page_blocks("<p>A ship sank in the harbour.</p>", None);
        assert!(BLOCKS.is_whole(rows[0].1.len()));
    }
}
