//! How does somebody look at a desk: pages, an HTTP API, live updates, and tools for agents?
