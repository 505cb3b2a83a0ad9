//! How is a page or a feed fetched politely and safely?
