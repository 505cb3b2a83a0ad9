//! *How are reports read from and written to columnar files?*
//!
//! Parquet, without Arrow: [`read`] hands over one row at a time as named [`Cell`]s, only of the columns that are wanted;
//! [`Writer`] takes named columns, a row group at a time, and [`write()`] does all of it at once.
//!
//! ```
//! use copydesk_columns::{Cell, Column, Values, read, write};
//!
//! let texts = Values::Text(vec![Some("The quay burned.".to_owned()), None]);
//! let counts = Values::Integer(vec![Some(2), Some(3)]);
//! let mut file = Vec::new();
//! write(&mut file, &[Column::new("text", texts), Column::new("dead", counts)]).unwrap();
//!
//! let mut rows = Vec::new();
//! read(file, &|_| true, &mut |row| { rows.push(row); true }).unwrap();
//! assert_eq!(rows[0][0], ("text".to_owned(), Cell::Text("The quay burned.".to_owned())));
//! assert_eq!(rows[1][0].1, Cell::Null);
//! ```
//!
//! A damaged file is an error, never a panic: the Parquet library asserts in places what a file may break, so reading is
//! fenced, and what would be read for ever is refused before. Left out on purpose: writing nested columns, and anything that knows what a column means.

mod guard;
mod reading;
mod writing;

pub use reading::{Cell, Row, read};
pub use writing::{Column, Kind, Values, Writer, write};

/// Why a columnar file could not be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The library's own words.
    #[error("{0}")]
    Parquet(#[from] parquet::errors::ParquetError),
    /// The file breaks what its own format promises.
    #[error("the file contradicts itself")]
    Broken,
    /// The columns given are not of one length, or not those that the file was begun with.
    #[error("the columns do not fit each other: {0}")]
    Shape(String),
}
