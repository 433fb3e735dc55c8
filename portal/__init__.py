"""The citizen's side of a province on Zalo: pages, one-stop intake, messages; one package a feature."""
