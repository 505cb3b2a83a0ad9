//! Parquet: a row a report, columns named as a record's fields are, or as the column map says.
//!
//! Only the columns that a report can use are decoded. A row is read as the JSON record with the same fields would be. The
//! file's end says where its columns are, so it is read whole; what comes out of it is held to the ratio that unpacking is.

use std::io::BufRead;

use copydesk_columns::{self as columns, Cell};
use serde_json::{Map, Value};

use crate::code;
use crate::context::{Context, Place};
use crate::decompress::HARMLESS;
use crate::formats::record;
use crate::reader::Reader;

/// Parquet.
pub(crate) struct Parquet;

impl Reader for Parquet {
    fn name(&self) -> &'static str {
        "parquet"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["parquet", "pq"]
    }

    fn sniff(&self, head: &[u8]) -> bool {
        head.starts_with(b"PAR1")
    }

    fn read(&self, input: &mut dyn BufRead, cx: &mut Context<'_>) {
        let limit = cx.settings().max_document;
        let Some(bytes) = cx.whole(input, limit) else { return };
        let most = (bytes.len() as u64).saturating_mul(cx.settings().max_ratio).max(HARMLESS);
        let named = cx.settings().columns.clone();
        let wanted = |name: &str| {
            named.values().any(|theirs| theirs.split('+').any(|t| t.trim() == name)) || record::is_field(name)
        };
        let (mut number, mut unpacked, mut without, mut over) = (0, 0u64, true, false);
        let outcome = columns::read(bytes, &wanted, &mut |row| {
            number += 1;
            let object: Map<String, Value> =
                row.into_iter().filter(|(_, cell)| *cell != Cell::Null).map(|(n, c)| (n, value(c))).collect();
            unpacked += object.values().map(weight).sum::<u64>();
            if unpacked > most {
                over = true;
                return false;
            }
            without &= record::text_field(&object, cx.settings()).is_none();
            record::read_value(Value::Object(object), Place { record: Some(number), byte: None }, cx);
            true
        });
        if over {
            let reason = format!("the rows up to {number} unpack to more than {most} bytes");
            cx.remark(&code::DECOMPRESSION_RATIO, Place { record: Some(number), byte: None }, reason);
        }
        match outcome {
            Err(error) => {
                let place = Place { record: Some(number + 1), byte: None };
                cx.remark(&code::TABLE_DAMAGED, place, format!("the table cannot be read on: {error}"));
            }
            Ok(()) if number == 0 || without => {
                let reason = "no column holds the text of a report";
                cx.remark(&code::COLUMN_MISSING, Place::FILE, reason);
            }
            Ok(()) => {}
        }
    }
}

/// About how many bytes a value takes.
fn weight(value: &Value) -> u64 {
    match value {
        Value::String(words) => words.len() as u64,
        Value::Array(items) => items.iter().map(weight).sum(),
        Value::Object(object) => object.values().map(weight).sum(),
        _ => 8,
    }
}

fn value(cell: Cell) -> Value {
    match cell {
        Cell::Null | Cell::Other => Value::Null,
        Cell::Text(words) => Value::String(words),
        Cell::Integer(n) => n.into(),
        Cell::Number(n) => n.into(),
        Cell::Flag(flag) => flag.into(),
        Cell::Day(days) => day(days).map_or(Value::Null, Value::String),
        Cell::Instant(at) => {
            jiff::Timestamp::from_millisecond(at).map_or(Value::Null, |t| t.to_string().into())
        }
        Cell::List(cells) => cells.into_iter().map(value).collect(),
        Cell::Group(row) => Value::Object(row.into_iter().map(|(n, c)| (n, value(c))).collect()),
    }
}

fn day(days: i32) -> Option<String> {
    let epoch = jiff::civil::date(1970, 1, 1);
    epoch.checked_add(jiff::Span::new().try_days(i64::from(days)).ok()?).ok().map(|d| d.to_string())
}
