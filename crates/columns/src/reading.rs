//! Rows out of Parquet.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use bytes::Bytes;
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, Row as ParquetRow};
use parquet::schema::types::Type;

use crate::{Error, guard};

/// One value.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing.
    Null,
    /// Words.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// True or false.
    Flag(bool),
    /// Days since 1 January 1970.
    Day(i32),
    /// Milliseconds since 1 January 1970, UTC.
    Instant(i64),
    /// Several values.
    List(Vec<Cell>),
    /// Named values.
    Group(Row),
    /// A value of a kind that is not read.
    Other,
}

/// Named values, in the order of the file's columns.
pub type Row = Vec<(String, Cell)>;

/// Deepest nesting of a value that is kept.
const DEPTH: u8 = 8;

/// Rows that are decoded ahead.
const AHEAD: usize = 64;

/// Reads the columns that are `wanted` by name; hands over a row at a time until `sink` says no.
///
/// # Errors
/// When the bytes are no Parquet file, or a damaged one; the rows before the damage were handed over.
pub fn read(
    bytes: impl Into<Bytes>,
    wanted: &dyn Fn(&str) -> bool,
    sink: &mut dyn FnMut(Row) -> bool,
) -> Result<(), Error> {
    let bytes = bytes.into();
    let mut rows = fenced(|| open(&bytes, wanted))??;
    loop {
        // The sink is called outside the fence: its panics are its own.
        match fenced(|| rows.next().transpose())?? {
            Some(row) => {
                let row = row.get_column_iter().map(|(n, f)| (n.clone(), cell(f, 0))).collect();
                if !sink(row) {
                    return Ok(());
                }
            }
            None => return Ok(()),
        }
    }
}

/// Runs `work`; a panic in it becomes an error.
fn fenced<T>(work: impl FnOnce() -> T) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| Error::Broken)
}

type Rows = Box<dyn Iterator<Item = Result<ParquetRow, parquet::errors::ParquetError>>>;

fn open(bytes: &Bytes, wanted: &dyn Fn(&str) -> bool) -> Result<Rows, Error> {
    if guard::endless_footer(bytes) {
        return Err(Error::Broken);
    }
    let reader = SerializedFileReader::new(bytes.clone())?;
    let groups = reader.metadata().row_groups().iter();
    let chunks = groups.flat_map(RowGroupMetaData::columns).map(|column| {
        let (start, length) = column.byte_range();
        let start = usize::try_from(start).unwrap_or(usize::MAX);
        start..start.saturating_add(usize::try_from(length).unwrap_or(usize::MAX))
    });
    if guard::endless_pages(bytes, chunks) {
        return Err(Error::Broken);
    }
    let schema = reader.metadata().file_metadata().schema_descr_ptr();
    let root = schema.root_schema();
    let fields: Vec<Arc<Type>> = root.get_fields().iter().filter(|f| wanted(f.name())).cloned().collect();
    if fields.is_empty() {
        return Ok(Box::new(std::iter::empty()));
    }
    let projection = Type::group_type_builder(root.name()).with_fields(fields).build()?;
    let rows = parquet::record::reader::RowIter::from_file_into(Box::new(reader))
        .with_batch_size(AHEAD)
        .project(Some(projection))?;
    Ok(Box::new(rows))
}

fn cell(field: &Field, depth: u8) -> Cell {
    if depth > DEPTH {
        return Cell::Other;
    }
    match field {
        Field::Null => Cell::Null,
        Field::Bool(flag) => Cell::Flag(*flag),
        Field::Byte(n) => Cell::Integer(i64::from(*n)),
        Field::Short(n) => Cell::Integer(i64::from(*n)),
        Field::Int(n) => Cell::Integer(i64::from(*n)),
        Field::Long(n) => Cell::Integer(*n),
        Field::UByte(n) => Cell::Integer(i64::from(*n)),
        Field::UShort(n) => Cell::Integer(i64::from(*n)),
        Field::UInt(n) => Cell::Integer(i64::from(*n)),
        Field::ULong(n) => i64::try_from(*n).map_or(Cell::Other, Cell::Integer),
        Field::Float(n) => Cell::Number(f64::from(*n)),
        Field::Double(n) => Cell::Number(*n),
        Field::Str(words) => Cell::Text(words.clone()),
        // Old writers leave out the mark that says that bytes are words.
        Field::Bytes(bytes) => {
            std::str::from_utf8(bytes.data()).map_or(Cell::Other, |words| Cell::Text(words.to_owned()))
        }
        Field::Date(days) => Cell::Day(*days),
        Field::TimestampMillis(at) => Cell::Instant(*at),
        Field::TimestampMicros(at) => Cell::Instant(at.div_euclid(1000)),
        Field::Group(row) => {
            Cell::Group(row.get_column_iter().map(|(n, f)| (n.clone(), cell(f, depth + 1))).collect())
        }
        Field::ListInternal(list) => Cell::List(list.elements().iter().map(|f| cell(f, depth + 1)).collect()),
        _ => Cell::Other,
    }
}
