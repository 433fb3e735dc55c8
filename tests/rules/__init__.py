"""The shape of the code itself, each rule shown to fail on a planted breach."""
