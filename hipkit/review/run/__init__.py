"""Rules over lines: chosen, run, in parts, resumed, reported."""
