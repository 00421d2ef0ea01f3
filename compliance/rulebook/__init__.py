"""The rulebook: from rules.yaml to rules, or to a list of all that is wrong with it."""
