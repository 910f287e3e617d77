"""The command line: collects input, hands it on, prints. Nothing is computed here."""
