"""Proves emergence once for all rules: which uses and definitions to ask about, on which trees, and the gates."""
