"""The nouns: frozen values that every wing speaks of. No files, no clocks, no YAML."""
