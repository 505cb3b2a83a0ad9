//! A desk for agents.

use super::serve::{desk, runtime};
use crate::args::McpArgs;
use crate::{Failure, Outcome};

pub(crate) fn run(args: &McpArgs) -> Result<Outcome, Failure> {
    let desk = desk(&args.desk)?;
    let ended = runtime()?.block_on(copydesk_server::mcp::stdio(desk));
    match ended {
        Ok(()) => Ok(Outcome::Done),
        Err(reason) => Err(Failure::new(format!("the client does not speak the protocol: {reason}"))
            .remedy("this command is started by an agent's program; `copydesk serve` is for people")),
    }
}
