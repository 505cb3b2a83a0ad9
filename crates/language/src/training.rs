//! The inner workings that `copydesk-train` shares with the taggers, so that what is trained is what runs. Not for other rooms.

pub use crate::linear::{Linear, table};
pub use crate::names::{
    KINDS, LABELS, Memory, OUTSIDE, Prepared, WIDTH as NAME_WIDTH, kind_of, label, may_end, may_follow,
    prepare, transition, viterbi,
};
pub use crate::pos::{
    Elsewhere, Item, START, TAGS, Unsure, WIDTH as POS_WIDTH, allowed, best, features as pos_features,
    features_again as pos_features_again, first_look, items,
};
pub use crate::words::{Known, Words, dictionary};
