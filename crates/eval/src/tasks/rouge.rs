//! ROUGE (Lin 2004) as Google's `rouge-score` computes it with its stemmer: lower case, everything but ASCII letters and
//! digits apart, words of more than three letters stemmed; F1 of unigrams, bigrams and the longest common subsequence.

use std::collections::BTreeMap;

use super::porter::stem;

/// F1 of ROUGE-1, ROUGE-2 and ROUGE-L.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Rouge {
    pub(super) one: f64,
    pub(super) two: f64,
    pub(super) longest: f64,
}

/// Scores a text against a reference.
pub(super) fn rouge(reference: &str, candidate: &str) -> Rouge {
    let (r, c) = (stems(reference), stems(candidate));
    Rouge { one: grams(&r, &c, 1), two: grams(&r, &c, 2), longest: subsequence(&r, &c) }
}

/// The words of a text as they are compared.
pub(super) fn stems(text: &str) -> Vec<String> {
    text.to_lowercase()
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(|w| if w.len() > 3 { stem(w) } else { w.to_owned() })
        .collect()
}

fn f1(hit: usize, reference: usize, candidate: usize) -> f64 {
    if reference + candidate == 0 { 0.0 } else { 2.0 * hit as f64 / (reference + candidate) as f64 }
}

fn grams(r: &[String], c: &[String], n: usize) -> f64 {
    let count = |words: &[String]| {
        let mut counts: BTreeMap<Vec<String>, usize> = BTreeMap::new();
        for window in words.windows(n) {
            *counts.entry(window.to_vec()).or_default() += 1;
        }
        counts
    };
    let (in_r, in_c) = (count(r), count(c));
    let hit: usize = in_r.iter().map(|(g, n)| in_c.get(g).map_or(0, |m| *n.min(m))).sum();
    f1(hit, (r.len() + 1).saturating_sub(n), (c.len() + 1).saturating_sub(n))
}

fn subsequence(r: &[String], c: &[String]) -> f64 {
    let mut row = vec![0usize; c.len() + 1];
    for x in r {
        let mut diagonal = 0;
        for (j, y) in c.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = if x == y { diagonal + 1 } else { above.max(row[j]) };
            diagonal = above;
        }
    }
    f1(row[c.len()], r.len(), c.len())
}

#[cfg(test)]
mod tests {
    use super::rouge;

    #[test]
    fn scores_are_those_of_a_case_counted_by_hand() {
        let scores = rouge("the ferries sank in the harbour", "A ferry sank; the harbour");
        assert!((scores.one - 8.0 / 11.0).abs() < 1e-9, "{scores:?}");
        // Two bigrams are shared ("ferri sank", "the harbour") of five and four.
        assert!((scores.two - 4.0 / 9.0).abs() < 1e-9, "{scores:?}");
        assert!((scores.longest - 8.0 / 11.0).abs() < 1e-9, "{scores:?}");
    }
}
