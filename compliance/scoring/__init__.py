"""Scoring: from verdicts to findings, rates and scorecards."""
