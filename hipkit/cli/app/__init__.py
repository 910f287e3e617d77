"""`hipkit app` and `hipkit lab`: the server on this machine, who may ask it, and its start."""
