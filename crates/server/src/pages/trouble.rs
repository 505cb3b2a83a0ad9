//! Pages for when something is not there, and the log of edits.

use maud::{Markup, html};

use super::{Shell, grouping, page, shown};
use crate::view::EditLine;

/// Something went wrong.
pub fn trouble(shell: &Shell, status: u16, title: &str, detail: &str) -> Markup {
    let body = html! {
        div.trouble {
            p.about { (status) }
            h1 { (shown(title)) }
            @if !detail.is_empty() { p { (shown(detail)) } }
            p { a href="/" { "All stories" } }
        }
    };
    page(shell, title, "trouble-page", None, &body)
}

/// All edits, latest first.
pub fn edits(shell: &Shell, edits: &[EditLine]) -> Markup {
    let body = html! {
        div.edits-page {
            h1 { "Edits" }
            p.about { "What people changed in the grouping, latest first. Nothing is lost: every edit can be undone." }
            @if edits.is_empty() { p { "None yet." } }
            (grouping::log(shell, edits))
        }
    };
    page(shell, "Edits", "edits-page", None, &body)
}

/// The form that asks for a token.
pub fn sign_in(shell: &Shell, wrong: bool) -> Markup {
    let body = html! {
        div.trouble {
            h1 { "Sign in" }
            p { "This desk is reached over a network, so it asks for a token. " code { "copydesk token add" } " makes one." }
            @if wrong { p.warning role="alert" { "That token is not known, or was revoked." } }
            form action="/sign-in" method="post" {
                (super::proof(shell))
                label for="token" { "Token" }
                input #token type="password" name="token" required autocomplete="current-password" maxlength="200";
                button type="submit" { "Sign in" }
            }
        }
    };
    page(shell, "Sign in", "trouble-page", None, &body)
}
