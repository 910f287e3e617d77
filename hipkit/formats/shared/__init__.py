"""What several formats write with: markup, plain text, the terminal, paper."""
