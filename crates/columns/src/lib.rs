//! How are reports read from and written to columnar files?
