//! TODO(founder): to be written with its room.

use std::path::Path;

use super::{Options, Outcome};

pub(crate) fn run(_file: &Path, _options: &Options) -> Result<Outcome, String> {
    Err("not measured yet".to_owned())
}
