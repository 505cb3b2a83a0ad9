//! Word vectors that a user supplies: one more likeness, and none is needed.
//!
//! Read from the text form that word2vec and GloVe share: a word and its numbers on each line, with or without a
//! first line that says how many. A report's vector is the average of its words', weighted as its words are.

use std::fmt;
use std::io::{self, BufRead};
use std::sync::Arc;

use rustc_hash::FxHashMap;

/// Vectors of words. Cheap to clone.
#[derive(Clone)]
pub struct WordVectors(Arc<Table>);

struct Table {
    words: FxHashMap<Box<str>, u32>,
    values: Vec<f32>,
    dimensions: usize,
}

impl fmt::Debug for WordVectors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WordVectors({} words, {} dimensions)", self.len(), self.dimensions())
    }
}

/// Why word vectors cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WordVectorsError {
    /// The source cannot be read.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// A line is no word with its numbers.
    #[error("line {line}: {reason}")]
    Line {
        /// From 1.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// There is no vector at all.
    #[error("no vectors in it")]
    Empty,
}

impl WordVectors {
    /// Reads the text form of word2vec or GloVe. Words are folded to lower case; of two that are then the same the
    /// first counts, since these lists begin with the most frequent.
    ///
    /// ```
    /// # use copydesk_stories::WordVectors;
    /// let vectors = WordVectors::read("ferry 0.9 0.1\nboat 0.8 0.2\ntax -0.3 0.9\n".as_bytes())?;
    /// assert_eq!((vectors.len(), vectors.dimensions()), (3, 2));
    /// # Ok::<(), copydesk_stories::WordVectorsError>(())
    /// ```
    ///
    /// # Errors
    /// When the source cannot be read, a number is none, or a line has more or fewer numbers than the one before.
    pub fn read(source: impl BufRead) -> Result<Self, WordVectorsError> {
        let mut table = Table { words: FxHashMap::default(), values: Vec::new(), dimensions: 0 };
        for (i, line) in source.lines().enumerate() {
            let line = line?;
            let refuse = |reason: String| WordVectorsError::Line { line: i + 1, reason };
            let mut parts = line.trim_end().split(' ');
            let Some(word) = parts.next().filter(|w| !w.is_empty()) else {
                if line.trim().is_empty() {
                    continue;
                }
                return Err(refuse("no word at its beginning".to_owned()));
            };
            let numbers: Vec<&str> = parts.filter(|p| !p.is_empty()).collect();
            // The first line of word2vec: how many words, how many numbers for each.
            if i == 0 && numbers.len() == 1 && word.parse::<u64>().is_ok() {
                continue;
            }
            if table.dimensions == 0 {
                table.dimensions = numbers.len();
            }
            if numbers.is_empty() || numbers.len() != table.dimensions {
                return Err(refuse(format!(
                    "{} numbers where {} were expected",
                    numbers.len(),
                    table.dimensions.max(1)
                )));
            }
            let mut vector = Vec::with_capacity(numbers.len());
            for number in numbers {
                match number.parse::<f32>() {
                    Ok(value) if value.is_finite() => vector.push(value),
                    _ => return Err(refuse(format!("{number:?} is no number"))),
                }
            }
            let next = table.words.len() as u32;
            let word: Box<str> = word.to_lowercase().into();
            if let std::collections::hash_map::Entry::Vacant(slot) = table.words.entry(word) {
                slot.insert(next);
                table.values.extend(vector);
            }
        }
        if table.words.is_empty() {
            return Err(WordVectorsError::Empty);
        }
        Ok(Self(Arc::new(table)))
    }

    /// Number of words.
    pub fn len(&self) -> usize {
        self.0.words.len()
    }

    /// Whether there are none; there always are some.
    pub fn is_empty(&self) -> bool {
        self.0.words.is_empty()
    }

    /// Numbers for each word.
    pub fn dimensions(&self) -> usize {
        self.0.dimensions
    }

    pub(crate) fn find(&self, word: &str) -> Option<u32> {
        self.0.words.get(word).copied()
    }

    pub(crate) fn get(&self, word: u32) -> &[f32] {
        let from = word as usize * self.0.dimensions;
        self.0.values.get(from..from + self.0.dimensions).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_text_forms_are_read() {
        for text in ["2 3\nFerry 1 0 0.5\nboat 0 1 -1e-2\n", "Ferry 1 0 0.5\r\nboat 0 1 -1e-2 \nFERRY 9 9 9"]
        {
            let vectors = WordVectors::read(text.as_bytes()).unwrap();
            assert_eq!((vectors.len(), vectors.dimensions()), (2, 3));
            assert_eq!(vectors.get(vectors.find("ferry").unwrap()), [1.0, 0.0, 0.5]);
            assert_eq!(vectors.find("tram"), None);
        }
    }

    #[test]
    fn a_bad_line_is_refused_with_its_number() {
        for (text, said) in [
            ("a 1 2\nb 1\n", "line 2: 1 numbers where 2 were expected"),
            ("a 1 x\n", "line 1: \"x\" is no number"),
            ("a 1 NaN\n", "line 1: \"NaN\" is no number"),
            ("a\n", "line 1: 0 numbers where 1 were expected"),
            ("", "no vectors in it"),
        ] {
            assert_eq!(WordVectors::read(text.as_bytes()).unwrap_err().to_string(), said);
        }
    }
}
