"""The figures leaders quote, each exact to a plain count over what happened."""
