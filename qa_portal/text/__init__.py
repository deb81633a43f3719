"""Pure engines over strings: identifiers, red flags, routing, readability, differences."""
