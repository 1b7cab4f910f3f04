"""Manifests: what a project says it depends on, one module an ecosystem; names normalised by its rule.

Ranges stay as they are written. What only a build tool could work out (a property, a parent, a variable) is left
in the range as text, and a dependency whose name is not literal is left out.
"""
