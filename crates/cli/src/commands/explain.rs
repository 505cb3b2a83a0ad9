//! The reasoning behind an id.

use crate::args::ExplainArgs;
use crate::talk::Talk;
use crate::{Failure, Outcome};

pub(crate) fn run(_args: &ExplainArgs, _json: bool, _talk: &Talk) -> Result<Outcome, Failure> {
    Err(Failure::new("not built yet"))
}
