"""Templates that ask for one number or form, or for a few steps: volumes, units, days, NDC, nursing, waste."""

from hipkit.practice.templates.compute import forms, newcodes, pumps, steps, visits, volumes

__all__ = ["forms", "newcodes", "pumps", "steps", "visits", "volumes"]
