"""The command line: collects input, hands it on, prints. Nothing is computed here.

Stands on everything but `widgets`. What was typed goes to order, claim, review or practice, the answer to a format and
to stdout; `app/` starts the server in which `widgets` are shown.
"""
