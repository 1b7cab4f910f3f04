"""Rules and the framework that proves emergence."""
