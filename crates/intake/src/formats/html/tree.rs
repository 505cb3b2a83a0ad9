//! *What is inside what on this page?*
//!
//! A tokenizer and tree builder for reading, not for showing: linear in the page whatever it holds. Elements lie
//! in document order and a subtree is a range, so every sum over a subtree is a difference of prefix sums.
//!
//! The HTML standard's tree builder moves elements about (adoption agency, foster parents), which costs seconds
//! on a page made for it. Here an end tag closes the nearest open element of its name if no stronger boundary
//! lies between, and is dropped otherwise; nesting stops at [`DEPTH`], below which elements are laid side by side.
//! No text is lost by either.
//!
//! Left out: scripts but for JSON-LD, styles, comments, vector graphics, and attributes that say nothing of text.

use std::borrow::Cow;

use memchr::memchr;

/// Deepest nesting.
pub(crate) const DEPTH: usize = 200;

/// Most elements and runs of words; the largest real pages have a twentieth of it.
pub(crate) const NODES: usize = 1 << 20;

macro_rules! tags {
    ($($variant:ident $name:literal $kind:ident),* $(,)?) => {
        /// The elements that matter.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum Tag { Text, Root, Custom, Other, $($variant),* }

        impl Tag {
            fn from_name(name: &[u8]) -> Self {
                let mut buffer = [0u8; 12];
                let Some(lower) = buffer.get_mut(..name.len()) else {
                    return if name.contains(&b'-') { Self::Custom } else { Self::Other };
                };
                lower.copy_from_slice(name);
                lower.make_ascii_lowercase();
                match std::str::from_utf8(lower).unwrap_or_default() {
                    $($name => Self::$variant,)*
                    other if other.contains('-') => Self::Custom,
                    _ => Self::Other,
                }
            }

            fn kind(self) -> Kind {
                match self {
                    $(Self::$variant => Kind::$kind,)*
                    Self::Custom | Self::Root => Kind::Block,
                    Self::Other | Self::Text => Kind::Inline,
                }
            }
        }
    };
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Block,
    Inline,
    Void,
    /// Its content is no markup.
    Raw,
}

tags! {
    Html "html" Block, Head "head" Block, Body "body" Block, Title "title" Raw, Meta "meta" Void, Link "link" Void,
    Base "base" Void, Script "script" Raw, Style "style" Raw, Noscript "noscript" Block, Template "template" Block,
    Svg "svg" Raw, Math "math" Raw, Iframe "iframe" Raw, Textarea "textarea" Raw, Xmp "xmp" Raw, Noframes "noframes" Raw,
    Div "div" Block, P "p" Block, Section "section" Block, Article "article" Block, Main "main" Block,
    Header "header" Block, Footer "footer" Block, Aside "aside" Block, Nav "nav" Block, H1 "h1" Block, H2 "h2" Block,
    H3 "h3" Block, H4 "h4" Block, H5 "h5" Block, H6 "h6" Block, Ul "ul" Block, Ol "ol" Block, Li "li" Block,
    Dl "dl" Block, Dt "dt" Block, Dd "dd" Block, Table "table" Block, Thead "thead" Block, Tbody "tbody" Block,
    Tfoot "tfoot" Block, Tr "tr" Block, Td "td" Block, Th "th" Block, Caption "caption" Block,
    Blockquote "blockquote" Block, Pre "pre" Block, Figure "figure" Block, Figcaption "figcaption" Block,
    Form "form" Block, Fieldset "fieldset" Block, Select "select" Block, Option "option" Block, Button "button" Block,
    Address "address" Block, Details "details" Block, Summary "summary" Block, Center "center" Block, Hr "hr" Void,
    Br "br" Void, Img "img" Void, Input "input" Void, Source "source" Void, Wbr "wbr" Void, Area "area" Void,
    Col "col" Void, Embed "embed" Void, Track "track" Void, Param "param" Void, Picture "picture" Inline,
    Video "video" Block, Audio "audio" Block, Object "object" Inline, A "a" Inline, Span "span" Inline, B "b" Inline,
    I "i" Inline, Em "em" Inline, Strong "strong" Inline, U "u" Inline, S "s" Inline, Small "small" Inline,
    Sup "sup" Inline, Sub "sub" Inline, Font "font" Inline, Time "time" Inline, Abbr "abbr" Inline, Cite "cite" Inline,
    Q "q" Inline, Code "code" Inline, Label "label" Inline, Menu "menu" Block, Dialog "dialog" Block,
}

impl Tag {
    /// Whether it stands on lines of its own.
    pub(crate) fn is_block(self) -> bool {
        self.kind() == Kind::Block || self == Self::Hr
    }
}

/// The attributes that matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Attr {
    Id,
    Class,
    Itemprop,
    Itemtype,
    Rel,
    Href,
    Content,
    Name,
    Property,
    Datetime,
    Type,
    Lang,
    Role,
    Style,
    Hidden,
    Equiv,
    Component,
    Title,
}

impl Attr {
    fn from_name(name: &[u8]) -> Option<Self> {
        const NAMES: &[(&[u8], Attr)] = &[
            (b"id", Attr::Id),
            (b"class", Attr::Class),
            (b"itemprop", Attr::Itemprop),
            (b"itemtype", Attr::Itemtype),
            (b"rel", Attr::Rel),
            (b"href", Attr::Href),
            (b"content", Attr::Content),
            (b"name", Attr::Name),
            (b"property", Attr::Property),
            (b"datetime", Attr::Datetime),
            (b"type", Attr::Type),
            (b"lang", Attr::Lang),
            (b"role", Attr::Role),
            (b"style", Attr::Style),
            (b"hidden", Attr::Hidden),
            (b"aria-hidden", Attr::Hidden),
            (b"http-equiv", Attr::Equiv),
            (b"data-testid", Attr::Component),
            (b"data-component", Attr::Component),
            (b"data-type", Attr::Component),
            (b"title", Attr::Title),
        ];
        NAMES.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, a)| *a)
    }
}

/// One element or run of text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node<'a> {
    /// Which element.
    pub(crate) tag: Tag,
    /// The element around it.
    pub(crate) parent: u32,
    /// The node after its last descendant.
    pub(crate) end: u32,
    /// How deep it lies.
    pub(crate) depth: u16,
    /// Words as they stand in the source, entities and all; empty for elements.
    pub(crate) raw: &'a str,
    attrs: (u32, u32),
}

/// A page.
#[derive(Debug, Default)]
pub(crate) struct Tree<'a> {
    /// In document order; the first is the root.
    pub(crate) nodes: Vec<Node<'a>>,
    /// Whether nesting was cut.
    pub(crate) flattened: bool,
    /// Whether it has more elements than are read.
    pub(crate) cut: bool,
    /// Whether an element of raw text had no end; the search for one went to the end of the page.
    unclosed: bool,
    attrs: Vec<(Attr, &'a str)>,
}

impl<'a> Tree<'a> {
    /// Builds the tree of any string.
    pub(crate) fn parse(html: &'a str) -> Self {
        let mut builder = Builder { tree: Tree::default(), stack: Vec::with_capacity(64), html, at: 0 };
        builder.tree.nodes.reserve(html.len() / 48);
        builder.run();
        builder.tree
    }

    /// An attribute's value, entities decoded.
    pub(crate) fn attr(&self, node: usize, wanted: Attr) -> Option<Cow<'a, str>> {
        self.raw_attr(node, wanted).map(decode)
    }

    /// An attribute's value as it stands.
    pub(crate) fn raw_attr(&self, node: usize, wanted: Attr) -> Option<&'a str> {
        self.attrs(node).iter().find(|(a, _)| *a == wanted).map(|(_, v)| *v)
    }

    /// All attributes of a node.
    pub(crate) fn attrs(&self, node: usize) -> &[(Attr, &'a str)] {
        let (from, to) = self.nodes.get(node).map_or((0, 0), |n| n.attrs);
        self.attrs.get(from as usize..to as usize).unwrap_or_default()
    }

    /// All words below a node, spaces collapsed.
    pub(crate) fn words(&self, node: usize) -> String {
        self.words_within(node, usize::MAX)
    }

    /// As [`words`](Self::words), of so many bytes of the source at most: nested elements would otherwise be read once a level.
    pub(crate) fn words_within(&self, node: usize, limit: usize) -> String {
        let mut out = String::new();
        let end = self.nodes.get(node).map_or(node, |n| n.end as usize);
        let mut left = limit;
        for n in self.nodes.get(node..end).unwrap_or_default().iter().take(limit) {
            let Some(rest) = left.checked_sub(n.raw.len()) else { break };
            left = rest;
            if n.tag == Tag::Text {
                push_collapsed(&mut out, &decode(n.raw));
            } else if n.tag == Tag::Br || n.tag.is_block() {
                push_collapsed(&mut out, " ");
            }
        }
        out.truncate(out.trim_end().len());
        out
    }
}

impl Tree<'_> {
    /// The words of the pieces below a node, with a space between any two.
    pub(crate) fn parts(&self, node: usize) -> String {
        let end = self.nodes.get(node).map_or(node, |n| n.end as usize);
        let pieces = self.nodes.get(node..end).unwrap_or_default().iter().take(40);
        let words: Vec<Cow<'_, str>> = pieces.filter(|n| n.tag == Tag::Text).map(|n| decode(n.raw)).collect();
        words.iter().map(|w| w.trim()).collect::<Vec<_>>().join(" ")
    }
}

/// Entities decoded. Numbers from 128 to 159 are letters of windows-1252, as the HTML standard has them: `&#146;` is `’`.
pub(crate) fn decode(raw: &str) -> Cow<'_, str> {
    if memchr(b'&', raw.as_bytes()).is_none() {
        return Cow::Borrowed(raw);
    }
    let decoded = html_escape::decode_html_entities(raw);
    let control = |c: char| ('\u{80}'..='\u{9f}').contains(&c);
    if !decoded.contains(control) {
        return decoded;
    }
    let letter = |c: char| {
        let byte = [c as u8];
        let (letter, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&byte);
        letter.chars().next().unwrap_or(c)
    };
    Cow::Owned(decoded.chars().map(|c| if control(c) { letter(c) } else { c }).collect())
}

/// Appends words; runs of white space become one space, none at the start. A no-break space is kept.
pub(crate) fn push_collapsed(out: &mut String, words: &str) {
    let mut space = out.is_empty() || out.ends_with([' ', '\n']);
    for c in words.chars() {
        if matches!(c, ' ' | '\n' | '\t' | '\r' | '\u{c}') {
            if !space {
                out.push(' ');
                space = true;
            }
        } else {
            out.push(c);
            space = false;
        }
    }
}

struct Builder<'a> {
    tree: Tree<'a>,
    /// Open elements.
    stack: Vec<u32>,
    html: &'a str,
    at: usize,
}

impl<'a> Builder<'a> {
    fn run(&mut self) {
        self.push(Tag::Root, "", (0, 0));
        self.stack.push(0);
        let bytes = self.html.as_bytes();
        let mut text = 0;
        while let Some(found) = bytes.get(self.at..).and_then(|rest| memchr(b'<', rest)) {
            let open = self.at + found;
            let next = bytes.get(open + 1).copied().unwrap_or(b' ');
            let markup = next.is_ascii_alphabetic()
                || next == b'!'
                || next == b'?'
                || (next == b'/' && bytes.get(open + 2).is_some_and(u8::is_ascii_alphabetic));
            if !markup {
                self.at = open + 1;
                continue;
            }
            self.text(text, open);
            match next {
                b'!' if bytes.get(open..).is_some_and(|r| r.starts_with(b"<!--")) => {
                    // `<!-->` is a whole comment.
                    let from = open + 2;
                    let end = self.html.get(from..).and_then(|r| r.find("-->")).map(|e| from + e + 3);
                    self.at = end.unwrap_or(bytes.len());
                }
                b'!' | b'?' => self.at = self.after(open, b'>'),
                b'/' => {
                    let end = self.after(open, b'>');
                    let name = name_at(bytes, open + 2);
                    self.at = end;
                    self.close(Tag::from_name(name));
                }
                _ => self.open(open),
            }
            text = self.at;
            if self.tree.nodes.len() >= NODES {
                self.tree.cut = true;
                break;
            }
        }
        if !self.tree.cut {
            self.text(text, bytes.len());
        }
        while let Some(node) = self.stack.pop() {
            self.end(node);
        }
    }

    /// The place behind the next `byte`, or the end.
    fn after(&self, from: usize, byte: u8) -> usize {
        let rest = self.html.as_bytes().get(from..).unwrap_or_default();
        memchr(byte, rest).map_or(self.html.len(), |at| from + at + 1)
    }

    fn text(&mut self, from: usize, to: usize) {
        if let Some(raw) = self.html.get(from..to)
            && !raw.is_empty()
        {
            self.push(Tag::Text, raw, (0, 0));
        }
    }

    fn push(&mut self, tag: Tag, raw: &'a str, attrs: (u32, u32)) -> u32 {
        let index = self.tree.nodes.len() as u32;
        let parent = self.stack.last().copied().unwrap_or(0);
        self.tree.nodes.push(Node {
            tag,
            parent,
            end: index + 1,
            depth: self.stack.len() as u16,
            raw,
            attrs,
        });
        index
    }

    fn end(&mut self, node: u32) {
        let end = self.tree.nodes.len() as u32;
        if let Some(node) = self.tree.nodes.get_mut(node as usize) {
            node.end = end;
        }
    }

    fn tag_of(&self, node: u32) -> Tag {
        self.tree.nodes.get(node as usize).map_or(Tag::Other, |n| n.tag)
    }

    /// Reads a start tag and its attributes.
    fn open(&mut self, open: usize) {
        let bytes = self.html.as_bytes();
        let name = name_at(bytes, open + 1);
        let tag = Tag::from_name(name);
        let mut at = open + 1 + name.len();
        let first = self.tree.attrs.len() as u32;
        loop {
            while bytes.get(at).is_some_and(|b| b.is_ascii_whitespace() || *b == b'/') {
                at += 1;
            }
            match bytes.get(at) {
                None => break,
                Some(b'>') => {
                    at += 1;
                    break;
                }
                Some(_) => {}
            }
            let start = at;
            while bytes
                .get(at)
                .is_some_and(|b| !b.is_ascii_whitespace() && !matches!(b, b'=' | b'>' | b'/') || at == start)
            {
                at += 1;
            }
            let key = bytes.get(start..at).unwrap_or_default();
            while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
                at += 1;
            }
            let mut value = "";
            if bytes.get(at) == Some(&b'=') {
                at += 1;
                while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
                    at += 1;
                }
                (value, at) = self.value(at);
            }
            if let Some(attr) = Attr::from_name(key)
                && !(attr == Attr::Hidden && value == "false")
            {
                self.tree.attrs.push((attr, value));
            }
        }
        self.at = at;
        let attrs = (first, self.tree.attrs.len() as u32);
        self.start(tag, attrs, name);
    }

    /// An attribute's value and the place behind it.
    fn value(&self, at: usize) -> (&'a str, usize) {
        let bytes = self.html.as_bytes();
        if let Some(quote @ (b'"' | b'\'')) = bytes.get(at) {
            let end = self.after(at + 1, *quote);
            // A value without its end takes the rest of the page: then it is no value.
            if end == self.html.len() && bytes.last() != Some(quote) {
                return ("", self.after(at, b'>').saturating_sub(1));
            }
            return (self.html.get(at + 1..end - 1).unwrap_or_default(), end);
        }
        let rest = bytes.get(at..).unwrap_or_default();
        let len = rest.iter().position(|b| b.is_ascii_whitespace() || *b == b'>').unwrap_or(rest.len());
        (self.html.get(at..at + len).unwrap_or_default(), at + len)
    }

    fn start(&mut self, tag: Tag, attrs: (u32, u32), name: &[u8]) {
        match tag {
            // The first of each holds; a later one only adds attributes that nobody needs.
            Tag::Html | Tag::Body if self.stack.iter().any(|n| self.tag_of(*n) == tag) => return,
            Tag::Body => self.close(Tag::Head),
            _ => {}
        }
        self.imply_ends(tag);
        match tag.kind() {
            Kind::Void => {
                self.push(tag, "", attrs);
            }
            Kind::Raw => self.raw(tag, attrs, name),
            Kind::Block | Kind::Inline => {
                if self.stack.len() >= DEPTH {
                    // Laid beside its parent's other children; its end tag will find nothing to close, or the
                    // parent of the same name, which only ends the flattened part sooner.
                    self.tree.flattened = true;
                    self.push(tag, "", attrs);
                } else {
                    let node = self.push(tag, "", attrs);
                    self.stack.push(node);
                }
            }
        }
    }

    /// An element whose content is no markup. Only titles and data are kept.
    fn raw(&mut self, tag: Tag, attrs: (u32, u32), name: &[u8]) {
        let from = self.at;
        let bytes = self.html.as_bytes();
        let mut at = from;
        let end = loop {
            let Some(found) = bytes.get(at..).and_then(|r| memchr(b'<', r)) else { break None };
            at += found + 1;
            if bytes.get(at) == Some(&b'/')
                && bytes.get(at + 1..at + 1 + name.len()).is_some_and(|n| n.eq_ignore_ascii_case(name))
            {
                break Some(at - 1);
            }
        };
        let Some(end) = end else {
            // Never closed: it takes the rest, as in a browser, unless it is one that hides no text of its own.
            let hides = matches!(tag, Tag::Script | Tag::Style) || self.tree.unclosed;
            self.tree.unclosed = true;
            self.at = if hides { bytes.len() } else { from };
            return;
        };
        let content = self.html.get(from..end).unwrap_or_default();
        self.at = self.after(end, b'>');
        let node = self.push(tag, "", attrs);
        let kept = match tag {
            Tag::Title => true,
            Tag::Script => {
                self.tree.raw_attr(node as usize, Attr::Type).is_some_and(|t| t.contains("ld+json"))
            }
            _ => false,
        };
        if kept {
            self.stack.push(node);
            self.push(Tag::Text, content, (0, 0));
            self.stack.pop();
            self.end(node);
        }
    }

    /// Closes what this start tag cannot stand in.
    fn imply_ends(&mut self, tag: Tag) {
        let top = self.stack.last().map_or(Tag::Root, |n| self.tag_of(*n));
        let (closes, bounds): (&[Tag], &[Tag]) = match tag {
            Tag::Li => (&[Tag::Li], &[Tag::Ul, Tag::Ol, Tag::Menu, Tag::Td, Tag::Table]),
            Tag::Dt | Tag::Dd => (&[Tag::Dt, Tag::Dd], &[Tag::Dl, Tag::Td, Tag::Table]),
            Tag::Tr => (&[Tag::Tr], &[Tag::Table]),
            Tag::Td | Tag::Th => (&[Tag::Td, Tag::Th], &[Tag::Tr, Tag::Table]),
            Tag::Thead | Tag::Tbody | Tag::Tfoot => (&[Tag::Thead, Tag::Tbody, Tag::Tfoot], &[Tag::Table]),
            Tag::Option => (&[Tag::Option], &[Tag::Select]),
            Tag::H1 | Tag::H2 | Tag::H3 | Tag::H4 | Tag::H5 | Tag::H6
                if matches!(top, Tag::H1 | Tag::H2 | Tag::H3 | Tag::H4 | Tag::H5 | Tag::H6) =>
            {
                self.pop();
                return;
            }
            _ if tag.is_block()
                && !matches!(tag, Tag::Button | Tag::Option | Tag::Custom | Tag::Video | Tag::Audio) =>
            {
                (
                    &[Tag::P],
                    &[
                        Tag::Td,
                        Tag::Th,
                        Tag::Table,
                        Tag::Button,
                        Tag::Li,
                        Tag::Div,
                        Tag::Section,
                        Tag::Article,
                    ],
                )
            }
            _ => return,
        };
        let mut found = None;
        for (i, node) in self.stack.iter().enumerate().rev() {
            let open = self.tag_of(*node);
            if closes.contains(&open) {
                found = Some(i);
                break;
            }
            if bounds.contains(&open) {
                break;
            }
        }
        if let Some(found) = found {
            while self.stack.len() > found {
                self.pop();
            }
        }
    }

    fn pop(&mut self) {
        if self.stack.len() > 1
            && let Some(node) = self.stack.pop()
        {
            self.end(node);
        }
    }

    /// Closes the nearest open element of that name, if nothing stronger lies between.
    fn close(&mut self, tag: Tag) {
        if matches!(tag, Tag::Html | Tag::Body | Tag::Text | Tag::Root) {
            // What follows still belongs to the page.
            return;
        }
        let inline = !tag.is_block();
        let cell =
            matches!(tag, Tag::Table | Tag::Tr | Tag::Tbody | Tag::Thead | Tag::Tfoot | Tag::Td | Tag::Th);
        for (i, node) in self.stack.iter().enumerate().rev() {
            let open = self.tag_of(*node);
            if open == tag {
                while self.stack.len() > i.max(1) {
                    self.pop();
                }
                return;
            }
            let wall = match open {
                Tag::Table | Tag::Td | Tag::Th => !cell,
                Tag::Root | Tag::Html | Tag::Body => true,
                _ => inline && open.is_block(),
            };
            if wall {
                return;
            }
        }
    }
}

fn name_at(bytes: &[u8], at: usize) -> &[u8] {
    let rest = bytes.get(at..).unwrap_or_default();
    let len =
        rest.iter().position(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/')).unwrap_or(rest.len());
    rest.get(..len).unwrap_or_default()
}
