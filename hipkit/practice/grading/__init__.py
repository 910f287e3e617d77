"""From an answer to its grade: read by value, met with the slips that give it, or with the first step that differs."""
