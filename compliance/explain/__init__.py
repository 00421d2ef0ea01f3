"""Explain: what a rule means, why it said what it said of a conversation, how a text is heard, what is covered."""
