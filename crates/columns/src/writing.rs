//! Named columns into Parquet. The same columns give the same bytes.

use std::io::Write;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use crate::Error;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// UTF-8 words.
    Text,
    /// 64-bit whole numbers.
    Integer,
    /// 64-bit floating-point numbers.
    Number,
    /// True or false.
    Flag,
}

/// The values of one column; `None` is null.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "named as in Kind")]
pub enum Values {
    Text(Vec<Option<String>>),
    Integer(Vec<Option<i64>>),
    Number(Vec<Option<f64>>),
    Flag(Vec<Option<bool>>),
}

impl Values {
    /// What they are.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Text(_) => Kind::Text,
            Self::Integer(_) => Kind::Integer,
            Self::Number(_) => Kind::Number,
            Self::Flag(_) => Kind::Flag,
        }
    }

    /// How many.
    pub fn len(&self) -> usize {
        match self {
            Self::Text(v) => v.len(),
            Self::Integer(v) => v.len(),
            Self::Number(v) => v.len(),
            Self::Flag(v) => v.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A named column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its name in the file.
    pub name: String,
    /// Its values.
    pub values: Values,
}

impl Column {
    /// A column.
    pub fn new(name: impl Into<String>, values: Values) -> Self {
        Self { name: name.into(), values }
    }
}

/// Writes a file of one row group.
///
/// # Errors
/// When the columns are not of one length, or `out` cannot be written.
pub fn write(out: impl Write + Send, columns: &[Column]) -> Result<(), Error> {
    let shape: Vec<(&str, Kind)> = columns.iter().map(|c| (c.name.as_str(), c.values.kind())).collect();
    let mut writer = Writer::new(out, &shape)?;
    let values: Vec<&Values> = columns.iter().map(|c| &c.values).collect();
    writer.write(&values)?;
    writer.finish()?;
    Ok(())
}

/// Writes a file, a row group at a time, so that a large table is never held whole.
pub struct Writer<W: Write + Send> {
    inner: SerializedFileWriter<W>,
    kinds: Vec<Kind>,
}

impl<W: Write + Send> Writer<W> {
    /// Begins a file with these columns.
    ///
    /// # Errors
    /// When `out` cannot be written, or two columns have one name.
    pub fn new(out: W, columns: &[(&str, Kind)]) -> Result<Self, Error> {
        for (i, (name, _)) in columns.iter().enumerate() {
            if columns.iter().take(i).any(|(other, _)| other == name) {
                return Err(Error::Shape(format!("two are named {name}")));
            }
        }
        let mut fields = Vec::with_capacity(columns.len());
        for (name, kind) in columns {
            let physical = match kind {
                Kind::Text => Physical::BYTE_ARRAY,
                Kind::Integer => Physical::INT64,
                Kind::Number => Physical::DOUBLE,
                Kind::Flag => Physical::BOOLEAN,
            };
            let logical = (*kind == Kind::Text).then_some(LogicalType::String);
            let field = Type::primitive_type_builder(name, physical)
                .with_repetition(Repetition::OPTIONAL)
                .with_logical_type(logical)
                .build()?;
            fields.push(Arc::new(field));
        }
        let schema = Arc::new(Type::group_type_builder("copydesk").with_fields(fields).build()?);
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_created_by("copydesk".to_owned())
            .build();
        let inner = SerializedFileWriter::new(out, schema, Arc::new(properties))?;
        Ok(Self { inner, kinds: columns.iter().map(|(_, kind)| *kind).collect() })
    }

    /// Writes rows, given as columns in the order of [`Writer::new`].
    ///
    /// # Errors
    /// When the columns are not those the file was begun with, or not of one length.
    pub fn write(&mut self, columns: &[&Values]) -> Result<(), Error> {
        if columns.len() != self.kinds.len() || columns.iter().zip(&self.kinds).any(|(v, k)| v.kind() != *k) {
            return Err(Error::Shape("they are not those that the file was begun with".to_owned()));
        }
        let rows = columns.first().map_or(0, |v| v.len());
        if columns.iter().any(|v| v.len() != rows) {
            return Err(Error::Shape("they are not of one length".to_owned()));
        }
        if rows == 0 {
            return Ok(());
        }
        let mut group = self.inner.next_row_group()?;
        for values in columns {
            let Some(mut column) = group.next_column()? else { break };
            match values {
                Values::Text(v) => {
                    let present: Vec<ByteArray> = v.iter().flatten().map(|s| s.as_str().into()).collect();
                    column.typed::<ByteArrayType>().write_batch(&present, Some(&levels(v)), None)?;
                }
                Values::Integer(v) => {
                    let present: Vec<i64> = v.iter().flatten().copied().collect();
                    column.typed::<Int64Type>().write_batch(&present, Some(&levels(v)), None)?;
                }
                Values::Number(v) => {
                    let present: Vec<f64> = v.iter().flatten().copied().collect();
                    column.typed::<DoubleType>().write_batch(&present, Some(&levels(v)), None)?;
                }
                Values::Flag(v) => {
                    let present: Vec<bool> = v.iter().flatten().copied().collect();
                    column.typed::<BoolType>().write_batch(&present, Some(&levels(v)), None)?;
                }
            }
            column.close()?;
        }
        group.close()?;
        Ok(())
    }

    /// Ends the file.
    ///
    /// # Errors
    /// When the rest cannot be written.
    pub fn finish(self) -> Result<(), Error> {
        self.inner.close()?;
        Ok(())
    }
}

/// Which values are there.
fn levels<T>(values: &[Option<T>]) -> Vec<i16> {
    values.iter().map(|v| i16::from(v.is_some())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cell, Row, read};

    fn rows(file: Vec<u8>) -> Vec<Row> {
        let mut rows = Vec::new();
        read(file, &|_| true, &mut |row| {
            rows.push(row);
            true
        })
        .unwrap();
        rows
    }

    #[test]
    fn what_is_written_reads_back_and_twice_gives_the_same_bytes() {
        let columns = [
            Column::new("text", Values::Text(vec![Some("Über".to_owned()), None, Some(String::new())])),
            Column::new("n", Values::Integer(vec![Some(-1), Some(i64::MAX), None])),
            Column::new("x", Values::Number(vec![None, Some(0.5), Some(2.0)])),
            Column::new("ok", Values::Flag(vec![Some(true), None, Some(false)])),
        ];
        let make = || {
            let mut file = Vec::new();
            write(&mut file, &columns).unwrap();
            file
        };
        let file = make();
        assert_eq!(file, make());
        let rows = rows(file);
        let cells: Vec<Vec<Cell>> =
            rows.into_iter().map(|r| r.into_iter().map(|(_, c)| c).collect()).collect();
        assert_eq!(
            cells[0],
            [Cell::Text("Über".to_owned()), Cell::Integer(-1), Cell::Null, Cell::Flag(true)]
        );
        assert_eq!(cells[1], [Cell::Null, Cell::Integer(i64::MAX), Cell::Number(0.5), Cell::Null]);
        assert_eq!(cells[2], [Cell::Text(String::new()), Cell::Null, Cell::Number(2.0), Cell::Flag(false)]);
    }

    #[test]
    fn only_the_wanted_columns_are_read_and_the_sink_can_stop() {
        let mut file = Vec::new();
        let text = |s: &str| Values::Text(vec![Some(s.to_owned()); 3]);
        write(&mut file, &[Column::new("a", text("x")), Column::new("b", text("y"))]).unwrap();
        let mut seen = Vec::new();
        read(file.clone(), &|name| name == "b", &mut |row| {
            seen.push(row);
            seen.len() < 2
        })
        .unwrap();
        assert_eq!(seen, vec![vec![("b".to_owned(), Cell::Text("y".to_owned()))]; 2]);
        read(file, &|_| false, &mut |_| panic!("no column was wanted")).unwrap();
    }

    #[test]
    fn columns_that_do_not_fit_are_refused() {
        let two = Values::Flag(vec![None, None]);
        let one = Values::Flag(vec![None]);
        let mut out = Vec::new();
        assert!(write(&mut out, &[Column::new("a", two.clone()), Column::new("b", one)]).is_err());
        assert!(write(&mut out, &[Column::new("a", two.clone()), Column::new("a", two)]).is_err());
    }

    #[test]
    fn a_damaged_file_is_an_error_whatever_byte_is_wrong() {
        let mut file = Vec::new();
        let words = (0..50).map(|i| Some(format!("line {i}"))).collect();
        write(&mut file, &[Column::new("text", Values::Text(words))]).unwrap();
        std::panic::set_hook(Box::new(|_| {}));
        for at in 0..file.len() {
            for wrong in [0x00, 0xff, 0x80] {
                let mut bytes = file.clone();
                bytes[at] = wrong;
                let _ = read(bytes, &|_| true, &mut |_| true);
            }
            let _ = read(file[..at].to_vec(), &|_| true, &mut |_| true);
        }
        let _ = std::panic::take_hook();
    }
}
