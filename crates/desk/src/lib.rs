//! What does the desk remember, and how does nothing of it get lost?
