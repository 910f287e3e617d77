"""The review rules, a module for each theme; the cases of each rule lie in `cases/`."""
