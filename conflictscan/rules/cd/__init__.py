"""Context-drift rules: two ways from now on."""
