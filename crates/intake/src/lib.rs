//! *What reports are in these bytes?*

use std::path::PathBuf;

use copydesk_model::{Diagnostic, Report};

/// Where to read from.
#[derive(Clone, Debug)]
pub enum Input {
    /// A file, a folder or a glob.
    Path(PathBuf),
    /// Standard input.
    Stdin,
}

/// Reads all inputs, in an order that does not depend on the file system; hands over reports and diagnostics as they come.
pub fn read(inputs: &[Input], _sink: &mut dyn FnMut(Result<Report, Diagnostic>)) {
    let _ = inputs;
}
