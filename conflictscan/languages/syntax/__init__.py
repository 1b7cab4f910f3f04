"""What languages share: queries mark a tree with common names, and one set of passes reads facts from the marks.

A language brings its grammar, its queries and a `Grammar` with what the names cannot say. Nothing in here knows
which language it reads.
"""
