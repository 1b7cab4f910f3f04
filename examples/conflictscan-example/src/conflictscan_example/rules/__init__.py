"""The rules of the plug-in, one module each."""
