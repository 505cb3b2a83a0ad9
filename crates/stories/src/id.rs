//! Names made from content, so that a replay gives them again.

use copydesk_model::{ReportId, SagaId, StoryId};

use crate::scan::hash;

/// Twelve hexadecimal digits; one collision is to be expected among some twenty million.
fn digits(id: &str) -> String {
    let mut hash = hash(id.as_bytes());
    hash = (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    format!("{:012x}", hash >> 16)
}

/// The id of the story that a report founded. Later reports, other thresholds and a replay do not change who
/// founded it.
pub(crate) fn story(founder: &ReportId) -> StoryId {
    StoryId::new(format!("s-{}", digits(founder.as_str())))
}

/// The same for a founder whose name is taken by a story that it is not in any more.
pub(crate) fn story_again(founder: &ReportId) -> StoryId {
    StoryId::new(format!("s-{}", digits(&format!("{founder}\u{1}again"))))
}

/// The id of the saga that a story founded.
pub(crate) fn saga(founder: &StoryId) -> SagaId {
    SagaId::new(format!("g-{}", digits(founder.as_str())))
}
