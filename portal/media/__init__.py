"""The library of pictures and papers: taken in once, shown to whoever may see the text they stand in."""
