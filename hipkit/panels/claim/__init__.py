"""The claim: bills, charges and visits, and the sample claim that they answer."""
